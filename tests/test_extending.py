"""The walk-through in docs/extending.md, followed from top to bottom."""

import json
import re

import pytest
from project import ROOT, Project

pytestmark = pytest.mark.slow
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def _lines(text):
    return {line.strip() for line in text.splitlines()}


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """A project in which everything that the document says has been done."""
    project = Project(tmp_path_factory.mktemp("walk"))
    output = ""
    for language, text in BLOCK.findall((ROOT / "docs" / "extending.md").read_text()):
        if language == "sh":
            done = project.run("sh", "-ec", text)
            output = done.output
            assert done.returncode == 0, output
        elif language == "text":
            assert _lines(text) <= _lines(output), output
        else:
            path = text.partition("\n")[0].removeprefix("# ")
            (project.folder / path).write_text(text)
    return project


def test_it_ends_with_a_verdict_on_the_claim_in_the_report(followed):
    folder = followed.folder / "results" / "mine" / "claims"
    verdict = json.loads((folder / "leaky_beats_vanilla.json").read_text())
    assert [stratum["task"] for stratum in verdict["primary"]["strata"]] == ["alarm (20)"]
    assert verdict["wording"] in (followed.folder / "reports" / "mine" / "report.html").read_text()


def test_both_cells_were_trained_on_the_corpus(followed):
    reports = followed.folder / "reports" / "mine"
    arms = (reports / "tables" / "arms.csv").read_text()
    assert all(f"mine,plain,char_lm,10,{cell}," in arms for cell in ("vanilla", "leaky"))
    assert "my_text.txt" in (reports / "report.html").read_text()
