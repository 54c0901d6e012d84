"""Dropout: which units are dropped when, and that nothing is once a net is evaluated."""

import itertools
from typing import get_args

import pytest
import torch
from all_pairs import all_pairs
from hypothesis import given
from hypothesis import strategies as st
from reference import assert_equals_plain, forward, members, network, plain_forward, symbols
from test_checkpoints import Killed, Mortal

from rnnbench.components.clips.none import NoClip
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.copying import Copying
from rnnbench.config import Dropout, Training
from rnnbench.engine import backends, dropout, training
from rnnbench.engine.population import Member, Population
from rnnbench.seeding import generator
from rnnbench.storage.runs import Run

P, T, B = 2, 5, 3
KINDS = [kind for kind in get_args(Dropout) if kind != "none"]
INPUTS = [{}, {"symbolic": True}, {"symbolic": True, "embedding": 3}]
TRAINING = Training(hidden=5, batch=4, updates=6, evaluations=3, learning_rates=(0.05,))
every_kind = pytest.mark.parametrize("kind", KINDS)
every_input = pytest.mark.parametrize("given", INPUTS, ids=["vectors", "one-hot", "embedded"])


def _network(kind, cell="lstm", rate=0.4, **arrangement):
    return network(cell, dropout=kind, dropout_rate=rate, **arrangement)


def _inputs(net):
    inputs = torch.randn(P, T, B, net.inputs, generator=generator("x"), dtype=torch.float64)
    return symbols(inputs, net) if net.symbolic else inputs


def _masks(net, update=0):
    drawn = [dropout.draw(net, B, T, seed, update) for seed in range(P)]
    return {place: torch.stack([masks[place] for masks in drawn]) for place in drawn[0]}


def _run(seed, **changes):
    axes = {"study": "s", "variant": "plain", "stage": "train", "task": "adding", "length": T}
    names = {"cell": "lstm", "init": "default", "norm": "none", "clip": "norm", "penalty": "none"}
    return Run(**{**axes, **names, "learning_rate": 0.05, "seed": seed, **changes})


@all_pairs(
    kind=KINDS,
    given=INPUTS,
    arrangement=[
        {"cell": "gru", "norm": "layer"},
        {"cell": "full_gate_recurrence_lstm"},
        {"depth": 3, "connections": "highway"},
        {"depth": 3, "connections": "dense", "bidirectional": True},
    ],
)
def test_training_equals_plain_autograd_with_the_same_masks(kind, given, arrangement):
    net = _network(kind, **given, **arrangement)
    assert_equals_plain(net, P, _inputs(net), "every", masks=_masks(net))


@every_input
@pytest.mark.parametrize("readout", ["last", "every"])
def test_compiled_training_equals_plain_autograd_with_the_same_masks(given, readout):
    """Fresh masks; dropout inside the recurrence is left to the eager back end."""
    net = _network("per_step", depth=2, connections="skip", **given)
    assert_equals_plain(net, P, _inputs(net), readout, "compiled", _masks(net))
    assert backends.able("compiled", net) == "compiled"
    assert {backends.able("compiled", _network(kind)) for kind in KINDS[1:]} == {"eager"}


@every_kind
@every_input
def test_evaluation_is_deterministic_and_drops_nothing(kind, given):
    """Masks make a difference; without them there is the plain net, or zoneout's expectation."""
    net = _network(kind, depth=2, **given)
    weights, inputs = members(net, P), _inputs(net)
    outputs = forward(net, weights, inputs)
    assert torch.equal(outputs, forward(net, weights, inputs))
    assert not torch.allclose(outputs, forward(net, weights, inputs, masks=_masks(net)))
    plain = forward(network("lstm", depth=2, **given), weights, inputs)
    assert torch.equal(outputs, plain) == (kind != "zoneout")
    for p in range(P):
        own = {name: w[p] for name, w in weights.items()}
        torch.testing.assert_close(outputs[p], plain_forward(net, own, inputs[p], "every"))


def test_zoneout_evaluation_is_the_mean_over_masks(float64):
    """Of one step of a net without memory of older ones, over many masks."""
    net, several = _network("zoneout", "vanilla", rate=0.3), 4000
    weights, inputs = members(net, P), _inputs(net)[:, :1]
    drawn = [dropout.draw(net, B, 1, 0, update) for update in range(several)]
    found = [
        forward(net, weights, inputs, masks={k: m.expand(P, *m.shape) for k, m in masks.items()})
        for masks in drawn
    ]
    torch.testing.assert_close(
        torch.stack(found).mean(0), forward(net, weights, inputs), atol=0.02, rtol=0
    )


@every_kind
@given(rate=st.floats(0.1, 0.9))
def test_masks_drop_the_share_that_is_asked_for(kind, rate):
    net = _network(kind, rate=rate, depth=2, hidden=64)
    for mask in dropout.draw(net, 32, 20, "share").values():
        spread = 5 * (rate * (1 - rate) / mask.numel()) ** 0.5
        assert abs((~mask).double().mean() - rate) < spread


def test_variational_mask_is_shared_by_all_steps():
    """Of a constant net with equal inputs, what is dropped at one step is so at all, or not."""
    for kind, lasting in (("variational", True), ("per_step", False)):
        net = _network(kind, "linear_rnn", inputs=6, hidden=30)
        weights = {name: torch.zeros_like(w) for name, w in members(net, P).items()}
        weights["b"] += 1
        weights["V"] += torch.randn(weights["V"].shape, generator=generator("V"))
        answers = forward(net, weights, torch.ones(P, T, B, 6).double(), masks=_masks(net))
        assert torch.equal(answers, answers[:, :1].expand_as(answers)) == lasting
        assert not torch.equal(answers[:, :, 0], answers[:, :, 1]), "examples have their own"
        assert not torch.equal(answers[0], answers[1]), "so have members"


