"""Synthetic tasks: the docstrings' examples, and what sets each task apart."""

import math
import re
from collections import Counter

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.components.tasks import IGNORED, Batch, agreement, bracket_matching, delayed_recall_lm
from rnnbench.components.tasks import embedded_reber_grammar as reber
from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.agreement import Agreement
from rnnbench.components.tasks.bracket_matching import BracketMatching
from rnnbench.components.tasks.char_generation import CharGeneration
from rnnbench.components.tasks.copying import Copying
from rnnbench.components.tasks.counting import Counting
from rnnbench.components.tasks.delayed_recall_lm import DelayedRecallLM
from rnnbench.components.tasks.embedded_reber_grammar import EmbeddedReberGrammar
from rnnbench.components.tasks.latch import Latch
from rnnbench.components.tasks.multiplication import Multiplication
from rnnbench.components.tasks.noiseless_memorisation import NoiselessMemorisation
from rnnbench.components.tasks.parity import Parity
from rnnbench.components.tasks.random_permutation import RandomPermutation
from rnnbench.components.tasks.reversal import Reversal
from rnnbench.components.tasks.right_context import RightContext
from rnnbench.components.tasks.sine_generation import SineGeneration
from rnnbench.components.tasks.temporal_order import TemporalOrder
from rnnbench.seeding import generator

seeds = st.integers(0, 2**32)


def _answers(task, symbols):
    """The oracle's class at each answer for one sequence of symbols."""
    inputs = torch.as_tensor(symbols)[:, None]
    return task.solve(Batch(inputs, inputs[:1]))[:, 0].argmax(-1).tolist()


def _drawn(task, wanted):
    """The first drawn batch, of one example, that begins with the wanted symbols."""
    batches = (task.sample(generator("example", i), 1) for i in range(100_000))
    return next(b for b in batches if b.inputs[: len(wanted), 0].tolist() == wanted)


def _words(vocabulary, symbols):
    return [vocabulary[i] for i in symbols]


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


def test_worked_examples_of_classes():
    """Those of the docstrings, with a to d = 0 to 3, X = 4, Y = 5."""
    assert _answers(TemporalOrder(length=8), [0, 4, 3, 1, 2, 0, 5, 1]) == [0b01]
    assert _answers(Parity(length=4), [1, 0, 1, 1]) == [1]
    assert _answers(RandomPermutation(length=4, alphabet=9), [1, 7, 3, 8, 3]) == [1]


@pytest.mark.parametrize("signals", [1, 2, 3])
def test_temporal_order_has_one_signal_in_each_part_and_all_orders(signals):
    task = TemporalOrder(length=12, signals=signals)
    batch = task.sample(generator("parts"), 500)
    for part in batch.inputs.chunk(signals):
        assert ((part >= 4).sum(0) == 1).all()
    assert set(batch.targets.flatten().tolist()) == set(range(2**signals))


def test_adding_marks_one_step_in_each_half():
    batch = Adding(length=9).sample(generator("halves"), 500)
    markers = batch.inputs[..., 1]
    assert (markers[:4].sum(0) == 1).all()
    assert (markers[4:].sum(0) == 1).all()
    assert (markers.sum(1) > 0).all(), "every step is marked some time"


def test_copying_worked_example():
    """The docstring's example, with a = 0, b = 1."""
    task = Copying(length=3, string=2)
    batch = _drawn(task, [1, 0])
    blank, signal = task.blank, task.signal
    assert batch.inputs[:, 0].tolist() == [1, 0, blank, blank, signal, blank, blank]
    assert batch.targets[:, 0].tolist() == [blank] * 5 + [1, 0]


def test_copyings_baseline_is_that_of_the_paper():
    assert Copying(length=100, string=10).baseline == pytest.approx(10 * math.log(8) / 120)


def test_copying_with_a_variable_gap_worked_example():
    """The docstring's second example, with a = 0, b = 1."""
    task = Copying(length=3, string=2, shortest=1)
    blank, signal = task.blank, task.signal
    batch = _drawn(task, [1, 0, blank, signal])
    assert batch.inputs[4:, 0].tolist() == [blank] * 3
    assert batch.targets[:, 0].tolist() == [blank] * 4 + [1, 0, blank]
    assert _answers(task, batch.inputs[:, 0]) == batch.targets[:, 0].tolist()


def test_gaps_are_spread_evenly_from_the_shortest_to_the_length():
    task = Copying(length=8, string=2, shortest=5)
    inputs = task.sample(generator("gaps"), 8000).inputs
    gaps = (inputs == task.signal).int().argmax(0) - task.string + 1
    counts = torch.bincount(gaps, minlength=9).tolist()
    assert counts[:5] == [0] * 5
    assert all(count == pytest.approx(2000, rel=0.1) for count in counts[5:])


