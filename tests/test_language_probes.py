"""What the probes of language models look at."""

import re
from typing import get_args

import pytest
import torch
import toys
from hypothesis import given
from hypothesis import strategies as st
from toys import read as corpus

from rnnbench.components import corpora
from rnnbench.components.tasks.agreement import PLURAL
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.word_lm import WordLM
from rnnbench.config import probe_of
from rnnbench.engine.nets import Nets
from rnnbench.probes._sentences import EACH, NOUN, VERB, VERBS, WORDS, Numbers, Sentences
from rnnbench.probes._training import Net
from rnnbench.probes.agreement_errors import wrong
from rnnbench.probes.natural_agreement import AT_ONCE, _error
from rnnbench.probes.text_variety import distinct
from rnnbench.seeding import generator

PHRASE = r"(?:near|behind|above|with) the (\w+)"
SENTENCE = re.compile(rf"(?:{PHRASE} )?the (\w+)((?: {PHRASE})*) (\w+)")


def _number(noun):
    return int(noun in PLURAL)


@given(st.booleans(), st.integers(0, 3), st.sampled_from(get_args(Numbers)), st.integers(0, 99))
def test_verbs_agree_with_the_noun_that_has_no_preposition(opening, attractors, numbers, seed):
    task = Sentences(length=9, opening=opening, attractors=attractors, numbers=numbers)
    batch = task.sample(generator(seed), 8)
    assert batch.inputs.shape == batch.targets.shape == (task.steps, 8)
    assert torch.equal(batch.inputs[1:], batch.targets[:-1])
    for read, verb in zip(batch.inputs.T, batch.targets[-1], strict=True):
        text = " ".join(WORDS[i] for i in (*read, verb))
        first, subject, rest, *_, verb = SENTENCE.fullmatch(text).groups()
        between = re.findall(PHRASE, rest)
        assert (first is not None, len(between)) == (opening, attractors)
        assert VERBS.index(verb) // EACH == _number(subject)
        agree = {_number(noun) == _number(subject) for noun in between}
        if numbers == "same":
            assert agree <= {True}
            assert first is None or _number(first) == _number(subject)
        if numbers == "opposed":
            assert agree <= {False}


@given(st.booleans(), st.integers(0, 3), st.integers(0, 99))
def test_who_knows_the_grammar_never_errs_and_who_follows_the_nearest_noun_does(
    opening, attractors, seed
):
    task = Sentences(length=9, opening=opening, attractors=attractors, numbers="opposed")
    batch = task.sample(generator(seed), 8)
    verbs = batch.targets[-1]
    answers = task.solve(batch)
    assert (answers.gather(2, batch.targets[..., None]) == 100).all(), "all that comes may come"
    assert not wrong(answers[-1], verbs).any()
    nearest = (batch.inputs[-1] - NOUN) // EACH
    follower = torch.nn.functional.one_hot(VERB + EACH * nearest, len(WORDS)).double()
    assert wrong(follower, verbs).all() == (attractors > 0)
    assert wrong(torch.zeros(8, len(WORDS)), verbs).all(), "a tie is an error"


def test_numbers_are_told_apart_by_what_they_sum_to():
    """One verb of the wrong number is likelier than any of the right one; together they are not."""
    logits = torch.zeros(1, len(WORDS))
    logits[0, VERB + EACH] = 0.5
    logits[0, VERB : VERB + EACH] = 0.3
    assert not wrong(logits, torch.tensor([VERB])).any()
    assert wrong(logits, torch.tensor([VERB + EACH])).all()


@pytest.mark.parametrize(
    ("texts", "n", "share"),
    [
        ([[1, 2, 3, 4]], 2, 1.0),
        ([[1, 1, 1, 1, 1]], 2, 1 / 4),
        ([[1, 2, 1, 2, 1]], 3, 2 / 3),
        ([[1, 1, 1], [1, 2, 3]], 2, 3 / 4),
    ],
)
def test_share_of_distinct_ngrams(texts, n, share):
    assert distinct(texts, n) == share