@pytest.mark.parametrize("embedding", [0, 3])
def test_variational_dropout_drops_a_symbol_wherever_it_occurs(embedding):
    """A net that only hears its input now: equal symbols give equal answers, all or nothing."""
    net = _network("variational", "vanilla", inputs=8, symbolic=True, embedding=embedding)
    weights = members(net, P)
    weights["U"].zero_()
    masks = {place: mask | (place != "x") for place, mask in _masks(net).items()}
    inputs = torch.randint(8, (P, 40, B), generator=generator("symbols"))
    answers = forward(net, weights, inputs, masks=masks)
    scaled = dict(weights, **{"E" if embedding else "W": weights["E" if embedding else "W"] / 0.6})
    silent = dict(scaled, W=torch.zeros_like(weights["W"]))
    # The other masks pass everything, and divide by the share that they could have dropped.
    scaled["V"], silent["V"] = weights["V"] / 0.6, weights["V"] / 0.6
    plain = network("vanilla", inputs=8, symbolic=True, embedding=embedding)
    heard, unheard = (forward(plain, w, inputs) for w in (scaled, silent))
    seen = 0
    for p, b, symbol in itertools.product(range(P), range(B), range(8)):
        here = inputs[p, :, b] == symbol
        expected = heard if masks["x"][p, 0, b, symbol] else unheard
        torch.testing.assert_close(answers[p, here, b], expected[p, here, b])
        seen += int(not masks["x"][p, 0, b, symbol] and here.any())
    assert seen, "some symbol that occurs is dropped"


@pytest.mark.parametrize(
    ("kind", "backend"), [*((kind, "eager") for kind in KINDS), ("per_step", "compiled")]
)
def test_dropout_rate_of_0_changes_nothing(kind, backend):
    runs = [_run(seed) for seed in range(2)]

    def trained(**how):
        given = TRAINING.model_copy(update=how)
        return training.train(runs, Adding(length=T), given, backend=backend).curves

    assert trained(dropout=kind, dropout_rate=0.0) == trained()
    assert trained(dropout=kind, dropout_rate=0.4) != trained()


@every_kind
def test_run_has_its_own_masks_in_any_population(kind):
    given = TRAINING.model_copy(update={"dropout": kind, "updates": 12})
    runs = [_run(seed, init=init) for init in ("default", "orthogonal") for seed in (0, 1, 2)]
    together = training.train(runs, Adding(length=T), given).runs
    for run, among in zip(runs[1::2], together[1::2], strict=True):
        (alone,) = training.train([run], Adding(length=T), given).runs
        assert among["loss"] == pytest.approx(alone["loss"], rel=1e-4)
    net = _network(kind)
    first, again, later = _masks(net), _masks(net), _masks(net, update=1)
    for place, mask in first.items():
        assert torch.equal(mask, again[place])
        assert not torch.equal(mask, later[place])
        assert not torch.equal(mask[0], mask[1])


@every_kind
@pytest.mark.parametrize("carry", [False, True])
def test_killed_training_with_dropout_ends_the_same(kind, carry, tmp_path):
    task = CharLM(length=6, characters=300, carry=carry)
    given = TRAINING.model_copy(update={"dropout": kind, "embedding": 3, "depth": 2})
    runs = [_run(seed, task="char_lm") for seed in range(3)]

    def trained(checkpoint=None):
        return repr(training.train(runs, task, given, checkpoint=checkpoint).curves)

    path = tmp_path / "checkpoint"
    with pytest.raises(Killed):
        trained(Mortal(path, updates=3))
    assert trained(Mortal(path)) == trained()


@every_kind
@pytest.mark.parametrize("symbolic", [False, True])
def test_update_follows_the_gradient_of_the_masked_network(kind, symbolic, float64):
    """Members of two seeds, in other order than the seeds."""
    task = Copying(length=2, string=2, alphabet=3) if symbolic else Adding(length=T)
    net = _network(kind, inputs=task.inputs, outputs=task.outputs, symbolic=symbolic)
    starts, streams = members(net, 3), [1, 0, 1]
    people = [
        Member({n: w[i] for n, w in starts.items()}, stream, NoClip(), 1.0, 0.5)
        for i, stream in enumerate(streams)
    ]
    population = Population(net, task, people, "sgd", batch=B)
    batch = Batch.stacked([task.sample(generator(s), B) for s in (0, 1)])
    drawn = [dropout.draw(net, B, batch.inputs.shape[1], s) for s in (0, 1)]
    masks = {place: torch.stack([own[place] for own in drawn]) for place in drawn[0]}
    population.update(batch, masks=masks)
    for i, stream in enumerate(streams):
        own = {n: w[i].clone().requires_grad_() for n, w in starts.items()}
        answers = plain_forward(net, own, batch.inputs[stream], task.readout, drawn[stream])
        loss = task.loss(answers[None], batch.targets[stream][None]).sum()
        for (name, weight), gradient in zip(
            own.items(), torch.autograd.grad(loss, list(own.values())), strict=True
        ):
            torch.testing.assert_close(
                population.weights()[name][i], (weight - 0.5 * gradient).detach()
            )