def test_noiseless_memorisation_worked_example():
    """The docstring's example."""
    task = NoiselessMemorisation(length=3, string=2)
    blank, signal = task.blank, task.signal
    batch = _drawn(task, [1, 0])
    assert batch.inputs[:, 0].tolist() == [1, 0, blank, blank, signal, blank, blank]
    assert batch.targets[:, 0].tolist() == [IGNORED] * 5 + [1, 0]


def test_latch_worked_example():
    """The docstring's example."""
    task = Latch(length=4, signal=2)
    inputs = torch.tensor([-1, -1, 0.3, -0.2, 0.5, 0.1])[:, None, None]
    assert task.solve(Batch(inputs, inputs))[0, 0].argmax() == 0


def test_latch_is_noise_after_the_signal_that_says_nothing_of_the_class():
    task = Latch(length=20, signal=3, variance=0.3)
    batch = task.sample(generator("latch"), 5000)
    classes = batch.targets[0]
    assert torch.equal(batch.inputs[:3, :, 0], (2.0 * classes - 1).expand(3, -1))
    for noise in (batch.inputs[3:, classes == kind] for kind in (0, 1)):
        assert noise.mean().item() == pytest.approx(0, abs=0.01)
        assert noise.var().item() == pytest.approx(0.3, rel=0.03)


def test_embedded_reber_worked_example():
    """The docstring's example."""
    string = "BTBPVVET"
    batch = _drawn(EmbeddedReberGrammar(length=5), [reber.SYMBOLS.index(s) for s in string])
    assert batch.lengths.tolist() == [8]
    targets = batch.targets[:, 0].tolist()
    assert targets == [IGNORED] * 6 + [reber.SYMBOLS.index("T"), IGNORED]


def _is_reber(string):
    """Whether the Reber grammar makes a string, by the diagram's states and arrows."""
    states = {"begin"}
    diagram = {
        ("begin", "B"): "choice",
        ("choice", "T"): "upper loop",
        ("choice", "P"): "lower loop",
        ("upper loop", "S"): "upper loop",
        ("upper loop", "X"): "upper fork",
        ("lower loop", "T"): "lower loop",
        ("lower loop", "V"): "lower fork",
        ("upper fork", "X"): "lower loop",
        ("upper fork", "S"): "exit",
        ("lower fork", "P"): "upper fork",
        ("lower fork", "V"): "exit",
        ("exit", "E"): "end",
    }
    for symbol in string:
        states = {diagram[s, symbol] for s in states if (s, symbol) in diagram}
    return states == {"end"}


@given(length=st.integers(5, 40), seed=seeds)
def test_embedded_reber_strings_are_in_the_grammar(length, seed):
    batch = EmbeddedReberGrammar(length=length).sample(generator(seed), 20)
    for b in range(20):
        symbols = batch.inputs[: batch.lengths[b], b]
        string = "".join(_words(reber.SYMBOLS, symbols))
        begin, branch, inner, again = string[0], string[1], string[2:-1], string[-1]
        assert begin == "B"
        assert branch == again
        assert branch in "TP"
        assert _is_reber(inner), inner
        assert max(5, length / 2) <= len(inner) <= length
        asked = (batch.targets[:, b] != IGNORED).nonzero().flatten().tolist()
        assert asked == [len(string) - 2]
        assert reber.SYMBOLS[batch.targets[asked[0], b]] == again


def test_inner_reber_strings_are_as_likely_as_the_grammar_and_even_lengths_make_them():
    examples = 20_000
    batch = EmbeddedReberGrammar(length=8).sample(generator("strings"), examples)
    found = Counter(
        "".join(_words(reber.SYMBOLS, batch.inputs[2 : batch.lengths[b] - 1, b]))
        for b in range(examples)
    )
    per_length = Counter()
    for string, count in found.items():
        per_length[len(string)] += count
    assert set(per_length) == {5, 6, 7, 8}
    for length, count in per_length.items():
        assert count == pytest.approx(examples / 4, rel=0.05), length
    # A string's chance is 1/2 for each of its symbols but B and E, over that of its length.
    for length in per_length:
        same = [count for string, count in found.items() if len(string) == length]
        mean = per_length[length] / len(same)
        assert all(abs(count - mean) < 5 * math.sqrt(mean) for count in same)


def _depths(program):
    """Number of open braces after each symbol, by a parser that knows no tensors."""
    stack, comment, depths = [], False, []
    for symbol in program:
        if comment:
            comment = symbol != "*/"
        elif symbol == "/*":
            comment = True
        elif symbol == "{":
            stack.append(symbol)
        elif symbol == "}":
            stack.pop()
        else:
            assert symbol == "x", "the end of a comment that never began"
        depths.append(len(stack))
    return depths


