"""Memory and saturation of recurrences of one unit, by closed forms."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.probes.measures import saturation
from rnnbench.probes.measures.saturation import half_life, lifetime, steps_until_below
from rnnbench.seeding import generator

FIRSTS = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def differences(activation, weight, firsts, steps):
    """Of one recurrence, in float64."""
    weight, firsts = (torch.tensor(number, dtype=torch.float64) for number in (weight, firsts))
    return saturation.differences(activation, weight, firsts, steps)


@given(st.floats(0.1, 2.0), st.floats(0.1, 3.0), st.floats(0.1, 3.0))
def test_relu_with_positive_inputs_multiplies_by_the_weight(weight, one, other):
    found = differences(torch.relu, weight, (one, other), 20)
    expected = abs(one - other) * weight ** torch.arange(20, dtype=torch.float64)
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-8)


@pytest.mark.parametrize("weight", [0.3, 0.6, 0.9, 0.97])
def test_the_half_life_of_relu_is_that_of_a_power(weight):
    """The first k with w^k < 1/2."""
    found = differences(torch.relu, weight, (1.0, 2.0), 100)
    half = half_life(found).item()
    assert half == lifetime(found).item() == math.floor(math.log(0.5) / math.log(weight)) + 1


def test_relu_dies_at_once_under_a_negative_weight_and_never_forgets_while_it_grows():
    dead = differences(torch.relu, -1.0, (1.0, 2.0), 10)
    assert dead.tolist() == [1.0] + [0.0] * 9
    assert half_life(dead) == lifetime(dead) == 1
    growing = differences(torch.relu, 1.2, (1.0, 2.0), 100)
    assert half_life(growing) == math.inf
    assert lifetime(growing) == 4, "1.2^3 < 2 < 1.2^4"


@given(st.floats(-4, 4), FIRSTS)
def test_sigmoid_forgets_at_least_as_fast_as_its_slope_allows(weight, firsts):
    """σ' ≤ 1/4: each step multiplies the difference by at most |w| / 4; likewise tanh' ≤ 1."""
    for activation, slope in ((torch.sigmoid, 0.25), (torch.tanh, 1.0)):
        found = differences(activation, weight, firsts, 20)
        assert (found[1:] <= abs(weight) * slope * found[:-1] + 1e-12).all()


def test_tanh_with_weight_one_forgets_by_a_power_law():
    """h(t+1) = tanh(h(t)) has 1/h² ≈ 2t/3, so the difference of ±x tends to 2 √(3 / 2t)."""
    found = differences(torch.tanh, 1.0, (1.0, -1.0), 20000)
    assert found[-1].item() == pytest.approx(2 * math.sqrt(3 / 40000), rel=1e-3)


def test_tanh_with_a_large_weight_keeps_the_sign_for_ever():
    """Two stable states ±h with h = tanh(w h)."""
    found = differences(torch.tanh, 2.0, (0.5, -0.5), 1000)
    h = found[-1].item() / 2
    assert h == pytest.approx(math.tanh(2 * h), abs=1e-12)
    assert half_life(found) == math.inf
    assert lifetime(found) == 3, "the states move apart to twice the distance"


def test_what_never_got_in_was_not_remembered():
    found = differences(torch.relu, 1.0, (-1.0, -2.0), 10)
    assert half_life(found) == lifetime(found) == 0


def test_a_difference_that_comes_back_or_is_no_number_is_not_below():
    assert steps_until_below(torch.tensor([1.0, 0.1, 1.0, 0.1]), 0.5) == 3
    assert steps_until_below(torch.tensor([1.0, math.nan]), 0.5) == math.inf
    assert steps_until_below(torch.tensor([0.1, 0.1]), 0.5) == 0
    comes_back = torch.tensor([1.0, 0.1, 1.0, 0.1])
    assert (half_life(comes_back), lifetime(comes_back)) == (3, 1)


def test_many_recurrences_at_once_are_each_by_itself():
    weights = torch.tensor([[-2.0], [0.5], [1.5]], dtype=torch.float64)
    firsts = torch.randn(2, 4, generator=generator("firsts"), dtype=torch.float64)
    found = saturation.differences(torch.tanh, weights, firsts, 30)
    for i, weight in enumerate(weights.flatten().tolist()):
        for j, pair in enumerate(firsts.T.tolist()):
            one = differences(torch.tanh, weight, pair, 30)
            torch.testing.assert_close(found[:, i, j], one)
            for measure in (half_life, lifetime, lambda d: steps_until_below(d, 0.1)):
                assert measure(found)[i, j] == measure(one)
