"""The report says what the data says, whatever the data is."""

import html
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from simulated import calibration, curves, evidence, further_tests, readings, runs

import rnnbench
from rnnbench import config
from rnnbench.claims import Equivalent
from rnnbench.cli import generated_docs
from rnnbench.components.registry import BUILT_IN
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.verdicts import judge
from rnnbench.pipeline import collect, registration
from rnnbench.plan.expansion import expand
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan, claims_of
from rnnbench.report import (
    build,
    compare,
    data,
    figures,
    names,
    overviews,
    prose,
    publish,
    tables,
)
from rnnbench.report.curves import Curves
from rnnbench.report.drawing import Drawing
from rnnbench.report.names import OF_ARMS
from rnnbench.report.papers import Paper, PublishedValue
from rnnbench.report.provenance import provenance
from rnnbench.storage import files, results
from rnnbench.storage.runs import ARM

QUICK = config.read(Path(__file__).parent.parent / "config" / "quick.yaml")


def _built(folder, effect, probes=tuple(QUICK.probes)):
    """A report on simulated runs and on the readings of some probes: config and paths."""
    small = {**QUICK.model_dump(mode="json"), "results": f"{folder}/r", "reports": f"{folder}/p"}
    small["probes"] = {name: QUICK.probes[name] for name in probes}
    for study in small["studies"].values():
        study.update(seeds=3)
    own = config.load(small)
    plan, paths = expand(own), Paths.of(own)
    frame = runs(plan, effect)
    results.write("runs", frame, paths.table("runs"))
    results.write("curves", curves(frame), paths.table("curves"))
    results.write("tests", further_tests(plan, frame), paths.table("tests"))
    claims = claims_of(BUILT_IN)
    measured = pd.concat([_readings(plan, claims[name]) for name in plan.judged()])
    measured = measured.drop_duplicates(["probe", "quantity", "arm", "x", "seed"])
    results.write("readings", measured, paths.table("readings"))
    files.write_atomically(paths.calibration, calibration())
    known = Evidence(frame, further_tests(plan, frame), measured)
    for name in plan.judged():
        verdict = judge(name, claims[name], known)
        files.write_atomically(paths.claim(name), verdict.model_dump_json().encode())
    collect.verdicts(expand(own))
    build.report(expand(own))
    return own, paths


def _readings(plan, claim):
    """Readings in which whatever probes a claim asks come out as it says, and those it draws."""
    asked = [shown for shown in claim.pictures.values() if shown.probe in plan.config.probes]
    drawn = [readings(plan, shown, lambda arm, x, rng: x + rng.normal()) for shown in asked]
    judged = [] if claim.primary.contrasts() else [evidence(plan, claim, +1).readings]
    return pd.concat([*judged, *drawn, results.empty("readings")])


@pytest.fixture(scope="module")
def gru_wins(tmp_path_factory):
    return _built(
        tmp_path_factory.mktemp("gru"),
        lambda run, rng: {"score": 0.6 + 0.3 * (run.cell == "gru") + rng.normal(0, 0.001)},
    )


@pytest.fixture
def undrawn(monkeypatch):
    """Figures take most of the time: tests of what a report says go without."""
    empty = Drawing("none", "<svg></svg>", b"", pd.DataFrame())
    monkeypatch.setattr(figures, "of_claim", lambda name, *_: replace(empty, name=name))
    monkeypatch.setattr(figures, "of_readings", lambda name, *_: replace(empty, name=name))
    monkeypatch.setattr(figures, "of_power", lambda _: replace(empty, name=names.POWER))
    monkeypatch.setattr(overviews, "overviews", lambda *_: ())


def known(own):
    """What a report is made from."""
    return data.collected(expand(own), Paths.of(own))


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


def test_prose_follows_the_data(gru_wins, tmp_path, undrawn):
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
    for verdict in collect.read_verdicts(paths):
        shown = _article(paths, verdict.claim)
        assert verdict.wording.replace("'", "&#39;") in shown
        if verdict.claim not in expand(own).missing:
            assert prose.sentence(verdict.primary).split(":")[0] in shown


