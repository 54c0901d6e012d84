"""The report as one HTML page, and as Markdown."""

import importlib.resources
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
import pandas as pd
import yaml
from markupsafe import Markup

from rnnbench.claims import LECTURES
from rnnbench.judging.json_model import OUTCOMES
from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline import registration
from rnnbench.plan import sources
from rnnbench.report import declarations, front, prose, sparklines, takeaways
from rnnbench.report.data import ReportData
from rnnbench.report.drawing import Drawing
from rnnbench.report.overviews import Overview
from rnnbench.report.provenance import provenance
from rnnbench.stats.decisions import ALPHA, LEVEL

OWN = importlib.resources.files("rnnbench.report")
Filter = tuple[str, str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Shown:
    """Figures and tables of a report.

    Attributes:
        claims: figures of the judged claims, by name.
        pictures: further figures that claims declare, by claim and title.
        overviews: figures of whole studies.
        power: power curves of the tests; None before calibration.
        tables: tables by name.
    """

    claims: Mapping[str, Drawing]
    pictures: Mapping[str, Mapping[str, Drawing]]
    overviews: tuple[Overview, ...]
    power: Drawing | None
    tables: Mapping[str, pd.DataFrame]

    @property
    def by_study(self) -> dict[str, list[Overview]]:
        """Overview figures by study."""
        studies = dict.fromkeys(overview.study for overview in self.overviews)
        return {study: [o for o in self.overviews if o.study == study] for study in studies}

    def drawings(self) -> Iterator[Drawing]:
        """All figures."""
        yield from self.claims.values()
        for pictures in self.pictures.values():
            yield from pictures.values()
        yield from (overview.drawing for overview in self.overviews)
        if self.power:
            yield self.power


def html(known: ReportData, shown: Shown) -> str:
    """Render the page."""
    environment = _environment(autoescape=True)
    return environment.get_template("report.html.j2").render(
        **_content(known, shown),
        style=Markup(OWN.joinpath("style.css").read_text()),
        script=Markup(OWN.joinpath("report.js").read_text()),
    )


def markdown(known: ReportData, shown: Shown) -> str:
    """Render the page as Markdown, with links to its figures."""
    environment = _environment(autoescape=False)
    environment.filters["cell"] = _cell
    return environment.get_template("report.md.j2").render(**_content(known, shown))


def _environment(autoescape: bool) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("rnnbench.report", "."),
        autoescape=autoescape,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _content(known: ReportData, shown: Shown) -> dict[str, Any]:
    plan, verdicts, runs = known.plan, known.verdicts, known.runs
    registered = registration.read(known.paths)
    without = {v.claim: v.primary.reason for v in verdicts if v.verdict == "not run"}
    return {
        "config": plan.config,
        "so_far": known.so_far,
        "verdicts": known.judged,
        "tally": front.tally(verdicts),
        "by_lecture": front.by_lecture(verdicts),
        "surprises": front.surprises(known.judged),
        "failed": [v for v in known.judged if v.verdict == "does not hold"],
        "departure": front.departure,
        "note": lambda v: known.claims[v.claim].notes.get(v.verdict, ""),
        "instead": lambda v: takeaways.instead(known.claims[v.claim].primary, v.primary),
        "sparkline": sparklines.sparkline,
        "filters": _filters(known.judged),
        "not_run": [
            (why, [v for v in verdicts if v.claim in names])
            for why, names in prose.by_reason(without).items()
        ],
        "contradicted": _contradicted(verdicts),
        "late": {name: declarations.late(past) for name, past in registered.claims.items()},
        "registered": declarations.headline(registered, known.claims),
        "count": int((runs["stage"] == "train").sum()),
        "shown": shown,
        "published": shown.tables["published"].to_dict("records"),
        "reach": shown.tables["reach"].to_dict("records"),
        "cost": shown.tables["cost"].to_dict("records"),
        "calibration": [rate for rate in known.rates if rate.simulated_effect == 0],
        "omissions": plan.omissions,
        "lectures": LECTURES,
        "source": lambda claim: sources.relative(plan.registry.source("claims", claim)),
        "provenance": provenance(plan, runs, shown.tables["arms"], registered),
        "settings": yaml.safe_dump(
            plan.config.model_dump(mode="json", exclude_unset=True), sort_keys=False
        ),
        "prose": prose,
        "probe": lambda name: prose.settings(plan.probe_facts[name]),
        "alpha": ALPHA,
        "level": LEVEL,
    }


def _filters(verdicts: list[ClaimVerdict]) -> list[Filter]:
    """Name, label and values of each filter of claims."""
    found = {v.verdict for v in verdicts}
    sources = {source for v in verdicts for source in v.sources}
    tasks = sorted({task for v in verdicts for task in prose.tasks(v)})
    return [
        ("lecture", "Lecture", [(key, key) for key in LECTURES if key in sources]),
        ("section", "Section", [(s, s) for s in dict.fromkeys(v.section for v in verdicts)]),
        ("verdict", "Verdict", [(o, o) for o in OUTCOMES if o in found]),
        ("task", "Task", [(task, task) for task in tasks]),
    ]


def _contradicted(verdicts: list[ClaimVerdict]) -> dict[str, list[ClaimVerdict]]:
    """The claims that contradict each claim, whichever of the two declares it."""
    pairs = {frozenset((v.claim, other)) for v in verdicts for other in v.contradicts}
    return {
        v.claim: [other for other in verdicts if {v.claim, other.claim} in pairs] for v in verdicts
    }


def _cell(text: object) -> str:
    """Escape text for a cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ")
