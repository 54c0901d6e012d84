"""How many blocks of seeds each claim has been granted: ``seeds.json`` among the results."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import PositiveInt, TypeAdapter, ValidationError

from rnnbench.results import ResultsError, write_atomically

GRANTS = TypeAdapter(dict[str, PositiveInt])


def read(path: Path) -> dict[str, int]:
    """Blocks by claim, of claims that have been granted more than the first; none without a file.

    Raises:
        ResultsError: the file cannot be read.
    """
    if not path.exists():
        return {}
    try:
        return GRANTS.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ResultsError(f"{path}: cannot be read ({error}); delete it to start over") from None


def write(path: Path, granted: Mapping[str, int]) -> None:
    """Write the file, whole or not at all."""
    write_atomically(path, GRANTS.dump_json(dict(granted), indent=1))
