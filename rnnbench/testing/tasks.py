"""Conformance checks of tasks."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import torch
from torch import Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split, Task
from rnnbench.seeding import generator


def check_shapes(task: Task) -> None:
    """Check the shapes of inputs, targets and the oracle's answers, in every split."""
    for split in get_args(Split):
        batch = task.sample(generator("shapes"), 5, split)
        assert batch.inputs.shape[:2] == (task.steps, 5)
        assert batch.targets.shape[:2] == (task.answers, 5)
        if task.symbolic:
            assert batch.inputs.dtype == torch.int64
            assert batch.inputs.min() >= 0
            assert batch.inputs.max() < task.inputs
        else:
            assert batch.inputs.shape[2] == task.inputs
        assert task.solve(batch).shape == (task.answers, 5, task.outputs)
        assert (batch.shown is None) == (task.decoder == 0)
        if batch.shown is not None:
            assert batch.shown.shape == (task.answers, 5)
            assert batch.shown.min() >= 0
            assert batch.shown.max() < task.decoder


def check_oracle(task: Task) -> None:
    """Check that the oracle's answers score 1, or at least 1 on real data."""
    batch = task.sample(generator("oracle"), 50)
    loss = _loss(task, batch, task.solve(batch))
    if task.data:
        assert task.score(loss) >= 1
    else:
        assert math.isclose(loss, task.solved, abs_tol=1e-6), f"the oracle's loss is {loss}"


def check_oracle_ignores_targets(task: Task) -> None:
    """Check that the oracle uses the inputs alone, except on real data."""
    if not task.data:
        batch = task.sample(generator("oracle"), 50)
        blind = replace(batch, targets=torch.full_like(batch.targets, IGNORED))
        assert torch.equal(task.solve(blind), task.solve(batch))


def check_padding(task: Task) -> None:
    """Check that every batch asks for answers, and for none in the padding."""
    batch = task.sample(generator("asked"), 30)
    assert batch.counted == batch.asked.sum() > 0
    if batch.lengths is not None:
        assert ((batch.lengths > 0) & (batch.lengths <= task.steps)).all()
        if task.readout == "every":
            assert not (batch.asked & _padding(batch)).any()


def check_masking(task: Task) -> None:
    """Check that unasked answers do not affect the loss, nor padded inputs the oracle."""
    batch = task.sample(generator("asked"), 30)
    outputs = torch.randn(*batch.targets.shape[:2], task.outputs, generator=generator("outputs"))
    others = torch.where(batch.asked[..., None], outputs, -outputs)
    assert _loss(task, batch, outputs) == _loss(task, batch, others)
    if batch.lengths is not None:
        padding = _padding(batch).view(*batch.inputs.shape[:2], *[1] * (batch.inputs.dim() - 2))
        noise = task.sample(generator("noise"), 30).inputs
        changed = replace(batch, inputs=torch.where(padding, noise, batch.inputs))
        given = _loss(task, batch, task.solve(batch))
        assert _loss(task, batch, task.solve(changed)) == given, "the oracle depends on the padding"


def check_length_invariance(task: Task) -> None:
    """Check that the sizes of inputs and outputs do not depend on the length.

    Nets are tested at other lengths than in training.
    """
    if task.data:
        return  # there may be too little data for other lengths
    for factor in (2, 5):
        other = task.at(factor * task.length)
        assert (other.inputs, other.outputs) == (task.inputs, task.outputs)
        assert other.steps >= task.steps
        check_shapes(other)
        check_oracle(other)


def check_free_running(task: Task) -> None:
    """Check that the oracle's answers, fed back after the prompt, are the next inputs."""
    if task.prompt is None:
        return
    batch = task.sample(generator("free"), 6)
    read = batch.inputs if batch.shown is None else batch.shown
    assert task.predicts_input == (batch.shown is None)
    assert 0 < task.prompt <= len(read)
    answers = task.solve(batch)[None].float()
    for t in range(task.prompt, len(read)):
        fed = task.feedback(answers[:, t - 1 : t])  # (P, 1, B, ...)
        there = batch.asked[t] if batch.shown is not None else slice(None)
        torch.testing.assert_close(
            fed[:, :, there], read[None, t : t + 1, there], atol=1e-4, rtol=0
        )


def check_reproducibility(task: Task) -> None:
    """Check that examples depend on the given generator and on nothing else."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        first = task.sample(generator("stream", 1), 4)
        torch.manual_seed(5)
        again = task.sample(generator("stream", 1), 4)
    other = task.sample(generator("stream", 2), 4)
    assert _same(first, again), "examples also depend on the global random generator"
    assert not _same(first, other), "examples do not depend on the generator"


def check_member_independence(task: Task) -> None:
    """Check that a member's loss is the same in a population as alone."""
    batch = task.sample(generator("loss"), 6)
    outputs = torch.randn(3, *batch.targets.shape[:2], task.outputs, generator=generator("outputs"))
    targets = batch.targets.expand(3, *batch.targets.shape)
    together = task.loss(outputs, targets)
    for p in range(3):
        torch.testing.assert_close(task.loss(outputs[p : p + 1], targets[:1])[0], together[p])


def check_score_scale(task: Task) -> None:
    """Check that the baseline scores 0 and a solution 1, with the target between."""
    assert task.score(task.baseline) == 0
    assert task.score(task.solved) == 1
    assert 0 < task.target < 1


def _loss(task: Task, batch: Batch, outputs: Tensor) -> float:
    """Loss of one member's outputs, (T', B, O)."""
    (loss,) = task.loss(outputs[None].float(), batch.targets[None]).tolist()
    return float(loss)


def _padding(batch: Batch) -> Tensor:
    """Mask of the steps after an example's end, (T, B)."""
    assert batch.lengths is not None
    return torch.arange(len(batch.inputs))[:, None] >= batch.lengths


def _same(one: Batch, other: Batch) -> bool:
    return torch.equal(one.inputs, other.inputs) and torch.equal(one.targets, other.targets)


TASK_CHECKS: tuple[Callable[[Task], None], ...] = (
    check_shapes,
    check_oracle,
    check_oracle_ignores_targets,
    check_padding,
    check_masking,
    check_length_invariance,
    check_free_running,
    check_reproducibility,
    check_member_independence,
    check_score_scale,
)
"""Each check takes a task with its settings."""
