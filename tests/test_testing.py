"""Each check finds the mistake that it is there for."""

import math
from dataclasses import replace

import pytest
import torch
from pydantic import ValidationError

from rnnbench.claims import Claim, Contrast, Question, Superior
from rnnbench.components.cells.lstm import LSTM
from rnnbench.components.cells.vanilla import Vanilla
from rnnbench.components.registry import UnknownNameError
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.char_generation import CharGeneration
from rnnbench.components.tasks.parity import Parity
from rnnbench.probes import Probe, Reading
from rnnbench.seeding import generator
from rnnbench.testing import cells, claims, probes, tasks


class WrongShape(Parity):
    def sample(self, generator, batch, split="train"):
        drawn = super().sample(generator, batch, split)
        return Batch(drawn.inputs[1:], drawn.targets)


class WrongAnswer(Parity):
    def solve(self, batch):
        return -super().solve(batch)


class PeekingOracle(Parity):
    def solve(self, batch):
        return torch.nn.functional.one_hot(batch.targets.clamp(min=0), 2) * 100.0


class NothingAsked(Parity):
    def sample(self, generator, batch, split="train"):
        drawn = super().sample(generator, batch, split)
        return replace(drawn, targets=torch.full_like(drawn.targets, -100))


class PaddingCounts(Parity):
    def sample(self, generator, batch, split="train"):
        drawn = super().sample(generator, batch, split)
        return replace(drawn, lengths=torch.full((batch,), self.length - 1))


class SizeOfLength(Parity):
    @property
    def inputs(self):
        return self.length


class WrongFeedback(CharGeneration):
    def feedback(self, outputs):
        return super().feedback(-outputs)


class ForeignDraws(Parity):
    def sample(self, generator, batch, split="train"):
        return super().sample(torch.default_generator, batch, split)


class SharedLoss(Parity):
    def loss(self, outputs, targets):
        return super().loss(outputs, targets).mean().expand(len(outputs))


class WrongScale(Parity):
    @property
    def target(self):
        return 1.5


@pytest.mark.parametrize(
    ("check", "task"),
    [
        (tasks.check_shapes, WrongShape),
        (tasks.check_oracle, WrongAnswer),
        (tasks.check_oracle_ignores_targets, PeekingOracle),
        (tasks.check_padding, NothingAsked),
        (tasks.check_masking, PaddingCounts),
        (tasks.check_length_invariance, SizeOfLength),
        (tasks.check_free_running, WrongFeedback),
        (tasks.check_reproducibility, ForeignDraws),
        (tasks.check_member_independence, SharedLoss),
        (tasks.check_score_scale, WrongScale),
    ],
)
def test_a_mistake_in_a_task_is_found(check, task):
    assert check in tasks.TASK_CHECKS
    check(task.__base__(length=6))
    with pytest.raises(AssertionError):
        check(task(length=6))


class Detached(Vanilla):
    def step(self, pre, state, vectors):
        return tuple(part.detach() + 0 * part for part in super().step(pre, state, vectors))


class Narrowing(LSTM):
    """Its memory is one number an example."""

    def step(self, pre, state, vectors):
        h, c = super().step(pre, state, vectors)
        return h, c.mean(-1, keepdim=True)


class Rounding(Vanilla):
    def step(self, pre, state, vectors):
        (h,) = super().step(pre, state, vectors)
        return (h.float(),)


class RawMemory(LSTM):
    def step(self, pre, state, vectors):
        h, c = state
        i, f, g, o = map(torch.sigmoid, pre(h, "i", "f", "g", "o"))
        c = f * c + i * g
        return o * torch.tanh(c), c


class Remembering(Vanilla):
    """It keeps a number of its own, which a compiler sees once."""

    steps = 0

    def step(self, pre, state, vectors):
        (h,) = super().step(pre, state, vectors)
        self.steps += 1
        return (h / self.steps,)


class Mixing(Vanilla):
    def step(self, pre, state, vectors):
        (h,) = super().step(pre, state, vectors)
        return (h - h.mean(1, keepdim=True),)


