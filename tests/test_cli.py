"""The commands that people use."""

import json
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from rnnbench import config
from rnnbench.cli.main import JOBS, PANELS, app
from rnnbench.cli.options import DEFAULT_CONFIG
from rnnbench.components.registry import BUILT_IN, KINDS
from rnnbench.plan.expansion import expand


def _run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_help_imports_nothing_heavy():
    command = (sys.executable, "-X", "importtime", "-m", "rnnbench", "--help")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "rnnbench.cli.main" in imported
    assert not imported & {"matplotlib", "numpy", "pandas", "pyarrow", "scipy", "torch"}


def test_help_shows_commands_of_people_and_hides_jobs():
    done = _run("--help")
    shown = set(re.findall(r"^│ ([a-z][a-z-]+) ", done.stdout, re.M))
    assert done.exit_code == 0
    assert shown == {name for commands in PANELS.values() for name in commands}
    for job in JOBS:
        name = job.__name__.replace("_", "-")
        assert name not in shown
        assert _run(name, "--help").exit_code == 0


@pytest.mark.parametrize("kind", [*KINDS, "studies"])
def test_list_names_every_component(kind):
    plain, machine = _run("list", kind), _run("list", kind, "--json")
    assert (plain.exit_code, machine.exit_code) == (0, 0)
    entries = json.loads(machine.stdout)
    if kind != "studies":
        assert set(entries) == set(BUILT_IN.names(kind))
    assert all(entries.values())


@pytest.mark.parametrize("scale", ["smoke", "quick", "standard", "full"])
def test_plan_shows_core_hours_and_omissions(scale):
    done = _run("plan", "--scale", scale)
    assert done.exit_code == 0
    assert "core-hours" in done.stdout
    assert "left out of core: vanilla with forget_bias_one" in done.stdout


def test_plan_names_claims_not_run_and_why():
    plan = expand(config.read(DEFAULT_CONFIG))
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
def test_user_errors_are_one_line_and_exit_2(arguments, says):
    done = _run(*arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "\n" not in done.stderr.strip()
