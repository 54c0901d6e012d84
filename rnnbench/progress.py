"""Progress of long work: a bar in a terminal, otherwise one line per minute."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 60.0


class Advance(Protocol):
    """Callback for progress, with the number of units done since the last call."""

    def __call__(self, units: int = 1) -> None:
        """Advance by a number of units."""


def ignore_progress(units: int = 1) -> None:
    """Report nothing."""


@contextmanager
def reporting(what: str, total: int, unit: str) -> Iterator[Advance]:
    """Report progress of ``total`` units of work on standard error."""
    if sys.stderr.isatty():
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(unit),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(what, total=total)
            yield lambda units=1: bar.advance(task, units)
    else:
        yield _lines(what, total, unit)


def _lines(what: str, total: int, unit: str) -> Advance:
    done, last = 0, time.monotonic()

    def advance(units: int = 1) -> None:
        nonlocal done, last
        done += units
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES or done == total:
            last = now
            print(f"{what}: {done} of {total} {unit}", file=sys.stderr, flush=True)

    return advance
