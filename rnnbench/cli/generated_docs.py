"""Pages generated from the code; ``python -m rnnbench.cli.generated_docs`` writes them.

A test holds the committed pages to what this module generates.
"""

import inspect
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rnnbench.components import corpora
from rnnbench.components.corpora import Corpus
from rnnbench.components.registry import BUILT_IN, summary
from rnnbench.components.tasks import Readout, Task
from rnnbench.config import Calibration, Config, Decay, Execution, Study
from rnnbench.judging.json_model import JsonModel
from rnnbench.judging.robustness import Check
from rnnbench.judging.verdicts import Answer, ClaimVerdict, StratumResult
from rnnbench.pipeline import collect
from rnnbench.stats.decisions import LEVEL
from rnnbench.storage.results import TABLES

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"
VERDICTS_SCHEMA = SCHEMA.with_name("verdicts.schema.json")
DRAFT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
MARK = "<!-- generated from the code below this line; do not edit -->"


def pages() -> dict[Path, str]:
    """Path and content of every generated file; a page keeps its text above the mark."""
    return {
        SCHEMA: schema(),
        VERDICTS_SCHEMA: verdicts_schema(),
        ROOT / "config" / "README.md": _after_mark(ROOT / "config" / "README.md", keys()),
        ROOT / "docs" / "results.md": _after_mark(ROOT / "docs" / "results.md", columns()),
        ROOT / "docs" / "data.md": _after_mark(ROOT / "docs" / "data.md", data()),
        ROOT / "docs" / "cells.md": _after_mark(ROOT / "docs" / "cells.md", cells()),
        ROOT / "docs" / "tasks.md": _after_mark(ROOT / "docs" / "tasks.md", tasks()),
        ROOT / "docs" / "engine.md": _after_mark(ROOT / "docs" / "engine.md", speeds()),
        ROOT / "docs" / "statistics.md": _after_mark(
            ROOT / "docs" / "statistics.md", calibration()
        ),
    }


def schema() -> str:
    """The JSON schema of a config."""
    return json.dumps({**DRAFT, **Config.model_json_schema()}, indent=1) + "\n"


def verdicts_schema() -> str:
    """The JSON schema of ``verdicts.json``."""
    of_file = collect.VERDICTS.json_schema(mode="serialization")
    return json.dumps({**DRAFT, **of_file, "title": "Verdicts"}, indent=1) + "\n"


def keys() -> str:
    """Tables of all config keys."""
    parts: dict[str, type[BaseModel]] = {
        "Top level": Config,
        "execution": Execution,
        "calibration": Calibration,
        "A study": Study,
        "`decay` of a study": Decay,
    }
    return "\n".join(f"## {title}\n\n{_keys(model)}" for title, model in parts.items())


def columns() -> str:
    """Tables of all columns of the results and all keys of ``verdicts.json``."""
    tables = "\n".join(
        f"## {name}.parquet\n\n| column | type | meaning |\n|---|---|---|\n"
        + "".join(f"| `{c.name}` | {c.type} | {c.meaning} |\n" for c in table)
        for name, table in TABLES.items()
    )
    return f"{tables}\n{_verdicts()}"


def _verdicts() -> str:
    parts: dict[str, tuple[type[JsonModel], str]] = {
        "verdicts.json": (ClaimVerdict, "A list of claims. Keys of a claim:"),
        "A question (`primary`, `secondary`)": (Answer, "Keys of a question:"),
        "A stratum (`strata`)": (StratumResult, "One per task, or place on a probe's axis. Keys:"),
        "A check (`robustness`)": (Check, "One per alternative analysis. Keys:"),
    }
    return "\n".join(
        f"## {title}\n\n{lead}\n\n| key | meaning |\n|---|---|\n"
        + "".join(f"| `{name}` | {f.description} |\n" for name, f in model.model_fields.items())
        for title, (model, lead) in parts.items()
    )


