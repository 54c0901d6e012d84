"""The files that results depend on: where one of them changes, the pipeline makes them again."""

from pathlib import Path

from rnnbench.components.corpora import of as corpus_of
from rnnbench.components.registry import PACKAGE, Registry
from rnnbench.config import Config, probe_of
from rnnbench.plan.shards import Shard
from rnnbench.storage.runs import KINDS

ENGINE_VERSION_FILE = PACKAGE / "engine" / "VERSION"


def code(*packages: str) -> list[str]:
    """Source files of some of rnnbench's packages: what judging or reporting depends on."""
    return [
        relative(file)
        for package in packages
        for file in sorted((PACKAGE / package).iterdir())
        if file.suffix in {".py", ".j2", ".css", ".js"}
    ]


def components(shard: Shard, registry: Registry) -> list[Path]:
    """The source and data files that a shard's results depend on."""
    from rnnbench.plan.networks import task_of  # imports PyTorch, which reports do without

    return [
        *registry.sources("cells", shard.cell),
        *registry.sources("norms", shard.norm),
        *registry.sources("tasks", shard.task),
        *(
            file
            for axis in ("init", "clip", "penalty")
            for name in sorted({names[axis] for names in shard.named()})
            for file in registry.sources(KINDS[axis], name)
        ),
        *task_of(shard, shard.lengths[0], registry).sources,
        ENGINE_VERSION_FILE,
    ]


def component_files(shard: Shard, registry: Registry) -> list[str]:
    """Files whose change makes a shard's results out of date, as the pipeline names them."""
    return [relative(file) for file in components(shard, registry)]


def probe_files(config: Config, name: str) -> list[str]:
    """Source files whose change makes a probe's readings out of date."""
    registry = config.registry
    probe = probe_of(registry, name, config.probes[name])
    measured = [
        file
        for kind, names in probe.components.items()
        for component in names
        for file in registry.sources(kind, component)
    ]
    measured += [file for corpus in probe.corpora() for file in corpus_of(corpus, registry).sources]
    own = registry.sources("probes", name)
    return [*map(relative, [*own, *measured, ENGINE_VERSION_FILE]), *code("probes/measures")]


def relative(path: Path) -> str:
    """Relative to the working directory where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