def test_contrasts_are_counted_where_each_has_a_verdict_of_its_own(gru_wins):
    own, _ = gru_wins
    counted = {}
    for verdict in known(own).judged:
        judged = [s.verdict for s in verdict.primary.strata if s.verdict and not s.uninformative]
        counted[verdict.claim] = prose.scope_in_short(verdict)
        bear_out = f"{judged.count('holds')} of {len(judged)} contrasts"
        assert counted[verdict.claim] == (bear_out if judged else "")
    assert counted["tanh_keeps_memory_longest"] == "", "the three are judged together"


def test_claims_that_were_not_run_stand_apart_each_with_its_reason(gru_wins, tmp_path, undrawn):
    own, paths = _again(gru_wins, tmp_path)
    few = {"core": own.studies["core"]}
    own = own.model_copy(update={"studies": few, "probes": {}})
    plan = expand(own)
    collect.verdicts(expand(own))
    build.report(expand(own))
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
    assert f"{len(shown)} more claims, and the reasons" in _text(paths)


def test_the_summary_says_why_claims_were_not_run(gru_wins):
    own, _ = gru_wins
    lines = build.summary(expand(own)).splitlines()
    for name, why in expand(own).missing.items():
        (line,) = (line for line in lines if name in line)
        assert line.startswith(f"not run at this scale ({why}): ")


def test_claims_that_contradict_each_other_say_so_if_only_one_declares_it(
    gru_wins, tmp_path, undrawn
):
    own, paths = _again(gru_wins, tmp_path)
    one, other, third = found = collect.read_verdicts(paths)[:3]
    changed = {v.claim: () for v in found} | {one.claim: (other.claim,)}
    simulated = [v.model_copy(update={"contradicts": changed.get(v.claim, ())}) for v in found]
    rest = [v.model_copy(update={"contradicts": ()}) for v in collect.read_verdicts(paths)[3:]]
    files.write_atomically(paths.verdicts, collect.VERDICTS.dump_json([*simulated, *rest]))
    build.report(expand(own))
    for here, there in ((one, other), (other, one)):
        badge = f"( {there.verdict} )"
        told = html.unescape(_article(paths, here.claim))
        assert f"Contradicts: {there.wording} {badge}" in told
        assert f'Contradicts: <a href="#{there.claim}">' in paths.report.read_text()
    assert paths.report.read_text().count("Contradicts:") == 2
    assert "Contradicts" not in _article(paths, third.claim)


def test_without_a_registration_the_page_says_so(gru_wins):
    _, paths = gru_wins
    assert not paths.registration.exists()
    assert "The claims in their present form are not registered." in _text(paths)
    assert "Declared late" not in _text(paths)


def test_claims_that_were_declared_late_say_so(gru_wins, tmp_path, undrawn):
    own, paths = _again(gru_wins, tmp_path)
    claims = claims_of(BUILT_IN)
    moved, young, early = [n for n, c in claims.items() if isinstance(c.primary.test, Equivalent)][
        :3
    ]
    primary = replace(claims[moved].primary, test=Equivalent(0.0375))
    earlier = {**claims, moved: replace(claims[moved], primary=primary)}
    del earlier[young]
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    known = registration.updated(registration.Registration(), earlier, (), noon)
    known = registration.updated(known, claims, claims, noon.replace(hour=13))
    files.write_atomically(paths.registration, known.model_dump_json().encode())
    build.report(expand(own))
    margin = f"{claims[moved].primary.test.margin:g}"
    assert (
        "Changed on 2026-05-01 13:00 UTC, after its data existed: "
        f"margin from 0.0375 to {margin}." in _article(paths, moved)
    )
    first = "First registered on 2026-05-01 13:00 UTC, after its data existed."
    assert first in _article(paths, young)
    assert "Declared late" not in _article(paths, early)
    text = _text(paths)
    assert text.count("Declared late") == 2
    assert f"{len(claims) - 2} of {len(claims)} claims were registered" in text
    assert registration.ledger(claims) in text
    assert "2026-05-01 13:00 UTC; an earlier one on 2026-05-01 12:00 UTC" in text


