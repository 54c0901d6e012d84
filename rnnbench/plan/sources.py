"""Source files of the package, as the pipeline's rules name them."""

from pathlib import Path

from rnnbench.components.registry import PACKAGE

ENGINE_VERSION = PACKAGE / "engine" / "VERSION"
"""File whose change makes all trained results out of date."""


def code(*packages: str) -> list[str]:
    """Source files of some packages, such as ``judging`` or ``probes/measures``."""
    return [
        relative(file)
        for package in packages
        for file in sorted((PACKAGE / package).iterdir())
        if file.suffix in {".py", ".j2", ".css", ".js"}
    ]


def relative(path: Path) -> str:
    """A path relative to the working directory, if it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
