"""What claims declare, hashed into the results before anything trains: no margin moves in silence.

``registration.json`` keeps, for each claim, every form in which it was ever declared, newest last,
and whether data that it looks at existed by then.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime, ValidationError

from rnnbench.claims import PLAIN, Claim, Contrast, Question, Readings, Test
from rnnbench.judging.records import Record
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.storage.files import ResultsError, write_atomically

Form = dict[str, Any]
"""What a claim declares, as JSON has it."""


class Entry(Record):
    """A form in which a claim was declared.

    Attributes:
        hash: sha256 of the form.
        time: when it was registered, UTC.
        data: whether runs or readings that the claim looks at, or a verdict on it, existed then.
        declared: the form.
    """

    hash: str
    time: AwareDatetime
    data: bool
    declared: Form


class Seal(Record):
    """The hash of all claims' hashes, and when it was registered first."""

    hash: str
    time: AwareDatetime


class Registration(Record):
    """All that was ever registered; newest last."""

    ledger: tuple[Seal, ...] = ()
    claims: Mapping[str, tuple[Entry, ...]] = {}


def declared(claim: Claim) -> Form:
    """What decides a claim: its questions in full, not its wording nor the questions' labels."""
    return {
        "primary": _question(claim.primary),
        "secondary": [_question(question) for question in claim.secondary.values()],
    }


def digest(content: Any) -> str:
    """Sha256 of something's JSON without spaces, keys sorted."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def ledger(claims: Mapping[str, Claim]) -> str:
    """Hash of the names of all claims and the hashes of what they declare."""
    return digest({name: digest(declared(claim)) for name, claim in claims.items()})


def updated(
    before: Registration, claims: Mapping[str, Claim], with_data: Collection[str], now: datetime
) -> Registration:
    """Register claims: what is new or declared otherwise than before is appended.

    Args:
        before: what is registered already.
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
    """Write down what all claims declare now.

    A file that cannot be read is kept beside the new one, which then begins anew.
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
    """What is registered; nothing if there is no file.

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
    """Whether data of a claim exist; its verdict says so even if it looks elsewhere by now."""
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
    """The part's type and all its fields, those left at their defaults included."""
    form = {field.name: _plain(getattr(part, field.name)) for field in fields(part)}
    if isinstance(part, Contrast):
        held = sorted({*PLAIN, *part.where} - {part.axis})
        form["where"] = {axis: _plain(part.needs(axis)) for axis in held}
    return {"kind": type(part).__name__, **form}


def _plain(value: object) -> Any:
    """As JSON has it: 1 and 1.0 alike, infinite numbers as words."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        return number if abs(number) < float("inf") else str(number)
    return value