def test_the_machine_that_trained_is_not_taken_for_that_of_the_report(gru_wins, tmp_path):
    own, _ = gru_wins
    own = own.model_copy(update={"results": str(tmp_path)})
    plan = expand(own)
    frame = runs(plan).assign(package="0.0.1", engine="7", torch="2.0", python="3.9")
    frame = frame.assign(device="cpu", seconds=0.0)
    frame.loc[:2, ["device", "seconds"]] = "cuda", 1200.0
    said = provenance(plan, frame, tables.arms(frame), registration.Registration())
    assert said["trained with"] == "rnnbench 0.0.1, engine 7, PyTorch 2.0, Python 3.9"
    assert said["trained on"].startswith("cpu, cuda (")
    assert said["training time"] == "0.00 hours on cpu, 1.00 hours on cuda"
    assert said["report built on"].endswith(f"by rnnbench {rnnbench.__version__}")
    assert not any("jobs" in name for name in said), "Snakemake has measured nothing here"
    log = Path(own.results) / "logs" / "train" / f"{next(iter(plan.shards))}.tsv"
    log.parent.mkdir(parents=True)
    log.write_text("s\tmax_rss\n1800\t300\n")
    said = provenance(plan, frame, tables.arms(frame), registration.Registration())
    assert said["training jobs, start to end"].startswith(
        f"0.50 hours for 1 of {len(plan.shards) + len(plan.tuned)}, the longest 30.0 minutes"
    )


def test_tuning_to_the_edge_of_the_grid_is_told(gru_wins):
    own, paths = gru_wins
    plan = expand(own)
    arms = sum(len(shard.arms()) for shard in plan.tuned.values())
    assert f"{arms} arms: {arms} at the smallest rate of the grid, 0 at the largest" in _text(paths)


def test_identifiers_in_the_page_are_unique(gru_wins):
    _, paths = gru_wins
    found = re.findall(r'\bid="([^"]*)"', paths.report.read_text())
    assert len(found) == len(set(found))


def test_all_diverged_is_a_report_too(tmp_path):
    _, paths = _built(tmp_path, lambda run, rng: {"status": "diverged"}, probes=())
    assert "no side scored more than" in _text(paths)


def test_the_summary_says_where_the_report_is(gru_wins, tmp_path):
    own, paths = gru_wins
    assert str(paths.report) in build.summary(expand(own))
    nowhere = own.model_copy(update={"reports": str(tmp_path / "nowhere")})
    assert "no report yet" in build.summary(expand(nowhere))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.12345, "0.123"), (-2.0, "−2"), (None, "∞"), (0.0, "0"), (1234.5, "1.23e+03")],
)
def test_numbers(value, shown):
    assert prose.number(value) == shown


def test_an_arms_curves_are_found_however_the_table_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "ROWS_AT_ONCE", 7)
    frame = runs(expand(QUICK))
    frame = frame[(frame["study"] == "core") & (frame["task"] == "adding")]
    rows = curves(frame).sample(frac=1, random_state=0)
    results.write("curves", rows, tmp_path / "curves.parquet")
    found = Curves([tmp_path / "curves.parquet"])
    for _, own in frame.groupby(list(ARM)):
        wide = found.of(own.iloc[0])
        mine = rows[(rows[list(ARM)] == own[list(ARM)].iloc[0]).all(axis=1)]
        assert wide.columns.to_list() == sorted(own["seed"])
        wanted = mine.set_index(["update", "seed"])["valid_score"].sort_index()
        assert wide.stack().to_dict() == wanted.to_dict()


def test_an_arm_without_curves_has_none():
    assert Curves([]).of(runs(expand(QUICK)).iloc[0]).empty


