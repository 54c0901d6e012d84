"""Every task that is discovered."""

import math

import pytest
import torch
from pydantic import ValidationError
from toys import toy

from rnnbench.components.registry import BUILT_IN
from rnnbench.components.tasks._strings import StringTask
from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.agreement import Agreement
from rnnbench.components.tasks.bracket_matching import BracketMatching
from rnnbench.components.tasks.char_generation import CharGeneration
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.copying import Copying
from rnnbench.components.tasks.counting import Counting
from rnnbench.components.tasks.delayed_recall_lm import DelayedRecallLM
from rnnbench.components.tasks.embedded_reber_grammar import EmbeddedReberGrammar
from rnnbench.components.tasks.latch import Latch
from rnnbench.components.tasks.multiplication import Multiplication
from rnnbench.components.tasks.noiseless_memorisation import NoiselessMemorisation
from rnnbench.components.tasks.parity import Parity
from rnnbench.components.tasks.polyphonic_music import PolyphonicMusic
from rnnbench.components.tasks.random_permutation import RandomPermutation
from rnnbench.components.tasks.reversal import Reversal
from rnnbench.components.tasks.right_context import RightContext
from rnnbench.components.tasks.sequence_classification import SequenceClassification
from rnnbench.components.tasks.sine_generation import SineGeneration
from rnnbench.components.tasks.temporal_order import TemporalOrder
from rnnbench.components.tasks.word_lm import WordLM
from rnnbench.seeding import generator
from rnnbench.testing import TASK_CHECKS

SYNTHETIC = [
    Adding(length=7),
    Adding(length=20),
    Agreement(length=1, attractors=0),
    Agreement(length=9, attractors=2),
    BracketMatching(length=2),
    BracketMatching(length=20),
    BracketMatching(length=13, depth=1, braces=2),
    CharGeneration(length=1, period=2),
    CharGeneration(length=9),
    Copying(length=1, string=1, alphabet=2),
    Copying(length=6, string=3),
    Copying(length=6, string=3, alphabet=4, shortest=2),
    Counting(length=1, numbers=2),
    Counting(length=9),
    DelayedRecallLM(length=1),
    DelayedRecallLM(length=6),
    EmbeddedReberGrammar(length=5),
    EmbeddedReberGrammar(length=13),
    Latch(length=1, signal=1),
    Latch(length=9),
    Multiplication(length=7),
    NoiselessMemorisation(length=1),
    NoiselessMemorisation(length=7, string=2, alphabet=5),
    Parity(length=6),
    RandomPermutation(length=8, alphabet=9),
    Reversal(length=3),
    Reversal(length=2, string=1, alphabet=5),
    Reversal(length=9, string=4, alphabet=3),
    RightContext(length=1),
    RightContext(length=7),
    SineGeneration(length=1, given=3),
    SineGeneration(length=12),
    TemporalOrder(length=9),
    TemporalOrder(length=2, signals=3),
]
TASKS = [
    *SYNTHETIC,
    CharLM(length=9),
    CharLM(length=9, carry=True),
    toy(PolyphonicMusic, length=9, corpus="toy_rolls"),
    toy(SequenceClassification, length=5, corpus="toy_vectors"),
    toy(SequenceClassification, length=8, corpus="toy_sentences"),
    WordLM(length=9),
]
everywhere = pytest.mark.parametrize("task", TASKS, ids=repr)
if_synthetic = pytest.mark.parametrize("task", SYNTHETIC, ids=repr)


def test_every_task_is_in_the_list():
    assert {type(task) for task in TASKS} == {
        BUILT_IN.load("tasks", name) for name in BUILT_IN.names("tasks")
    }


def _loss(task, batch, outputs):
    """Loss of one member's outputs, (T', B, O)."""
    (loss,) = task.loss(outputs[None].float(), batch.targets[None]).tolist()
    return loss


@everywhere
@pytest.mark.parametrize("check", TASK_CHECKS)
def test_it_is_a_task(check, task):
    check(task)


