"""Chunks of one long sequence, examples of their own lengths, and embedded symbols."""

import pytest
import torch
from all_pairs import all_pairs
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import forward, members, network, plain_forward
from toys import REGISTRY

from rnnbench.components.clips.none import NoClip
from rnnbench.components.penalties.omega import Omega
from rnnbench.components.tasks import IGNORED, Batch
from rnnbench.components.tasks.adding import Adding
from rnnbench.components.tasks.char_generation import CharGeneration
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.copying import Copying
from rnnbench.components.tasks.sine_generation import SineGeneration
from rnnbench.config import Decay, Training
from rnnbench.engine.free_running import free_running
from rnnbench.engine.nets import Nets
from rnnbench.engine.population import Member, Population
from rnnbench.engine.training import train
from rnnbench.seeding import generator
from rnnbench.storage.runs import Run

P, T, B = 2, 8, 3
everywhere = pytest.mark.parametrize("backend", ["eager", "compiled"])


def _inputs(net, steps=T):
    shape = (P, steps, B, net.inputs)
    return torch.randn(shape, generator=generator("x"), dtype=torch.float64)


def _nets(net, weights, backend="eager"):
    return Nets(net, P, B, weights["V"].detach(), backend)


@all_pairs(
    cell=REGISTRY.names("cells"),
    reading=[([3, 1, 4], 1), ([3, 1, 4], 2), ([1] * T, 1)],
    backend=["eager", "compiled"],
)
def test_chunks_that_carry_the_state_equal_the_whole(cell, reading, backend):
    """Chunks of one step share the buffers of one size."""
    chunks, depth = reading
    stackable = not REGISTRY.load("cells", cell).feeds_output
    net = network(cell, depth=depth if stackable else 1)
    weights, inputs = members(net, P), _inputs(net)
    nets, hidden_state, found = _nets(net, weights, backend), {}, []
    for chunk in inputs.split(chunks, dim=1):
        found.append(nets(weights, chunk, "every", hidden_state=hidden_state).clone())
    whole = forward(net, weights, inputs, "every")
    torch.testing.assert_close(torch.cat(found, dim=1), whole)


@everywhere
@pytest.mark.parametrize("cell", ["lstm", "gru", "full_gate_recurrence_lstm"])
def test_gradients_stop_where_a_chunk_begins(cell, backend):
    """Truncated back-propagation: those of the second chunk alone, from the first one's end."""
    net = network(cell)
    weights = {name: w.requires_grad_() for name, w in members(net, P).items()}
    inputs = _inputs(net)
    nets, hidden_state = _nets(net, weights, backend), {}
    nets(weights, inputs[:, :5], "every", hidden_state=hidden_state)
    answers = nets(weights, inputs[:, 5:], "every", hidden_state=hidden_state)
    found = torch.autograd.grad(answers.square().sum(), list(weights.values()))

    reference = _nets(net, weights)
    held = {}
    with torch.no_grad():
        reference(weights, inputs[:, :5], "every", hidden_state=held)
    answers = reference(weights, inputs[:, 5:], "every", hidden_state=held)
    expected = torch.autograd.grad(answers.square().sum(), list(weights.values()))
    for ours, other in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, other)

    unbroken = forward(net, weights, inputs)[:, 5:].square().sum()
    whole = torch.autograd.grad(unbroken, list(weights.values()))
    assert not torch.allclose(found[1], whole[1]), "the whole sequence's go back further"


def test_training_carries_the_state_until_a_fresh_batch():
    """A population's updates against chunks of one sequence, by plain autograd."""
    task = Copying(length=4, string=2, alphabet=3)
    net = network("lstm", inputs=task.inputs, outputs=task.outputs, symbolic=True)
    start = {name: w[:1] for name, w in members(net, 1).items()}
    member = Member({n: w[0] for n, w in start.items()}, 0, NoClip(), 1.0, 0.5)
    population = Population(net, task, [member], "sgd", B)
    whole = task.sample(generator("carry"), B)
    chunks = [
        Batch(whole.inputs[t : t + 4], whole.targets[t : t + 4], fresh=t == 0) for t in (0, 4)
    ]
    weights = {name: w.clone() for name, w in start.items()}
    for _ in range(2):  # the second time round starts afresh
        hidden_state = {}
        for chunk in chunks:
            population.update(Batch.stacked([chunk]))
            weights = {name: w.detach().requires_grad_() for name, w in weights.items()}
            nets = Nets(net, 1, B, weights["U"].detach(), "eager")
            answers = nets(weights, chunk.inputs[None], "every", hidden_state=hidden_state)
            loss = task.loss(answers, chunk.targets[None]).sum()
            gradients = torch.autograd.grad(loss, list(weights.values()))
            weights = {
                name: (w - 0.5 * g).detach()
                for (name, w), g in zip(weights.items(), gradients, strict=True)
            }
    for name, weight in population.weights().items():
        torch.testing.assert_close(weight, weights[name])


