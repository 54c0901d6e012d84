"""Every probe that is discovered, with the settings of the smoke scale.

Those that read what has to be downloaded are not part of it; here they read made-up data.
"""

from pathlib import Path

import pytest
import toys

from rnnbench import config
from rnnbench.claims import Readings
from rnnbench.components import corpora
from rnnbench.components.registry import BUILT_IN
from rnnbench.plan.plan import claims_of
from rnnbench.testing import PROBE_CHECKS

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


def test_the_smoke_scale_has_every_probe_that_needs_no_download():
    read = {
        name: config.probe_of(BUILT_IN, name, {}).corpora() for name in BUILT_IN.names("probes")
    }
    downloads = {name for name, own in read.items() if any(corpora.of(c).files for c in own)}
    assert downloads == set(MADE_UP)
    assert set(SMOKE) == set(read) - downloads


@pytest.mark.parametrize("name", PROBES)
@pytest.mark.parametrize("check", PROBE_CHECKS)
def test_it_is_a_probe(check, name):
    check(PROBES[name])


@pytest.mark.parametrize("claim", [name for name, asked in ASKED.items() if asked])
def test_a_claim_names_arms_that_are_measured(claim):
    for asked in ASKED[claim]:
        readings = list(PROBES[asked.probe].measure(0))
        measured = {one.arm for one in readings if one.quantity == asked.quantity}
        assert {*asked.a, *asked.b} <= measured
        if asked.summary == "slope":
            places = {one.x for one in readings if one.quantity == asked.quantity}
            assert len(places) > 1, "no slope without two x"
