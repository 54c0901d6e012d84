"""Pages that are generated from the code: ``python -m rnnbench.reference`` writes them anew.

A test holds the committed pages to what this module generates.
"""

import inspect
import json
from pathlib import Path

import pandas as pd
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rnnbench import corpora, discovery
from rnnbench.config import Config, Execution, Study
from rnnbench.corpora import Corpus
from rnnbench.results import TABLES

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"
MARK = "<!-- generated from the code below this line; do not edit -->"


def pages() -> dict[Path, str]:
    """All generated files and their content; of a page with a mark, only what follows it."""
    return {
        SCHEMA: schema(),
        ROOT / "config" / "README.md": _after_mark(ROOT / "config" / "README.md", keys()),
        ROOT / "docs" / "results.md": _after_mark(ROOT / "docs" / "results.md", columns()),
        ROOT / "docs" / "data.md": _after_mark(ROOT / "docs" / "data.md", data()),
        ROOT / "docs" / "cells.md": _after_mark(ROOT / "docs" / "cells.md", cells()),
        ROOT / "docs" / "engine.md": _after_mark(ROOT / "docs" / "engine.md", speeds()),
    }


def schema() -> str:
    """The JSON schema of a config."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**draft, **Config.model_json_schema()}, indent=1) + "\n"


def keys() -> str:
    """Tables of all config keys."""
    parts: dict[str, type[BaseModel]] = {
        "Top level": Config,
        "execution": Execution,
        "A study": Study,
    }
    return "\n".join(f"## {title}\n\n{_keys(model)}" for title, model in parts.items())


def columns() -> str:
    """Tables of all columns of the results."""
    return "\n".join(
        f"## {name}.parquet\n\n| column | type | meaning |\n|---|---|---|\n"
        + "".join(f"| `{c.name}` | {c.type} | {c.meaning} |\n" for c in table)
        for name, table in TABLES.items()
    )


def cells() -> str:
    """All cells with their equations, as their docstrings give them."""
    found = {name: discovery.load("cells", name) for name in discovery.names("cells")}
    return "\n".join(
        f"## {name}\n\n```text\n{inspect.getdoc(cell)}\n```\n" for name, cell in found.items()
    )


def data() -> str:
    """All corpora: what they are, what may be done with them, and their files."""
    found = [corpora.of(name) for name in discovery.names("corpora")]
    rows = [
        (f"[`{corpus.name}`](#{corpus.name})", discovery.summary(corpus), _megabytes(corpus))
        for corpus in found
    ]
    table = pd.DataFrame(rows, columns=["corpus", "what", "MB"])
    return f"## Corpora\n\n{_table(table)}\n" + "\n".join(map(_corpus, found))


def _megabytes(corpus: Corpus) -> str:
    return f"{sum(file.size or 0 for file in corpus.files) / 1e6:.1f}"


def _corpus(corpus: Corpus) -> str:
    about = f"### {corpus.name}\n\n{inspect.getdoc(corpus)}\n\nLicence: {corpus.licence}.\n"
    rows = [
        (f"`{f.path}`", f"{f.size:,}", f"`{f.sha256}`", f"<{f.url}>", f"`{f.member or ''}`")
        for f in corpus.files
    ]
    table = pd.DataFrame(rows, columns=["path", "bytes", "sha256", "address", "member"])
    return f"{about}\n{_table(table.replace('``', ''))}" if rows else about


def speeds() -> str:
    """The tables of the benchmarks, as last measured."""
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
        f"One thread of {machine} ({capability}), PyTorch {torch}: updates of one net a second, "
        f"and their ratio to `torch.nn.LSTM`.\n\n{_table(wide.reset_index())}\n"
        f"What a net of the lstm costs (see `benchmarks/costs.py`):\n\n"
        f"{_table(costs[['varied', 'value', 'members at once', *measures]])}"
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
