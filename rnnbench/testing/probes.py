"""What every probe has to fulfil."""

import math
from collections.abc import Callable, Iterable

import torch

from rnnbench.components.registry import BUILT_IN, KINDS
from rnnbench.probes import Probe, Reading

ROUNDING = 1e-9
"""Readings that are all as small as this are violations of an identity, on any seed."""


def the_readings_depend_on_the_seed_alone(probe: Probe) -> None:
    """Equal seeds give equal readings, others give others, unless an identity leaves only zeros.

    Times, which a probe that runs alone measures, depend on more than that.
    """
    if probe.alone:
        return
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        first = list(probe.measure(0))
        torch.manual_seed(5)
        again = list(probe.measure(0))
    other = list(probe.measure(1))
    assert _values(first) == _values(again), "it also draws from elsewhere"
    zeros = all(abs(reading.value) <= ROUNDING for reading in (*first, *other))
    assert zeros or _values(first) != _values(other), "it does not draw from the seed"


def every_seed_measures_the_same_things_once(probe: Probe) -> None:
    """Each quantity of each arm at each x."""
    places = list(_values(probe.measure(0)))
    assert len(places) == len(list(probe.measure(0))), "a reading comes twice"
    assert places == list(_values(probe.measure(1))), "seeds differ in what is measured"


def it_measures_what_it_declares(probe: Probe) -> None:
    """All its quantities and no others, along an axis if and only if it names one."""
    assert set(probe.axes) <= set(probe.quantities)
    readings = list(probe.measure(0))
    assert {reading.quantity for reading in readings} == set(probe.quantities)
    for reading in readings:
        assert math.isnan(reading.x) == (reading.quantity not in probe.axes), reading


def all_readings_are_finite(probe: Probe) -> None:
    """What may vanish or grow without limit is cut off where the probe says."""
    for seed in range(2):
        for reading in probe.measure(seed):
            assert math.isfinite(reading.value), reading


def its_components_exist(probe: Probe) -> None:
    """Under the names that it gives."""
    for kind, names in probe.components.items():
        assert kind in KINDS
        for name in names:
            BUILT_IN.source(kind, name)


def _values(readings: Iterable[Reading]) -> dict[tuple[str, str, str], float]:
    """Values by place, in order; x as text, since nan does not equal itself."""
    return {(one.quantity, one.arm, repr(one.x)): one.value for one in readings}


PROBE_CHECKS: tuple[Callable[[Probe], None], ...] = (
    the_readings_depend_on_the_seed_alone,
    every_seed_measures_the_same_things_once,
    it_measures_what_it_declares,
    all_readings_are_finite,
    its_components_exist,
)
"""Each takes a probe with its settings."""