def cells() -> str:
    """Docstrings of all cells, with their equations."""
    found = {name: BUILT_IN.load("cells", name) for name in BUILT_IN.names("cells")}
    return "\n".join(
        f"## {name}\n\n```text\n{inspect.getdoc(cell)}\n```\n" for name, cell in found.items()
    )


def tasks() -> str:
    """Docstrings and settings of all tasks, and the learning speed of gated cells."""
    learned = pd.read_csv(ROOT / "benchmarks" / "results" / "tasks.csv", dtype=str)
    found = {name: BUILT_IN.load("tasks", name) for name in BUILT_IN.names("tasks")}
    return "\n".join(
        [
            f"## Input and output modes\n\n{_modes(found)}",
            *(_task(name, task) for name, task in found.items()),
            f"## Learning speed of gated cells\n\n{_table(learned)}",
        ]
    )


MODES: dict[Readout, str] = {
    "last": "many to one: one answer after the last step",
    "every": "many to many of equal length: an answer after every step",
    "decoder": "many to many of unequal lengths: a decoder answers after the last step",
}


def _modes(tasks: Mapping[str, type[Task]]) -> str:
    rows = [
        [readout, meaning, ", ".join(n for n, task in tasks.items() if task.readout == readout)]
        for readout, meaning in MODES.items()
    ]
    return _table(pd.DataFrame(rows, columns=["`readout`", "answers", "tasks"]))


def _task(name: str, task: type[Task]) -> str:
    bases = [base for base in task.__mro__[1 : task.__mro__.index(Task)] if "\n" in _about(base)]
    about = "\n\n".join(_about(kind) for kind in (task, *bases))
    return f"## {name}\n\n```text\n{about}\n```\n\n{_keys(task)}"


def _about(kind: type) -> str:
    return inspect.cleandoc(kind.__dict__.get("__doc__") or "")


def data() -> str:
    """Description, licence and files of all corpora."""
    found = [corpora.of(name) for name in BUILT_IN.names("corpora")]
    rows = [
        (f"[`{corpus.name}`](#{corpus.name})", summary(corpus), _megabytes(corpus))
        for corpus in found
    ]
    table = pd.DataFrame(rows, columns=["corpus", "description", "MB"])
    return f"## Corpora\n\n{_table(table)}\n" + "\n".join(map(_corpus, found))


def _megabytes(corpus: Corpus) -> str:
    return f"{sum(file.size or 0 for file in corpus.files) / 1e6:.1f}"


def _corpus(corpus: Corpus) -> str:
    about = f"### {corpus.name}\n\n{inspect.getdoc(corpus)}\n\nLicence: {corpus.licence}.\n"
    rows = [
        (f"`{f.path}`", f"{f.size:,}", f"`{f.sha256}`", f"<{f.url}>", f"`{f.member or ''}`")
        for f in corpus.files
    ]
    table = pd.DataFrame(rows, columns=["path", "bytes", "sha256", "URL", "member"])
    return f"{about}\n{_table(table.replace('``', ''))}" if rows else about


def speeds() -> str:
    """The benchmark tables of the engine."""
    engine, costs = (
        pd.read_csv(ROOT / "benchmarks" / "results" / f"{name}.csv") for name in ("engine", "costs")
    )
    (machine,), (torch,), (capability,) = (
        engine[name].unique() for name in ("machine", "torch", "capability")
    )
    engine["shown"] = [
        f"{speed:.0f} ({ratio:.2f})"
        for speed, ratio in zip(engine["updates a second"], engine["ratio"], strict=True)
    ]
    wide = engine.pivot_table("shown", "row", "hidden", aggfunc="first", sort=False).fillna("")
    wide.columns = [f"H={units}" for units in wide.columns]
    measures = ["milliseconds a net", "product share", "product rate", "megabytes"]
    costs = costs.round(dict.fromkeys(measures, 2))
    return (
        f"## Speed\n\nUpdates per second and network, and in parentheses the ratio to "
        f"`torch.nn.LSTM`. One thread of {machine} ({capability}), PyTorch {torch}.\n\n"
        f"{_table(wide.reset_index())}\n"
        f"## Cost of an LSTM\n\nCost per network (`benchmarks/costs.py`).\n\n"
        f"{_table(costs[['varied', 'value', 'members at once', *measures]])}\n{_scale()}"
    )