@all_pairs(
    arrangement=[{}, {"bidirectional": True, "depth": 2}],
    readout=["last", "every"],
    backend=["eager", "compiled"],
)
def test_padding_changes_no_answer(arrangement, readout, backend):
    net = network("gru", **arrangement)
    weights, inputs = members(net, P), _inputs(net)
    lengths = torch.tensor([[8, 3, 1], [5, 8, 2]])
    nets = _nets(net, weights, backend)
    answers = nets(weights, inputs, readout, lengths=lengths).clone()
    for p in range(P):
        for b in range(B):
            own = {name: w[p] for name, w in weights.items()}
            alone = plain_forward(net, own, inputs[p, : lengths[p, b], b : b + 1], readout)
            found = answers[p, : len(alone), b : b + 1]
            torch.testing.assert_close(found, alone)


@given(st.lists(st.integers(1, T), min_size=B, max_size=B), st.integers(0, 99))
@settings(max_examples=20)
def test_padding_has_no_gradient(lengths, seed):
    net = network("lstm", bidirectional=True)
    weights, ends = members(net, P), torch.tensor([lengths] * P)
    inputs = _inputs(net).requires_grad_()
    answers = _nets(net, weights)(weights, inputs, "last", lengths=ends)
    (gradient,) = torch.autograd.grad(answers.square().sum(), inputs)
    padding = torch.arange(T)[None, :, None] >= ends[:, None]
    assert (gradient[padding] == 0).all()
    assert (gradient[~padding] != 0).any()


@everywhere
def test_embedding_is_a_table_of_vectors(backend):
    plain = network("gru", inputs=3, hidden=4)
    net = network("gru", inputs=7, hidden=4, symbolic=True, embedding=3)
    weights = {name: w.requires_grad_() for name, w in members(net, P).items()}
    assert weights["E"].shape == (P, 7, 3)
    assert net.parameters() == sum(w[0].numel() for w in weights.values())
    symbols = torch.randint(7, (P, T, B), generator=generator("symbols"))
    vectors = torch.stack([weights["E"][p][symbols[p]] for p in range(P)])
    expected = forward(plain, weights, vectors)
    found = forward(net, weights, symbols, backend=backend)
    torch.testing.assert_close(found, expected)
    loss, same = found.square().sum(), expected.square().sum()
    for ours, other in zip(
        torch.autograd.grad(loss, list(weights.values())),
        torch.autograd.grad(same, list(weights.values())),
        strict=True,
    ):
        torch.testing.assert_close(ours, other)


def test_omega_starts_from_the_hidden_state_before_a_chunk():
    """A penalty on dynamics acts from the state before the chunk, not from zero."""
    task = Adding(length=4)
    net = network("vanilla", inputs=2, hidden=5, outputs=1)
    start = {name: 2 * w[0] for name, w in members(net, 1).items()}

    def trained(fresh):
        people = [Member(start, 0, NoClip(), 1.0, 0.1, Omega(), 1.0)]
        population = Population(net, task, people, "sgd", B)
        for number in range(2):
            batch = task.sample(generator("omega", number), B).mapped(torch.Tensor.double)
            batch = Batch(batch.inputs, batch.targets, fresh=fresh or number == 0)
            population.update(Batch.stacked([batch]))
        return population.weights()["U"]

    assert not torch.allclose(trained(fresh=True), trained(fresh=False))


def _population(task, rate=0.1):
    net = network("lstm", inputs=task.inputs, outputs=task.outputs, symbolic=task.symbolic)
    start = members(net, P, torch.float32)
    people = [Member({n: w[i] for n, w in start.items()}, 0, NoClip(), 1.0, rate) for i in range(P)]
    return Population(net, task, people, "sgd", B)


def test_evaluation_is_the_mean_over_answers_that_count():
    task = Copying(length=2, string=2, alphabet=3)
    population, whole = _population(task), task.sample(generator("count"), 2 * B)
    halves = [Batch(whole.inputs[:, k : k + B], whole.targets[:, k : k + B]) for k in (0, B)]
    halves[1].targets[:, 1:] = IGNORED
    loss, right = population.evaluate(halves)
    weights = {name: w[0].double() for name, w in population.weights().items()}
    answers = plain_forward(population.network, weights, whole.inputs, "every")
    some = [*range(B + 1)]
    expected = task.loss(answers[None, :, some], whole.targets[None][:, :, some])
    torch.testing.assert_close(loss[:1], expected, rtol=1e-5, atol=1e-6)
    correct = (answers.argmax(-1) == whole.targets)[:, some].double().mean()
    torch.testing.assert_close(right[0], correct)
    nothing = Batch(halves[0].inputs, torch.full_like(halves[0].targets, IGNORED))
    torch.testing.assert_close(population.evaluate([*halves, nothing])[0], loss)