@pytest.mark.parametrize(
    ("check", "cell"),
    [
        (cells.check_gradients, Detached),
        (cells.check_batch_independence, Mixing),
        (cells.check_states, Narrowing),
        (cells.check_states, Rounding),
        (cells.check_memory, RawMemory),
        (cells.check_back_ends, Remembering),
    ],
)
def test_a_mistake_in_a_cell_is_found(check, cell):
    assert check in cells.CELL_CHECKS
    with pytest.raises((AssertionError, RuntimeError)):
        check(cell)


CLAIM = Claim(
    section="Cells",
    sources=(),
    wording="LSTMs score better.",
    refuted_by="worse scores",
    primary=Question(Contrast("core", "cell", a=("lstm",), b=("gru",)), Superior()),
)


@pytest.mark.parametrize(
    "change",
    [
        {"sources": ("L0",)},
        {"wording": "LSTMs"},
        {"refuted_by": ""},
        {"primary": Question(CLAIM.primary.contrast, Superior(margin=0))},
    ],
    ids=str,
)
def test_a_mistake_in_a_claim_is_found(change):
    claims.check_declaration(CLAIM)
    with pytest.raises(AssertionError):
        claims.check_declaration(replace(CLAIM, **change))


def test_a_claim_of_no_section_cannot_be_made():
    with pytest.raises(ValidationError, match="one of Dynamics"):
        replace(CLAIM, section="Rumours")


@pytest.mark.parametrize(
    "contrast",
    [
        Contrast("core", "cell", a=("lstn",), b=("gru",)),
        Contrast("core", "init", a=("default",), b=("orthogonal",), where={"cell": ("lstn",)}),
    ],
)
def test_a_misspelt_name_in_a_claim_is_found(contrast):
    claims.check_references(CLAIM)
    with pytest.raises(UnknownNameError, match="lstm"):
        claims.check_references(replace(CLAIM, primary=Question(contrast, Superior())))


class Noise(Probe):
    """A number at two places."""

    quantities = {"noise": "a normal number", "more": "another"}
    axes = {"noise": "place"}
    components = {"cells": ("lstm",)}

    def measure(self, seed):
        draw = generator("noise", seed)
        one, other, more = torch.randn(3, generator=draw).tolist()
        yield Reading("noise", "plain", one, 1.0)
        yield Reading("noise", "plain", other, 2.0)
        yield Reading("more", "plain", more)


class ForeignNoise(Noise):
    def measure(self, seed):
        for reading in super().measure(seed):
            yield reading._replace(value=reading.value + torch.randn(1).item())


class SameNoise(Noise):
    def measure(self, seed):
        return super().measure(0)


class TwiceTheSame(Noise):
    def measure(self, seed):
        return [*super().measure(seed), *super().measure(seed)]


class OtherPlaces(Noise):
    def measure(self, seed):
        yield from super().measure(seed)
        yield Reading("noise", "plain", 0.5, 10.0 + seed)


class Undeclared(Noise):
    quantities = {"noise": "a normal number"}


class Unmeasured(Noise):
    quantities = {**Noise.quantities, "silence": "none"}


class NoAxis(Noise):
    axes = {}


class Endless(Noise):
    def measure(self, seed):
        for reading in super().measure(seed):
            yield reading._replace(value=math.inf)


@pytest.mark.parametrize(
    ("check", "probe"),
    [
        (probes.check_reproducibility, ForeignNoise),
        (probes.check_reproducibility, SameNoise),
        (probes.check_places, TwiceTheSame),
        (probes.check_places, OtherPlaces),
        (probes.check_quantities, Undeclared),
        (probes.check_quantities, Unmeasured),
        (probes.check_quantities, NoAxis),
        (probes.check_finiteness, Endless),
    ],
)
def test_a_mistake_in_a_probe_is_found(check, probe):
    assert check in probes.PROBE_CHECKS
    check(Noise())
    with pytest.raises(AssertionError):
        check(probe())


def test_a_misspelt_component_of_a_probe_is_found():
    class Misspelt(Noise):
        components = {"cells": ("lstn",)}

    probes.check_components(Noise())
    with pytest.raises(UnknownNameError, match="lstm"):
        probes.check_components(Misspelt())


def test_an_identity_may_leave_nothing_but_zeros():
    class Zeros(Noise):
        def measure(self, seed):
            return [reading._replace(value=0.0) for reading in super().measure(seed)]

    probes.check_reproducibility(Zeros())