def test_figures_of_studies_show_what_was_simulated(gru_wins):
    _, paths = gru_wins
    drawn = {name: pd.read_csv(paths.reports / "figures" / f"{name}_core.csv") for name in OF_ARMS}
    ranked = drawn["ranks"].set_index("series")["x"]
    assert ranked["gru"] == 1
    assert (ranked.drop("gru") > 1).all()
    profile = drawn["profiles"].query("0.65 < x < 0.85").groupby("series")["y"].mean()
    assert profile["gru"] == 1
    assert (profile.drop("gru") == 0).all()
    learned = drawn["learning"].groupby("series")["y"].last()
    assert set(learned.index) == {f"{cell}{end}" for cell in ranked.index for end in ("", ", test")}
    assert learned["gru, test"] == pytest.approx(0.9, abs=0.01)
    assert learned["lstm, test"] == pytest.approx(0.6, abs=0.01)
    last = drawn["arrival"].groupby(["panel", "series"])["y"].last()
    assert (last == 1).all(), "all runs were simulated to reach their targets"
    assert {panel.split(", ")[1] for panel in drawn["arrival"]["panel"]} == set(overviews.COSTS)


def test_every_figure_and_table_that_is_named_is_written(gru_wins):
    own, paths = gru_wins
    plan = expand(own)
    wanted = {f"{name}.{kind}" for name in names.figures(plan) for kind in ("svg", "pdf", "csv")}
    assert {path.name for path in (paths.reports / "figures").iterdir()} == wanted
    tables = {f"{name}.{kind}" for name in names.TABLES for kind in ("csv", "tex")}
    assert {path.name for path in (paths.reports / "tables").iterdir()} == tables
    for name in names.figures(plan):
        assert len(pd.read_csv(paths.reports / "figures" / f"{name}.csv")), name
        assert (paths.reports / "figures" / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_pictures_that_a_claim_asks_for_are_drawn(gru_wins):
    own, paths = gru_wins
    asked = names.pictures(expand(own), "far_gradients_are_smaller")
    assert asked
    shown = _article(paths, "far_gradients_are_smaller")
    for name, (title, shown_readings) in asked.items():
        assert title in shown
        drawn = pd.read_csv(paths.reports / "figures" / f"{name}.csv")
        assert set(drawn["series"]) == {*shown_readings.a, *shown_readings.b}


def test_markdown_says_what_the_page_says(gru_wins):
    own, paths = gru_wins
    said = (paths.reports / "report.md").read_text()
    for verdict in known(own).judged:
        assert prose.sentence(verdict.primary) in said
    varied = tables.cost(known(own).runs).query("variant != 'plain'").to_dict("records")
    assert varied
    for run in varied:
        assert f"| {prose.study(run)} |" in said
    linked = re.findall(r"\]\((figures/[^)]*)\)", said)
    assert linked
    assert all((paths.reports / link).exists() for link in linked)


def test_all_verdicts_fit_their_schema(gru_wins):
    _, paths = gru_wins
    schema = json.loads(generated_docs.VERDICTS_SCHEMA.read_text())
    found = json.loads((paths.reports / "verdicts.json").read_text())
    jsonschema.validate(found, schema)
    ours = [part for name, part in schema["$defs"].items() if name != "InterimAnalysis"]
    assert all(key.get("description") for part in ours for key in part["properties"].values())
    del found[0]["primary"]["reason"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, schema)


def test_the_first_page_follows_the_data(gru_wins, tmp_path, undrawn):
    """Other verdicts, other surprises and other takeaways."""
    own, paths = _again(gru_wins, tmp_path)
    found = collect.read_verdicts(paths)
    judged = [v for v in found if v.verdict != "not run"]
    few = {v.claim: 0.123 * place for place, v in enumerate(judged[:4], start=1)}
    simulated = [
        v.model_copy(update={"primary": v.primary.model_copy(update=_refuted(few[v.claim]))})
        if v.claim in few
        else v.model_copy(update={"primary": v.primary.model_copy(update={"verdict": "holds"})})
        if v.verdict == "does not hold"
        else v
        for v in found
    ]
    files.write_atomically(paths.verdicts, collect.VERDICTS.dump_json(simulated))
    build.report(expand(own))
    page = html.unescape(paths.report.read_text())
    front, _, _ = page.partition('<h2 id="does-not-hold">')
    surprises = re.findall(r'Claim: <a href="#(.*?)">', front)
    assert surprises == sorted(few, key=few.get, reverse=True)[:3], "the furthest first"
    assert "The three largest surprises" in front
    assert "<b>4</b> do not hold" in front
    listed = page.partition('<h2 id="does-not-hold">')[2].partition('<h2 id="lectures">')[0]
    for claim, effect in few.items():
        assert f'href="#{claim}"' in listed
        assert prose.number(-effect) in listed or prose.number(effect) in listed
    said = (paths.reports / "report.md").read_text()
    not_held = said.partition("## Claims that do not hold")[2].partition("## All claims")[0]
    rows = [line for line in not_held.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(few)
    assert {row.count("|") for row in rows} == {4}


def test_a_note_is_shown_with_the_verdict_that_it_explains_alone(
    gru_wins, tmp_path, undrawn, monkeypatch
):
    own, paths = _again(gru_wins, tmp_path)
    collected = known(own)
    by_verdict = {v.verdict: v.claim for v in collected.judged}
    assert {"holds", "does not hold"} <= set(by_verdict)
    notes = {"holds": "So it is.", "does not hold": "Say something else."}
    claims = {name: replace(claim, notes=notes) for name, claim in collected.claims.items()}
    monkeypatch.setattr(Plan, "claims", property(lambda _: claims))
    build.report(expand(own))
    for verdict, claim in by_verdict.items():
        article = _article(paths, claim)
        shown = [kind for kind, note in notes.items() if note in article]
        assert shown == [verdict] * (verdict in notes)
        text = (paths.reports / "report.md").read_text().partition(f"`{claim}`")[2]
        assert notes.get(verdict, "") in text
    listed = _text(paths).partition("Claims that do not hold")[2]
    takeaways = listed.partition("Verdicts by lecture")[0]
    refuted = [v for v in collected.judged if v.verdict == "does not hold"]
    assert takeaways.count(notes["does not hold"]) == len(refuted)


def test_a_published_run_makes_the_same_report(gru_wins, tmp_path, undrawn, monkeypatch):
    own, paths = _again(gru_wins, tmp_path)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(files.ResultsError, match=r"not finished: no .*registration\.json$"):
        publish.publish(expand(own), "shown")
    registration.register(expand(own))
    publish.publish(expand(own), "shown")
    kept = Plan.read(publish.paths("shown").plan)
    build.report(kept)
    shutil.rmtree(paths.results)
    page = publish.report(kept, "shown")
    assert page.resolve() == tmp_path / "elsewhere" / "reports" / "shown" / "report.html"
    assert page.read_text() == paths.report.read_text()


def _refuted(distance):
    """An effect so far below what a claim predicts."""
    return {
        "verdict": "does not hold", "effect": -distance, "low": -distance - 0.01,
        "high": -distance + 0.01, "region_low": 0.0, "region_high": None,
    }  # fmt: skip


def test_while_training_goes_on_the_report_says_what_is_there(tmp_path, undrawn):
    small = {
        **QUICK.model_dump(mode="json"),
        "results": f"{tmp_path}/r",
        "reports": f"{tmp_path}/p",
    }
    small["studies"] = {"core": small["studies"]["core"]}
    small["probes"] = {}
    own = config.load(small)
    plan, paths = expand(own), Paths.of(own)
    with pytest.raises(files.ResultsError, match="done yet"):
        build.so_far(expand(own))
    gated = [path for path, shard in plan.shards.items() if shard.cell in ("lstm", "gru")]
    frame = runs(plan, lambda run, rng: {"score": 0.6 + rng.normal(0, 0.001)})
    tuning = frame.assign(stage="tune")
    for path in gated:
        shard = plan.shards[path]
        mine = (frame["task"] == shard.task) & (frame["cell"] == shard.cell)
        for stage, table in (("train", frame), ("tune", tuning)):
            folder = paths.shard(stage, shard)
            rows = table[mine]
            results.write("runs", rows, folder / "runs.parquet")
            results.write("curves", curves(rows), folder / "curves.parquet")
            results.write("tests", further_tests(plan, rows), folder / "tests.parquet")
    page = build.so_far(expand(own))
    assert page.parent == paths.reports / "so_far"
    assert not paths.report.exists(), "the pipeline's own is left alone"
    text = re.sub(r"<[^>]*>", " ", page.read_text())
    assert f"{len(gated)} of {len(plan.shards)} shards are trained" in text
    found = {v.claim: v for v in collect.verdicts_in(page.parent / "verdicts.json")}
    assert found["gru_matches_lstm_accuracy"].verdict == "holds"
    waiting = found["gated_cells_beat_vanilla_on_long_range"]
    assert (waiting.verdict, waiting.primary.reason) == ("not run", data.WAITING)


def test_readings_alone_make_a_report(tmp_path, undrawn):
    small = {
        **QUICK.model_dump(mode="json"),
        "results": f"{tmp_path}/r",
        "reports": f"{tmp_path}/p",
    }
    own = config.load({**small, "probes": {"cliff": {}}})
    plan, claims = expand(own), claims_of(BUILT_IN)
    measured = _readings(plan, claims["clipping_tames_the_cliff"])
    results.write("readings", measured, Paths.of(own).probe("cliff"))
    page = build.so_far(expand(own))
    assert "0 of" in page.read_text()
    found = {v.claim: v.verdict for v in collect.verdicts_in(page.parent / "verdicts.json")}
    assert found.pop("clipping_tames_the_cliff") == "holds"
    assert set(found.values()) == {"not run"}


def test_only_what_differs_is_compared(gru_wins, tmp_path):
    _, paths = gru_wins
    found = collect.read_verdicts(paths)
    first, second = [v for v in found if v.verdict != "not run"][:2]
    opposite = {"holds": "does not hold", "does not hold": "holds", "undecided": "does not hold"}
    turned = {"verdict": opposite[first.verdict], "effect": 0.777}
    moved = {"effect": 0.555}
    changes = {first.claim: turned, second.claim: moved}
    others = [
        v.model_copy(update={"primary": v.primary.model_copy(update=changes.get(v.claim, {}))})
        for v in found
    ]
    file = tmp_path / "other.json"
    files.write_atomically(file, collect.VERDICTS.dump_json(others[:-1]))
    same = compare.compare(paths.results, paths.results / "verdicts.json")
    assert same == f"0 of {len(found)} verdicts differ."
    said = compare.compare(paths.results, file)
    assert said.startswith(f"2 of {len(found)} verdicts differ.")
    (line,) = (line for line in said.splitlines() if f"| {first.claim} |" in line)
    assert f"{opposite[first.verdict]}: 0.777" in line
    (gone,) = (line for line in said.splitlines() if f"| {found[-1].claim} |" in line)
    assert gone.endswith(f"| {compare.ABSENT} |")
    verdicts, _, effects = said.partition("Same verdict, different effect: 1.")
    assert second.claim in effects
    assert second.claim not in verdicts
    with pytest.raises(files.ResultsError, match="nowhere"):
        compare.compare(tmp_path / "nowhere", file)


def test_published_figures_stand_beside_ours(monkeypatch, tmp_path, undrawn):
    figure = {"task": "adding", "length": 25, "cell": "gru", "metric": "loss", "setting": "big"}
    paper = Paper(
        title="T", authors="A, B", year=1999, link="arXiv:9", grade="quoted", protocol="by hand",
        values=(PublishedValue(**figure, value=0.0123),),
    )  # fmt: skip
    monkeypatch.setattr("rnnbench.report.papers.papers", lambda: [paper])
    _, paths = _built(tmp_path, lambda run, rng: {"loss": 0.0456})
    text = _text(paths)
    assert "Published values" in text
    assert "A, B (1999)" in text
    assert "0.0123" in text
    assert "0.0456 [0.0456, 0.0456]" in text
    assert "big; by hand" in text
    table = pd.read_csv(paths.reports / "tables" / "published.csv")
    assert (table["ours"] == 0.0456).all()
    assert set(table["cell"]) == {"gru"}
