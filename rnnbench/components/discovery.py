"""Components are found by file name: ``components/cells/gru.py`` is the cell ``gru``, everywhere.

So are those in folders of the user's own (``components`` in a config), laid out alike:
``FOLDER/cells/my_cell.py``.

A component file defines exactly one class derived from its kind's base class (or, for claims, one
instance of it). Nothing is registered by hand.
"""

import difflib
import inspect
import pkgutil
import traceback
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import ValidationError

ROOT = Path(__file__).parent
PACKAGE = ROOT.parent
APART = ("probes", "claims")
"""Kinds of components whose built-in ones lie outside this package."""
KINDS = ("cells", "inits", "norms", "clips", "penalties", "tasks", "corpora", "probes", "claims")

LONGEST_SHOWN = 100
"""Characters of a wrong name that a message shows."""

_folders: list[Path] = []


class UnknownNameError(ValueError):
    """A name that nothing answers to; the message offers the nearest one that exists."""

    def __init__(self, what: str, name: object, valid: Iterable[str]) -> None:
        names = sorted(valid)
        near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.0)
        hint = f"did you mean {near[0]!r}? " if near else ""
        shown = repr(name)
        if len(shown) > LONGEST_SHOWN:
            shown = f"{shown[:LONGEST_SHOWN]}..."
        super().__init__(f"unknown {what} {shown}: {hint}(valid: {', '.join(names)})")


class ComponentsError(ValueError):
    """A folder or a file of components that cannot be used."""


def use(folders: Iterable[str]) -> None:
    """Find components in these folders, too.

    Raises:
        ComponentsError: there is no such folder, or a component has the name of another one.
    """
    for folder in folders:
        path = Path(folder).resolve()
        if path in _folders:
            continue
        if not any((path / kind).is_dir() for kind in KINDS):
            raise ComponentsError(f"components: {folder} has none of {', '.join(KINDS)} in it")
        for kind in KINDS:
            for name in sorted(set(names(kind)) & set(_names_in(path / kind))):
                raise ComponentsError(f"components: {folder}/{kind}/{name}.py: {name} is taken")
        _folders.append(path)
        names.cache_clear()


@cache
def names(kind: str) -> tuple[str, ...]:
    """Names of all components of a kind, sorted; reads file names only."""
    return tuple(sorted(name for folder in _places(kind) for name in _names_in(folder)))


def _places(kind: str) -> list[Path]:
    """Folders with components of a kind, the built-in ones first."""
    built_in = PACKAGE if kind in APART else ROOT
    return [built_in / kind, *(folder / kind for folder in _folders)]


def _package(kind: str) -> str:
    """The package that a kind's modules belong to."""
    return f"rnnbench.{kind}" if kind in APART else f"rnnbench.components.{kind}"


def _names_in(folder: Path) -> list[str]:
    modules = pkgutil.iter_modules([str(folder)])
    return [m.name for m in modules if not m.ispkg and not m.name.startswith("_")]


def source(kind: str, name: str) -> Path:
    """The file that defines a component.

    Raises:
        UnknownNameError: no component of that kind has the name.
    """
    if name not in names(kind):
        raise UnknownNameError(f"name in {kind}", name, names(kind))
    files = (folder / f"{name}.py" for folder in _places(kind))
    return next(file for file in files if file.is_file())


def sources(kind: str, name: str) -> tuple[Path, ...]:
    """A component's file, and the files of its kind that it is made of.

    Raises:
        UnknownNameError: no component of that kind has the name.
    """
    load(kind, name)
    package = f"{_package(kind)}."
    found: dict[str, None] = {}
    waiting = [f"{package}{name}"]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found[module] = None
            owners = (getattr(v, "__module__", None) for v in vars(import_module(module)).values())
            waiting.extend(m for m in owners if m is not None and m.startswith(package))
    return tuple(Path(inspect.getfile(import_module(module))) for module in found)


@cache
def load(kind: str, name: str) -> Any:
    """The component itself: the one class (or, for claims, the one instance) its file defines.

    Raises:
        UnknownNameError: no component of that kind has the name.
        ComponentsError: the file cannot be run, does not define exactly one, or leaves out a part
            that every component of the kind has.
    """
    file = source(kind, name)
    package = import_module(_package(kind))
    package.__path__ = [str(folder) for folder in _places(kind)]
    base = package.BASE
    try:
        module = import_module(f"{_package(kind)}.{name}")
    except (Exception, SystemExit) as error:
        raise ComponentsError(f"{_place(file, error)}: {described(error)}") from error
    found = [value for value in vars(module).values() if _defines(module.__name__, base, value)]
    if len(found) != 1:
        raise ComponentsError(f"{file}: must define one {base.__name__}, but defines {len(found)}")
    lacking = _lacking(found[0], base) if inspect.isclass(found[0]) else []
    if lacking:
        raise ComponentsError(f"{file}: {found[0].__name__} lacks {', '.join(lacking)}")
    return found[0]


def broken(kind: str, name: str) -> str | None:
    """What is wrong with a component's file, in a line; None if it can be used."""
    try:
        load(kind, name)
    except ComponentsError as error:
        return str(error)
    return None


def sound(kind: str) -> list[str]:
    """Names of all components of a kind whose files are not broken."""
    return [name for name in names(kind) if not broken(kind, name)]


def own_folders() -> tuple[Path, ...]:
    """The user's own folders of components."""
    return tuple(_folders)


def is_own(kind: str, name: str) -> bool:
    """Whether a component is the user's own, rather than one that comes with the project."""
    return not source(kind, name).is_relative_to(PACKAGE)


def blamed(error: BaseException) -> ComponentsError | None:
    """The same mistake in a line that names the user's own file that made it; None if none did."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if any(Path(f.filename).is_relative_to(d) for d in own_folders())]
    if not own:
        return None
    return ComponentsError(f"{own[-1].filename}:{own[-1].lineno}: {described(error)}")


def described(error: BaseException) -> str:
    """An exception in one line."""
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    if isinstance(error, ValidationError):
        mistakes = ((".".join(map(str, e["loc"])), e["msg"]) for e in error.errors())
        said = f"{error.title}: " + "; ".join(f"{where}: {what}" for where, what in mistakes)
    said = said.partition("For further information")[0]  # with an address, in pydantic's messages
    return f"{type(error).__name__}: {' '.join(said.split())}"


def _place(file: Path, error: BaseException) -> str:
    """The file, with the line in it where an import failed."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return f"{file}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file)]
    return f"{file}:{lines[-1]}" if lines else str(file)


def _lacking(component: type, base: type) -> list[str]:
    """What a base class declares without giving it, and a component does not give either."""
    declared = [name for name in inspect.get_annotations(base) if name not in _fields(component)]
    absent = [name for name in declared if not hasattr(component, name)]
    return sorted({*absent, *getattr(component, "__abstractmethods__", ())})


def _fields(component: type) -> Iterable[str]:
    """The settings of tasks and probes, which have their values in an instance."""
    return getattr(component, "model_fields", ())


def _defines(module: str, base: type, value: object) -> bool:
    if inspect.isclass(value):
        return issubclass(value, base) and value.__module__ == module
    return isinstance(value, base)


def summary(component: object) -> str:
    """First line of a component's docstring."""
    return (inspect.getdoc(component) or "").partition("\n")[0]
