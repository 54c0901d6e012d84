"""Error of training the steps of a net separately, by what is fed back."""

from collections.abc import Iterator
from typing import get_args

import torch
from pydantic import PositiveInt

from rnnbench.components.norms.none import NoNorm
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.network import Network
from rnnbench.probes import Probe, Reading
from rnnbench.probes.measures import decoupling
from rnnbench.seeding import generator

CELLS: dict[decoupling.Feedback, str] = {
    "hidden": "vanilla",
    "own output": "output_recurrence",
    "true output": "output_recurrence",
}


class ForcedSteps(Probe):
    """Error of a gradient that treats the feedback as constant, against the full gradient.

    Nets feed back their hidden state, their predicted output, or the true output (teacher forcing).
    Weights start as usual; inputs and targets are standard normal. With an error of 0, the steps
    are independent of one another and can be trained in any order, or in parallel.
    """

    quantities = {"error": "‖g − g′‖ / ‖g‖, gradient g through all steps, g′ of separate steps"}
    components = {"cells": tuple(dict.fromkeys(CELLS.values())), "inits": ("default",)}

    hidden: PositiveInt = 16
    steps: PositiveInt = 20
    batch: PositiveInt = 8

    def measure(self, seed: int) -> Iterator[Reading]:
        """Every kind of feedback."""
        draw = generator("probe", "forced_steps", seed)
        shape = (2, self.steps, self.batch, 3)
        inputs, targets = torch.randn(shape, generator=draw, dtype=torch.float64)
        init = BUILT_IN.load("inits", "default")()
        for feedback in get_args(decoupling.Feedback):
            cell = BUILT_IN.load("cells", CELLS[feedback])()
            net = Network(cell, NoNorm(), inputs=3, symbolic=False, hidden=self.hidden, outputs=3)
            weights = {name: weight.double() for name, weight in net.start(init, seed).items()}
            given = weights, inputs, targets, feedback
            through, alone = decoupling.one_after_the_other(*given), decoupling.all_at_once(*given)
            error = torch.linalg.vector_norm(through - alone) / torch.linalg.vector_norm(through)
            yield Reading("error", feedback, float(error))
