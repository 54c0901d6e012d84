"""Encoder and decoder: one sequence is read to its end, another is written."""

from dataclasses import replace

import pytest
import torch
from all_pairs import all_pairs
from reference import members, network, plain_states
from toys import REGISTRY

from rnnbench.components.clips.none import NoClip
from rnnbench.components.penalties.omega import Omega
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.reversal import Reversal
from rnnbench.config import Training
from rnnbench.engine.free_running import written
from rnnbench.engine.nets import Nets
from rnnbench.engine.network import Network
from rnnbench.engine.population import Member, Population
from rnnbench.engine.training import train
from rnnbench.seeding import generator
from rnnbench.storage.runs import Run

P, T, B, WRITTEN, SYMBOLS = 2, 5, 3, 4, 6
CELLS = [c for c in REGISTRY.names("cells") if not REGISTRY.load("cells", c).feeds_output]


def _data(net):
    draw = generator("decoder")
    inputs = torch.randn(P, T, B, net.inputs, generator=draw, dtype=torch.float64)
    return inputs, torch.randint(SYMBOLS, (P, WRITTEN, B), generator=draw)


def _found(net, weights, inputs, shown, backend, lengths=None):
    """Answers and all gradients of the engine."""
    weights = {name: w.detach().requires_grad_() for name, w in weights.items()}
    nets = Nets(net, P, B, weights["V"].detach(), backend)
    answers = nets(weights, inputs, "decoder", lengths=lengths, shown=shown)
    gradients = torch.autograd.grad(answers.square().sum(), list(weights.values()))
    return answers.detach(), dict(zip(weights, gradients, strict=True))


@pytest.mark.parametrize(
    ("cell", "norm", "backend"),
    [
        *((cell, "none", "eager") for cell in CELLS),
        *((cell, "none", "compiled") for cell in ("vanilla", "full_gate_recurrence_lstm")),
        *(("gru", "layer", backend) for backend in ("eager", "compiled")),
    ],
)
def test_decoder_equals_plain_autograd(cell, norm, backend):
    net = network(cell, norm, decoder=SYMBOLS)
    inputs, shown = _data(net)
    weights = members(net, P)
    answers, gradients = _found(net, weights, inputs, shown, backend)
    for p in range(P):
        own = {name: w[p].detach().requires_grad_() for name, w in weights.items()}
        context = plain_states(net, own, "", inputs[p])[-1:]
        symbols = torch.nn.functional.one_hot(shown[p], SYMBOLS).double()
        read = torch.cat([symbols, context.expand(WRITTEN, -1, -1)], dim=-1)
        expected = plain_states(net, own, "decoder.", read) @ own["V"] + own["a"]
        torch.testing.assert_close(answers[p], expected)
        theirs = torch.autograd.grad(expected.square().sum(), list(own.values()))
        for name, gradient in zip(own, theirs, strict=True):
            torch.testing.assert_close(gradients[name][p], gradient)
    assert gradients["W"].abs().sum() > 0, "the encoder learns"


@all_pairs(
    arrangement=[{}, {"depth": 2}, {"bidirectional": True}],
    padded=[False, True],
    backend=["eager", "compiled"],
)
def test_decoder_equals_lstms_of_torch(arrangement, padded, backend, float64):
    """Two LSTMs of PyTorch's, example by example."""
    net = network("lstm", decoder=SYMBOLS, **arrangement)
    inputs, shown = _data(net)
    weights = members(net, P)
    lengths = torch.tensor([[2, 5, 4], [1, 3, 5]]) if padded else None
    answers, gradients = _found(net, weights, inputs, shown, backend, lengths)
    own = {name: w[0].detach().requires_grad_() for name, w in weights.items()}

    def lstm(x, level, side="", before=""):
        prefix = before or (f"{level}." if level > 1 else "") + side
        layer = torch.nn.LSTM(x.shape[-1], net.hidden)
        state = {
            "weight_ih_l0": own[f"{prefix}W"].T,
            "weight_hh_l0": own[f"{prefix}U"].T,
            "bias_ih_l0": own[f"{prefix}b"],
            "bias_hh_l0": torch.zeros(4 * net.hidden),
        }
        return torch.func.functional_call(layer, state, (x,))[0]

    expected = []
    for b in range(B):
        x = inputs[0, : int(lengths[0, b]) if padded else T, b]
        for level in range(1, net.depth + 1):
            forwards = lstm(x, level)
            sides = [forwards]
            if net.bidirectional:
                sides.append(lstm(x.flip(0), level, "reverse.").flip(0))
            x = torch.cat(sides, dim=-1)
        context = torch.cat([forwards[-1], *(side[0] for side in sides[1:])])
        symbols = torch.nn.functional.one_hot(shown[0, :, b], SYMBOLS).double()
        read = torch.cat([symbols, context.expand(WRITTEN, -1)], dim=-1)
        expected.append(lstm(read, 0, before="decoder.") @ own["V"] + own["a"])
    expected = torch.stack(expected, dim=1)
    torch.testing.assert_close(answers[0], expected)
    theirs = torch.autograd.grad(expected.square().sum(), list(own.values()))
    for name, gradient in zip(own, theirs, strict=True):
        torch.testing.assert_close(gradients[name][0], gradient)


