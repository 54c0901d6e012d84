"""Atomic writes of files, and typed reads of JSON files."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class ResultsError(ValueError):
    """Raised if a results file is missing, damaged, of another schema, or not writable."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file under a temporary name in the same folder, then rename it.

    Raises:
        ResultsError: the file cannot be written; an older file is unchanged.
    """
    with replacing(path) as file:
        file.write(content)


def read_json(path: Path, kind: TypeAdapter[T], remedy: str | None = None) -> T:
    """Read and validate a JSON file.

    Args:
        path: the file.
        kind: type of its content.
        remedy: advice for a damaged file; None renames the file, so that the pipeline regenerates
            it.

    Raises:
        ResultsError: the file is missing or damaged; the message names the file and the remedy.
    """
    try:
        return kind.validate_json(path.read_bytes())
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
    except ValidationError:
        why = "damaged (not the expected JSON)"
        raise ResultsError(f"{path}: {why}; {remedy}") if remedy else set_aside(path, why) from None


def set_aside(path: Path, why: str) -> ResultsError:
    """Rename a damaged file, so that the pipeline's next run regenerates it.

    Returns:
        The error for the user.
    """
    aside = path.with_name(f"{path.name}.damaged")
    with suppress(OSError):
        path.replace(aside)
        return ResultsError(
            f"{path}: {why}; renamed to {aside.name}, rerun the command to regenerate it"
        )
    return ResultsError(f"{path}: {why}; delete it and rerun the command to regenerate it")


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes its name once it is complete.

    Raises:
        ResultsError: the file cannot be written; an older file is unchanged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _renamed(path) as file:
            yield file
    except OSError as error:
        raise ResultsError(f"{path}: cannot be written ({error.strerror})") from None


@contextmanager
def _renamed(path: Path) -> Iterator[IO[bytes]]:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
