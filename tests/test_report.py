"""The report says what the data says, whatever the data is."""

import html
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from planted import calibration, curves, evidence, further_tests, runs

from rnnbench import config, gather, matrix, published, registration, results
from rnnbench.claims import Equivalent
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
    results.write_atomically(paths.calibration, calibration())
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


def _again(built, folder):
    """The same results in another folder, for another report: config and paths."""
    own, paths = built
    shutil.copytree(paths.results, folder / "r")
    places = {"results": f"{folder}/r", "reports": f"{folder}/p"}
    own = own.model_copy(update=places)
    return own, Paths.of(own)


def _article(paths, claim):
    """What the page says at a claim: text."""
    page = paths.report.read_text()
    found = re.search(rf'<(article|li) id="{claim}">(.*?)</\1>', page, re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", found[2]).split())


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
    own, paths = gru_wins
    for verdict in gather.read_verdicts(paths):
        shown = _article(paths, verdict.claim)
        assert verdict.wording.replace("'", "&#39;") in shown
        if verdict.claim not in matrix.plan(own).missing:
            assert prose.sentence(verdict.primary).split(":")[0] in shown


def test_claims_that_were_not_run_stand_apart_each_with_its_reason(gru_wins, tmp_path):
    own, paths = _again(gru_wins, tmp_path)
    few = {"core": own.studies["core"]}
    own = own.model_copy(update={"studies": few, "probes": {}})
    plan = matrix.plan(own)
    gather.verdicts(own)
    build.report(own)
    _, _, listed = paths.report.read_text().partition('<h2 id="not-run">')
    reasons = re.findall(r"<h3>(.*?)</h3>\s*<ul>(.*?)</ul>", listed, re.S)
    shown = {
        claim: why.replace("&#39;", "'")
        for why, claims in reasons
        for claim in re.findall(r'<li id="(.*?)">', claims)
    }
    assert shown == {name: why[0].upper() + why[1:] for name, why in plan.missing.items()}
    assert len(reasons) == len(set(shown.values())), "once for all claims that share a reason"
    assert any("has no probe" in why for why in shown.values())
    assert any("has no study" in why for why in shown.values())
    assert f"{len(shown)} more, and why" in _text(paths)


def test_the_summary_says_why_claims_were_not_run(gru_wins):
    own, _ = gru_wins
    lines = build.summary(own).splitlines()
    for name, why in matrix.plan(own).missing.items():
        (line,) = (line for line in lines if name in line)
        assert line.startswith(f"not run at this scale ({why}): ")


def test_claims_that_contradict_each_other_say_so_if_only_one_declares_it(gru_wins, tmp_path):
    own, paths = _again(gru_wins, tmp_path)
    one, other, third = found = gather.read_verdicts(paths)[:3]
    changed = {v.claim: () for v in found} | {one.claim: (other.claim,)}
    planted = [v.model_copy(update={"contradicts": changed.get(v.claim, ())}) for v in found]
    rest = [v.model_copy(update={"contradicts": ()}) for v in gather.read_verdicts(paths)[3:]]
    results.write_atomically(paths.verdicts, gather.VERDICTS.dump_json([*planted, *rest]))
    build.report(own)
    for here, there in ((one, other), (other, one)):
        badge = f"( {prose.WORDS[there.verdict]} )"
        told = html.unescape(_article(paths, here.claim))
        assert f"Contradicts: {there.wording} {badge}" in told
        assert f'Contradicts: <a href="#{there.claim}">' in paths.report.read_text()
    assert paths.report.read_text().count("Contradicts:") == 2
    assert "Contradicts" not in _article(paths, third.claim)


def test_without_a_registration_the_page_says_so(gru_wins):
    _, paths = gru_wins
    assert not paths.registration.exists()
    assert "The claims as they are declared now are not registered." in _text(paths)
    assert "Declared late" not in _text(paths)


def test_claims_that_were_declared_late_say_so(gru_wins, tmp_path):
    own, paths = _again(gru_wins, tmp_path)
    claims = matrix.claims()
    moved, young, early = [n for n, c in claims.items() if isinstance(c.primary.test, Equivalent)][
        :3
    ]
    primary = replace(claims[moved].primary, test=Equivalent(0.0375))
    earlier = {**claims, moved: replace(claims[moved], primary=primary)}
    del earlier[young]
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    known = registration.updated(registration.Registration(), earlier, (), noon)
    known = registration.updated(known, claims, claims, noon.replace(hour=13))
    results.write_atomically(paths.registration, known.model_dump_json().encode())
    build.report(own)
    margin = f"{claims[moved].primary.test.margin:g}"
    assert (
        "Changed on 2026-05-01 13:00 UTC, after data that it looks at existed: "
        f"margin from 0.0375 to {margin}." in _article(paths, moved)
    )
    first = "First registered on 2026-05-01 13:00 UTC, after data that it looks at existed."
    assert first in _article(paths, young)
    assert "Declared late" not in _article(paths, early)
    text = _text(paths)
    assert text.count("Declared late") == 2
    assert f"{len(claims) - 2} of {len(claims)} claims were registered" in text
    assert registration.ledger(claims) in text
    assert "2026-05-01 13:00 UTC; an earlier one on 2026-05-01 12:00 UTC" in text


def test_tuning_to_the_edge_of_the_grid_is_told(gru_wins):
    own, paths = gru_wins
    plan = matrix.plan(own)
    arms = sum(len(shard.arms()) for shard in plan.tuned.values())
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
