"""The report says what the data says, whatever the data is."""

import re
from pathlib import Path

import pandas as pd
import pytest
from planted import curves, evidence, further_tests, runs

from rnnbench import config, gather, matrix, published, results
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.verdicts import judge
from rnnbench.paths import Paths
from rnnbench.published import Figure, Paper
from rnnbench.report import build, figures, prose

QUICK = config.read(Path(__file__).parent.parent / "config" / "quick.yaml")


def _built(folder, effect):
    """A report on planted runs: its paths."""
    small = {**QUICK.model_dump(mode="json"), "results": f"{folder}/r", "reports": f"{folder}/p"}
    for study in small["studies"].values():
        study.update(seeds=3)
    own = config.load(small)
    plan, paths = matrix.plan(own), Paths.of(own)
    frame = runs(plan, effect)
    results.write("runs", frame, paths.table("runs"))
    results.write("curves", curves(frame), paths.table("curves"))
    results.write("tests", further_tests(plan, frame), paths.table("tests"))
    claims = matrix.claims()
    measured = pd.concat([_readings(plan, claims[name]) for name in plan.judged()])
    measured = measured.drop_duplicates(["probe", "quantity", "arm", "x", "seed"])
    results.write("readings", measured, paths.table("readings"))
    known = Evidence(frame, further_tests(plan, frame), measured)
    for name in plan.judged():
        verdict = judge(name, claims[name], known)
        results.write_atomically(paths.claim(name), verdict.model_dump_json().encode())
    gather.verdicts(own)
    build.report(own)
    return own, paths


def _readings(plan, claim):
    """Readings in which whatever probes a claim asks come out as it says."""
    found = evidence(plan, claim, +1).readings if claim.primary.contrasts() == [] else None
    return pd.DataFrame(columns=[c.name for c in results.READINGS]) if found is None else found


@pytest.fixture(scope="module")
def gru_wins(tmp_path_factory):
    return _built(
        tmp_path_factory.mktemp("gru"),
        lambda run, rng: {"score": 0.6 + 0.3 * (run.cell == "gru") + rng.normal(0, 0.001)},
    )


def _text(paths):
    return re.sub(r"<[^>]*>", " ", paths.report.read_text())


def test_prose_follows_the_data(gru_wins, tmp_path):
    _, paths = gru_wins
    _, other = _built(
        tmp_path,
        lambda run, rng: {"score": 0.6 + 0.21 * (run.cell == "lstm") + rng.normal(0, 0.001)},
    )
    first, second = _text(paths), _text(other)
    assert "is 0.3 [" in first
    assert "is −0.21 [" in second
    assert "is 0.3 [" not in second


def test_every_claim_stands_in_the_page_with_its_verdict(gru_wins):
    _, paths = gru_wins
    page = paths.report.read_text()
    for verdict in gather.read_verdicts(paths):
        assert f'<article id="{verdict.claim}">' in page
        assert verdict.wording.replace("'", "&#39;") in page
        assert prose.sentence(verdict.primary).split(":")[0] in page


def test_tuning_to_the_edge_of_the_grid_is_told(gru_wins):
    own, paths = gru_wins
    plan = matrix.plan(own)
    arms = sum(len(plan.shards[path].arms()) for path in plan.tuned())
    assert f"{arms} arms: {arms} at the smallest rate of the grid, 0 at the largest" in _text(paths)


def test_identifiers_in_the_page_are_unique(gru_wins):
    _, paths = gru_wins
    found = re.findall(r'\bid="([^"]*)"', paths.report.read_text())
    assert len(found) == len(set(found))


def test_all_diverged_is_a_report_too(tmp_path):
    _, paths = _built(tmp_path, lambda run, rng: {"status": "diverged"})
    assert "no side scored more than" in _text(paths)


def test_the_summary_says_where_the_report_is(gru_wins, tmp_path):
    own, paths = gru_wins
    assert str(paths.report) in build.summary(own)
    nowhere = own.model_copy(update={"reports": str(tmp_path / "nowhere")})
    assert "no report yet" in build.summary(nowhere)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.12345, "0.123"), (-2.0, "−2"), (None, "∞"), (0.0, "0"), (1234.5, "1.23e+03")],
)
def test_numbers(value, shown):
    assert prose.number(value) == shown


@pytest.mark.parametrize(("axis", "name"), [("clip", "value"), ("penalty", "l2")])
def test_the_heat_maps_hold_clip_and_penalty(axis, name):
    frame = runs(matrix.plan(QUICK), lambda run, rng: {"score": 0.5})
    other = frame.assign(**{axis: name, "score": 0.9})
    assert "0.90" in figures.of_matrix(other), "alone, they are shown"
    both = figures.of_matrix(pd.concat([frame, other], ignore_index=True))
    assert both == figures.of_matrix(frame)


def test_published_figures_stand_beside_ours(monkeypatch, tmp_path):
    figure = {"task": "adding", "length": 25, "cell": "gru", "metric": "loss", "setting": "big"}
    paper = Paper(
        title="T", authors="A, B", year=1999, link="arXiv:9", grade="quoted", protocol="by hand",
        figures=(Figure(**figure, value=0.0123),),
    )  # fmt: skip
    monkeypatch.setattr(published, "papers", lambda: [paper])
    _, paths = _built(tmp_path, lambda run, rng: {"loss": 0.0456})
    text = _text(paths)
    assert "Beside published figures" in text
    assert "A, B (1999)" in text
    assert "0.0123" in text
    assert "0.0456 [0.0456, 0.0456]" in text
    assert "big; by hand" in text
    table = pd.read_csv(paths.reports / "tables" / "published.csv")
    assert (table["ours"] == 0.0456).all()
    assert set(table["cell"]) == {"gru"}
