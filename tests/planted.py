"""Result rows with effects that are planted, for tests of everything behind the training."""

import numpy as np
import pandas as pd

from rnnbench import results


def runs(plan, effect=lambda run, rng: {}, seed=0):
    """Rows of all planned ``train`` runs.

    Args:
        plan: what is planned.
        effect: the columns to set for a run (its axes in, a mapping out); by default every run
            scores about 0.5 and reaches its target about half-way.
        seed: of the noise.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for shard in plan.shards.values():
        rates = dict.fromkeys(shard.arms(), shard.learning_rates[0]) if shard.tuned else None
        for run in shard.runs("train", rates):
            row = _row(run, shard, rng)
            row.update(effect(run, rng))
            rows.append(_consistent(row))
    return pd.DataFrame(rows)[[column.name for column in results.RUNS]]


def curves(frame):
    """Two evaluations for each run of a table of runs."""
    rows = [
        {
            **{axis: row[axis] for axis in (c.name for c in results.AXES)},
            "update": int(row["budget"] * share),
            "train_loss": 0.1,
            "valid_loss": 0.1,
            "valid_score": row["valid_score"] * share,
            "gradient_norm": 1.0,
            "clip_rate": 0.5,
        }
        for _, row in frame.iterrows()
        for share in (0.5, 1.0)
    ]
    return pd.DataFrame(rows)


def _row(run, shard, rng):
    row = {column.name: "" for column in results.RUNS if str(column.type) == "string"}
    row.update({c.name: 1.0 for c in results.RUNS if str(c.type) == "double"})
    row.update(run.axes())
    score = 0.5 + rng.normal(0, 0.003)
    return {
        **row,
        "long_range": run.task != "char_lm",
        "hidden": shard.hidden,
        "parameters": 100,
        "status": "ok",
        "updates": shard.updates,
        "budget": shard.updates,
        "score": score,
        "valid_score": score,
        "updates_to_target": shard.updates * rng.uniform(0.48, 0.52),
        "flops_per_update": 1e6,
    }


def _consistent(row):
    """What follows from the columns that an effect may set."""
    if row["status"] == "diverged":
        row.update(score=np.nan, valid_score=np.nan, loss=np.nan, updates_to_target=np.nan)
    row["reached"] = not np.isnan(row["updates_to_target"])
    row["flops_to_target"] = row["updates_to_target"] * row["flops_per_update"]
    return row
