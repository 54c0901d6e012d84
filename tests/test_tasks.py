"""Every task that is discovered."""

import math

import pytest
import torch

from rnnbench import discovery
from rnnbench.seeding import generator
from rnnbench.tasks import Batch
from rnnbench.tasks.adding import Adding
from rnnbench.tasks.char_lm import CharLM
from rnnbench.tasks.copying import Copying
from rnnbench.tasks.multiplication import Multiplication
from rnnbench.tasks.parity import Parity
from rnnbench.tasks.random_permutation import RandomPermutation
from rnnbench.tasks.temporal_order import TemporalOrder

TASKS = [
    Adding(length=7),
    Adding(length=20),
    Copying(length=1, string=1, alphabet=2),
    Copying(length=6, string=3),
    CharLM(length=9),
    Multiplication(length=7),
    Parity(length=6),
    RandomPermutation(length=8, alphabet=9),
    TemporalOrder(length=9),
    TemporalOrder(length=2, signals=3),
]
everywhere = pytest.mark.parametrize("task", TASKS, ids=repr)


def test_every_task_is_in_the_list():
    assert {type(task) for task in TASKS} == {
        discovery.load("tasks", name) for name in discovery.names("tasks")
    }


@everywhere
@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_shapes(task, split):
    batch = task.sample(generator("shapes"), 5, split)
    answers = task.steps if task.readout == "every" else 1
    assert batch.inputs.shape[:2] == (task.steps, 5)
    assert batch.targets.shape[:2] == (answers, 5)
    if task.symbolic:
        assert batch.inputs.dtype == torch.int64
        assert batch.inputs.min() >= 0
        assert batch.inputs.max() < task.inputs
    else:
        assert batch.inputs.shape[2] == task.inputs
    assert task.solve(batch).shape == (answers, 5, task.outputs)


@everywhere
def test_the_oracle_solves_it(task):
    batch = task.sample(generator("oracle"), 50)
    loss = task.loss(task.solve(batch)[None].float(), batch.targets[None])
    assert loss.shape == (1,)
    assert loss.item() == pytest.approx(0, abs=1e-6)
    assert task.score(loss.item()) >= 1


@everywhere
def test_the_stream_depends_on_the_generator_alone(task):
    first = task.sample(generator("stream", 1), 4)
    torch.manual_seed(5)
    again = task.sample(generator("stream", 1), 4)
    other = task.sample(generator("stream", 2), 4)
    assert torch.equal(first.inputs, again.inputs)
    assert torch.equal(first.targets, again.targets)
    assert not (
        torch.equal(first.inputs, other.inputs) and torch.equal(first.targets, other.targets)
    )


@everywhere
def test_the_loss_is_each_members_own(task):
    batch = task.sample(generator("loss"), 6)
    outputs = torch.randn(3, *batch.targets.shape[:2], task.outputs, generator=generator("outputs"))
    targets = batch.targets.expand(3, *batch.targets.shape)
    together = task.loss(outputs, targets)
    for p in range(3):
        torch.testing.assert_close(task.loss(outputs[p : p + 1], targets[:1])[0], together[p])


@everywhere
def test_the_scale_runs_from_baseline_to_solved(task):
    assert task.score(task.baseline) == 0
    assert task.score(task.solved) == 1
    assert 0 < task.target < 1


def test_adding_worked_example():
    """The docstring's example."""
    inputs = torch.tensor([[0.2, 0], [0.7, 1], [0.1, 1], [0.4, 0]])[:, None]
    answer = Adding._answer(inputs)
    assert answer.shape == (1, 1, 1)
    assert answer.item() == pytest.approx(0.8)


def test_multiplication_worked_example():
    """The docstring's example."""
    inputs = torch.tensor([[0.2, 0], [0.7, 1], [0.1, 1], [0.4, 0]])[:, None]
    assert Multiplication._answer(inputs).item() == pytest.approx(0.07)


def test_multiplications_baseline_is_what_always_answering_a_quarter_gives():
    targets = Multiplication(length=12).sample(generator("baseline"), 200_000).targets
    assert (targets - 1 / 4).square().mean().item() == pytest.approx(7 / 144, rel=0.01)


def _solved(task, *symbols):
    """The oracle's class for one sequence of symbols."""
    inputs = torch.tensor(symbols)[:, None]
    return task.solve(Batch(inputs, inputs[:1]))[0, 0].argmax().item()