def _scale() -> str:
    """The cost of everything except training, at the scale full."""
    steps = pd.read_csv(ROOT / "benchmarks" / "results" / "scale.csv")
    (runs,), (curves,) = (steps[name].unique() for name in ("runs", "curves"))
    shown = steps[["step", "seconds", "megabytes"]].round(0).astype({"seconds": int})
    return (
        f"## Cost of the other steps\n\nEverything except training, on {runs:,} simulated runs and "
        f"{curves:,} evaluations of the scale full (`benchmarks/scale.py`): CPU seconds of all "
        f"processes of a step, and peak memory of the largest process.\n\n"
        f"{_table(shown.astype({'megabytes': int}))}"
    )


TITLES = {
    "aa_sample": "A/A sample",
    "n": "seeds",
    "does_not_hold": "does not hold",
    "nominal_error": "nominal error",
    "simulation_error": "simulation error",
    "holds at 1 sd": "power at 1 sd",
}
"""Column titles of the table of error rates."""


def calibration() -> str:
    """Simulated coverage of the intervals and error rates of the tests."""
    coverage, rates = (
        pd.read_csv(ROOT / "benchmarks" / "results" / f"{name}.csv")
        for name in ("coverage", "calibration")
    )
    coverage["n"] = [f"n = {n}" for n in coverage["n"]]
    coverage["covered"] = [f"{covered:.3f}" for covered in coverage["covered"]]
    coverage["hard"] = ["hard" if hard else "" for hard in coverage["hard"]]
    wide = coverage.pivot_table(
        "covered", ["interval", "shape", "hard"], "n", aggfunc="first", sort=False
    )
    border, power = (rates[rates["simulated_effect"] == effect] for effect in (0.0, 1.0))
    shares = ["holds", "does_not_hold", "covered", "nominal_error", "simulation_error"]
    where = ["test", "aa_sample", "n"]
    return (
        "## Coverage of the intervals in use\n\nShare of experiments whose interval contains the "
        f"true effect; nominal {LEVEL:.2f}.\n\n{_table(wide.reset_index())}\n"
        "## Error rates on the border, and power\n\nThe true effect lies on the border of the "
        "predicted range, so either verdict is an error. *Simulation error* is the 99.9 % quantile "
        "of the excess over the nominal rate due to simulation noise. *Power at 1 sd* is the rate "
        "of *holds* for an effect one standard deviation (of a difference of two runs) inside the "
        "range.\n\n"
        + _table(
            border[[*where, *shares]]
            .merge(power[[*where, "holds"]], "left", where, suffixes=("", " at 1 sd"))
            .round(3)
            .rename(columns=TITLES)
        )
    )


def _table(frame: pd.DataFrame) -> str:
    shown = frame.map(lambda value: "" if pd.isna(value) else str(value))
    rows = [list(frame.columns), ["---"] * len(frame.columns), *shown.to_numpy()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _keys(model: type[BaseModel]) -> str:
    rows = []
    for name, field in model.model_fields.items():
        rows.append(f"| `{name}` | {_default(field)} | {field.description} |\n")
    return "| key | default | meaning |\n|---|---|---|\n" + "".join(rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if isinstance(field.default, BaseModel):
        return "see below"
    return f"`{json.dumps(field.default)}`"


def _after_mark(path: Path, generated: str) -> str:
    by_hand, mark, _ = path.read_text().partition(MARK)
    if not mark:
        raise ValueError(f"{path} has no line {MARK!r}")
    return f"{by_hand}{MARK}\n\n{generated}"


if __name__ == "__main__":
    for page, content in pages().items():
        page.write_text(content)