def _population(task, norm="none", penalty=None):
    net = Network.of("gru", norm, task, 4)
    start = {name: 3 * w[0] for name, w in members(net, 1, torch.float32).items()}
    more = {} if penalty is None else {"penalty": penalty, "strength": 1.0}
    member = Member(start, 0, NoClip(), 1.0, 0.1, **more)
    return Population(net, task, [member], "sgd", B)


@pytest.mark.parametrize("norm", ["none", "layer", "batch"])
def test_free_running_decoder_reads_its_own_answers(norm):
    """Shown the answers that it gave, a net gives them again."""
    task = Reversal(length=6, string=3)
    population = _population(task, norm)
    batch = task.sample(generator("free"), B)
    known = population.statistics([batch], "per_step") if norm == "batch" else None
    given, _ = population.evaluate([batch], known)
    alone, right = population.evaluate([batch], known, prompt=task.prompt)
    assert given != alone
    weights, shown = population.weights(), batch.mapped(lambda part: part[None])
    with torch.no_grad():
        freely = written(population._nets, task, weights, shown, known)
        own = torch.cat([batch.shown[None, :1], task.feedback(freely)[:, :-1]], dim=1)
        assert not torch.equal(own, shown.shown), "its answers are not the truth"
        again = population._answers(weights, replace(shown, shown=own), {}, known)
    torch.testing.assert_close(again, freely)
    torch.testing.assert_close(alone, task.loss(freely, shown.targets).double())
    torch.testing.assert_close(right, task.metric_mean(freely, shown.targets).double())


def test_decoder_without_shown_symbols_is_refused():
    net = network("gru", decoder=SYMBOLS)
    inputs, _ = _data(net)
    weights = members(net, P)
    with pytest.raises(ValueError, match="something to read"):
        Nets(net, P, B, weights["V"], "eager")(weights, inputs, "decoder")


def test_decoder_has_consistent_parameters_and_flops():
    net = network("gru", inputs=5, hidden=7, outputs=3, decoder=6, bidirectional=True)
    encoder, decoder = (3 * (size * 7 + 7 * 7 + 7) for size in (5, 6 + 14))
    assert net.parameters() == 2 * encoder + decoder + 7 * 3 + 3
    start = members(net, 1)
    assert net.parameters() == sum(w[0].numel() for w in start.values())
    assert {n: tuple(w[0].shape) for n, w in start.items()} == net.shapes()
    assert not torch.equal(start["U"], start["decoder.U"])
    products = 2 * 2 * (5 + 7) * 21 * 9 + 2 * (6 + 14 + 7) * 21 * 2 + 2 * 7 * 3 * 2
    assert net.flops(batch=4, steps=9, answers=2) == 3 * 4 * products
    assert net.gate_units(batch=4, steps=9, answers=2) == 4 * 21 * (2 * 9 + 2)


def test_omega_acts_on_encoder_and_decoder():
    """The penalty Ω pulls at the decoder's recurrent weights and at the encoder's."""
    task = Reversal(length=6, string=3)
    batch = Batch.stacked([task.sample(generator("omega"), B)])
    plain, held = _population(task), _population(task, penalty=Omega())
    for population in (plain, held):
        population.update(batch)
    for name in ("U", "decoder.U"):
        assert not torch.equal(plain.weights()[name], held.weights()[name])


def test_decoder_learns_and_is_tested_free_running():
    task = Reversal(length=3, string=1, alphabet=2)
    axes = ("s", "plain", "train", "t", 3, "gru", "default", "none", "norm", "none", 0.03)
    training = Training(
        hidden=8, batch=16, updates=120, evaluations=4, learning_rates=(0.03,), test_lengths=(2.0,)
    )
    found = train([Run(*axes, seed) for seed in range(P)], task, training)
    rows = [(t["seed"], t["test_length"], t["inputs"]) for t in found.tests]
    assert rows == [
        (seed, *rest) for seed in range(P) for rest in ((3, "own"), (6, "given"), (6, "own"))
    ]
    for run in found.runs:
        own = next(t for t in found.tests if t["seed"] == run["seed"] and t["test_length"] == 3)
        assert run["score"] > 0.9
        assert own["metric_value"] > 0.95
