"""What the probes of language models look at."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.config import probe_of
from rnnbench.probes.agreement_errors import numbered
from rnnbench.probes.text_variety import distinct
from rnnbench.seeding import generator
from rnnbench.tasks.agreement import PLURAL, SINGULAR, WORDS, Agreement
from rnnbench.tasks.char_lm import CharLM

SENTENCES = st.builds(
    lambda attractors, seed: Agreement(length=12, attractors=attractors).sample(
        generator(seed), batch=8
    ),
    st.integers(0, 4),
    st.integers(0, 99),
)


@given(SENTENCES, st.booleans())
def test_nouns_change_their_number_and_nothing_else_changes(batch, same):
    changed = numbered(batch.inputs, same=same)
    for before, after, plural in zip(batch.inputs.T, changed.T, batch.targets[0], strict=True):
        wanted = PLURAL if same == bool(plural) else SINGULAR
        before, after = ([WORDS[i] for i in sentence] for sentence in (before, after))
        assert after[:2] == before[:2], "the subject stays as it is"
        for one, other in zip(before[2:], after[2:], strict=True):
            if one in SINGULAR + PLURAL:
                assert other in wanted
                assert other.removesuffix("s") == one.removesuffix("s")
            else:
                assert other == one


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
    found = {(r.quantity, r.arm): r.value for r in probe_of("text_variety", settings).measure(0)}
    assert found["distinct", "argmax"] < 0.5 < 0.95 < found["distinct", "sampled"]
    assert found["bigram_loss", "sampled"] > found["bigram_loss", "text"]
