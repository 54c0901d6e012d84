"""Generating sine waves."""

import math

import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks._generation import Generation
from rnnbench.components.tasks._losses import squared_error

SLOWEST, FASTEST = math.pi / 16, math.pi / 4
WEAKEST, STRONGEST = 0.5, 1.0


class SineGeneration(Generation):
    """Sine generation: continue a sine wave from a few given values.

    x(t) = a · sin(ω t + φ), with ω uniform on [π/16, π/4] per step (periods of 32 to 8 steps), φ
    uniform on a full turn, and a uniform on [0.5, 1]. The network reads x(t) and predicts
    x(t + 1). The first ``given`` values are the prompt, and the ``length`` values after it count.
    There is no noise: x(t + 1) = 2 cos(ω) · x(t) - x(t - 1), so three values determine ω.

    The baseline is the best answer from the current value alone, c · x(t), where
    c = E[cos ω] = (sin π/4 - sin π/16) / (3π/16). Its mean squared error is (1 - c²) · E[a²]/2:
    the variance of x, E[a²]/2, less the part explained by x(t).

    Example (ω = π/6, φ = 0, a = 1, given 3, length 2; . not asked):
        input   0 0.5   0.866 1
        answer  . .     1     0.866
    """

    given: int = Field(default=10, ge=3, description="number of values in the prompt")

    @property
    def inputs(self) -> int:
        return 1

    @property
    def outputs(self) -> int:
        return 1

    @property
    def prompt(self) -> int:
        return self.given

    def sequence(self, generator: Generator, batch: int) -> Tensor:
        speed, phase, strength = torch.rand(3, batch, generator=generator)
        times = torch.arange(self.steps + 1)[:, None]
        angle = times * (SLOWEST + (FASTEST - SLOWEST) * speed) + 2 * math.pi * phase
        wave: Tensor = angle.sin() * (WEAKEST + (STRONGEST - WEAKEST) * strength)
        return wave.unsqueeze(-1)

    def feedback(self, outputs: Tensor) -> Tensor:
        return outputs

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return squared_error(outputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        x = batch.inputs.double()
        given = x[: self.prompt]
        middle, sides = given[1:-1], given[2:] + given[:-2]
        twice_cosine = (middle * sides).sum(0) / middle.square().sum(0)  # by least squares
        answers = twice_cosine * x[1:] - x[:-1]
        return torch.cat([x[:1], answers]).to(batch.inputs)

    @property
    def baseline(self) -> float:
        cosine = (math.sin(FASTEST) - math.sin(SLOWEST)) / (FASTEST - SLOWEST)
        power = (WEAKEST**2 + WEAKEST * STRONGEST + STRONGEST**2) / 3
        return (1 - cosine**2) * power / 2

    @property
    def target(self) -> float:
        return 0.9
