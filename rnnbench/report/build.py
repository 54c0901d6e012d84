"""Building the report from the collected tables and the verdicts."""

import importlib.resources
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from rnnbench import gather, matrix, more, registration, results
from rnnbench.calibration.experiments import Rate
from rnnbench.claims import LECTURES
from rnnbench.config import Config, probe_of
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.paths import Paths
from rnnbench.report import (
    declarations,
    figures,
    front,
    lessons,
    prose,
    published,
    strips,
    tables,
    units,
)
from rnnbench.results import write_atomically
from rnnbench.stats.decisions import ALPHA, LEVEL


def report(config: Config) -> None:
    """Write the page, its figures and tables, and ``verdicts.json`` beside it."""
    paths, plan = Paths.of(config), matrix.plan(config)
    runs = results.read("runs", [paths.table("runs")])
    curves = results.read("curves", [paths.table("curves")])
    evidence = Evidence(
        runs,
        results.read("tests", [paths.table("tests")]),
        results.read("readings", [paths.table("readings")]),
    )
    claims, rates = matrix.claims(), gather.read_calibration(paths)
    verdicts = [units.described(v, claims) for v in gather.read_verdicts(paths)]
    arms, beside = tables.arms(runs), published.beside(plan, runs)
    drawn = _figures(plan, verdicts, evidence, curves)
    for claim, svg in drawn.items():
        _write(paths.reports / "figures" / f"{claim}.svg", svg)
    tables_by_name = {
        "claims": tables.claims(verdicts),
        "strata": tables.strata(verdicts),
        "arms": arms,
        "published": beside,
        "calibration": tables.calibration(rates),
    }
    for name, table in tables_by_name.items():
        _write(paths.reports / "tables" / f"{name}.csv", table.to_csv(index=False))
    write_atomically(paths.reports / "verdicts.json", paths.verdicts.read_bytes())
    _write(paths.report, _page(plan, verdicts, runs, arms, beside, rates, drawn))


def summary(config: Config) -> str:
    """Where the report is and what the verdicts were, a line a claim."""
    paths = Paths.of(config)
    if not paths.report.exists():
        return f"There is no report yet at {paths.report}."
    verdicts = gather.read_verdicts(paths)
    lines = [f"{prose.WORDS[v.verdict]:>13}  {v.claim}" for v in verdicts if v.verdict != "not run"]
    without = {v.claim: v.primary.reason for v in verdicts if v.verdict == "not run"}
    lines += prose.not_run(without)
    waiting = len(more.entitled(matrix.plan(config), verdicts))
    if waiting:
        lines.append(
            f"Further seeds are declared for {waiting} undecided claims: "
            f"`rnnbench more --scale {config.scale}` grants them to the next snakemake."
        )
    return "\n".join([*lines, f"{prose.headline(verdicts)}.", f"Report: {paths.report}"])


def _figures(
    plan: matrix.Plan, verdicts: list[ClaimVerdict], evidence: Evidence, curves: pd.DataFrame
) -> dict[str, str]:
    """Figures of all judged claims, as SVG, each from the seeds that the claim is judged on."""
    questions = {name: claim.primary for name, claim in matrix.claims().items()}
    judged = [v for v in verdicts if v.claim in plan.judged()]
    seen = {v.claim: evidence.of_seeds(plan.seeds(v.claim)) for v in judged}
    return {
        v.claim: figures.of_claim(v.claim, questions[v.claim], v.primary, seen[v.claim], curves)
        for v in judged
    }


