"""Choosing each arm's learning rate on tuning seeds."""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from rnnbench.config import Tested
from rnnbench.plan.shards import Arm
from rnnbench.storage.files import ResultsError, set_aside

ARM = ["length", "init", "clip", "penalty"]


def choose(runs: pd.DataFrame, tested: Tested) -> list[dict[str, object]]:
    """The learning rate with the best mean validation score over seeds. Equal means: the smaller.

    Of runs whose last weights are tested, the score is itself the mean over all evaluations, which
    rewards ending well and getting there early; of runs whose best weights are tested, it is
    theirs. A run that diverged counts with score 0 from there on.

    Args:
        runs: the tuning runs of one shard.
        tested: which weights are tested.

    Returns:
        One entry an arm: its axes, the ``learning_rate`` chosen, and each rate's ``means``.
    """
    column = "mean_valid_score" if tested == "last" else "valid_score"
    chosen: list[dict[str, object]] = []
    for _, arm in runs.fillna({column: 0.0}).groupby(ARM):
        by_rate = arm.groupby("learning_rate")[column].mean()
        means = dict(zip(by_rate.index.to_numpy(float), by_rate.to_numpy(float), strict=True))
        first = arm.iloc[0]
        chosen.append(
            {
                "length": int(first["length"]),
                **{axis: str(first[axis]) for axis in ARM[1:]},
                "learning_rate": float(max(means, key=lambda rate: (means[rate], -rate))),
                "means": {str(rate): float(mean) for rate, mean in means.items()},
            }
        )
    return chosen


def read(path: Path) -> Mapping[Arm, float]:
    """The chosen rates of a shard.

    Raises:
        ResultsError: the file cannot be read.
    """
    try:
        entries = json.loads(path.read_text())
        return {
            (e["length"], e["init"], e["clip"], e["penalty"]): e["learning_rate"] for e in entries
        }
    except (ValueError, TypeError, KeyError):
        raise set_aside(path, "damaged (not a list of rates)") from None
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
