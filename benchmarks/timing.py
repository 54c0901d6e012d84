"""Interleaved timing of several functions."""

import time
from collections.abc import Callable, Mapping

ROUND_SECONDS = 0.15


def best(updates: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds per call of each function, in its best round.

    Each round times all functions in turn, so a disturbance affects all alike.
    """
    found = dict.fromkeys(updates, float("inf"))
    for _ in range(rounds):
        for name, update in updates.items():
            update()  # warm the caches
            found[name] = min(found[name], _seconds(update))
    return found


def _seconds(update: Callable[[], object]) -> float:
    """Mean time of a call, over at least ``ROUND_SECONDS``."""
    calls, start = 0, time.perf_counter()
    while time.perf_counter() - start < ROUND_SECONDS:
        update()
        calls += 1
    return (time.perf_counter() - start) / calls