def _page(
    plan: matrix.Plan,
    verdicts: list[ClaimVerdict],
    runs: pd.DataFrame,
    arms: pd.DataFrame,
    beside: pd.DataFrame,
    rates: list[Rate],
    drawn: dict[str, str],
) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rnnbench.report", "."),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    own = importlib.resources.files("rnnbench.report")
    safe = {claim: Markup(svg) for claim, svg in drawn.items()}
    core = figures.of_matrix(runs) if (runs["study"] == "core").any() else ""
    claims, registered = matrix.claims(), registration.read(Paths.of(plan.config))
    judged = [v for v in verdicts if v.claim not in plan.missing]
    return environment.get_template("report.html.j2").render(
        config=plan.config,
        verdicts=judged,
        tally=front.tally(verdicts),
        by_lecture=front.by_lecture(verdicts),
        surprises=front.surprises(judged),
        refuted=[v for v in judged if v.verdict == "refuted"],
        departure=front.departure,
        instead=lambda v: lessons.instead(claims[v.claim].primary, v.primary),
        strip=strips.strip,
        filters=_filters(judged),
        not_run=[
            (why, [v for v in verdicts if v.claim in names])
            for why, names in prose.by_reason(plan.missing).items()
        ],
        contradicted=_contradicted(verdicts),
        late={name: declarations.late(history) for name, history in registered.claims.items()},
        registered=declarations.headline(registered, claims),
        runs=runs[runs["stage"] == "train"],
        figures={v.claim: safe.get(v.claim) for v in verdicts},
        matrix=Markup(core),
        published=beside.to_dict("records"),
        calibration=[rate for rate in rates if rate.planted == 0],
        power=Markup(figures.of_power(rates)),
        omissions=plan.omissions,
        lectures=LECTURES,
        provenance={
            **_provenance(runs),
            "tuned learning rates": _at_the_edge(plan, arms),
            **declarations.provenance(registered),
        },
        headline=prose.headline(verdicts),
        words=prose.WORDS,
        prose=prose,
        probe=lambda name: prose.settings(probe_of(name, plan.config.probes[name])),
        style=Markup(own.joinpath("style.css").read_text()),
        script=Markup(own.joinpath("report.js").read_text()),
        alpha=ALPHA,
        level=LEVEL,
    )


def _filters(verdicts: list[ClaimVerdict]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Name, label and values of each way to filter the claims, as far as there are several."""
    found = {v.verdict for v in verdicts}
    sources = {source for v in verdicts for source in v.sources}
    tasks = sorted({task for v in verdicts for task in prose.tasks(v)})
    return [
        ("lecture", "Lecture", [(key, key) for key in LECTURES if key in sources]),
        ("section", "Section", [(s, s) for s in dict.fromkeys(v.section for v in verdicts)]),
        ("verdict", "Verdict", [(o, prose.WORDS[o]) for o in front.OUTCOMES if o in found]),
        ("task", "Task", [(task, task) for task in tasks]),
    ]


def _contradicted(verdicts: list[ClaimVerdict]) -> dict[str, list[ClaimVerdict]]:
    """Whom each claim cannot hold beside, whichever of the two says so."""
    pairs = {frozenset((v.claim, other)) for v in verdicts for other in v.contradicts}
    return {
        v.claim: [other for other in verdicts if {v.claim, other.claim} in pairs] for v in verdicts
    }


def _provenance(runs: pd.DataFrame) -> dict[str, str]:
    """Versions and data behind the runs, and the time they took."""

    def distinct(column: str) -> str:
        return ", ".join(sorted(value for value in runs[column].unique() if value)) or "none"

    return {
        "rnnbench": distinct("package"),
        "engine version": distinct("engine"),
        "PyTorch": distinct("torch"),
        "Python": distinct("python"),
        "device": distinct("device"),
        "corpora": distinct("origin"),
        "corpora, sha256": distinct("data"),
        "runs": f"{len(runs)}, of which {int((runs['stage'] == 'tune').sum())} for tuning",
        "training time": f"{runs['seconds'].sum() / 3600:.2f} core-hours",
    }


def _at_the_edge(plan: matrix.Plan, arms: pd.DataFrame) -> str:
    """How many arms were tuned to the smallest or largest rate of their grid.

    Many at an edge say that the grid should go further.
    """
    counts = {"smallest": 0, "largest": 0, "all": 0}
    for name, study in plan.config.studies.items():
        if study.tuning_seeds:
            rates = arms.loc[arms["study"] == name, "learning_rate"]
            counts["all"] += len(rates)
            counts["smallest"] += int((rates == min(study.learning_rates)).sum())
            counts["largest"] += int((rates == max(study.learning_rates)).sum())
    return (
        f"{counts['all']} arms: {counts['smallest']} at the smallest rate of the grid, "
        f"{counts['largest']} at the largest"
    )


def _write(path: Path, content: str) -> None:
    write_atomically(path, content.encode())
