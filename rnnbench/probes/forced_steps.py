"""Whether the steps of a net can be trained all at once, by what is fed back."""

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
    """Error of a gradient that takes what is fed back as given, against the one through all steps.

    Nets feed back their hidden state, their own output, or the true one (teacher forcing); weights
    start as usual, inputs and targets are from a standard normal. Where the error is 0, steps know
    nothing of one another, and can be trained in any order, or all at once.
    """

    quantities = {"error": "‖g − g′‖ / ‖g‖, g the gradient through all steps, g′ of steps alone"}
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
