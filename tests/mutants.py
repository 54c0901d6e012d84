"""Mutation testing: do the tests notice small faults in the code? See README.md beside this file.

Draws mutants with a fixed seed, puts each into the source tree, and runs the test files that import
the mutated module. Needs Cosmic Ray, in an environment of its own: `make mutants`.
"""

import argparse
import ast
import json
import os
import random
import re
import shlex
import tempfile
from pathlib import Path

from cosmic_ray.commands import init
from cosmic_ray.modules import find_modules
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB

ROOT = Path(__file__).parent.parent
PACKAGES = ("rnnbench/stats", "rnnbench/claims/tests", "rnnbench/judging", "rnnbench/engine")
UNINFORMATIVE = ("Bit", "Shift", "RemoveDecorator")
"""Operators that most often change an annotation, or fail at once on any number."""


def imported(file: Path) -> set[str]:
    """Return the names of the modules that a file imports, and of what it imports from them."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_files(module: Path) -> list[Path]:
    """Return the test files that import a module, small files first.

    Helper modules of the tests cost no import. If fewer than three files import the module, those
    follow that import one of its importers. Tests that run whole pipelines are left out.
    """
    helpers = {file.stem: imported(file) for file in Path("tests").glob("[!t]*.py")}
    tests = {file: imported(file) for file in Path("tests").glob("test_*.py")}
    tests = {file: names for file, names in tests.items() if "project" not in names}
    for names in tests.values():
        names |= set().union(*(own for helper, own in helpers.items() if helper in names))

    def importing(wanted: set[str]) -> list[Path]:
        return sorted((file for file, names in tests.items() if names & wanted), key=size)

    found = importing({dotted(module)})
    if len(found) < 3:
        importers = (file for file in sources() if dotted(module) in imported(file))
        found += importing({dotted(file) for file in importers})
    return list(dict.fromkeys(found))


def size(file: Path) -> int:
    """Return the bytes of a file."""
    return file.stat().st_size


def sources() -> list[Path]:
    """Return the package's modules."""
    return sorted(Path("rnnbench").rglob("*.py"))


def dotted(module: Path) -> str:
    """Return a module's name as an import states it."""
    return ".".join(module.with_suffix("").parts).removesuffix(".__init__")


def sample(count: int, seed: int):
    """Draw places in the code, and at each of them one mutation."""
    with tempfile.TemporaryDirectory() as folder:
        database = WorkDB(Path(folder) / "mutants.sqlite", WorkDB.Mode.create)
        init(sorted(find_modules(map(Path, PACKAGES))), database, {})
        mutations = [item.mutations[0] for item in database.work_items]
        database.close()
    places = {}
    for mutation in mutations:
        if not any(name in mutation.operator_name for name in UNINFORMATIVE):
            places.setdefault((str(mutation.module_path), mutation.start_pos), []).append(mutation)
    draw = random.Random(seed)
    chosen = draw.sample(sorted(places), count)
    return [draw.choice(sorted(places[place], key=str)) for place in chosen]


def main() -> None:
    """Test each mutant, and append a line of JSON on each to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=900, help="time limit of one mutant")
    parser.add_argument("--only", type=int, nargs="*", help="numbers of the mutants to test")
    parser.add_argument("--output", type=Path, default=Path("mutants.jsonl"))
    parser.add_argument("--python", default=".venv/bin/python", help="one that has the tests")
    parser.add_argument("--pytest", default="", help="further options of pytest")
    given = parser.parse_args()
    os.chdir(ROOT)
    os.environ["CI"] = "1"  # Hypothesis then draws the same examples each time
    for number, mutation in enumerate(sample(given.count, given.seed)):
        if given.only is not None and number not in given.only:
            continue
        files = test_files(mutation.module_path)
        options = f"-m pytest -x -q -p no:cacheprovider -m 'not slow' {given.pytest}"
        command = f"{given.python} {options} {shlex.join(map(str, files))}"
        result = mutate_and_test([mutation], command, given.seconds)
        outcome = result.test_outcome.value
        if result.output == "timeout":
            outcome = "timeout"
        elif re.search(r"^E +SyntaxError", result.output, re.M):
            outcome = "invalid"
        row = {
            "number": number,
            "module": str(mutation.module_path),
            "line": mutation.start_pos[0],
            "operator": mutation.operator_name.removeprefix("core/"),
            "outcome": outcome,
            "by": re.findall(r"^(?:FAILED|ERROR) (\S+)", result.output, re.M),
            "diff": result.diff,
        }
        with given.output.open("a") as file:
            print(json.dumps(row), file=file)
        place = f"{row['module']}:{row['line']}"
        print(row["number"], row["outcome"], place, row["operator"], flush=True)


if __name__ == "__main__":
    main()
