"""Files that results depend on: the pipeline redoes what depends on a changed file."""

from pathlib import Path

from rnnbench.components.corpora import of as corpus_of
from rnnbench.components.registry import Registry
from rnnbench.config import Config, probe_of
from rnnbench.plan.networks import task_of
from rnnbench.plan.shards import Shard
from rnnbench.plan.sources import ENGINE_VERSION, code, relative
from rnnbench.storage.runs import KINDS


def components(shard: Shard, registry: Registry) -> list[Path]:
    """Source and data files that a shard's results depend on."""
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
        ENGINE_VERSION,
    ]


def component_files(shard: Shard, registry: Registry) -> list[str]:
    """The same files as the pipeline names them."""
    return [relative(file) for file in components(shard, registry)]


def probe_files(config: Config, name: str) -> list[str]:
    """Source files that a probe's readings depend on."""
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
    return [*map(relative, [*own, *measured, ENGINE_VERSION]), *code("probes/measures")]
