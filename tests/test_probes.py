"""Every probe that is discovered, with the settings of the smoke scale.

Those that read what has to be downloaded are not part of it; here they read made-up data.
"""

from functools import cache
from pathlib import Path

import pytest
import toys

from rnnbench import config
from rnnbench.claims import Readings
from rnnbench.components import corpora
from rnnbench.components.registry import BUILT_IN
from rnnbench.plan.plan import claims_of
from rnnbench.testing import PROBE_CHECKS, probes

SMOKE = config.read(Path(__file__).parent.parent / "config" / "smoke.yaml").probes
MADE_UP = {
    "natural_agreement": {
        "seeds": 2,
        "corpus": "english_reference",
        "sentences": "toy_choices",
        "hidden": 4,
        "length": 3,
        "batch": 2,
        "updates": 2,
    }
}
PROBES = {
    name: config.probe_of(toys.REGISTRY, name, own) for name, own in {**SMOKE, **MADE_UP}.items()
}
ASKED = {
    name: [q.contrast for q in claim.questions() if isinstance(q.contrast, Readings)]
    for name, claim in claims_of(BUILT_IN).items()
}


def test_smoke_scale_has_every_probe_that_needs_no_download():
    read = {
        name: config.probe_of(BUILT_IN, name, {}).corpora() for name in BUILT_IN.names("probes")
    }
    downloads = {name for name, own in read.items() if any(corpora.of(c).files for c in own)}
    assert downloads == set(MADE_UP)
    assert set(SMOKE) == set(read) - downloads


class Remembering:
    """A probe that measures each seed once, for checks of what readings hold."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        return getattr(PROBES[self._name], attribute)

    def measure(self, seed):
        return _measured(self._name, seed)


@cache
def _measured(name, seed):
    return list(PROBES[name].measure(seed))


@pytest.mark.parametrize("name", PROBES)
@pytest.mark.parametrize("check", PROBE_CHECKS)
def test_probe_passes_the_public_checks(check, name):
    again = check is probes.check_reproducibility
    check(PROBES[name] if again else Remembering(name))


@pytest.mark.parametrize("claim", [name for name, asked in ASKED.items() if asked])
def test_claim_names_arms_that_its_probe_measures(claim):
    for asked in ASKED[claim]:
        readings = _measured(asked.probe, 0)
        measured = {one.arm for one in readings if one.quantity == asked.quantity}
        assert {*asked.a, *asked.b} <= measured
        if asked.summary == "slope":
            places = {one.x for one in readings if one.quantity == asked.quantity}
            assert len(places) > 1, "no slope without two x"
