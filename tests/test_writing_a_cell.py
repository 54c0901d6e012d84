"""The cells of docs/writing-a-cell.md, in every arrangement; the oracle has their equations."""

import re

import numpy as np
import oracle
import pytest
import torch
from project import ROOT
from reference import assert_equals_plain, forward, members, network, plain_forward, symbols
from toys import REGISTRY

from rnnbench.components.cells import Cell, RetainingGate
from rnnbench.components.clips.none import NoClip
from rnnbench.components.inits import Scales
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.engine import dropout
from rnnbench.engine.nets import Nets
from rnnbench.engine.network import of_layer
from rnnbench.engine.omega import omega_gradients
from rnnbench.engine.population import Member, Population
from rnnbench.seeding import generator

P, T, B, H = 2, 5, 3, 4
PAGE = (ROOT / "docs" / "writing-a-cell.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
FILES = {
    path: text
    for path, _, text in (b.partition("\n") for b in BLOCKS)
    if path.startswith("# components/")
}
EXAMPLES = [block for block in BLOCKS if not block.startswith("# components/")]
CELLS = [path.rpartition("/")[2].removesuffix(".py") for path in FILES]
every_cell = pytest.mark.parametrize("cell", CELLS)


def _inputs(net, steps=T):
    inputs = torch.randn(P, steps, B, net.inputs, generator=generator("x"), dtype=torch.float64)
    return symbols(inputs, net) if net.symbolic else inputs


@pytest.mark.parametrize("path", FILES)
def test_the_page_has_the_cells_that_are_tested(path):
    file = ROOT / "tests" / path.removeprefix("# ")
    assert FILES[path] == file.read_text()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda block: block.split('"')[1])
def test_worked_examples_hold(example, monkeypatch):
    monkeypatch.chdir(ROOT / "tests")  # beside the folder of components
    exec(example, {})


def test_the_page_names_every_attribute_of_a_cell():
    table = PAGE.partition("|---")[2].partition("\n\n")[0]
    declared = set(re.findall(r"`(\w+)`", table))
    assert set(Cell.__annotations__) - {"feeds_output"} <= declared


ARRANGEMENTS = [
    {"depth": 2},
    {"bidirectional": True},
    {"depth": 3, "connections": "highway", "norm": "layer"},
    {"symbolic": True},
    {"symbolic": True, "embedding": 3, "norm": "weight"},
]


@every_cell
@pytest.mark.parametrize("arrangement", ARRANGEMENTS, ids=str)
def test_nets_equal_plain_autograd(cell, arrangement):
    net = network(cell, **arrangement)
    assert_equals_plain(net, P, _inputs(net), "every")


@every_cell
@pytest.mark.parametrize(
    "arrangement",
    [{"norm": "none"}, {"norm": "layer_memory", "symbolic": True, "depth": 2}],
    ids=str,
)
def test_compiled_nets_equal_plain_autograd(cell, arrangement):
    net = network(cell, **arrangement)
    assert_equals_plain(net, P, _inputs(net), "last", "compiled")


@every_cell
@pytest.mark.parametrize("kind", ["variational", "zoneout"])
@pytest.mark.parametrize("norm", ["none", "layer"])
def test_dropout_equals_plain_autograd_with_the_same_masks(cell, kind, norm):
    net = network(cell, norm, depth=2, dropout=kind, dropout_rate=0.4)
    drawn = [dropout.draw(net, B, T, seed) for seed in range(P)]
    masks = {place: torch.stack([own[place] for own in drawn]) for place in drawn[0]}
    recurrent = {name for name in masks if name in net.recurrent_weights()}
    assert recurrent == (set(net.recurrent_weights()) if kind == "variational" else set())
    assert_equals_plain(net, P, _inputs(net), "every", masks=masks)
    assert_equals_plain(net, P, _inputs(net), "every")


@every_cell
@pytest.mark.parametrize("backend", ["eager", "compiled"])
def test_a_sequence_in_chunks_is_the_whole_sequence(cell, backend):
    """The first chunk starts as the cell declares, the second one where the first one ended."""
    net = network(cell)
    weights, inputs = members(net, P), _inputs(net, 6)
    nets, state = Nets(net, P, B, weights["V"], backend), {}
    parts = [
        nets(weights, inputs[:, part], "every", hidden_state=state).clone()
        for part in (slice(0, 4), slice(4, 6))
    ]
    whole = torch.stack(
        [
            plain_forward(net, {n: w[p] for n, w in weights.items()}, inputs[p], "every")
            for p in range(P)
        ]
    )
    torch.testing.assert_close(torch.cat(parts, dim=1), whole)


