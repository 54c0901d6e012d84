"""Components, found by file name: ``components/cells/gru.py`` is the cell ``gru`` everywhere.

A user's own folders have the same layout: ``FOLDER/cells/my_cell.py``. A component file defines
exactly one class derived from its kind's base class (for claims: one instance of it). No list
names the components.
"""

import difflib
import hashlib
import inspect
import pkgutil
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, overload

from pydantic import ValidationError

if TYPE_CHECKING:  # loading a component imports PyTorch; finding one does not
    from rnnbench.claims import Claim
    from rnnbench.components.cells import Cell
    from rnnbench.components.clips import Clip
    from rnnbench.components.corpora import Corpus
    from rnnbench.components.inits import Init
    from rnnbench.components.norms import Norm
    from rnnbench.components.penalties import Penalty
    from rnnbench.components.tasks import Task
    from rnnbench.probes import Probe

PACKAGE = Path(__file__).parents[1]
KINDS = ("cells", "inits", "norms", "clips", "penalties", "tasks", "corpora", "probes", "claims")
PACKAGES = {kind: f"rnnbench.components.{kind}" for kind in KINDS} | {
    "probes": "rnnbench.probes",
    "claims": "rnnbench.claims",
}
"""Packages of the built-in components."""
LONGEST_SHOWN = 100
"""Characters of an unknown name that a message shows; no component has a longer name."""


class UnknownNameError(ValueError):
    """An unknown name; the message suggests the nearest valid one."""

    def __init__(self, what: str, name: object, valid: Iterable[str]) -> None:
        names = sorted(valid)
        near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.0)
        hint = f"did you mean {near[0]!r}? " if near else ""
        shown = repr(name)
        if len(shown) > LONGEST_SHOWN:
            shown = f"{shown[:LONGEST_SHOWN]}..."
        super().__init__(f"unknown {what} {shown}: {hint}(valid: {', '.join(names)})")


class ComponentsError(ValueError):
    """A folder or file of components that cannot be used."""


@dataclass(frozen=True)
class Registry:
    """The built-in components and those in a user's own folders.

    A registry has no state besides its two fields: equal registries find equal components, and
    registries of different folders do not interact.

    Attributes:
        folders: the user's own folders, absolute.
        data: the config's folder of real data; None if the config names none.
    """

    folders: tuple[Path, ...] = ()
    data: str | None = None

    @classmethod
    def of(cls, folders: Iterable[str], data: str | None = None) -> "Registry":
        """Return the registry of some folders.

        Raises:
            ComponentsError: a folder is missing or empty, or two components share a name.
        """
        paths = tuple(dict.fromkeys(Path(folder).resolve() for folder in folders))
        _check(paths)
        return cls(paths, data)

    def names(self, kind: str) -> tuple[str, ...]:
        """Names of all components of a kind, sorted; reads file names only."""
        return tuple(sorted(name for place in self._places(kind) for name in _names_in(place)))

    def source(self, kind: str, name: str) -> Path:
        """File that defines a component.

        Raises:
            UnknownNameError: no component of that kind has the name.
        """
        if len(name) <= LONGEST_SHOWN and name.isidentifier() and not name.startswith("_"):
            for place in self._places(kind):
                file = place / f"{name}.py"
                if file.is_file():
                    return file
        raise UnknownNameError(f"name in {kind}", name, self.names(kind))

    def sources(self, kind: str, name: str) -> tuple[Path, ...]:
        """A component's file and the component files that it is made of.

        Raises:
            UnknownNameError: no component of that kind has the name.
            ComponentsError: the file is not a component.
        """
        self.load(kind, name)
        packages = (f"{PACKAGES[kind]}.", *(f"{_package(folder)}." for folder in self.folders))
        found: dict[str, None] = {}
        waiting = [_module_name(self.source(kind, name), kind)]
        while waiting:
            module = waiting.pop()
            if module not in found:
                found[module] = None
                values = vars(import_module(module)).values()
                owners = (getattr(value, "__module__", None) for value in values)
                waiting.extend(m for m in owners if m is not None and m.startswith(packages))
        return tuple(Path(inspect.getfile(import_module(module))) for module in found)

    @overload
    def load(self, kind: Literal["cells"], name: str) -> "type[Cell]": ...
    @overload
    def load(self, kind: Literal["inits"], name: str) -> "type[Init]": ...
    @overload
    def load(self, kind: Literal["norms"], name: str) -> "type[Norm]": ...
    @overload
    def load(self, kind: Literal["clips"], name: str) -> "type[Clip]": ...
    @overload
    def load(self, kind: Literal["penalties"], name: str) -> "type[Penalty]": ...
    @overload
    def load(self, kind: Literal["tasks"], name: str) -> "type[Task]": ...
    @overload
    def load(self, kind: Literal["corpora"], name: str) -> "type[Corpus]": ...
    @overload
    def load(self, kind: Literal["probes"], name: str) -> "type[Probe]": ...
    @overload
    def load(self, kind: Literal["claims"], name: str) -> "Claim": ...
    @overload
    def load(self, kind: str, name: str) -> Any: ...
    def load(self, kind: str, name: str) -> Any:
        """Return a component: the class (for claims: the instance) that its file defines.

        Raises:
            UnknownNameError: no component of that kind has the name.
            ComponentsError: the file fails to run, does not define exactly one component, or
                leaves out a required part.
        """
        return _load(self.source(kind, name), kind)

    def broken(self, kind: str, name: str) -> str | None:
        """Problem with a component's file, in one line; None if it can be used."""
        try:
            self.load(kind, name)
        except ComponentsError as error:
            return str(error)
        return None

    def sound(self, kind: str) -> list[str]:
        """Names of all components of a kind whose files can be used."""
        return [name for name in self.names(kind) if not self.broken(kind, name)]

    def is_own(self, kind: str, name: str) -> bool:
        """Whether a component comes from one of the user's own folders."""
        return not self.source(kind, name).is_relative_to(PACKAGE)

    def own_error(self, error: BaseException) -> ComponentsError | None:
        """The same error as one line that names the user's own file; None if none is involved."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if any(Path(f.filename).is_relative_to(d) for d in self.folders)]
        if not own:
            return None
        return ComponentsError(f"{own[-1].filename}:{own[-1].lineno}: {described(error)}")

    def _places(self, kind: str) -> list[Path]:
        """Folders with components of a kind, the built-in one first."""
        built_in = PACKAGE.joinpath(*PACKAGES[kind].split(".")[1:])
        return [built_in, *(folder / kind for folder in self.folders)]


BUILT_IN = Registry()
"""The built-in components alone."""


def registry_in(context: object) -> Registry:
    """The registry that a pydantic validation context carries; the built-in one without."""
    return context if isinstance(context, Registry) else BUILT_IN


def name_of(component: object) -> str:
    """Name of a component (class or instance), which is that of its file."""
    kind = component if inspect.isclass(component) else type(component)
    return kind.__module__.rpartition(".")[2]


def described(error: BaseException) -> str:
    """An exception in one line."""
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    if isinstance(error, ValidationError):
        problems = ((".".join(map(str, e["loc"])), e["msg"]) for e in error.errors())
        said = f"{error.title}: " + "; ".join(f"{where}: {what}" for where, what in problems)
    said = said.partition("For further information")[0]  # an address in pydantic's messages
    return f"{type(error).__name__}: {' '.join(said.split())}"


def summary(component: object) -> str:
    """First line of a component's docstring."""
    return (inspect.getdoc(component) or "").partition("\n")[0]


