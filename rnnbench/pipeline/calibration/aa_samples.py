"""A/A samples: many runs of one arm that differ in their seeds alone."""

from pathlib import Path

import torch

from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.training import train
from rnnbench.plan.networks import task_of
from rnnbench.plan.shards import Shard
from rnnbench.storage import results

COMMON = {
    "study": "calibration",
    "variant": "plain",
    "cell": "gru",
    "norm": "none",
    "combinations": (("default", "norm", "none"),),
    "batch": 8,
    "evaluations": 20,
    "learning_rates": (0.03,),
    "tuning_seeds": 0,
}
ARMS = {
    "adding": {"settings": {}, "lengths": (5,), "hidden": 6, "updates": 200},
    "copying": {
        "settings": {"string": 2, "alphabet": 2},
        "lengths": (3,),
        "hidden": 6,
        "updates": 300,
    },
}
"""Small nets that stop before all of them have learned, so that outcomes vary."""


def run(out: Path, seeds: int) -> None:
    """Train the A/A samples and write their rows of the table of runs.

    Args:
        out: the file.
        seeds: runs of each sample.
    """
    torch.set_num_threads(1)
    rows = []
    for task, own in ARMS.items():
        shard = Shard.model_validate({**COMMON, **own, "task": task, "seeds": (0, seeds - 1)})
        rows += train(shard.runs("train"), task_of(shard, shard.lengths[0], BUILT_IN), shard).runs
    results.write("runs", rows, out)