@every_cell
def test_tbptt_follows_the_truncated_gradient(cell, float64):
    task = Adding(length=6)
    net = network(cell, inputs=task.inputs, outputs=task.outputs)
    start = members(net, P)
    people = [Member({n: w[p] for n, w in start.items()}, 0, NoClip(), 1, 0.5) for p in range(P)]
    population = Population(net, task, people, "sgd", batch=B, truncate=2)
    batch = task.sample(generator("tbptt"), B)
    population.update(Batch.stacked([batch]))
    for p in range(P):
        own = {n: w[p].clone().requires_grad_() for n, w in start.items()}
        answers = plain_forward(net, own, batch.inputs, task.readout, truncate=2)
        loss = task.loss(answers[None], batch.targets[None]).sum()
        gradients = torch.autograd.grad(loss, list(own.values()))
        for (name, weight), gradient in zip(own.items(), gradients, strict=True):
            torch.testing.assert_close(
                population.weights()[name][p], (weight - 0.5 * gradient).detach()
            )


@every_cell
def test_statistics_of_a_batch_give_its_own_answers(cell):
    net = network(cell, "batch", depth=2)
    weights, inputs = members(net, P), _inputs(net)
    nets = Nets(net, P, B, weights["V"], "eager")
    statistics = nets.statistics(weights, [Batch(inputs, inputs)], "per_step")
    found = nets(weights, inputs, "every", statistics)
    torch.testing.assert_close(found, nets(weights, inputs, "every"))


@every_cell
def test_steps_with_unshared_weights_equal_shared_ones_of_the_same_values(cell):
    shared, own = network(cell), network(cell, unshared_steps=T)
    weights, inputs = members(shared, P), _inputs(shared)
    (layer,) = shared.layers().values()
    spread = {
        name: w.unsqueeze(1).expand(-1, T, *w.shape[1:]) if name in layer.shapes() else w
        for name, w in weights.items()
    }
    torch.testing.assert_close(forward(own, spread, inputs), forward(shared, weights, inputs))


@every_cell
def test_gradients_equal_finite_differences_of_the_oracle(cell):
    net = network(cell, hidden=3)
    weights = {name: w.requires_grad_() for name, w in members(net, 1).items()}
    (layer,) = net.layers().values()
    own = layer.assembled(of_layer(weights, "", layer))
    inputs = _inputs(net)[:1]
    plain = {name: w[0].detach().numpy() for name, w in own.items()}

    def total(changed):
        states = oracle.states(cell, "none", changed, net.cell.gate_names(), inputs[0].numpy())
        return (states[-1] ** 2).sum()

    outputs = Nets(net, 1, B, weights["V"], "eager").states(
        weights, inputs, lambda prefix, w, x, start: _unrolled(layer, w, x)
    )
    names = list(plain)
    gradients = torch.autograd.grad(outputs[0, -1].square().sum(), [weights[n] for n in names])
    step = 1e-6
    for name, gradient in zip(names, gradients, strict=True):
        for place in np.ndindex(plain[name].shape):
            changes = []
            for sign in (1, -1):
                changed = {n: w.copy() for n, w in plain.items()}
                changed[name][place] += sign * step
                changes.append(total(changed))
            slope = (changes[0] - changes[1]) / (2 * step)
            assert gradient[0][place].item() == pytest.approx(slope, rel=1e-5, abs=1e-8), name


def _unrolled(layer, weights, inputs):
    from rnnbench.engine.products import Workspace
    from rnnbench.engine.scan import unroll

    return unroll(layer, weights, inputs, Workspace())


@every_cell
def test_own_weights_start_as_declared(cell):
    net = network(cell, hidden=5)
    kind = REGISTRY.load("cells", cell)
    start = net.start(REGISTRY.load("inits", "default")(), 3)
    for name in kind.own_weights():
        given = kind.weight_starts.get(name)
        draw = generator("init", 3, name)
        expected = (
            given(5, draw) if given else (torch.rand((5, 5), generator=draw) * 2 - 1) / 5**0.5
        )
        assert torch.equal(start[name], expected)


def test_an_init_of_recurrent_matrices_draws_own_ones():
    net = network("multiplicative_rnn", hidden=6)
    start = net.start(REGISTRY.load("inits", "orthogonal")(Scales()), 0)
    for name in ("U", "R"):
        torch.testing.assert_close(start[name] @ start[name].T, torch.eye(6))


@pytest.mark.parametrize("kind", ["orthogonal", "spectral", "identity", "small_random"])
def test_inits_of_recurrent_matrices_name_cells_without(kind):
    unsuited = REGISTRY.load("inits", kind).unsuited
    assert unsuited(REGISTRY.load("cells", "min_gru")) == "MinGRU has no recurrent matrix"
    assert unsuited(REGISTRY.load("cells", "slstm")) is None


@pytest.mark.parametrize("kind", ["l1", "l2", "omega", "spectral"])
def test_penalties_on_recurrent_weights_name_cells_without(kind):
    unsuited = REGISTRY.load("penalties", kind).unsuited
    assert unsuited(REGISTRY.load("cells", "min_gru")) == "MinGRU has no recurrent matrix"
    assert unsuited(REGISTRY.load("cells", "multiplicative_rnn")) is None
    assert REGISTRY.load("penalties", "none").unsuited(REGISTRY.load("cells", "min_gru")) is None