def test_bracket_matching_worked_example():
    """The docstring's example."""
    program = ["{", "x", "{", "/*", "}", "*/", "}", "x", "}"]
    symbols = [bracket_matching.SYMBOLS.index(symbol) for symbol in program]
    assert _answers(BracketMatching(length=9), symbols) == [1, 1, 2, 2, 2, 2, 1, 1, 0]
    assert _depths(program) == [1, 1, 2, 2, 2, 2, 1, 1, 0]


@given(st.integers(2, 60), st.integers(1, 5), st.integers(1, 40), seeds)
def test_brackets_nest_and_those_in_comments_do_not_count(length, depth, braces, seed):
    task = BracketMatching(length=length, depth=depth, braces=braces)
    batch = task.sample(generator(seed), 10)
    for b in range(10):
        program = _words(bracket_matching.SYMBOLS, batch.inputs[:, b])
        depths = _depths(program)
        assert batch.targets[:, b].tolist() == depths
        assert max(depths) <= depth


def test_a_longer_program_holds_its_braces_longer():
    def held(length):
        targets = BracketMatching(length=length).sample(generator("held"), 500).targets
        return 1 / (targets[1:] != targets[:-1]).float().mean().item()

    assert held(200) > 4 * held(40)


def test_counting_worked_example():
    """The docstring's example."""
    task = Counting(length=4, numbers=5)
    batch = _drawn(task, [3])
    assert batch.inputs[:, 0].tolist() == [3, 5, 5, 5, 5]
    assert batch.targets[:, 0].tolist() == [IGNORED, 4, 0, 1, 2]


def test_reversal_worked_example():
    """The docstring's example, with a = 0, b = 1, _ = 2 and $ = 2."""
    task = Reversal(length=6, string=3, alphabet=2)
    batch = _drawn(task, [2, 0, 2, 2, 1, 2])
    assert batch.targets[:, 0].tolist() == [1, 0, 2, IGNORED]
    assert batch.shown[:, 0].tolist()[:3] == [3, 1, 0]
    assert _answers(task, [2, 0, 2, 2, 1, 2])[:3] == [1, 0, 2]


@given(seeds)
def test_reversal_asks_for_as_many_letters_as_there_are_and_an_end(seed):
    task = Reversal(length=7, string=3)
    batch = task.sample(generator(seed), 20)
    letters = (batch.inputs != task.blank).sum(0)
    assert ((letters >= 1) & (letters <= task.string)).all()
    assert torch.equal(batch.asked.sum(0), letters + 1)
    assert torch.equal(batch.targets.gather(0, letters[None])[0], torch.full((20,), task.end))


def test_right_context_worked_example():
    """The docstring's example."""
    task = RightContext(length=3, words=2)
    a, b, zero, one = range(4)
    a0, _, b0, b1 = range(4)
    symbols = [b, one, a, b, zero]
    batch = _drawn(task, symbols)
    assert batch.targets[:, 0].tolist() == [b1, IGNORED, a0, b0, IGNORED]
    answers = _answers(task, symbols)
    assert [answers[i] for i in (0, 2, 3)] == [b1, a0, b0]


@given(length=st.integers(1, 30), seed=seeds)
def test_right_context_is_the_marker_that_comes_next(length, seed):
    task = RightContext(length=length)
    batch = task.sample(generator(seed), 8)
    for b in range(8):
        symbols = batch.inputs[:, b].tolist()
        for t, target in enumerate(batch.targets[:, b].tolist()):
            if symbols[t] >= task.words:
                assert target == IGNORED
                continue
            marker = next(s for s in symbols[t:] if s >= task.words)
            assert target == 2 * symbols[t] + marker - task.words


def _parsed(words):
    """Numbers of all nouns of a sentence, the subject's first: 0 singular, 1 plural."""
    noun = "|".join(agreement.SINGULAR + agreement.PLURAL)
    preposition, adverb = "|".join(agreement.PREPOSITIONS), "|".join(agreement.ADVERBS)
    sentence = " ".join(words)
    phrase = rf"({preposition}) the ({noun})"
    assert re.fullmatch(rf"the ({noun})( {phrase}| ({adverb}))*", sentence), sentence
    return [int(word.endswith("s")) for word in re.findall(rf"the ({noun})\b", sentence)]


def test_agreement_worked_example():
    """The docstring's example."""
    words = ["the", "authors", "near", "the", "pilot", "often"]
    symbols = [agreement.WORDS.index(word) for word in words]
    assert _answers(Agreement(length=4), symbols) == [1]
    assert _parsed(words) == [1, 0]