def test_best_weights_are_kept_for_each_member():
    task = Adding(length=4)
    population = _population(task)
    before = population.weights()["U"].clone()
    population.note_best(torch.tensor([0, 1]))
    batch = Batch.stacked([task.sample(generator("best"), B)])
    population.update(batch)
    after = population.weights()["U"].clone()
    population.note_best(torch.tensor([1]))
    population.update(batch)
    population.take_best()
    best = population.weights()["U"]
    assert torch.equal(best[0], before[0])
    assert torch.equal(best[1], after[1])
    assert not torch.equal(before[1], after[1])


def test_decay_falls_in_steps():
    decay = Decay(factor=0.5, after=4, every=3)
    assert [decay.at(u) for u in range(9)] == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]


def test_update_scales_with_the_factor_of_the_rate():
    task = Adding(length=4)
    batch = Batch.stacked([task.sample(generator("rate"), B)])
    half, whole = _population(task, 0.2), _population(task, 0.1)
    half.update(batch, 0.5)
    whole.update(batch)
    assert torch.equal(half.weights()["U"], whole.weights()["U"])


# Tests in another way than training


def _trained(task, **training):
    axes = ("s", "plain", "train", "t", task.length, "gru", "default", "none", "norm", "none", 0.01)
    given = {"hidden": 4, "batch": B, "updates": 4, "evaluations": 2, "learning_rates": (0.01,)}
    runs = [Run(*axes, seed) for seed in range(P)]
    return train(runs, task, Training(**{**given, **training}))


def test_further_test_at_the_trained_length_equals_the_test():
    found = _trained(Adding(length=6), test_lengths=(1.0, 2.5, 0.5))
    rows = [(t["seed"], t["test_length"], t["inputs"]) for t in found.tests]
    assert rows == [(s, n, "given") for s in range(P) for n in (6, 15, 3)]
    for run in found.runs:
        same, longer, shorter = (t for t in found.tests if t["seed"] == run["seed"])
        assert (same["loss"], same["score"]) == (run["loss"], run["score"])
        assert longer["loss"] != same["loss"] != shorter["loss"]


def test_further_test_is_scored_at_its_own_length():
    (test, _) = _trained(Copying(length=4), test_lengths=(3.0,)).tests
    assert test["score"] == Copying(length=12).score(test["loss"])


def test_task_with_a_prompt_is_tested_free_running():
    found = _trained(CharGeneration(length=6, period=2), test_lengths=(2.0,))
    rows = {(t["test_length"], t["inputs"]) for t in found.tests}
    assert rows == {(6, "own"), (12, "given"), (12, "own")}
    assert not _trained(Adding(length=6)).tests


@pytest.mark.parametrize("norm", ["none", "batch"])
@pytest.mark.parametrize(
    "task", [CharGeneration(length=6, period=3), SineGeneration(length=6, given=4)], ids=repr
)
def test_free_running_reads_its_own_answers(task, norm):
    """Given the answers of a free run as inputs, a net answers as it did."""
    net = network("lstm", norm, task.inputs, 4, task.outputs, symbolic=task.symbolic)
    start = {name: 3 * w[0] for name, w in members(net, 1, torch.float32).items()}
    population = Population(net, task, [Member(start, 0, NoClip(), 1.0, 0.1)], "sgd", B)
    batch = task.sample(generator("free"), B)
    known = population.statistics([batch], "per_step")
    weights, inputs = population.weights(), batch.inputs[None]
    with torch.no_grad():
        given = weights, inputs, task.prompt, {}
        free, _ = free_running(population._nets, task, *given, statistics=known)
        steps = range(task.prompt - 1, task.steps - 1)
        own = torch.cat([task.feedback(free[:, t : t + 1]) for t in steps], dim=1)
        assert not torch.equal(own, inputs[:, task.prompt :]), "its answers are not the truth"
        read = torch.cat([inputs[:, : task.prompt], own], dim=1)
        nets = Nets(net, 1, B, weights["U"], "eager")
        torch.testing.assert_close(nets(weights, read, "every", known), free)
    given, _ = population.evaluate([batch], known)
    alone, _ = population.evaluate([batch], known, prompt=task.prompt)
    assert given != alone


@pytest.mark.parametrize("tested", ["last", "best"])
def test_training_tests_the_last_or_the_best_weights(tested):
    """Few examples and many updates: the best weights come early, and then none is better."""
    found = _trained(
        CharLM(length=5, characters=400),
        tested=tested,
        hidden=16,
        updates=400,
        evaluations=20,
        batch=8,
    )
    for run in found.runs:
        scores = [p["valid_score"] for p in found.curves if p["seed"] == run["seed"]]
        assert max(scores) > scores[-1], "it overfits"
        assert run["valid_score"] == (scores[-1] if tested == "last" else max(scores))
