"""Learning curves by arm, with only the columns that figures need."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from rnnbench.storage import results
from rnnbench.storage.runs import ARM

KEPT = ["update", "seed", "valid_score"]


class Curves:
    """Validation scores of training runs, by arm.

    Args:
        files: tables of curves; may be empty.

    Raises:
        ResultsError: a file cannot be read.
    """

    def __init__(self, files: list[Path]) -> None:
        self._parts: defaultdict[Any, list[np.ndarray[Any, Any]]] = defaultdict(list)
        for rows in results.batches("curves", files, [*ARM, *KEPT], stage="train"):
            kept = rows[KEPT].to_numpy(float)
            for arm, places in rows.groupby(list(ARM), observed=True, sort=False).indices.items():
                self._parts[arm].append(kept[places])

    def of(self, arm: "pd.Series[Any]") -> pd.DataFrame:
        """An arm's validation scores, (evaluations, seeds): by update, and by seed."""
        parts = self._parts.get(tuple(arm[list(ARM)]), [np.empty((0, len(KEPT)))])
        rows = pd.DataFrame(np.concatenate(parts), columns=KEPT)
        rows = rows.astype({"update": int, "seed": int})
        wide: pd.DataFrame = rows.pivot(index="update", columns="seed", values="valid_score")
        return wide
