"""Options that commands share, config files, and errors of users in one line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from rnnbench.config import Config
    from rnnbench.plan.plan import Plan

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


def read_config(
    path: Path, scale: str | None, check: "Callable[[dict[str, Any]], Config] | None" = None
) -> "Config":
    """Read a config file, or the one of a scale.

    Args:
        path: the file.
        scale: name of the scale, in place of the file.
        check: what checks it; None: all of it, with the components that it names.

    Raises:
        UnknownNameError: there is no such scale.
        ConfigError: the config cannot be read, or is not valid.
    """
    from rnnbench import config as configs
    from rnnbench.components.registry import UnknownNameError

    if scale is not None:
        if scale not in scales():
            raise UnknownNameError("scale", scale, scales())
        path = scales()[scale]
    return configs.read(path, check or configs.load)


def scales() -> dict[str, Path]:
    """All config files, by the name of their scale."""
    return {file.stem: file for file in sorted(DEFAULT_CONFIG.parent.glob("*.yaml"))}


def read_plan(path: Path) -> "Plan":
    """Read the plan that the pipeline wrote to ``plan.json``.

    Raises:
        ResultsError: it is missing or damaged.
    """
    from rnnbench.plan.plan import Plan

    return Plan.read(path)


def running_plan(path: Path, scale: str | None) -> "Plan":
    """Read the plan that the pipeline wrote for a config, with the seeds allocated since.

    Raises:
        ConfigError: the config cannot be read, or is not valid.
        ResultsError: nothing has run yet, or a file is damaged.
    """
    from rnnbench import config as configs
    from rnnbench.plan import seed_allocation
    from rnnbench.plan.paths import Paths

    paths = Paths.of(read_config(path, scale, configs.parse))
    return read_plan(paths.plan).with_blocks(seed_allocation.read(paths.seed_allocation))