def test_worked_examples_of_classes():
    """Those of the docstrings, with a to d = 0 to 3, X = 4, Y = 5."""
    assert _solved(TemporalOrder(length=8), 0, 4, 3, 1, 2, 0, 5, 1) == 0b01
    assert _solved(Parity(length=4), 1, 0, 1, 1) == 1
    assert _solved(RandomPermutation(length=4, alphabet=9), 1, 7, 3, 8, 3) == 1


@pytest.mark.parametrize("signals", [1, 2, 3])
def test_temporal_order_has_one_signal_in_each_part_and_all_orders(signals):
    task = TemporalOrder(length=12, signals=signals)
    batch = task.sample(generator("parts"), 500)
    for part in batch.inputs.chunk(signals):
        assert ((part >= 4).sum(0) == 1).all()
    assert set(batch.targets.flatten().tolist()) == set(range(2**signals))


@pytest.mark.parametrize(
    "task", [Parity(length=5), RandomPermutation(length=3), TemporalOrder(length=6, signals=3)]
)
def test_a_baseline_of_classes_is_what_guessing_gives(task):
    batch = task.sample(generator("guess"), 20)
    guess = torch.zeros(1, 1, 20, task.outputs)
    assert task.loss(guess, batch.targets[None]).item() == pytest.approx(task.baseline)


def test_adding_marks_one_step_in_each_half():
    batch = Adding(length=9).sample(generator("halves"), 500)
    markers = batch.inputs[..., 1]
    assert (markers[:4].sum(0) == 1).all()
    assert (markers[4:].sum(0) == 1).all()
    assert (markers.sum(1) > 0).all(), "every step is marked some time"


def test_addings_baseline_is_what_always_answering_1_gives():
    targets = Adding(length=12).sample(generator("baseline"), 200_000).targets
    assert (targets - 1).square().mean().item() == pytest.approx(1 / 6, rel=0.01)


def test_copying_worked_example():
    """The docstring's example, with a = 0, b = 1."""
    task = Copying(length=3, string=2)
    batch = next(
        batch
        for batch in (task.sample(generator("example", i), 1) for i in range(10_000))
        if batch.inputs[:2, 0].tolist() == [1, 0]
    )
    blank, signal = task.blank, task.signal
    assert batch.inputs[:, 0].tolist() == [1, 0, blank, blank, signal, blank, blank]
    assert batch.targets[:, 0].tolist() == [blank] * 5 + [1, 0]


def test_copyings_baseline_is_the_memoryless_cross_entropy():
    assert Copying(length=100, string=10).baseline == pytest.approx(10 * math.log(8) / 120)
    task = Copying(length=4, string=2, alphabet=4)
    batch = task.sample(generator("memoryless"), 300)
    outputs = torch.full((1, *batch.targets.shape, task.outputs), -50.0)
    outputs[:, : -task.string, :, task.blank] = 50.0
    outputs[:, -task.string :, :, : task.alphabet] = 0.0
    loss = task.loss(outputs, batch.targets[None])
    assert loss.item() == pytest.approx(task.baseline, rel=1e-5)


def test_char_lm_worked_example():
    """The docstring's example: answers are the inputs one step later."""
    batch = CharLM(length=5).sample(generator("shift"), 20)
    assert torch.equal(batch.inputs[1:], batch.targets[:-1])


def test_char_lms_baseline_and_target_are_ngram_models(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("ab" * 1000)
    task = CharLM(length=3, corpus={"path": str(text)})
    assert task.baseline == pytest.approx(math.log(2), rel=1e-3)  # unigram: a coin
    bigram_loss = task.baseline - task.target * (task.baseline - task.solved)
    assert bigram_loss == pytest.approx(0, abs=0.01)  # bigram: no doubt left
    assert task.outputs == 3  # a, b, unknown


def test_characters_that_training_lacks_are_one_unknown_symbol(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("ab" * 90 + "xyz!" * 5)
    task = CharLM(length=2, corpus={"path": str(text)})
    valid = task.sample(generator("unknown"), 8, "valid")
    assert (valid.inputs == task.inputs - 1).all()


def test_a_text_too_short_for_the_length_is_an_error_that_says_so(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("ab" * 30)
    with pytest.raises(ValueError, match="too few for length 50"):
        CharLM(length=50, corpus={"path": str(text)}).sample(generator("short"), 1, "valid")
