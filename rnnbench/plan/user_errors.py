"""Mistakes of those who write configs, data and components: a line each, instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from rnnbench.components import discovery
from rnnbench.components.data_files import DataError
from rnnbench.components.discovery import ComponentsError, UnknownNameError
from rnnbench.config import ConfigError
from rnnbench.storage.files import ResultsError

EXPECTED = (ConfigError, DataError, ResultsError, UnknownNameError, ComponentsError)


def explained(error: Exception) -> str | None:
    """A mistake in one line, or in one line each; None if the fault is the project's own."""
    if isinstance(error, EXPECTED):
        return str(error)
    own = discovery.blamed(error)
    return str(own) if own else None


@contextmanager
def blaming(kind: str, name: str) -> Iterator[None]:
    """Within, whatever fails is the fault of a component, if it is one of the user's own.

    Raises:
        ComponentsError: something failed; it names the component's file.
    """
    try:
        yield
    except EXPECTED:
        raise
    except Exception as error:
        if not discovery.is_own(kind, name):
            raise
        file = discovery.source(kind, name)
        line = f"{file}: {discovery.described(error)}"
        raise discovery.blamed(error) or ComponentsError(line) from error
