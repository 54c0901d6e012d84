"""What is declared in several places is the same everywhere."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"torch": "pytorch"}


def test_conda_environment_equals_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    declared = set()
    for requirement in project["dependencies"]:
        name, range_ = re.fullmatch(r"([a-z0-9-]+)(.*)", requirement).groups()
        declared.add(CONDA_NAMES.get(name, name) + range_)
    own = {entry for entry in conda if isinstance(entry, str)} - {"pip"}
    assert own == declared | {f"python{project['requires-python']}"}


def test_the_lock_holds_every_dependency_at_a_plain_version():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    locked = {re.sub("[-_.]+", "-", pin.partition("==")[0]).lower() for pin in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + extras["dev"] + extras["slurm"]
    assert {re.match("[a-z0-9-]+", requirement)[0] for requirement in wanted} <= locked
