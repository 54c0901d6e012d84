"""Made-up components: corpora for tasks that need some, and cells of the documentation."""

from pathlib import Path

from rnnbench.components import corpora
from rnnbench.components.registry import Registry

FOLDER = str(Path(__file__).parent / "components")
REGISTRY = Registry.of([FOLDER])


def toy(kind, **settings):
    """A task or probe that reads made-up corpora."""
    return kind.model_validate(settings, context=REGISTRY)


def read(corpus, kind):
    """Content of a made-up corpus."""
    return corpora.of(corpus, REGISTRY).read(kind)
