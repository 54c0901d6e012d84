"""Sentences about when claims were declared, and what changed after their data existed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from rnnbench.claims import Claim
from rnnbench.pipeline.registration import Entry, Form, Registration, ledger

WORDS = {"a": "side A", "b": "side B", "of": "column"}
"""Words for fields of a declared form whose names are too short."""


def late(history: tuple[Entry, ...]) -> list[str]:
    """One sentence for each declaration, or change of it, after the claim's data existed."""
    first = [
        f"First registered on {moment(entry.time)}, after its data existed."
        for entry in history[:1]
        if entry.data
    ]
    return first + [
        f"Changed on {moment(after.time)}, after its data existed: "
        f"{'; '.join(changes(before.declared, after.declared))}."
        for before, after in pairwise(history)
        if after.data
    ]


def headline(registration: Registration, claims: Mapping[str, Claim]) -> str:
    """The number of claims that were declared before their data, and not changed since."""
    if not registration.ledger or registration.ledger[-1].hash != ledger(claims):
        return "The claims in their present form are not registered."
    before = sum(not late(registration.claims[name]) for name in claims)
    return (
        f"{before} of {len(claims)} claims were registered with their predicted ranges before any "
        "of their data existed"
        + (", and are unchanged." if before == len(claims) else "; the others are marked.")
    )


def provenance(registration: Registration) -> dict[str, str]:
    """The hash of all claims, and the time of its registration."""
    if not registration.ledger:
        return {"ledger of claims": "not registered"}
    first, last = registration.ledger[0], registration.ledger[-1]
    earlier = "" if first == last else f"; an earlier one on {moment(first.time)}"
    return {
        "ledger of claims, sha256": last.hash,
        "ledger registered": f"{moment(last.time)}{earlier}",
    }


def changes(before: Form, after: Form) -> list[str]:
    """The differences between two declared forms, with both values."""
    old, new = (dict(_questions(form)) for form in (before, after))
    found = []
    for name in (*old, *(name for name in new if name not in old)):
        if name not in new:
            found.append(f"{name} removed")
        elif name not in old:
            found.append(f"{name} added")
        else:
            of = "" if name == "primary question" else f" of {name}"
            found += [f"{what}{of} {how}" for what, how in _differences(old[name], new[name])]
    return found


def moment(time: datetime) -> str:
    """A time in UTC, to the minute."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _questions(form: Form) -> Iterator[tuple[str, Form]]:
    yield "primary question", form["primary"]
    for number, question in enumerate(form["secondary"], start=1):
        yield f"exploratory question {number}", question


def _differences(before: Form, after: Form) -> Iterator[tuple[str, str]]:
    """Names of the fields that differ between two questions, with both values."""
    old, new = (dict(_leaves("question", question)) for question in (before, after))
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            yield _name(path), f"from {_value(old.get(path))} to {_value(new.get(path))}"


def _leaves(path: str, part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _leaves(f"{path}.{key}", value)
    else:
        yield path, part


def _name(path: str) -> str:
    *_, parent, leaf = path.split(".")
    name = parent if leaf == "kind" else WORDS.get(leaf, leaf.replace("_", " "))
    return f"{name} (of the subtracted contrast)" if ".minus." in path else name


def _value(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.15g}".replace("-", "−")
        case list():
            return ", ".join(map(_value, value)) or "nothing"
        case _:
            return {"inf": "∞", "-inf": "−∞"}.get(value, str(value))
