"""Evidence: the rows of the results that a verdict rests on."""

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Evidence:
    """Rows of the tables of results; a table without rows is empty.

    Attributes:
        runs: rows of the table ``runs`` that claims are judged on.
        tests: rows of the table ``tests``.
        readings: rows of the table ``readings``.
        tuning: rows of the table ``runs`` that learning rates were chosen on.
    """

    runs: pd.DataFrame = field(default_factory=pd.DataFrame)
    tests: pd.DataFrame = field(default_factory=pd.DataFrame)
    readings: pd.DataFrame = field(default_factory=pd.DataFrame)
    tuning: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of_seeds(self, seeds: int) -> "Evidence":
        """Runs and tests of the first ``seeds`` seeds; all readings."""
        runs, tests = (
            table if table.empty else table[table["seed"] < seeds]
            for table in (self.runs, self.tests)
        )
        return Evidence(runs, tests, self.readings, self.tuning)