EXAMPLES = 20_000


def _seen(task, batch):
    """What a net without memory knows at each answer, besides the step: (T', B), one class each.

    That is the present symbol. Tasks that repeat a string are allowed the steps since the signal:
    it is the string that is to be remembered.
    """
    if task.readout == "last" or not task.symbolic:
        return torch.zeros(batch.targets.shape[:2], dtype=torch.int64)
    if batch.shown is not None:
        return batch.shown
    if isinstance(task, StringTask):
        return (batch.inputs == task.signal).long().cumsum(0).cumsum(0)
    return batch.inputs


def _memoryless(task):
    """Loss of the best answer without memory: at each step, fitted to a large sample."""
    batch = task.sample(generator("memoryless"), EXAMPLES)
    if batch.targets.is_floating_point():
        known = torch.ones(*batch.targets.shape[:2], 1)
        if task.readout == "every":
            known = torch.cat([known, batch.inputs], dim=-1)
        answers = known @ torch.linalg.lstsq(known, batch.targets).solution
        return _loss(task, batch, answers)
    seen, asked = _seen(task, batch), batch.asked
    steps = torch.arange(len(seen))[:, None].expand_as(seen)
    kinds = int(seen.max()) + 1
    counts = torch.zeros(len(seen), kinds, task.outputs)
    one = torch.ones(int(asked.sum()))
    counts.index_put_((steps[asked], seen[asked], batch.targets[asked]), one, accumulate=True)
    return _loss(task, batch, counts.clamp(min=1e-9).log()[steps, seen])


def _baseline_is_right(task):
    scale = task.baseline - task.solved
    return _memoryless(task) == pytest.approx(task.baseline, abs=0.03 * scale)


@if_synthetic
def test_the_baseline_is_the_best_answer_without_memory(task):
    assert _baseline_is_right(task)


@if_synthetic
@pytest.mark.parametrize("factor", [0.95, 1.05])
def test_a_wrong_baseline_would_be_found(task, factor, monkeypatch):
    wrong = task.solved + factor * (task.baseline - task.solved)
    solved = task.solved
    monkeypatch.setattr(type(task), "solved", solved)
    monkeypatch.setattr(type(task), "baseline", wrong)
    assert not _baseline_is_right(task)


IMPOSSIBLE = {
    Adding: {"length": 1},
    Agreement: {"length": 5, "attractors": 2},
    BracketMatching: {"length": 1},
    CharGeneration: {"length": 5, "period": 1},
    Copying: {"length": 5, "shortest": 6},
    EmbeddedReberGrammar: {"length": 4},
    Latch: {"length": 5, "variance": -1},
    NoiselessMemorisation: {"length": 5, "string": 0},
    Counting: {"length": 5, "numbers": 1},
    RandomPermutation: {"length": 5, "alphabet": 2},
    Reversal: {"length": 5, "string": 6},
    RightContext: {"length": 5, "words": 0},
    SineGeneration: {"length": 5, "given": 2},
    TemporalOrder: {"length": 5, "signals": 4},
}


@pytest.mark.parametrize("kind", IMPOSSIBLE)
def test_impossible_settings_are_errors_that_name_them(kind):
    *_, name = IMPOSSIBLE[kind]
    with pytest.raises(ValidationError, match=name):
        kind(**IMPOSSIBLE[kind])


def test_impossible_lengths_are_errors_for_tasks_that_exist_at_another():
    with pytest.raises(ValidationError, match="attractors: at most 1"):
        Agreement(length=6, attractors=2).at(5)


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
    train = task.sample(generator("known"), 50)
    assert valid.inputs.unique().numel() == 1
    assert not torch.isin(valid.inputs, train.inputs).any()
    assert task.inputs == train.inputs.unique().numel() + 1


def test_a_text_too_short_for_the_length_is_an_error_that_says_so(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("ab" * 30)
    with pytest.raises(ValueError, match="too few for length 50"):
        CharLM(length=50, corpus={"path": str(text)}).sample(generator("short"), 1, "valid")
