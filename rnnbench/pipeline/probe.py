"""The job that measures: a probe's readings on all of its seeds."""

import json
from pathlib import Path
from typing import Any

import torch

from rnnbench.components.registry import Registry
from rnnbench.config import probe_of
from rnnbench.pipeline.ownership import JobOwnership
from rnnbench.progress import reporting
from rnnbench.storage import results


def measure(name: str, settings: dict[str, Any], out: Path, registry: Registry) -> None:
    """Write a probe's readings on all of its seeds.

    Args:
        name: the probe.
        settings: those of the config.
        out: the file.
        registry: finds the probe.
    """
    torch.set_num_threads(1)
    probe = probe_of(registry, name, settings)
    ownership = JobOwnership(out.with_suffix(".key"), json.dumps(settings, sort_keys=True))
    rows: list[dict[str, Any]] = []
    with reporting(f"probe {name}", probe.seeds, "seeds") as advance:
        for seed in range(probe.seeds):
            readings = probe.measure(seed)
            rows += [{"probe": name, "seed": seed, **reading._asdict()} for reading in readings]
            advance(1)
    ownership.check()
    results.write("readings", rows, out)