def test_the_recurrent_radius_is_the_largest_of_all_matrices_and_missing_without():
    def population(cell, **changes):
        net = network(cell, inputs=2, outputs=1)
        weights = {n: w[0] for n, w in members(net, 1, torch.float32).items()} | changes
        return Population(net, Adding(length=4), [Member(weights, 0, NoClip(), 1, 0.1)], "sgd", B)

    large = {"R": 3 * torch.eye(4), "U": torch.eye(4)}
    assert population("multiplicative_rnn", **large).recurrent_radii() == pytest.approx([3.0])
    assert np.isnan(population("min_gru").recurrent_radii()).all()


def test_omega_s_gradient_covers_own_matrices(float64):
    """For the multiplicative net, whose step's Jacobian is diag(1 - h²) U diag(W_m x + b_m) R."""
    net = network("multiplicative_rnn", inputs=2, hidden=H, outputs=1)
    weights, inputs = {n: 2 * w for n, w in members(net, P).items()}, torch.randn(P, T, B, 2)

    def loss(answers):
        return answers[:, 0].square().flatten(1).sum(1)

    given = {n: w.clone().requires_grad_() for n, w in weights.items()}
    found = omega_gradients(Nets(net, P, B, weights["V"], "eager"), given, inputs, "last", loss)
    h, states, factors = torch.zeros(P, B, H), [], []
    for t in range(T):
        a = inputs[:, t] @ weights["W"] + weights["b"].unsqueeze(1)
        factors.append(a[..., H:])
        m = factors[-1] * (h @ weights["R"])
        h = torch.tanh(a[..., :H] + m @ weights["U"]).requires_grad_()
        states.append(h)
    answers = (h @ weights["V"] + weights["a"].unsqueeze(1))[:, None]
    signals = torch.autograd.grad(loss(answers).sum(), states)
    u, r = (weights[n].clone().requires_grad_() for n in "UR")
    total = 0.0
    for h, signal, factor in zip(states, signals, factors, strict=True):
        back = ((signal * (1 - h.detach() ** 2)) @ u.mT * factor) @ r.mT
        total = total + (back.norm(dim=-1) / signal.norm(dim=-1) - 1).square().mean(1).sum()
    for name, expected in zip("UR", torch.autograd.grad(total, [u, r]), strict=True):
        torch.testing.assert_close(found[name], expected)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"gates": ()}, "gates: there is no gate"),
        ({"gates": ("h",)}, "gates: not a tuple of groups"),
        ({"gates": (("h", "h"),)}, "gates: the same name twice"),
        ({"vectors": "p"}, "vectors: not a tuple"),
        ({"vectors": ("U",)}, "vectors: no name for an own weight"),
        ({"matrices": ("a b",)}, "vectors: no name for an own weight"),
        ({"vectors": ("p",), "matrices": ("p",)}, "vectors: the same name twice"),
        ({"state_starts": {"n": 1.0}}, "state_starts: unknown name .got 'n'"),
        ({"weight_starts": {"p": 1.0}}, "weight_starts: unknown name .got 'p'"),
        ({"retaining_gate": RetainingGate("f", 1)}, "retaining_gate: unknown gate .got 'f'"),
        ({"writing_gate": "i"}, "writing_gate: unknown gate .got 'i'"),
        ({"absent": {("c", "h")}}, "absent: no such block"),
        ({"input_gates": ("z",), "absent": {("h", "z")}}, "absent: no such block"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(attributes, said):
    with pytest.raises(TypeError, match=f"Own.{said}"):
        type("Own", (Cell,), {"gates": (("h",),), **attributes})


def test_a_start_of_another_shape_is_refused():
    kind = REGISTRY.load("cells", "diagonal_rnn")
    wrong = type("Wrong", (kind,), {"weight_starts": {"nu": lambda hidden, draw: torch.ones(1)}})
    layer = network("diagonal_rnn").layers()[""]
    changed = type(layer)(wrong(), layer.norm, 3, False, 4)
    with pytest.raises(ValueError, match=r"Wrong.weight_starts: nu: wrong shape .got \(1,\)"):
        changed.start(REGISTRY.load("inits", "default")(), 0)


def test_a_constant_start_is_that_of_every_unit():
    kind = REGISTRY.load("cells", "multiplicative_rnn")
    fixed = type("Fixed", (kind,), {"weight_starts": {"R": 0.5}})
    layer = network("multiplicative_rnn").layers()[""]
    start = type(layer)(fixed(), layer.norm, 3, False, 4).start(
        REGISTRY.load("inits", "default")(), 0
    )
    assert torch.equal(start["R"], torch.full((4, 4), 0.5))