@given(attractors=st.integers(0, 5), spare=st.integers(1, 10), seed=seeds)
def test_the_verb_agrees_with_the_subject(attractors, spare, seed):
    task = Agreement(length=3 * attractors + spare, attractors=attractors)
    batch = task.sample(generator(seed), 10)
    for b in range(10):
        numbers = _parsed(_words(agreement.WORDS, batch.inputs[:, b]))
        assert len(numbers) == 1 + attractors
        assert batch.targets[0, b] == numbers[0]


@pytest.mark.parametrize("attractors", [1, 2, 3, 4])
def test_no_other_noun_tells_the_subjects_number(attractors):
    examples = 4000
    task = Agreement(length=3 * attractors + 2, attractors=attractors)
    batch = task.sample(generator("heuristics"), examples)
    parsed = [_parsed(_words(agreement.WORDS, batch.inputs[:, b])) for b in range(examples)]
    sides = torch.tensor(parsed)  # (B, nouns)
    subject, recent = sides[:, 0], sides[:, -1]
    assert (subject == recent).float().mean().item() == pytest.approx(0.5, abs=0.04)
    majority = (2 * sides.sum(1) + sides[:, -1] > 1 + attractors).long()
    assert (subject == majority).float().mean().item() < 0.8, "not even with its own vote"


def test_delayed_recall_worked_example():
    """The docstring's example."""
    task = DelayedRecallLM(length=2)
    text = ["I", "grew", "up", "in", "France", "and", "sea", "I", "speak", "fluent"]
    symbols = [delayed_recall_lm.WORDS.index(word) for word in text]
    batch = _drawn(task, symbols)
    targets = batch.targets[:, 0].tolist()
    following = ["." if t == IGNORED else delayed_recall_lm.WORDS[t] for t in targets]
    assert following == [
        *["grew", "up", "in", "France", "and", "sea", "."],
        *["speak", "fluent", "French"],
    ]
    assert delayed_recall_lm.WORDS[_answers(task, symbols)[-1]] == "French"


def test_delayed_recall_is_scored_by_its_last_word_alone():
    task = DelayedRecallLM(length=10)
    batch = task.sample(generator("forgot"), 50)
    forgot = task.solve(batch)
    forgot[-1] = 0.0
    languages = slice(delayed_recall_lm.LANGUAGE, delayed_recall_lm.FILLER)
    forgot[-1, :, languages] = 100.0
    (loss,) = task.loss(forgot[None], batch.targets[None]).tolist()
    assert task.score(loss) == pytest.approx(0, abs=1e-4)


def test_sine_generation_worked_example():
    """The docstring's example."""
    task = SineGeneration(length=2, given=3)
    wave = torch.sin(torch.arange(4) * math.pi / 6)[:, None, None]
    assert wave.flatten().tolist() == pytest.approx([0, 0.5, 0.866, 1], abs=1e-3)
    assert task.solve(Batch(wave, wave)).flatten()[2:].tolist() == pytest.approx(
        [1, 0.866], abs=1e-3
    )


@given(length=st.integers(1, 100), given_values=st.integers(3, 12), seed=seeds)
def test_sines_obey_their_recurrence(length, given_values, seed):
    task = SineGeneration(length=length, given=given_values)
    batch = task.sample(generator(seed), 10)
    x = batch.inputs[..., 0].double()
    assert x.abs().max() <= 1
    middle, sides = x[1:-1], x[2:] + x[:-2]  # sides = 2 cos(ω) · middle
    torch.testing.assert_close(sides[1:] * middle[:-1], sides[:-1] * middle[1:], atol=1e-4, rtol=0)
    asked = batch.targets[..., 0] != IGNORED
    assert asked.sum(0).tolist() == [length] * 10
    assert torch.equal(batch.targets[given_values - 1 : -1], batch.inputs[given_values:])


def test_char_generation_worked_example():
    """The docstring's example."""
    a, b, d = 0, 1, 3
    task = CharGeneration(length=4, period=3)
    batch = _drawn(task, [b, a, d])
    assert batch.inputs[:, 0].tolist() == [b, a, d, b, a, d]
    assert batch.targets[:, 0].tolist() == [IGNORED, IGNORED, b, a, d, b]
    assert _answers(task, batch.inputs[:, 0])[2:] == [b, a, d, b]


@given(st.integers(1, 30), st.integers(2, 7), st.integers(2, 9), seeds)
def test_generated_text_repeats_its_first_period(length, period, alphabet, seed):
    task = CharGeneration(length=length, period=period, alphabet=alphabet)
    batch = task.sample(generator(seed), 5)
    text = torch.cat([batch.inputs, batch.targets[-1:]])
    assert torch.equal(text[period:], text[:-period])
    assert ((batch.targets != IGNORED).sum(0) == length).all()
