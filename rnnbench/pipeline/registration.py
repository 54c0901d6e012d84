"""Preregistration: what claims declare is hashed into the results before anything trains.

``registration.json`` keeps every form in which each claim was declared, newest last, and whether
data of the claim existed by then. So no margin changes unnoticed.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime, ValidationError

from rnnbench.claims import PLAIN, Claim, Contrast, Question, Readings, Test
from rnnbench.judging.json_model import JsonModel
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.storage.files import ResultsError, write_atomically

Form = dict[str, Any]
"""What a claim declares, as JSON."""


class Entry(JsonModel):
    """A form in which a claim was declared.

    Attributes:
        hash: sha256 of the form.
        time: when it was registered, UTC.
        data: whether runs or readings of the claim, or a verdict on it, existed then.
        declared: the form.
    """

    hash: str
    time: AwareDatetime
    data: bool
    declared: Form


class Seal(JsonModel):
    """The hash of all claims' hashes, and when it was first registered."""

    hash: str
    time: AwareDatetime


class Registration(JsonModel):
    """Everything that was ever registered, newest last."""

    ledger: tuple[Seal, ...] = ()
    claims: Mapping[str, tuple[Entry, ...]] = {}


def declared(claim: Claim) -> Form:
    """What a claim declares: its questions in full, without wording and labels."""
    return {
        "primary": _question(claim.primary),
        "secondary": [_question(question) for question in claim.secondary.values()],
    }


def digest(content: Any) -> str:
    """Sha256 of the content's JSON, without spaces, with sorted keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def ledger(claims: Mapping[str, Claim]) -> str:
    """Hash of all claims' names and declared forms."""
    return digest({name: digest(declared(claim)) for name, claim in claims.items()})


def updated(
    before: Registration, claims: Mapping[str, Claim], with_data: Collection[str], now: datetime
) -> Registration:
    """Append the forms of claims that are new or have changed.

    Args:
        before: the registration so far.
        claims: all claims, by name.
        with_data: names of those whose data exist.
        now: the time.
    """
    histories = dict(before.claims)
    for name, claim in claims.items():
        form = declared(claim)
        history = histories.get(name, ())
        if not history or history[-1].hash != digest(form):
            entry = Entry(hash=digest(form), time=now, data=name in with_data, declared=form)
            histories[name] = (*history, entry)
    seals, seal = before.ledger, Seal(hash=ledger(claims), time=now)
    if not seals or seals[-1].hash != seal.hash:
        seals = (*seals, seal)
    return Registration(ledger=seals, claims=histories)


def register(plan: Plan) -> None:
    """Register what all claims declare now.

    An unreadable file is kept under another name, and a new one started.
    """
    paths = Paths.of(plan.config)
    try:
        before = read(paths)
    except ResultsError:
        paths.registration.replace(paths.registration.with_suffix(".damaged"))
        before = Registration()
    claims = plan.claims
    with_data = {name for name in claims if _has_data(plan, paths, name)}
    after = updated(before, claims, with_data, datetime.now(UTC).replace(microsecond=0))
    if after != before:
        write_atomically(paths.registration, after.model_dump_json(indent=1).encode())


def read(paths: Paths) -> Registration:
    """Read the registration; empty without a file.

    Raises:
        ResultsError: the file cannot be read.
    """
    try:
        return Registration.model_validate_json(paths.registration.read_bytes())
    except FileNotFoundError:
        return Registration()
    except (OSError, ValidationError) as error:
        raise ResultsError(f"{paths.registration}: cannot be read ({error})") from None


def _has_data(plan: Plan, paths: Paths, claim: str) -> bool:
    """Whether data of a claim exist; a verdict counts even if the claim's contrast has changed."""
    shards = [plan.shards[path] for path in plan.needed(claim)]
    runs = [paths.shard("train", shard) / "runs.parquet" for shard in shards]
    readings = [paths.probe(name) for name in plan.probed(claim)]
    return any(file.exists() for file in (*runs, *readings, paths.claim(claim)))


def _question(question: Question) -> Form:
    return {
        "contrast": _of_fields(question.contrast),
        "test": _of_fields(question.test),
        "minus": _of_fields(question.minus) if question.minus else None,
    }


def _of_fields(part: Contrast | Readings | Test) -> Form:
    """The part's type and all its fields, including defaults."""
    form = {field.name: _plain(getattr(part, field.name)) for field in fields(part)}
    if isinstance(part, Contrast):
        held = sorted({*PLAIN, *part.where} - {part.axis})
        form["where"] = {axis: _plain(part.needs(axis)) for axis in held}
    return {"kind": type(part).__name__, **form}


def _plain(value: object) -> Any:
    """The value as JSON: 1 and 1.0 are equal, infinite numbers are words."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        return number if abs(number) < float("inf") else str(number)
    return value
