"""Seed allocation: the number of blocks of seeds of each claim, ``seeds.json`` in the results."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import PositiveInt, TypeAdapter

from rnnbench.storage.files import ResultsError, read_json, write_atomically

BLOCKS = TypeAdapter(dict[str, PositiveInt])


def read(path: Path) -> dict[str, int]:
    """Read the numbers of blocks of claims that have more than the first; empty without a file.

    Raises:
        ResultsError: the file cannot be read.
    """
    try:
        path.stat()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
    return read_json(path, BLOCKS, "delete it to start over")


def write(path: Path, allocated: Mapping[str, int]) -> None:
    """Write the file atomically."""
    write_atomically(path, BLOCKS.dump_json(dict(allocated), indent=1))
