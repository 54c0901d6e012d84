"""The whole pipeline, on a copy of the project and a study small enough to wait for."""

import json
import re
import sys

import pytest
from project import Project

from rnnbench.components.registry import BUILT_IN
from rnnbench.plan.plan import claims_of
from rnnbench.report import names

TINY = {
    "scale": "tiny",
    "calibration": {"runs": 10, "experiments": 10},
    "studies": {
        "core": {
            "cells": ["vanilla", "lstm", "gru"],
            "tasks": {"adding": {"length": [3, 4]}},
            "hidden": 4,
            "batch": 4,
            "updates": 10,
            "evaluations": 2,
            "learning_rates": [0.01, 0.1],
            "tuning_seeds": 1,
            "seeds": [2, 3],
        }
    },
}
EXTEND = (sys.executable, "-m", "rnnbench", "extend", "--scale", "tiny")
VERDICTS = "results/verdicts.json"
CELLS = "rnnbench/components/cells"
GRU_CLAIM = "gru_matches_lstm_accuracy"
CLAIM = f"rnnbench/claims/{GRU_CLAIM}.py"
OTHER_MARGIN = "Equivalent(margin=0.0375)"
JUDGED = {
    "gated_cells_beat_vanilla_on_long_range",
    "gru_converges_faster_than_lstm",
    "gru_matches_lstm_accuracy",
    "lstm_more_powerful_than_gru",
    "lstm_safer_for_very_long_dependencies",
    "vanilla_suffices_for_local_context",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in which everything has run once."""
    project = Project(tmp_path_factory.mktemp("a prøject with spaces, 漢字 and 'quotes'"))
    project.configure(TINY)
    project.too_early = project.run(*EXTEND)
    project.first = project.by_hand()
    assert project.first.returncode == 0, project.first.output
    return project


@pytest.fixture
def own(project, tmp_path):
    """A copy of it: whatever a test does with that, the others do not see."""
    return project.copied(tmp_path / "a cøpy with 'quotes'")


def test_one_command_ends_with_the_report_and_says_where(project):
    assert (project.folder / "reports" / "report.html").stat().st_size > 10_000
    *_, further, headline, place = project.first.stdout.strip().splitlines()
    assert f"declared for {len(_undecided(project))} undecided claims" in further
    assert f"{len(JUDGED)} of {len(claims_of(BUILT_IN))} claims judged" in headline
    assert place == "Report: reports/report.html"


def test_report_needs_nothing_from_outside(project):
    page = (project.folder / "reports" / "report.html").read_text()
    links = re.findall(r'(?:src|href)="([^"]*)"', page)
    local = [link for link in links if link and not link.startswith("#")]
    assert local
    assert all((project.folder / "reports" / link).is_file() for link in local)
    assert not re.search(r"@import|url\(http|<script src", page)


def test_every_judged_claim_has_figure_table_and_verdict(project):
    reports = project.folder / "reports"
    entries = json.loads((reports / "verdicts.json").read_text())
    verdicts = {entry["claim"]: entry["primary"] for entry in entries}
    assert {claim for claim, p in verdicts.items() if p["verdict"] != "not run"} == JUDGED
    assert all(p["reason"] for p in verdicts.values()), "also why a claim was not run"
    assert {path.stem for path in (reports / "figures").iterdir()} >= JUDGED
    assert {path.stem for path in (reports / "tables").iterdir()} == set(names.TABLES)


@pytest.mark.slow
def test_snakemake_report_lists_results_by_category(project):
    done = project.snakemake("--report", "provenance.html")
    assert done.returncode == 0, done.output
    page = (project.folder / "provenance.html").read_text()
    for category in ("The report", "Verdicts", "Claims", "Pictures", "Tables"):
        assert re.search(rf"\d {category}", page), category
    for caption in (project.folder / "workflow" / "report").glob("*.rst"):
        assert caption.read_text().split()[0] in page


def test_moved_project_with_a_touched_cell_redoes_nothing(own):
    (own.folder / CELLS / "lstm.py").touch()
    assert "Nothing to be done" in own.snakemake().output


def test_edited_cell_redoes_only_its_own_shards(project):
    """The same holds if a claim that looks at it is edited as well."""
    claim, cell = project.folder / CLAIM, project.folder / CELLS / "gru.py"
    texts = {file: file.read_text() for file in (claim, cell)}
    cell.write_text(texts[cell] + "\n# edited\n")
    _edited(claim, "Equivalent()", OTHER_MARGIN)
    try:
        messages, cells, output = project.planned()
    finally:
        for file, text in texts.items():
            file.write_text(text)
    assert cells == {"gru"}, output
    assert f"Judging {GRU_CLAIM}" in messages
    assert any("report" in message for message in messages)


def test_changed_number_of_updates_redoes_all_training(project):
    config = json.loads(json.dumps(TINY))
    config["studies"]["core"]["updates"] = 12
    project.configure(config)
    try:
        _, cells, output = project.planned()
    finally:
        project.configure(TINY)
    assert cells == {"vanilla", "lstm", "gru"}, output


def test_edited_shared_margin_judges_and_calibrates_anew_with_any_config(own):
    edited = own.folder / "rnnbench" / "claims" / "tests" / "fields.py"
    _edited(edited, "SCORE_MARGIN = 0.02", "SCORE_MARGIN = 0.03")
    messages, cells, output = own.planned()
    assert cells == set(), output
    assert {f"Judging {GRU_CLAIM}", "Calibrating the tests"} <= messages
    config = json.loads(json.dumps(TINY))
    config["studies"]["core"]["cells"] = ["lstm"]
    own.configure(config)
    assert "Calibrating the tests" in own.planned()[0]


def test_smaller_config_is_collected_judged_and_reported_anew(own):
    config = json.loads(json.dumps(TINY))
    config["studies"]["core"]["cells"] = ["lstm"]
    own.configure(config)
    messages, cells, output = own.planned()
    assert cells == set(), output
    assert messages == {
        "Writing the plan",
        "Collecting all runs",
        "Correcting the verdicts for multiple testing",
        "Writing the report",
    }


def test_keeping_weights_trains_again_and_no_longer_keeping_them_does_not(own):
    config = json.loads(json.dumps(TINY))
    config["studies"]["core"]["keep_weights"] = True
    own.configure(config)
    assert own.planned()[1] == {"vanilla", "lstm", "gru"}
    weights = "results/train/core/plain/adding/lstm/none/0-1/weights.pt"
    assert not (own.folder / weights).exists()
    done = own.snakemake(weights)
    assert done.returncode == 0, done.output
    run = ("cell=lstm", "length=4", "seed=1")
    done = own.run(sys.executable, "-m", "rnnbench", "sample", "results", *run)
    assert "no language model" in done.output
    own.configure(TINY)
    assert own.planned()[1] == set()


def test_asking_for_one_claim_trains_only_what_it_needs(tmp_path):
    fresh = Project(tmp_path)
    fresh.configure(TINY)
    messages, cells, output = fresh.planned("results/claims/gru_matches_lstm_accuracy.json")
    assert cells == {"lstm", "gru"}, output
    assert sum(message.startswith("Judging") for message in messages) == 1


def _verdicts(project):
    entries = json.loads((project.folder / VERDICTS).read_text())
    return {v["claim"]: v for v in entries if v["primary"]["verdict"] != "not run"}


def _undecided(project):
    return {c for c, v in _verdicts(project).items() if v["primary"]["verdict"] == "undecided"}


def _judging(messages):
    return {message.split()[1] for message in messages if message.startswith("Judging")}


def test_extend_needs_verdicts(project):
    assert project.too_early.returncode == 2
    assert "Traceback" not in project.too_early.output


def test_undecided_claims_get_more_seeds_and_nothing_else_is_redone(own):
    undecided = _undecided(own)
    done = own.run(*EXTEND)
    assert done.returncode == 0, done.output
    assert done.output.splitlines() == [
        f"{claim}: 3 more seeds" for claim in _verdicts(own) if claim in undecided
    ]
    done = own.run(*EXTEND)
    assert done.returncode == 1, "allocated blocks come first"
    messages, _, output = own.planned()
    assert _judging(messages) == undecided, output
    assert not any(message.startswith("Tuning") for message in messages)
    trained = [message for message in messages if message.startswith("Training")]
    assert trained
    assert all(message.endswith("seeds 2-4)") for message in trained)

    # With all others decided, one claim's shards alone are trained on; the rest stays as it is.
    claim = "gru_converges_faster_than_lstm"
    assert claim in undecided
    allocation = own.folder / "results" / "seeds.json"
    allocation.write_text(json.dumps({claim: 2}))
    before = _trains(own)
    others = {name: v["primary"]["n"] for name, v in _verdicts(own).items() if name != claim}
    messages, cells, output = own.redone(VERDICTS)
    assert (_judging(messages), cells) == ({claim}, {"lstm", "gru"}), output
    assert before.items() <= _trains(own).items()
    after = _verdicts(own)
    assert after[claim]["interim"] == {"number": 2, "declared": 2}
    assert {name: v["primary"]["n"] for name, v in after.items() if name != claim} == others

    assert own.run(*EXTEND).returncode == 0
    own.redone(VERDICTS)
    done = own.run(*EXTEND)
    assert (done.returncode, done.output) == (1, "No undecided claim has further seeds.\n")
    assert all(_verdicts(own)[name]["interim"]["number"] == 2 for name in _undecided(own))
    assert "Nothing to be done" in own.snakemake("-n", VERDICTS).output


def _edited(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def _registered(project):
    known = json.loads((project.folder / "results" / "registration.json").read_text())
    return known["claims"][GRU_CLAIM]


def _lateness(project):
    page = (project.folder / "reports" / "report.html").read_text()
    (article,) = re.findall(rf'<article id="{GRU_CLAIM}">(.*?)</article>', page, re.S)
    return re.findall(r"Declared late.</b> (.*?)</p>", article)


def _trains(project):
    """When each table of runs was written."""
    return {p: p.stat().st_mtime_ns for p in (project.folder / "results").glob("t*/**/*.parquet")}


def test_all_claims_are_registered_before_anything_trains(project):
    text = (project.folder / "results" / "registration.json").read_text()
    known = json.loads(text)["claims"]
    assert set(known) == set(claims_of(BUILT_IN))
    assert not any(entry["data"] for history in known.values() for entry in history)
    assert "Declared late" not in (project.folder / "reports" / "report.html").read_text()


def test_margin_moved_after_the_data_is_told_and_trains_nothing(own):
    """Moved, then, with the registration deleted as well, moved back."""
    claim = own.folder / CLAIM
    before, trained = claim.read_text(), _trains(own)
    _edited(claim, "Equivalent()", OTHER_MARGIN)
    messages, cells, output = own.redone()
    assert cells == set()
    assert _judging(messages) == {GRU_CLAIM}, output
    first, second = _registered(own)
    assert (first["data"], second["data"]) == (False, True)
    (told,) = _lateness(own)
    assert re.fullmatch(
        r"Changed on \S+ \S+ UTC, after its data existed: "
        r"margin from 0.02 to 0.0375\.",
        told,
    )
    (own.folder / "results" / "registration.json").unlink()
    claim.write_text(before)
    own.redone()
    (anew,) = _registered(own)
    assert anew["data"]
    (told,) = _lateness(own)
    assert told.startswith("First registered on ")
    assert _trains(own) == trained


def test_new_claim_that_cannot_be_judged_is_listed(project):
    new = project.folder / "rnnbench" / "claims" / "nowhere_judged.py"
    other = (project.folder / CLAIM).read_text()
    new.write_text(other.replace('"core"', '"nowhere"'))
    try:
        messages, cells, output = project.planned()
    finally:
        new.unlink()
    assert cells == set(), output
    assert {"Correcting the verdicts for multiple testing", "Writing the report"} <= messages


LEAKY = '''
from torch import tanh
from rnnbench.components.cells import Cell


class Leaky(Cell):
    """A leaky unit: h(t) = 0.9 h(t-1) + 0.1 tanh(W x(t) + U h(t-1) + b)."""

    gates = (("h",),)

    def step(self, pre, state, vectors):
        (h,) = state
        (a,) = pre(h, "h")
        return (0.9 * h + 0.1 * tanh(a),)
'''
FAITH = """
from rnnbench.claims import Claim, Contrast, Question, Superior

CLAIM = Claim(
    section="Cells",
    sources=("L1",),
    wording="Leaky units beat vanilla ones",
    refuted_by="vanilla units that score better",
    primary=Question(Contrast("core", "cell", a=("leaky",), b=("vanilla",)), Superior()),
)
"""


def test_a_cell_and_a_claim_of_ones_own_from_another_folder(own, tmp_path):
    """Broken files that nothing needs lie beside them."""
    mine = tmp_path / "my owner's compönents"
    for kind, name, text in (
        ("cells", "leaky", LEAKY),
        ("cells", "unused", "import nowhere"),
        ("claims", "leaky_wins", FAITH),
        ("claims", "slip", FAITH.replace('"cell"', '"cel"')),
        ("claims", "riddle", FAITH.replace("Superior())", "Superior(of='colour'))")),
        ("probes", "größe", PROBE),
    ):
        (mine / kind).mkdir(parents=True, exist_ok=True)
        (mine / kind / f"{name}.py").write_text(text)
    config = json.loads(json.dumps({"components": [str(mine)], **TINY}))
    config["studies"]["core"].update(
        cells=["vanilla", "leaky"], learning_rates=[0.1], tuning_seeds=0
    )
    config["probes"] = {"größe": {"seeds": 2}}
    own.configure(config)
    done = own.by_hand()
    assert done.returncode == 0, done.output
    assert re.search(
        r"left out: slip \(.*claims/slip\.py:\d+: ValidationError: Contrast", done.stderr
    )
    assert "left out: slip" in done.stdout, "also at the end"
    verdicts = json.loads((own.folder / "reports" / "verdicts.json").read_text())
    (won,) = (v["primary"] for v in verdicts if v["claim"] == "leaky_wins")
    assert won["verdict"] != "not run"
    (odd,) = (v["primary"] for v in verdicts if v["claim"] == "riddle")
    assert odd["verdict"] == "not run"
    assert "claims/riddle.py: KeyError: 'colour'" in odd["reason"]
    assert "Leaky units beat vanilla ones" in (own.folder / "reports" / "report.html").read_text()
    (mine / "cells" / "leaky.py").write_text(LEAKY.replace("0.9", "0.8").replace("0.1", "0.2"))
    _, cells, output = own.planned()
    assert cells == {"leaky"}, output


PROBE = '''
import torch
from rnnbench.probes import Probe, Reading
from rnnbench.seeding import generator


class Size(Probe):
    """A number."""

    quantities = {"size": "a number"}

    def measure(self, seed):
        yield Reading("size", "all", torch.rand((), generator=generator("size", seed)).item())
'''


def test_a_broken_cell_stops_before_anything_runs(project, tmp_path):
    (tmp_path / "cells").mkdir()
    broken = LEAKY.replace("tanh(a)", "torch.tanh(a)")
    (tmp_path / "cells" / "leaky.py").write_text(broken)
    config = json.loads(json.dumps({"components": [str(tmp_path)], **TINY}))
    config["studies"]["core"]["cells"] = ["vanilla", "leaky"]
    project.configure(config)
    try:
        done = project.snakemake("-n")
    finally:
        project.configure(TINY)
    assert done.returncode != 0
    assert "leaky.py:14: NameError: name 'torch' is not" in done.output
    assert "Traceback" not in done.output


def test_variants_that_are_lists_or_mappings_have_folders(project):
    config = json.loads(json.dumps(TINY))
    decay = {"factor": 0.5, "after": 1, "every": 2}
    config["studies"]["core"]["vary"] = {"decay": [None, decay]}
    project.configure(config)
    try:
        messages, _, output = project.planned()
    finally:
        project.configure(TINY)
    assert any("(core, decay=after:1,every:2,factor:0.5, norm" in m for m in messages), output


def test_report_without_data_says_how_to_get_them(own, tmp_path, monkeypatch):
    for folder in ("RNNBENCH_DATA", "XDG_CACHE_HOME"):
        monkeypatch.setenv(folder, str(tmp_path / folder))
    config = json.loads(json.dumps(TINY))
    config["studies"]["core"]["tasks"] = {"char_lm": {"length": 3, "corpus": "tiny_shakespeare"}}
    own.configure(config)
    done = own.snakemake()
    assert done.returncode == 0, done.output
    page = (own.folder / "reports" / "report.html").read_text()
    assert "rnnbench data tiny_shakespeare" in page


def test_user_error_in_a_config_stops_before_anything_runs(project):
    config = json.loads(json.dumps(TINY))
    config["studies"]["core"]["cells"] = ["lstm", "gur"]
    project.configure(config)
    try:
        done = project.snakemake("-n")
    finally:
        project.configure(TINY)
    assert done.returncode != 0
    assert "unknown name in cells 'gur': did you mean 'gru'?" in done.output
    assert "Traceback" not in done.output