@given(st.lists(st.integers(0, 3), min_size=5, max_size=20), st.integers(2, 5))
def test_repeating_a_text_adds_no_ngrams_but_those_of_the_seam(text, n):
    whole = distinct([text], n) * (len(text) - n + 1)
    twice = distinct([text * 2], n) * (2 * len(text) - n + 1)
    assert whole - 1e-9 <= twice <= whole + n - 1 + 1e-9


def test_operations_for_a_character_of_text():
    """By hand, for two layers of a size that the settings give."""
    hidden, batch, characters = 4, 2, 21
    probe = probe_of(
        toys.REGISTRY,
        "token_cost",
        {"hidden": [hidden], "batch": batch, "characters": characters, "stretch": 500, "rounds": 1},
    )
    found = {(r.quantity, r.arm): r.value for r in probe.measure(0)}
    symbols = CharLM(length=1).inputs
    step = 2 * hidden * 4 * hidden * 2 + 2 * hidden * symbols  # W and U of four gates, V
    assert found["log_flops", "characters"] == pytest.approx(torch.tensor(3.0 * step).log().item())


def test_text_drawn_from_a_net_is_more_varied_the_less_it_has_learned():
    """Without training nearly every character is as likely as any other; argmax repeats one."""
    settings = {"updates": 1, "hidden": 4, "batch": 2, "length": 3, "texts": 4, "written": 60}
    found = {
        (r.quantity, r.arm): r.value
        for r in probe_of(toys.REGISTRY, "text_variety", settings).measure(0)
    }
    assert found["distinct", "argmax"] < 0.5 < 0.95 < found["distinct", "sampled"]
    assert found["bigram_loss", "sampled"] > found["bigram_loss", "text"]


def _choices():
    return corpus("toy_choices", corpora.VerbChoices).choices


@pytest.mark.parametrize("cell", ["vanilla", "lstm"])
def test_errors_are_those_of_each_sentence_by_itself(cell):
    task = WordLM(length=3)
    net = Net(cell, "none", task, 4, 2, seed=0, embedding=4)
    weights, choices = net.population.weights(), _choices()[1:] * 2
    assert len(choices) > AT_ONCE
    wrong = []
    for choice in choices:
        read = task.encode("\n" + " ".join(choice.before))[None, :, None]
        logits = Nets(net.network, 1, 1, weights["V"], "eager")(weights, read, "every")[0, -1, 0]
        right, other = task.encode(f"{choice.right} {choice.wrong}")
        wrong.append(bool(logits[other] >= logits[right]))
    assert 0 < sum(wrong) < len(wrong)
    assert _error(net, task, choices) == pytest.approx(sum(wrong) / len(wrong))


def test_real_sentences_count_where_all_words_are_known_in_both_numbers():
    settings = {"corpus": "english_reference", "sentences": "toy_choices", "updates": 1}
    small = {"hidden": 2, "batch": 2, "length": 2}
    probe = probe_of(toys.REGISTRY, "natural_agreement", {**settings, **small})
    by_attractors = probe._covered(WordLM(length=2))
    assert set(by_attractors) == {0, 1, 2}, "of three there is no singular subject"
    shown = [choice for both in by_attractors.values() for side in both for choice in side]
    assert len(shown) == len(_choices()) - 2, "one has a word that nobody knows"
    assert all(one.singular for singular, _ in by_attractors.values() for one in singular)


def test_who_knows_frequencies_alone_errs_in_half_of_all_sentences():
    """Whatever the number of attractors: a net that has forgotten all prefers one form."""
    task = WordLM(length=3)
    net = Net("lstm", "none", task, 4, 2, seed=0, embedding=4)
    net.population.weights()["V"].zero_()
    pairs = _choices()[2:]
    singular, plural = ([c for c in pairs if c.singular == one] for one in (True, False))
    assert len(singular) == len(plural)
    assert _error(net, task, singular) + _error(net, task, plural) == 1
