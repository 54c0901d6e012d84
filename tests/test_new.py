"""The examples that ``rnnbench new`` writes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnbench.cli.main import app

ROOT = Path(__file__).parent.parent


@pytest.fixture
def new(tmp_path, monkeypatch):
    """``rnnbench new`` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["new", *arguments])


def test_examples_pass_their_own_tests_as_they_are(new, tmp_path):
    for kind in ("task", "cell", "probe", "claim"):
        name = f"my_{kind}"
        done = new(kind, name)
        assert done.exit_code == 0
        assert f"Wrote components/{kind}s/{name}.py" in done.stdout
        assert "components: [components]" in done.stdout
    command = [sys.executable, "-m", "pytest", "-W", "error", "components"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    tests = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert tests.returncode == 0, tests.stdout


def test_another_folder(new, tmp_path):
    assert "components: [own/parts]" in new("cell", "lstm_2", "--into", "own/parts").stdout
    assert (tmp_path / "own/parts/cells/lstm_2.py").is_file()
    assert (tmp_path / "own/parts/tests/test_lstm_2.py").is_file()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("adding", "'adding' is taken"),
        ("class", "'class' cannot be a name"),
        ("MyTask", "'MyTask' cannot be a name"),
        ("_mine", "'_mine' cannot be a name"),
        ("../mine", "'../mine' cannot be a name"),
    ],
)
def test_impossible_names_are_one_line_and_nothing_is_written(new, tmp_path, name, says):
    done = new("task", name)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "\n" not in done.stderr.strip()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("there", ["tasks/mine.py", "tests/test_mine.py"])
def test_no_file_is_overwritten(new, tmp_path, there):
    path = tmp_path / "components" / there
    path.parent.mkdir(parents=True)
    path.write_text("my work")
    done = new("task", "mine")
    assert done.exit_code == 2
    assert f"components/{there} exists already" in done.stderr
    assert path.read_text() == "my work"
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]