def _names_in(folder: Path) -> list[str]:
    modules = pkgutil.iter_modules([str(folder)])
    return [m.name for m in modules if not m.ispkg and not m.name.startswith("_")]


def _check(folders: tuple[Path, ...]) -> None:
    """Refuse folders without components, and names that two files claim."""
    for folder in folders:
        if not any((folder / kind).is_dir() for kind in KINDS):
            raise ComponentsError(
                f"components: {folder} contains none of the folders {', '.join(KINDS)}"
            )
    for number, folder in enumerate(folders):
        before = Registry(folders[:number])
        for kind in KINDS:
            for name in sorted(set(before.names(kind)) & set(_names_in(folder / kind))):
                raise ComponentsError(
                    f"components: {folder}/{kind}/{name}.py: the name {name} is taken; rename it"
                )


def _package(folder: Path) -> str:
    """Name of the package that stands for a user's own folder, unique to its path."""
    name = f"own_components_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    for package, path in {
        name: folder,
        **{f"{name}.{kind}": folder / kind for kind in KINDS},
    }.items():
        if package not in sys.modules:
            module = ModuleType(package, "A user's own components.")
            module.__path__ = [str(path)]
            sys.modules[package] = module
    return name


def _module_name(file: Path, kind: str) -> str:
    own = not file.is_relative_to(PACKAGE)
    package = f"{_package(file.parents[1])}.{kind}" if own else PACKAGES[kind]
    return f"{package}.{file.stem}"


@cache
def _load(file: Path, kind: str) -> Any:
    base = import_module(PACKAGES[kind]).BASE
    try:
        module = import_module(_module_name(file, kind))
    except (Exception, SystemExit) as error:
        raise ComponentsError(f"{_place(file, error)}: {described(error)}") from error
    found = [value for value in vars(module).values() if _defines(module.__name__, base, value)]
    if len(found) != 1:
        raise ComponentsError(f"{file}: must define one {base.__name__} (got {len(found)})")
    lacking = _lacking(found[0], base) if inspect.isclass(found[0]) else []
    if lacking:
        raise ComponentsError(f"{file}: {found[0].__name__} lacks {', '.join(lacking)}")
    return found[0]


def _place(file: Path, error: BaseException) -> str:
    """The file, with the line in it where an import failed."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return f"{file}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file)]
    return f"{file}:{lines[-1]}" if lines else str(file)


def _lacking(component: type, base: type) -> list[str]:
    """Names that a base class declares without a value and that a component leaves out too."""
    declared = [name for name in inspect.get_annotations(base) if name not in _fields(component)]
    absent = [name for name in declared if not hasattr(component, name)]
    return sorted({*absent, *getattr(component, "__abstractmethods__", ())})


def _fields(component: type) -> Iterable[str]:
    """Settings of tasks and probes, which get their values in an instance."""
    return getattr(component, "model_fields", ())


def _defines(module: str, base: type, value: object) -> bool:
    if inspect.isclass(value):
        return issubclass(value, base) and value.__module__ == module
    return isinstance(value, base)
