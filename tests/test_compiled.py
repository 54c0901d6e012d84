"""The compiled back end gives the numbers of the eager one."""

import itertools

import pytest
import torch
from reference import members, network, states, symbols
from toys import REGISTRY

from rnnbench.components.cells import Cell
from rnnbench.components.clips.norm import NormClip
from rnnbench.components.norms.none import NoNorm
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks.copying import Copying
from rnnbench.engine import backends
from rnnbench.engine.compiled import CompiledScan
from rnnbench.engine.layers import Layer
from rnnbench.engine.network import of_layer
from rnnbench.engine.population import Member, Population
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.seeding import generator

P, B, D, H = 3, 4, 3, 5
CPU = torch.device("cpu")
CELLS, NORMS = REGISTRY.names("cells"), REGISTRY.names("norms")
EXAMPLES = {
    (cell, norm) for cell in CELLS for norm in NORMS if norm == "none" or cell in ("gru", "lstm")
}
"""Pairs that are always tested; all others are slow, since each is compiled."""


def _pairs(always):
    """All cells with all norms, as a parametrisation; those not always tested marked slow."""
    return pytest.mark.parametrize(
        ("cell", "norm"),
        [
            pytest.param(*pair, marks=[] if pair in always else pytest.mark.slow)
            for pair in itertools.product(CELLS, NORMS)
        ],
    )


@_pairs(EXAMPLES)
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float64, 1e-9), (torch.float32, 1e-5)], ids=["double", "single"]
)
def test_states_and_gradients_are_the_same(cell, norm, dtype, tolerance):
    (layer,) = network(cell, norm, D, H).layers().values()
    scan = CompiledScan(layer, P, B, torch.zeros((), dtype=dtype))

    def unrolled(weights, inputs):
        return scan.unroll(layer.assembled(of_layer(weights, "", layer)), inputs)[0]

    # Few symbols make sums almost constant over a batch: batch norm then blows rounding up.
    ill_conditioned = norm == "batch" and dtype == torch.float32
    for symbolic in (False,) if ill_conditioned else (False, True):
        net = network(cell, norm, D, H, symbolic=symbolic)
        weights = {n: w.to(dtype).requires_grad_() for n, w in members(net, P).items()}
        names = list(of_layer(weights, "", layer))
        for steps in (1, 6):  # one scan, any number of steps, again and again
            inputs = torch.randn(P, steps, B, D, generator=generator(steps), dtype=dtype)
            if symbolic:
                inputs = symbols(inputs, net)
            expected, found = states(net, weights, inputs), unrolled(weights, inputs)
            torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance)
            pull = torch.randn(expected.shape, generator=generator("pull"), dtype=dtype)
            ours = torch.autograd.grad((found * pull).sum(), [weights[n] for n in names])
            theirs = torch.autograd.grad((expected * pull).sum(), [weights[n] for n in names])
            for name, own, other in zip(names, ours, theirs, strict=True):
                scale = other.abs().max().item()
                torch.testing.assert_close(
                    own, other, rtol=tolerance, atol=tolerance * scale, msg=name
                )
            with torch.no_grad():
                alone = unrolled(weights, inputs)
            torch.testing.assert_close(alone, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("cell", ["gru", "peephole_lstm"])
def test_training_is_the_same_over_several_updates(cell, norm):
    task = Copying(length=2, string=2, alphabet=3)
    net = network(cell, norm, task.inputs, H, task.outputs, symbolic=True)
    start = members(net, P)

    def trained(backend):
        people = [
            Member({n: w[i] for n, w in start.items()}, 0, NormClip(), 0.5, 0.01) for i in range(P)
        ]
        population = Population(net, task, people, "adam", B, backend)
        losses = []
        for k in range(5):
            batch = task.sample(generator(k), B)
            losses.append(population.update(Batch.stacked([batch])).loss)
        losses.append(population.evaluate([batch])[0])
        population.keep(torch.tensor([0, 2]))
        losses.append(population.evaluate([batch])[0][[0, 1, 1]])
        return torch.stack(losses), population.weights()

    (losses, weights), (expected, others) = trained("compiled"), trained("eager")
    torch.testing.assert_close(losses, expected, rtol=1e-9, atol=1e-11)
    for name, weight in weights.items():
        torch.testing.assert_close(weight, others[name], rtol=1e-7, atol=1e-9)


def test_short_work_stays_eager_and_long_work_is_compiled():
    assert backends.choose(1e6, CPU) == "eager"
    assert backends.choose(1e12, CPU) == "compiled"


def test_without_a_compiler_work_stays_eager_with_one_warning(monkeypatch, capsys):
    from torch._inductor import cpp_builder, exc

    def nothing():
        raise exc.InvalidCxxCompiler

    monkeypatch.setattr(cpp_builder, "get_cpp_compiler", nothing)
    backends.can_compile.cache_clear()
    try:
        assert [backends.choose(1e12, CPU) for _ in range(3)] == ["eager"] * 3
    finally:
        backends.can_compile.cache_clear()
    assert capsys.readouterr().err.count("no C++ compiler") == 1


class ResetOnlyGRU(Cell):
    """A GRU without update gate: its first product matters through the second one alone."""

    gates = (("r",), ("n",))

    def step(self, pre, state, vectors):
        (h,) = state
        (r,) = pre(h, "r")
        (n,) = pre(torch.sigmoid(r) * h, "n")
        return (torch.tanh(n),)


class LateFirstGRU(Cell):
    """A GRU whose blocks of weights stand in another order than its products follow."""

    gates = (("n",), ("r", "u"))

    def step(self, pre, state, vectors):
        (h,) = state
        r, u = pre(h, "r", "u")
        (n,) = pre(torch.sigmoid(r) * h, "n")
        u = torch.sigmoid(u)
        return ((1 - u) * h + u * torch.tanh(n),)


class PassingOn(Cell):
    """A product is multiplied again as it is, and a state becomes another as it is."""

    gates = (("h",),)
    states = ("h", "late")
    matrices = ("R",)

    def step(self, pre, state, vectors):
        h, late = state
        (a,) = pre(pre.product("R", h), "h")
        return torch.tanh(a + late), h


@pytest.mark.parametrize("cell", [ResetOnlyGRU, LateFirstGRU, PassingOn])
def test_steps_of_unusual_form_are_the_same(cell):
    """Of the first one, a product matters through another one only."""
    layer = Layer(cell(), NoNorm(), D, False, H)
    weights = {n: w.requires_grad_() for n, w in members(layer, P).items()}
    inputs = torch.randn(P, 7, B, D, generator=generator("reset"), dtype=torch.float64)
    scan = CompiledScan(layer, P, B, torch.zeros((), dtype=torch.float64))
    found, _ = scan.unroll(weights, inputs)
    expected, _ = unroll(layer, weights, inputs, Workspace())
    torch.testing.assert_close(found, expected)
    ours = torch.autograd.grad(found.square().sum(), list(weights.values()))
    theirs = torch.autograd.grad(expected.square().sum(), list(weights.values()))
    torch.testing.assert_close(ours, theirs)
