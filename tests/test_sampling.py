"""Drawing text: what is drawn, and that the net reads what it drew."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from reference import members, network, plain_forward
from scipy import stats

from rnnbench.components.registry import BUILT_IN
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.word_lm import WordLM
from rnnbench.engine.generation import Drawing, write
from rnnbench.seeding import generator

SYMBOLS, B, STEPS = 6, 3, 7
NONE = torch.empty(0, B, dtype=torch.int64)
ARGMAX = Drawing(temperature=0)

LOGITS = arrays.arrays(
    float, st.tuples(st.integers(1, 4), st.integers(2, 9)), elements=st.floats(-50, 50), unique=True
).map(torch.from_numpy)
TEMPERATURES = st.floats(0, 5)


def _net(cell="lstm", norm="none", **arrangement):
    net = network(cell, norm, SYMBOLS, outputs=SYMBOLS, symbolic=True, **arrangement)
    weights = members(net, 1)
    return net, {name: 3 * weight[0] for name, weight in weights.items()}  # far from indifferent


def _one_hot(symbols):
    return torch.nn.functional.one_hot(symbols, SYMBOLS).double()


def _full_pass(net, weights, vectors):
    """Logits after every step of one pass over vectors (T, B, D or E), without the engine."""
    if net.embedding:
        vectors = vectors @ weights["E"]
        net = replace(net, inputs=net.embedding, embedding=0)
    plain = {name: weight for name, weight in weights.items() if name != "E"}
    return plain_forward(replace(net, symbolic=False), plain, vectors, "every")


NETS = [
    *({"cell": cell} for cell in BUILT_IN.names("cells")),
    *({"norm": norm} for norm in ("layer", "layer_memory", "weight")),
    *({"cell": cell, "depth": 2} for cell in ("lstm", "gru")),
    *({"embedding": 3, "norm": norm} for norm in ("none", "weight")),
]


@pytest.mark.parametrize("shape", NETS, ids=lambda shape: "-".join(map(str, shape.values())))
@pytest.mark.parametrize("prompt", [0, 1, 4])
def test_each_symbol_is_drawn_from_a_full_pass_over_all_before_it(shape, prompt):
    net, weights = _net(**shape)
    given = torch.randint(SYMBOLS, (prompt, B), generator=generator("prompt"))
    drawn = write(net, weights, given, STEPS, Drawing(0.7, 4), generator("draw"))
    start = _one_hot(given) if prompt else torch.zeros(1, B, SYMBOLS, dtype=torch.float64)
    logits = _full_pass(net, weights, torch.cat([start, _one_hot(drawn[:-1])]))
    draw = generator("draw")
    for symbols, answer in zip(drawn, logits[-STEPS:], strict=True):
        assert symbols.equal(Drawing(0.7, 4)(answer, draw))


@pytest.mark.parametrize("prompt", [NONE, torch.tensor([[0, 3, 5]])])
def test_argmax_takes_the_maximum_at_each_step_whatever_is_drawn_with(prompt):
    net, weights = _net()
    one, other = (write(net, weights, prompt, STEPS, ARGMAX, generator(seed)) for seed in (1, 2))
    assert one.equal(other)
    start = _one_hot(prompt) if len(prompt) else torch.zeros(1, B, SYMBOLS, dtype=torch.float64)
    logits = _full_pass(net, weights, torch.cat([start, _one_hot(one[:-1])]))
    assert one.equal(logits.argmax(-1))


def test_equal_generators_draw_equal_texts_and_others_others():
    net, weights = _net()
    one, again, other = (
        write(net, weights, NONE, 20, Drawing(), generator(seed)) for seed in (1, 1, 2)
    )
    assert one.equal(again)
    assert not one.equal(other)


def test_nothing_is_drawn_in_no_steps():
    assert write(*_net(), NONE, 0, Drawing(), generator(0)).shape == (0, B)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_frequencies_are_those_of_the_softmax(temperature):
    logits = torch.randn(SYMBOLS, generator=generator("logits"), dtype=torch.float64)
    count = 20_000
    drawn = Drawing(temperature)(logits.expand(count, -1), generator("draw", temperature))
    expected = count * (logits / temperature).softmax(0)
    found = stats.chisquare(drawn.bincount(minlength=SYMBOLS).numpy(), expected.numpy())
    assert found.pvalue > 0.001


@given(LOGITS, st.integers(1, 12), TEMPERATURES, st.integers(0, 99))
def test_only_the_likeliest_are_drawn(logits, top, temperature, seed):
    drawing = Drawing(temperature, top)
    shares = drawing.probabilities(logits)
    better = (logits.unsqueeze(-2) > logits.unsqueeze(-1)).sum(-1)  # number of likelier symbols
    assert (shares[better >= top] == 0).all()
    torch.testing.assert_close(shares.sum(-1), torch.ones(len(logits), dtype=torch.float64))
    drawn = drawing(logits, generator(seed))
    assert (better.gather(1, drawn[:, None]) < top).all()


@given(LOGITS, st.floats(0.1, 5), st.integers(2, 9))
def test_among_them_the_shares_are_those_of_the_softmax(logits, temperature, top):
    found = Drawing(temperature, top).probabilities(logits)
    whole = (logits / temperature).softmax(-1)
    expected = torch.where(found > 0, whole, 0.0)
    torch.testing.assert_close(found, expected / expected.sum(-1, keepdim=True))


@given(LOGITS)
def test_with_the_temperature_drawing_tends_to_argmax(logits):
    best = ARGMAX.probabilities(logits)
    assert best.argmax(-1).equal(logits.argmax(-1))
    lead = logits.topk(2).values.diff(dim=-1).abs().min().item()
    shares = [Drawing(lead / k).probabilities(logits) for k in (1, 4, 16, 64)]
    distances = [(one - best).abs().max().item() for one in shares]
    assert distances == sorted(distances, reverse=True)
    torch.testing.assert_close(shares[-1], best)
    torch.testing.assert_close(Drawing(5e-324).probabilities(logits), best)


@pytest.mark.parametrize(
    "wrong", [{"temperature": -1.0}, {"temperature": float("nan")}, {"top": 0}]
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="at least"):
        Drawing(**wrong)


@pytest.mark.parametrize(
    ("shape", "why"),
    [({"norm": "batch"}, "batch norm"), ({"unshared_steps": 4}, "unshared weights")],
)
def test_a_net_that_cannot_run_step_by_step_is_refused(shape, why):
    net, weights = _net(**shape)
    with pytest.raises(ValueError, match=why):
        write(net, weights, NONE, 1, ARGMAX, generator(0))


@pytest.mark.parametrize("embedding", [0, 3])
def test_without_a_prompt_both_directions_read_a_zero_vector(embedding):
    """One backwards sees the last symbol alone: what comes after it is not there yet."""
    net, weights = _net(bidirectional=True, embedding=embedding)
    drawn = write(net, weights, NONE, 1, Drawing(), generator("draw"))
    logits = _full_pass(net, weights, torch.zeros(1, B, SYMBOLS, dtype=torch.float64))
    assert drawn[0].equal(Drawing()(logits[0], generator("draw")))


@given(st.text("the language\n"))
def test_characters_are_read_as_they_were_written(text):
    task = CharLM(length=5, characters=20_000)
    assert task.decode(task.encode(text)) == text


@given(st.lists(st.sampled_from(["the", "of", "<eos>"])))
def test_words_are_read_as_they_were_written(found):
    task = WordLM(length=5, characters=20_000)
    assert task.tokens(task.text(found)) == found


def test_what_the_vocabulary_lacks_is_shown_as_the_unknown():
    task = WordLM(length=5, characters=20_000)
    assert task.decode(task.encode("the zyzzyva\nof")) == "the <unk>\nof"
