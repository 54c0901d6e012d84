"""Commands for components and their data: ``new``, ``data``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rnnbench.cli.options import DEFAULT_CONFIG, Scale, one_line_errors, read_config


class Example(StrEnum):
    """Kinds of components with an example."""

    task = "task"
    cell = "cell"
    probe = "probe"
    claim = "claim"


def new(
    kind: Annotated[Example, typer.Argument(help="kind of the component")],
    name: Annotated[str, typer.Argument(help="its name, such as first_symbol")],
    into: Annotated[Path, typer.Option(help="your folder of components")] = Path("components"),
) -> None:
    """Write a working example of a component, and its test, to start from."""
    from rnnbench.testing import scaffold

    with one_line_errors():
        print(scaffold.write(kind.value, name, into))


def data(
    names: Annotated[list[str] | None, typer.Argument(help="corpora to download")] = None,
    config: Annotated[Path | None, typer.Option(help="download what this config needs")] = None,
    scale: Scale = None,
) -> None:
    """List the corpora that tasks may use, or download some."""
    from rnnbench.cli import console
    from rnnbench.components import corpora, downloads
    from rnnbench.components.data_files import DataError
    from rnnbench.components.registry import BUILT_IN
    from rnnbench.plan import preflight

    with one_line_errors():
        wanted = [corpora.of(name) for name in names or ()]
        if config or scale:
            wanted += preflight.corpora(read_config(config or DEFAULT_CONFIG, scale))
        for corpus in wanted:
            got = downloads.get(corpus.files)
            if corpus.missing:
                raise DataError(corpus.missing)
            for file in got:
                print(file.place)
        console.corpora(wanted or map(corpora.of, BUILT_IN.sound("corpora")))
