"""Learning speed of gated cells on every synthetic task, at short lengths.

Trains LSTM and GRU on each task, with several seeds and learning rates, and reports the best rate
for each cell and task. Both cells learn every task, so no task is broken. Columns of the table:

    reached             number of seeds whose validation score reached the target
    updates to target   median over the seeds; empty (censored) unless most reached the target
    score               median test score over the seeds, after the whole budget
    sampling            time to sample the batches of an update, one per seed, as a share of the
                        update's time for all networks

    python benchmarks/tasks.py      # prints the table, writes benchmarks/results/tasks.csv
"""

import argparse
import json
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from timing import best

from rnnbench.components.registry import BUILT_IN
from rnnbench.components.tasks import Task
from rnnbench.config import Training
from rnnbench.engine.memory import keep_freed_memory
from rnnbench.engine.training import train
from rnnbench.seeding import generator
from rnnbench.storage.runs import Run

RESULTS = Path(__file__).parent / "results"
CELLS = ("lstm", "gru")
RATES = (0.003, 0.01, 0.03)
SEEDS = 3
TRAINING = {"updates": 3000, "evaluations": 60, "learning_rates": RATES}
CASES: dict[str, dict[str, Any]] = {
    "adding": {"length": 10},
    "agreement": {"length": 8, "attractors": 2},
    "bracket_matching": {"length": 16},
    "char_generation": {"length": 12, "period": 3},
    "copying": {"length": 5, "string": 3, "alphabet": 4},
    "copying, variable": {"length": 5, "string": 3, "alphabet": 4, "shortest": 2},
    "counting": {"length": 10},
    "delayed_recall_lm": {"length": 8},
    "embedded_reber_grammar": {"length": 10},
    "latch": {"length": 10},
    "multiplication": {"length": 10},
    "noiseless_memorisation": {"length": 5},
    "parity": {"length": 3},
    "random_permutation": {"length": 10},
    "reversal": {"length": 6},
    "right_context": {"length": 8},
    "sine_generation": {"length": 20},
    "temporal_order": {"length": 10},
}
"""Settings by task name; a suffix after a comma distinguishes a second case.

Parity is hard: no proper subset of the bits carries information, so the loss has a plateau. Within
this budget, both cells leave it at length 3, but only the GRU at length 4.
"""
BOTH_DIRECTIONS = ("right_context",)
"""Tasks that require bidirectional networks."""


def runs(case: str, cell: str) -> list[Run]:
    """Runs of all seeds at all learning rates."""
    return [
        Run(
            study="tasks",
            variant="plain",
            stage="train",
            task=case,
            length=CASES[case]["length"],
            cell=cell,
            init="default",
            norm="none",
            clip="norm",
            penalty="none",
            learning_rate=rate,
            seed=seed,
        )
        for rate, seed in product(RATES, range(SEEDS))
    ]


def sampling_seconds(task: Task, batch: int) -> float:
    """Time to sample one batch per seed."""
    draw = generator("benchmark")
    return SEEDS * best({"": lambda: task.sample(draw, batch)}, 3)[""]


def row(case: str, cell: str) -> dict[str, Any]:
    """Result of the best learning rate."""
    task: Task = BUILT_IN.load("tasks", case.partition(",")[0])(**CASES[case])
    training = Training(**TRAINING, bidirectional=case in BOTH_DIRECTIONS)
    found = pd.DataFrame(train(runs(case, cell), task, training, backend="compiled").runs)
    rates = found.groupby("learning_rate").agg(
        reached=("reached", "sum"),
        updates=("updates_to_target", lambda updates: updates.fillna(inf).median()),
        score=("score", "median"),
    )
    chosen = rates.sort_values(["reached", "updates", "score"], ascending=[True, False, True])
    rate = chosen.iloc[-1]
    update = found["seconds"].sum() / training.updates
    return {
        "task": case,
        "settings": json.dumps(task.model_dump()),
        "cell": f"{cell}, both directions" if training.bidirectional else cell,
        "learning rate": rate.name,
        "reached": f"{rate.reached:.0f} of {SEEDS}",
        "updates to target": rate.updates if rate.updates < inf else None,
        "score": rate.score,
        "sampling": sampling_seconds(task, training.batch) / update,
    }


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--cases", nargs="+", choices=CASES, help="measure these cases; write no file"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    keep_freed_memory()
    rows = []
    for case, cell in product(arguments.cases or CASES, CELLS):
        rows.append(row(case, cell))
        print(*rows[-1].values(), sep="  ", flush=True)
    if not arguments.cases:
        table = pd.DataFrame(rows)
        table.to_csv(RESULTS / "tasks.csv", index=False, float_format="%.3f")


if __name__ == "__main__":
    main()
