"""Learning curves at hand, arm by arm, without keeping all of their columns."""

from pathlib import Path
from typing import Any

import pandas as pd

from rnnbench import results
from rnnbench.runs import ARM


class Curves:
    """Validation scores of runs that claims are judged on.

    Args:
        files: tables of curves; there may be none yet.

    Raises:
        ResultsError: a file cannot be read.
    """

    def __init__(self, files: list[Path]) -> None:
        columns = [*ARM, "seed", "update", "valid_score"]
        self._rows = (
            results.scan("curves", files, columns, stage="train")
            if files
            else results.empty("curves")[columns]
        )
        places = self._rows.groupby(list(ARM), observed=True, sort=False).indices
        self._places: dict[Any, Any] = dict(places)

    def of(self, arm: "pd.Series[Any]") -> pd.DataFrame:
        """An arm's validation scores, (evaluations, seeds): by update, and by seed."""
        places = self._places.get(tuple(arm[list(ARM)]), [])
        rows = self._rows.iloc[places]
        wide: pd.DataFrame = rows.pivot(index="update", columns="seed", values="valid_score")
        return wide
