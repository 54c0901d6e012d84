"""The commands that people use."""

import json
import re

import pytest
from typer.testing import CliRunner

from rnnbench import config
from rnnbench.cli.main import DEFAULT_CONFIG, app
from rnnbench.components import discovery
from rnnbench.plan import matrix


def _run(*arguments):
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("kind", [*discovery.KINDS, "studies"])
def test_list(kind):
    plain, machine = _run("list", kind), _run("list", kind, "--json")
    assert (plain.exit_code, machine.exit_code) == (0, 0)
    entries = json.loads(machine.stdout)
    if kind != "studies":
        assert set(entries) == set(discovery.names(kind))
    assert all(entries.values())


@pytest.mark.parametrize("scale", ["smoke", "quick", "standard", "full"])
def test_plan(scale):
    done = _run("plan", "--scale", scale)
    assert done.exit_code == 0
    assert "core-hours" in done.stdout
    assert "left out of core: vanilla with forget_bias_one" in done.stdout


def test_plan_names_every_claim_that_it_cannot_judge_and_why():
    plan = matrix.plan(config.read(DEFAULT_CONFIG))
    said = " ".join(_run("plan").stdout.split())
    assert plan.missing
    for name, why in plan.missing.items():
        assert re.search(rf"not run at this scale \({re.escape(why)}\): [\w, ]*{name}\b", said)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plan", "--scale", "quik"], "did you mean 'quick'"),
        (["plan", "--config", "nowhere.yaml"], "nowhere.yaml"),
        (["verdicts", "--plan", "nowhere.json"], "nowhere.json"),
    ],
)
def test_mistakes_are_one_line_and_exit_2(arguments, says):
    done = _run(*arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "\n" not in done.stderr.strip()
