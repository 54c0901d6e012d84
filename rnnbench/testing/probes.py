"""Conformance checks of probes."""

import math
from collections.abc import Callable, Iterable

import torch

from rnnbench.components.registry import BUILT_IN, KINDS
from rnnbench.probes import Probe, Reading

ROUNDING = 1e-9
"""Bound below which all readings count as violations of an identity, equal on any seed."""


def check_reproducibility(probe: Probe) -> None:
    """Check that readings are a function of the seed, and that different seeds differ.

    Readings of an identity may all be zero. Probes that run alone measure times and are exempt.
    """
    if probe.alone:
        return
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        first = list(probe.measure(0))
        torch.manual_seed(5)
        again = list(probe.measure(0))
    other = list(probe.measure(1))
    assert _values(first) == _values(again), "readings also depend on the global random generator"
    zeros = all(abs(reading.value) <= ROUNDING for reading in (*first, *other))
    assert zeros or _values(first) != _values(other), "readings do not depend on the seed"


def check_places(probe: Probe) -> None:
    """Check that every seed gives one reading for each quantity, arm and x."""
    places = list(_values(probe.measure(0)))
    assert len(places) == len(list(probe.measure(0))), "duplicate reading"
    assert places == list(_values(probe.measure(1))), "seeds differ in their quantities, arms or x"


def check_quantities(probe: Probe) -> None:
    """Check that the readings cover the declared quantities, with x only along declared axes."""
    assert set(probe.axes) <= set(probe.quantities)
    readings = list(probe.measure(0))
    assert {reading.quantity for reading in readings} == set(probe.quantities)
    for reading in readings:
        assert math.isnan(reading.x) == (reading.quantity not in probe.axes), reading


def check_finiteness(probe: Probe) -> None:
    """Check that all readings are finite; probes cut off unbounded values themselves."""
    for seed in range(2):
        for reading in probe.measure(seed):
            assert math.isfinite(reading.value), reading


def check_components(probe: Probe) -> None:
    """Check that all named components exist."""
    for kind, names in probe.components.items():
        assert kind in KINDS
        for name in names:
            BUILT_IN.source(kind, name)


def _values(readings: Iterable[Reading]) -> dict[tuple[str, str, str], float]:
    """Values by quantity, arm and x, in order; x as text, since nan does not equal itself."""
    return {(one.quantity, one.arm, repr(one.x)): one.value for one in readings}


PROBE_CHECKS: tuple[Callable[[Probe], None], ...] = (
    check_reproducibility,
    check_places,
    check_quantities,
    check_finiteness,
    check_components,
)
"""Each check takes a probe with its settings."""
