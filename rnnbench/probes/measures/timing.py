"""Times of pieces of work that take turns, so that other load falls on all of them alike."""

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeVar

Name = TypeVar("Name")
Clock = Callable[[], float]


def in_turns(
    work: Mapping[Name, Callable[[], object]], rounds: int, clock: Clock = time.perf_counter
) -> dict[Name, float]:
    """Median seconds of each piece of work over rounds in which each is done once.

    Each is done once before any time is taken. Every round starts one piece later than the one
    before, so that every piece takes every place in a round.

    Args:
        work: by name.
        rounds: at least 1.
        clock: gives the time in seconds.
    """
    for piece in work.values():
        piece()
    names = list(work)
    seconds: dict[Name, list[float]] = {name: [] for name in names}
    for first in range(rounds):
        for name in names[first % len(names) :] + names[: first % len(names)]:
            begun = clock()
            work[name]()
            seconds[name].append(clock() - begun)
    return {name: median(taken) for name, taken in seconds.items()}
