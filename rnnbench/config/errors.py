"""Errors in a config: one line each, with the nearest valid key or value."""

from collections.abc import Iterator, Sequence
from reprlib import Repr
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rnnbench.components.registry import ComponentsError, UnknownNameError


class ConfigError(ValueError):
    """An invalid config; the message has one line for each error."""


USER_ERRORS = (ConfigError, UnknownNameError, ComponentsError)
"""Errors in a config, whose messages are written for its author."""

SHORT = Repr()
SHORT.maxstring = SHORT.maxother = 60
SHORT.maxlevel, SHORT.maxlist, SHORT.maxtuple = 2, 4, 4


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """Return one line for each error, with the nearest valid key or value."""
    errors = [details for details in error.errors() if not _follows(details)]
    return "\n".join(line for details in errors for line in _explain_one(details, model))


def explain_in_line(error: ValidationError, model: type[BaseModel]) -> str:
    """Return all errors on one line."""
    return explain(error, model).replace("\n", "; ")


def _follows(details: ErrorDetails) -> bool:
    """Whether an error only follows from another: a list counts as too short for its bad items."""
    return details["type"] == "too_short" and bool(details["input"])


def _explain_one(details: ErrorDetails, model: type[BaseModel]) -> list[str]:
    where = _place(details["loc"])
    if details["type"] == "extra_forbidden":
        *parents, key = details["loc"]
        prefix = f"{_place(parents)}: " if parents else ""
        owner = _owner(model, details["loc"])
        return [f"{prefix}{UnknownNameError('key', key, owner.model_fields)}"]
    if details["type"] == "missing":
        return [f"{where}: this key is required"]
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, USER_ERRORS):
        return [f"{where}: {line}" if where else line for line in str(cause).split("\n")]
    message = details["msg"].removeprefix("Value error, ").replace("\n", "; ")
    return [f"{where}: {message} (got {SHORT.repr(details['input'])})"]


def _place(keys: Sequence[int | str]) -> str:
    return ".".join(str(key) if str(key).isprintable() else repr(key) for key in keys)


def _owner(model: type[BaseModel], where: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that holds the last key of a path."""
    for key in where[:-1]:
        field = model.model_fields.get(str(key))
        model = next(_models(field.annotation), model) if field else model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
