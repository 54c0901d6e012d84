"""Norm of a vector under repeated multiplication by an orthogonal matrix."""

from collections.abc import Iterator

import torch
from pydantic import PositiveInt

from rnnbench.components.inits.orthogonal import Orthogonal
from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures.recursions import nearest_orthogonal, norm_drift
from rnnbench.seeding import generator


class OrthogonalProducts(Probe):
    """Relative change of a normal vector's norm by powers of random orthogonal matrices.

    The matrices come from the orthogonal init: once in double precision, once in single precision
    as nets get them.
    """

    quantities = {"drift": "largest |‖Qᵗh‖ / ‖h‖ − 1| over all steps t"}
    axes = {"drift": "random matrix"}
    components = {"inits": ("orthogonal",)}

    size: PositiveInt = 32
    steps: PositiveInt = 100
    instances: PositiveInt = 50

    def measure(self, seed: int) -> Iterator[Reading]:
        """The same matrices and vectors in both precisions."""
        draw = generator("probe", "orthogonal_products", seed)
        drawn = [Orthogonal().recurrent(self.size, draw) for _ in range(self.instances)]
        single = torch.stack(drawn)
        starts = torch.randn(self.instances, self.size, generator=draw, dtype=torch.float64)
        for arm, matrices in {
            "double precision": nearest_orthogonal(single.double()),
            "single precision": single,
        }.items():
            drift = norm_drift(matrices, starts.to(matrices), self.steps)
            for x, value in enumerate(drift.tolist()):
                yield Reading("drift", arm, value, x)
