"""Scaffolding of ``rnnbench new``: a working example of a component and its test."""

import keyword
import re
from pathlib import Path

import jinja2

from rnnbench.components.registry import BUILT_IN, ComponentsError

NEXT = """\
Wrote {file}, an example that works: change it.
Wrote {test}, its test: pytest {folder}
In a config:
  components: [{folder}]
  {use}"""
USE = {
    "task": "{name}: {{length: 20}}    # in a study, under tasks:",
    "cell": "cells: [vanilla, {name}]    # in a study",
    "probe": "probes: {{{name}: {{seeds: 20}}}}    # beside the studies",
    "claim": "# a study with the cells that the claim contrasts",
}
"""Line of a config that uses the component, by kind."""


def write(kind: str, name: str, folder: Path) -> str:
    """Write an example component and its test into a folder of components.

    Args:
        kind: one of ``USE``.
        name: name of the component.
        folder: the folder; it is created if missing.

    Returns:
        Instructions for the next steps.

    Raises:
        ComponentsError: the name is invalid or taken, or a file exists already.
    """
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise ComponentsError(f"{name!r} cannot be a name; use a-z, 0-9 and _, as in my_{kind}")
    if name in BUILT_IN.names(f"{kind}s"):
        raise ComponentsError(f"{name!r} is taken; choose another name for your {kind}")
    file, test = folder / f"{kind}s" / f"{name}.py", folder / "tests" / f"test_{name}.py"
    texts = {file: f"{kind}.py.j2", test: f"test_{kind}.py.j2"}
    for path in texts:
        if path.exists():
            raise ComponentsError(f"{path} exists already; nothing was written")
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rnnbench.testing", "templates"),
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    words = name.title().replace("_", "")
    for path, template in texts.items():
        text = environment.get_template(template).render(name=name, words=words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return NEXT.format(file=file, test=test, folder=folder, use=USE[kind].format(name=name))
