"""What ``rnnbench doctor`` finds; not the times that it measures."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from typer.testing import CliRunner

from rnnbench import config
from rnnbench.cli import doctor, speed
from rnnbench.cli.main import app
from rnnbench.components.registry import BUILT_IN
from rnnbench.plan import estimates
from rnnbench.plan.estimates import Speed
from rnnbench.plan.expansion import expand

CONFIGS = Path(__file__).parents[1] / "config"


def _seconds(of, parts):
    return {
        shape: flops / of.products + gates * of.gate_unit + of.update
        for shape, (flops, gates) in parts.items()
    }


@given(st.floats(1e8, 1e14), st.floats(1e-12, 1e-6), st.floats(1e-6, 1e-2))
def test_a_speed_is_found_again_from_the_times_that_it_makes(products, gate_unit, update):
    parts = {shape: speed._parts(*shape) for shape in speed.SHAPES}
    seconds = _seconds(Speed(products, gate_unit, update), parts)
    assert _seconds(speed.fitted(parts, seconds), parts) == pytest.approx(seconds, rel=1e-6)


def test_a_speed_is_never_negative():
    found = speed.fitted({(1, 1): (1e9, 1e3), (2, 2): (1e6, 1e6)}, {(1, 1): 1e-3, (2, 2): 1.0})
    assert min(found.products, found.gate_unit, found.update) > 0


def test_what_is_measured_is_a_speed(monkeypatch):
    monkeypatch.setattr(speed, "SHAPES", ((2, 3), (8, 3), (2, 2)))
    monkeypatch.setattr(speed, "ROUNDS", 2)
    monkeypatch.setattr(speed.backends, "choose", lambda *_: "eager")
    found = speed.measure()
    assert 0 < found.gate_unit < 1
    assert 0 < found.update < 1
    assert found.products > 1


MEASURED = Speed(1e9, 1e-7, 1e-3)


def _shown(monkeypatch):
    monkeypatch.setattr(speed, "measure", lambda: MEASURED)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner().invoke(app, ["doctor"])


def test_it_tells_of_all_that_is_needed(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(doctor, "machine", lambda: [doctor.Finding("cores", "1 [of 2]")])
    done = _shown(monkeypatch)
    assert done.exit_code == 0
    for what in ("Python", "torch", "snakemake", "numpy", "1 [of 2]", str(tmp_path / "rnnbench")):
        assert what in done.stdout
    for name in BUILT_IN.names("corpora"):
        assert re.search(rf"{name} .*(yes|no)", done.stdout)


def test_estimates_are_those_of_the_speed_that_is_measured(monkeypatch):
    monkeypatch.setattr(doctor, "cores", lambda: 4)
    said = " ".join(_shown(monkeypatch).stdout.split())
    for scale in ("smoke", "quick"):
        plan = expand(config.read(CONFIGS / f"{scale}.yaml"))
        shards = plan.shards.values()
        trained = sum(estimates.seconds(shard, BUILT_IN, MEASURED) for shard in shards)
        hours = trained / 3600 + estimates.other_hours(plan)
        assert re.search(
            rf"{scale} │ [\d,]+ │ {len(shards)} │ {hours:.2f} │ {hours / 4:.2f} │", said
        )
    assert "1 billion operations" in said
    assert "100.00 ns" in said


def test_the_machine(monkeypatch):
    found = {finding.what: finding for finding in doctor.machine()}
    assert int(found["cores"].found) == doctor.cores() >= 1
    assert re.fullmatch(r"[\d.]+ GB, [\d.]+ GB of it free", found["memory"].found)
    assert os.getcwd() in found["disk for results"].found
    assert {"C++ compiler", "GPU", "threads of a job", "disk for data and kernels"} <= set(found)


def test_something_amiss_is_named_and_exit_1(monkeypatch):
    amiss = doctor.Finding("C++ compiler", "none", "install g++")
    monkeypatch.setattr(doctor, "machine", lambda: [amiss])
    done = _shown(monkeypatch)
    assert done.exit_code == 1
    assert "problem: C++ compiler: install g++" in done.stdout


def test_a_config_with_a_mistake_is_named_and_the_others_are_estimated(monkeypatch, tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text((CONFIGS / "smoke.yaml").read_text())
    bad.write_text(good.read_text().replace("lstm", "lstn"))
    monkeypatch.setattr("rnnbench.cli.options.DEFAULT_CONFIG", good)
    monkeypatch.setattr(doctor, "machine", list)
    done = _shown(monkeypatch)
    assert done.exit_code == 1
    said = " ".join(done.stdout.split())
    assert "│ good │" in said
    assert "problem: config/bad.yaml: " in said
    assert "did you mean 'lstm'?" in said


def test_no_compiler_is_a_problem(monkeypatch):
    monkeypatch.setattr(doctor.backends, "can_compile", lambda: False)
    (found,) = (finding for finding in doctor.machine() if finding.what == "C++ compiler")
    assert (found.found, "g++" in found.problem) == ("none", True)


@pytest.mark.parametrize(
    ("requirement", "problem"),
    [
        ("numpy>=1", None),
        ("numpy>=99", "needed is >=99"),
        ("nowhere-to-be-found>=1", "needed is >=1"),
    ],
)
def test_a_package_that_is_not_there_or_too_old_is_a_problem(requirement, problem):
    found = doctor._package(Requirement(requirement))
    assert found.problem is None if problem is None else problem in found.problem


def test_too_little_memory_for_all_cores_is_a_problem(monkeypatch):
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 2_200_000, "SC_AVPHYS_PAGES": 2_000_000}
    monkeypatch.setattr(doctor.os, "sysconf", sizes.get)
    monkeypatch.setattr(doctor, "cores", lambda: 2)
    assert doctor._memory().problem is None
    monkeypatch.setattr(doctor, "cores", lambda: 3)
    assert "snakemake --cores 2" in doctor._memory().problem


def test_a_full_disk_is_a_problem_also_of_a_folder_that_is_not_there_yet(monkeypatch, tmp_path):
    folder = tmp_path / "not" / "there"
    assert doctor._disk("results", folder).problem is None
    monkeypatch.setattr(doctor, "LEAST_DISK_GB", 1e9)
    assert "GB free" in doctor._disk("results", folder).problem
