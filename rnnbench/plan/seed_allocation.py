"""How many blocks of seeds each claim has been granted: ``seeds.json`` among the results."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import PositiveInt, TypeAdapter

from rnnbench.storage.files import ResultsError, read_json, write_atomically

GRANTS = TypeAdapter(dict[str, PositiveInt])


def read(path: Path) -> dict[str, int]:
    """Blocks by claim, of claims that have been granted more than the first; none without a file.

    Raises:
        ResultsError: the file cannot be read.
    """
    try:
        path.stat()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
    return read_json(path, GRANTS, "delete it to start over")


def write(path: Path, granted: Mapping[str, int]) -> None:
    """Write the file, whole or not at all."""
    write_atomically(path, GRANTS.dump_json(dict(granted), indent=1))
