"""Options that commands share, config files, and errors of users in one line."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rnnbench.config import Config

DEFAULT_CONFIG = Path("config/quick.yaml")
ConfigFile = Annotated[Path, typer.Option(help="a config file")]
Scale = Annotated[str | None, typer.Option(help="short for --config config/SCALE.yaml")]
PlanFile = Annotated[Path, typer.Option("--plan", help="plan.json, as the pipeline writes it")]


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Print errors of the user as they are, without a traceback, and exit with 2."""
    try:
        yield
    except Exception as error:
        from rnnbench.plan.user_errors import explained

        said = explained(error)
        if said is None:
            raise
        print(said, file=sys.stderr)
        raise typer.Exit(2) from None


def read_config(path: Path, scale: str | None) -> "Config":
    """Read a config file, or the one of a scale.

    Raises:
        UnknownNameError: there is no such scale.
        ConfigError: the config cannot be read, or is not valid.
    """
    from rnnbench import config as configs
    from rnnbench.components.discovery import UnknownNameError

    if scale is None:
        return configs.read(path)
    if scale not in scales():
        raise UnknownNameError("scale", scale, scales())
    return configs.read(scales()[scale])


def scales() -> dict[str, Path]:
    """All config files, by the name of their scale."""
    return {file.stem: file for file in sorted(DEFAULT_CONFIG.parent.glob("*.yaml"))}


def read_plan(path: Path) -> "Config":
    """Read the checked config that the pipeline wrote to ``plan.json``.

    Raises:
        ResultsError: it is missing or damaged.
    """
    from rnnbench import config as configs
    from rnnbench.storage.files import ResultsError, set_aside

    try:
        values = json.loads(path.read_text())
    except ValueError:
        raise set_aside(path, "damaged (not JSON)") from None
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
    return configs.load(values)
