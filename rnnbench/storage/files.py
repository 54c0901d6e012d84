"""Files that are written whole or not at all, and JSON files of one kind."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class ResultsError(ValueError):
    """A results file that is missing, damaged, of another schema, or that cannot be written."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write to a temporary name in the same folder, then rename.

    Raises:
        ResultsError: it cannot be written; an older file is as it was.
    """
    with replacing(path) as file:
        file.write(content)


def read_json(path: Path, kind: TypeAdapter[T], remedy: str | None = None) -> T:
    """Read a JSON file of one kind.

    Args:
        path: the file.
        kind: what is in it.
        remedy: what to do if it is damaged; None: it is renamed, for the pipeline to make it again.

    Raises:
        ResultsError: it is missing or damaged; it is named, with the remedy.
    """
    try:
        return kind.validate_json(path.read_bytes())
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
    except ValidationError:
        why = "damaged (not the JSON that it should be)"
        raise ResultsError(f"{path}: {why}; {remedy}") if remedy else set_aside(path, why) from None


def set_aside(path: Path, why: str) -> ResultsError:
    """Rename a file that is of no use, so that the pipeline's next run makes it again.

    Returns:
        What to tell people.
    """
    aside = path.with_name(f"{path.name}.damaged")
    with suppress(OSError):
        path.replace(aside)
        return ResultsError(
            f"{path}: {why}; renamed to {aside.name}: the same command again makes it anew"
        )
    return ResultsError(f"{path}: {why}; delete it for the same command to make it anew")


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which takes its name when it is complete.

    Raises:
        ResultsError: it cannot be written; an older file is as it was.
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
