"""The linear recursion against eigenvalues, singular values and closed forms."""

import math

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rnnbench.components.inits.orthogonal import Orthogonal
from rnnbench.probes.measures.activations import ACTIVATIONS
from rnnbench.probes.measures.recursions import (
    activated,
    growth_rate,
    log_norms,
    matrix,
    nearest_orthogonal,
    norm_drift,
)
from rnnbench.probes.measures.signals import log_norms as log_lengths
from rnnbench.seeding import generator

SEEDS = st.integers(0, 2**31)


def _start(size, seed=0):
    return torch.randn(size, generator=generator("start", seed), dtype=torch.float64)


@settings(max_examples=100)
@given(SEEDS, st.integers(1, 8), st.floats(0.1, 2.0), st.floats(0.0, 3.0))
def test_a_matrix_has_the_radius_and_the_departure_asked_for(seed, size, radius, departure):
    found = matrix(size, radius, departure, generator(seed))
    # (λmax - W) has no inverse: unlike the eigenvalues, this is not sensitive to rounding.
    singular = torch.linalg.svdvals(found - radius * torch.eye(size, dtype=torch.float64))
    assert singular.min() < 1e-12
    # Henrici: ‖W‖² = Σ λ² + departure², where the squares of the eigenvalues sum to trace(W²).
    squares = found.square().sum() - (found @ found).trace()
    expected = departure**2 if size > 1 else 0.0
    assert squares.item() == pytest.approx(expected, abs=1e-9)
    normal = matrix(size, radius, 0.0, generator(seed))
    torch.testing.assert_close(normal, normal.T)
    assert torch.linalg.eigvalsh(normal).abs().max().item() == pytest.approx(radius)


@settings(max_examples=100)
@given(SEEDS, st.floats(0.5, 1.5), st.floats(0.0, 0.5))
def test_the_norms_are_those_of_the_eigen_decomposition(seed, radius, departure):
    """h(t) = V Λ^t V^-1 h(0)."""
    found, start = matrix(4, radius, departure, generator(seed)), _start(4, seed)
    values, vectors = torch.linalg.eig(found)
    assume(torch.linalg.cond(vectors) < 1e4)
    shares = torch.linalg.solve(vectors, start.to(vectors))
    times = torch.arange(21)
    states = (vectors @ (values.unsqueeze(1) ** times * shares.unsqueeze(1))).real  # (N, 21)
    expected = states.norm(dim=0).log()
    torch.testing.assert_close(log_norms(found, start, 20), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("departure", [0.0, 1.0])
@pytest.mark.parametrize("radius", [0.5, 0.9, 1.0, 1.1, 1.5])
def test_the_growth_rate_tends_to_the_log_of_the_radius(radius, departure):
    """Without over- or underflow: 1.5^5000 and 0.5^5000 are no floats."""
    found = matrix(6, radius, departure, generator("growth"))
    rate = growth_rate(found, _start(6), 5000)
    assert rate == pytest.approx(math.log(radius), abs=0.005)


def test_a_jordan_block_grows_by_its_closed_form():
    """W = [[λ, 1], [0, λ]] and h(0) = (0, 1): h(t) = (t λ^(t-1), λ^t)."""
    block = torch.tensor([[0.9, 1.0], [0.0, 0.9]], dtype=torch.float64)
    times = torch.arange(31, dtype=torch.float64)
    expected = torch.hypot(times * 0.9 ** (times - 1), 0.9**times).log()
    start = torch.tensor([0.0, 1.0], dtype=torch.float64)
    torch.testing.assert_close(log_norms(block, start, 30), expected)


def test_a_state_that_dies_has_no_length():
    nilpotent = torch.tensor([[0.0, 1.0], [0.0, 0.0]], dtype=torch.float64)
    found = log_norms(nilpotent, torch.tensor([0.0, 1.0], dtype=torch.float64), 3)
    assert found.tolist() == [0.0, 0.0, -math.inf, -math.inf]


@settings(max_examples=1000)
@given(SEEDS, st.integers(1, 12), st.integers(1, 50))
def test_powers_of_an_orthogonal_matrix_keep_every_norm(seed, size, steps):
    exact = nearest_orthogonal(Orthogonal().recurrent(size, generator(seed)).double())
    torch.testing.assert_close(exact @ exact.T, torch.eye(size, dtype=torch.float64))
    assert norm_drift(exact, _start(size, seed), steps) < 1e-12


def test_an_orthogonal_matrix_is_its_own_nearest_and_a_stretched_one_goes_back():
    exact = nearest_orthogonal(Orthogonal().recurrent(5, generator(0)).double())
    torch.testing.assert_close(nearest_orthogonal(exact), exact)
    stretch = torch.diag(torch.tensor([0.5, 1.0, 2.0, 3.0, 4.0], dtype=torch.float64))
    torch.testing.assert_close(nearest_orthogonal(exact @ stretch), exact)


def test_drift_is_the_largest_of_all_steps_and_of_each_matrix_by_itself():
    turn = torch.tensor([[0.0, 2.0], [-0.5, 0.0]], dtype=torch.float64)  # its square is -1
    matrices = torch.stack([turn, 1.1 * torch.eye(2, dtype=torch.float64)])
    starts = torch.tensor([[0.0, 1.0], [3.0, 4.0]], dtype=torch.float64)
    assert norm_drift(matrices, starts, 2).tolist() == pytest.approx([1.0, 0.21])


@settings(max_examples=100)
@given(SEEDS, st.floats(0.5, 1.5))
def test_with_no_activation_the_norms_are_those_of_the_linear_recursion(seed, radius):
    found, start = matrix(4, radius, 1.0, generator(seed)), _start(4, seed)
    plain = log_lengths(activated(lambda sums: sums, found, start, 20))
    torch.testing.assert_close(plain, log_norms(found, start, 20))


@settings(max_examples=100)
@given(SEEDS, st.floats(0.1, 3.0))
def test_relu_grows_in_proportion_to_the_matrix(seed, factor):
    """relu(a h) = a relu(h): t factors a."""
    found, start = matrix(4, 1.0, 1.0, generator(seed)), _start(4, seed)
    one, other = (
        log_lengths(activated(torch.relu, scale * found, start, 10)) for scale in (1.0, factor)
    )
    alive = one > -100
    expected = one + torch.arange(11, dtype=torch.float64) * math.log(factor)
    torch.testing.assert_close(other[alive], expected[alive])


def test_bounded_activations_stop_growing_and_dead_units_are_at_the_floor():
    found, start = 10 * torch.eye(4, dtype=torch.float64), torch.ones(4, dtype=torch.float64)
    for name in ("sigmoid", "tanh"):
        norms = log_lengths(activated(ACTIVATIONS[name], found, start, 20)).exp()
        assert norms[1:].max() <= 2
    dead = log_lengths(activated(torch.relu, -found, start, 20))
    assert dead[1:].tolist() == [math.log(torch.finfo(torch.float64).tiny)] * 20
