"""What every task has to fulfil."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import torch
from torch import Tensor

from rnnbench.components.tasks import IGNORED, Batch, Split, Task
from rnnbench.seeding import generator


def batches_have_the_shapes_that_it_says(task: Task) -> None:
    """Inputs, targets and the oracle's answers, in every split."""
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


def the_oracle_solves_it(task: Task) -> None:
    """What ``solve`` answers is worth a score of 1, or on real data at least that."""
    batch = task.sample(generator("oracle"), 50)
    loss = _loss(task, batch, task.solve(batch))
    if task.data:
        assert task.score(loss) >= 1
    else:
        assert math.isclose(loss, task.solved, abs_tol=1e-6), f"the oracle's loss is {loss}"


def the_oracle_does_not_look_at_the_targets(task: Task) -> None:
    """It works from the inputs alone, except on real data, which nobody can foresee."""
    if not task.data:
        batch = task.sample(generator("oracle"), 50)
        blind = replace(batch, targets=torch.full_like(batch.targets, IGNORED))
        assert torch.equal(task.solve(blind), task.solve(batch))


def every_answer_asked_for_is_before_the_padding(task: Task) -> None:
    """And there is one in every batch."""
    batch = task.sample(generator("asked"), 30)
    assert batch.counted == batch.asked.sum() > 0
    if batch.lengths is not None:
        assert ((batch.lengths > 0) & (batch.lengths <= task.steps)).all()
        if task.readout == "every":
            assert not (batch.asked & _padding(batch)).any()


def what_is_not_asked_for_does_not_matter(task: Task) -> None:
    """Neither answers that do not count, nor inputs past an example's end."""
    batch = task.sample(generator("asked"), 30)
    outputs = torch.randn(*batch.targets.shape[:2], task.outputs, generator=generator("outputs"))
    others = torch.where(batch.asked[..., None], outputs, -outputs)
    assert _loss(task, batch, outputs) == _loss(task, batch, others)
    if batch.lengths is not None:
        padding = _padding(batch).view(*batch.inputs.shape[:2], *[1] * (batch.inputs.dim() - 2))
        noise = task.sample(generator("noise"), 30).inputs
        changed = replace(batch, inputs=torch.where(padding, noise, batch.inputs))
        given = _loss(task, batch, task.solve(batch))
        assert _loss(task, batch, task.solve(changed)) == given, "the padding matters"


def sizes_do_not_depend_on_the_length(task: Task) -> None:
    """So that a net can be tested at lengths that it was not trained at."""
    if task.data:
        return  # there may be too little data for other lengths
    for factor in (2, 5):
        other = task.at(factor * task.length)
        assert (other.inputs, other.outputs) == (task.inputs, task.outputs)
        assert other.steps >= task.steps
        batches_have_the_shapes_that_it_says(other)
        the_oracle_solves_it(other)


def free_running_feeds_answers_back(task: Task) -> None:
    """After the prompt, a perfect net's answers are the inputs that come next."""
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


def the_stream_depends_on_the_generator_alone(task: Task) -> None:
    """Equal generators give equal examples, others give others."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        first = task.sample(generator("stream", 1), 4)
        torch.manual_seed(5)
        again = task.sample(generator("stream", 1), 4)
    other = task.sample(generator("stream", 2), 4)
    assert _same(first, again), "it also draws from elsewhere"
    assert not _same(first, other), "it does not draw from the generator"


def the_loss_is_each_members_own(task: Task) -> None:
    """A member's loss is the same in a population as alone."""
    batch = task.sample(generator("loss"), 6)
    outputs = torch.randn(3, *batch.targets.shape[:2], task.outputs, generator=generator("outputs"))
    targets = batch.targets.expand(3, *batch.targets.shape)
    together = task.loss(outputs, targets)
    for p in range(3):
        torch.testing.assert_close(task.loss(outputs[p : p + 1], targets[:1])[0], together[p])


def the_score_runs_from_the_baseline_to_solved(task: Task) -> None:
    """0 is the baseline, 1 is solved, and the target lies between."""
    assert task.score(task.baseline) == 0
    assert task.score(task.solved) == 1
    assert 0 < task.target < 1


def _loss(task: Task, batch: Batch, outputs: Tensor) -> float:
    """Loss of one member's outputs, (T', B, O)."""
    (loss,) = task.loss(outputs[None].float(), batch.targets[None]).tolist()
    return float(loss)


def _padding(batch: Batch) -> Tensor:
    """Where an example has ended, (T, B)."""
    assert batch.lengths is not None
    return torch.arange(len(batch.inputs))[:, None] >= batch.lengths


def _same(one: Batch, other: Batch) -> bool:
    return torch.equal(one.inputs, other.inputs) and torch.equal(one.targets, other.targets)


TASK_CHECKS: tuple[Callable[[Task], None], ...] = (
    batches_have_the_shapes_that_it_says,
    the_oracle_solves_it,
    the_oracle_does_not_look_at_the_targets,
    every_answer_asked_for_is_before_the_padding,
    what_is_not_asked_for_does_not_matter,
    sizes_do_not_depend_on_the_length,
    free_running_feeds_answers_back,
    the_stream_depends_on_the_generator_alone,
    the_loss_is_each_members_own,
    the_score_runs_from_the_baseline_to_solved,
)
"""Each takes a task with its settings."""
