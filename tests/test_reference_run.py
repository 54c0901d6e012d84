"""The run that the project shows: its verdicts follow from its tables."""

import re

import pytest
from project import ROOT

from rnnbench.components.registry import BUILT_IN
from rnnbench.judging import verdicts as judging
from rnnbench.judging.evidence import Evidence
from rnnbench.pipeline import collect
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan, claims_of
from rnnbench.report import build, front, prose, publish
from rnnbench.storage import results

pytestmark = pytest.mark.slow


@pytest.fixture
def shown(monkeypatch):
    """Plan and paths of the run; commands are at the project's root."""
    monkeypatch.chdir(ROOT)
    paths = publish.paths("reference")
    if not paths.plan.exists():
        pytest.skip("no run is shown")
    return Plan.read(paths.plan), paths


def test_its_verdicts_are_those_that_its_tables_give(shown):
    _, paths = shown
    runs, tests, readings = (
        results.read(name, [paths.table(name)]) for name in ("runs", "tests", "readings")
    )
    tuning = runs["stage"] == "tune"
    evidence = Evidence(runs[~tuning], tests[tests["stage"] != "tune"], readings, runs[tuning])
    committed = collect.read_verdicts(paths)
    again = judging.adjust(
        [
            judging.judge(v.claim, claims_of(BUILT_IN)[v.claim], evidence, v.interim)
            if v.verdict != "not run"
            else v
            for v in committed
        ]
    )
    for old, new in zip(committed, again, strict=True):
        assert new.verdict == old.verdict, old.claim
        assert [new.primary.effect] == pytest.approx([old.primary.effect]), old.claim


def test_its_report_can_be_made_again_and_counts_them_alike(shown, tmp_path):
    own, paths = shown
    committed = paths.report.read_text()
    page = build.report(own, Paths(paths.results, tmp_path)).read_text()
    for part in ("headline", "tally"):
        start = committed.index(f'class="{part}"')
        assert committed[start : start + 300] in page


def test_all_that_its_report_links_to_is_there(shown):
    _, paths = shown
    page = re.findall(r'(?:href|src)="(?!#|data:|https?:)([^"]*)"', paths.report.read_text())
    markdown = re.findall(r"\]\(([^)#]+)\)", (paths.reports / "report.md").read_text())
    assert page
    assert markdown
    lost = [link for link in {*page, *markdown} if not (paths.reports / link).exists()]
    assert not lost


def test_the_readme_shows_what_it_found(shown):
    _, paths = shown
    found = collect.read_verdicts(paths)
    readme = (ROOT / "README.md").read_text()
    counted = prose.counted(front.tally(found).counts)
    assert counted in " ".join(readme.split())
    rows = dict(re.findall(r"^(\|.*?\(reports/reference/report\.md#(\w+)\).*)$", readme, re.M))
    by_claim = {verdict.claim: verdict for verdict in found}
    assert rows
    for row, claim in rows.items():
        verdict = by_claim[claim]
        shown_here = [
            f"[{verdict.wording}](reports/reference/report.md#{claim})",
            verdict.verdict,
            prose.interval(verdict.primary),
            verdict.primary.unit,
            prose.region(verdict.primary),
        ]
        assert row == f"| {' | '.join(shown_here)} |"
    for figure in re.findall(r"reports/reference/[^)#]*", readme):
        assert (ROOT / figure).exists()
