"""Errors in a user's configs, data and components: one line each, without a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from rnnbench.components.data_files import DataError
from rnnbench.components.registry import ComponentsError, Registry, UnknownNameError, described
from rnnbench.config import ConfigError
from rnnbench.storage.files import ResultsError

EXPECTED = (ConfigError, DataError, ResultsError, UnknownNameError, ComponentsError)


def explained(error: Exception) -> str | None:
    """The lines of an error that a user can mend; None for a fault of the project's own."""
    return str(error) if isinstance(error, EXPECTED) else None


@contextmanager
def attributed_to(registry: Registry, kind: str, name: str) -> Iterator[None]:
    """Context in which an error is attributed to a component, if it is the user's own.

    Raises:
        ComponentsError: something failed; the message names the component's file and line.
    """
    try:
        yield
    except EXPECTED:
        raise
    except Exception as error:
        if not registry.is_own(kind, name):
            raise
        line = f"{registry.source(kind, name)}: {described(error)}"
        raise registry.own_error(error) or ComponentsError(line) from error


@contextmanager
def attributed_to_own_files(registry: Registry) -> Iterator[None]:
    """Context in which an error is attributed to the user's own file that raised it, if any.

    Raises:
        ComponentsError: something failed in such a file; the message names it, with the line.
    """
    try:
        yield
    except EXPECTED:
        raise
    except Exception as error:
        own_error = registry.own_error(error)
        if own_error is None:
            raise
        raise own_error from error
