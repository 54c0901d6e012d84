"""Build the report: page, Markdown, figures and tables."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline import collect, extend
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.report import data, figures, latex, names, overviews, page, prose, published, tables
from rnnbench.report.data import ReportData
from rnnbench.report.drawing import Drawing
from rnnbench.report.page import Shown
from rnnbench.storage.files import write_atomically

SO_FAR = "so_far"
"""Subfolder for a report made during training."""


def report(plan: Plan, paths: Paths | None = None) -> Path:
    """Write the report on all collected results, and return the path of its page.

    Args:
        plan: plan of the run.
        paths: folders of results and report; by default those of the config.
    """
    return _write(data.collected(plan, paths or Paths.of(plan.config)))


def so_far(plan: Plan) -> Path:
    """Write a report on the results so far to its own folder, and return the path of its page."""
    paths = Paths.of(plan.config)
    there = replace(paths, reports=paths.reports / SO_FAR)
    return _write(data.so_far(plan, there))


def summary(plan: Plan) -> str:
    """The verdict on each claim in a line, and the path of the report."""
    paths = Paths.of(plan.config)
    if not paths.report.exists():
        return f"There is no report yet at {paths.report}."
    verdicts = collect.read_verdicts(paths)
    lines = [f"{v.verdict:>13}  {v.claim}" for v in verdicts if v.verdict != "not run"]
    without = {v.claim: v.primary.reason for v in verdicts if v.verdict == "not run"}
    lines += prose.not_run(without)
    waiting = len(extend.next_blocks(plan, verdicts))
    if waiting:
        lines.append(
            f"Further seeds are declared for {waiting} undecided claims: "
            f"`rnnbench extend --scale {plan.config.scale}` allocates them to the next snakemake."
        )
    return "\n".join([*lines, f"{prose.headline(verdicts)}.", f"Report: {paths.report}"])


def _write(known: ReportData) -> Path:
    """Write the page, figures and tables."""
    paths, found = known.paths, _tables(known)
    for name, table in found.items():
        place = paths.reports / "tables" / name
        write_atomically(place.with_suffix(".csv"), table.to_csv(index=False).encode())
        write_atomically(
            place.with_suffix(".tex"), latex.table(table, names.CAPTIONS[name]).encode()
        )
    shown = _shown(known, found)
    drawn = {drawing.name: drawing for drawing in shown.drawings()}
    for name in {*drawn, *names.figures(known.plan)}:  # the pipeline waits for all that are planned
        drawing = drawn.get(name) or figures.placeholder(name)
        _write_drawing(paths.reports / "figures" / name, drawing)
    verdicts = collect.VERDICTS.dump_json(list(known.found), indent=1)
    write_atomically(paths.reports / "verdicts.json", verdicts)
    write_atomically(paths.reports / "report.md", page.markdown(known, shown).encode())
    write_atomically(paths.report, page.html(known, shown).encode())
    return paths.report


def _tables(known: ReportData) -> dict[str, pd.DataFrame]:
    """All tables by name."""
    rows = {
        "claims": tables.claims(known.verdicts),
        "strata": tables.strata(known.verdicts),
        "arms": tables.arms(known.runs),
        "reach": tables.reach(known.runs),
        "cost": tables.cost(known.runs),
        "published": published.beside(known.plan, known.runs),
        "calibration": tables.calibration(known.rates),
    }
    return {name: rows[name] for name in names.TABLES}


def _shown(known: ReportData, found: dict[str, pd.DataFrame]) -> Shown:
    """All figures and tables."""
    return Shown(
        claims={v.claim: _of_claim(known, v) for v in known.judged},
        pictures=_pictures(known),
        overviews=tuple(overviews.overviews(known.plan, known.runs, known.curves)),
        power=figures.of_power(known.rates) if known.rates else None,
        tables=found,
    )


def _of_claim(known: ReportData, verdict: ClaimVerdict) -> Drawing:
    """A claim's figure, from the seeds on which it is judged."""
    name = verdict.claim
    seen = known.evidence.of_seeds(known.plan.seeds(name))
    question = known.claims[name].primary
    return figures.of_claim(
        name, question, verdict.primary, seen, known.curves, known.plan.probe_facts
    )


def _pictures(known: ReportData) -> dict[str, dict[str, Drawing]]:
    """Pictures of claims by title, as far as there are readings for them."""
    readings = known.evidence.readings
    measured = readings[["probe", "quantity"]].drop_duplicates()
    there = set(measured.itertuples(index=False, name=None))
    return {
        v.claim: {
            title: figures.of_readings(name, asked, readings, known.plan.probe_facts)
            for name, (title, asked) in names.pictures(known.plan, v.claim).items()
            if (asked.probe, asked.quantity) in there
        }
        for v in known.judged
    }


def _write_drawing(place: Path, drawing: Drawing) -> None:
    write_atomically(place.with_suffix(".svg"), drawing.svg.encode())
    write_atomically(place.with_suffix(".pdf"), drawing.pdf)
    write_atomically(place.with_suffix(".csv"), drawing.data.to_csv(index=False).encode())
