"""What a verdict is made from."""

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Evidence:
    """Rows of the tables of results, as far as they are at hand.

    Attributes:
        runs: of the table ``runs``, those that claims are judged on.
        tests: of the table ``tests``.
        readings: of the table ``readings``.
        tuning: of the table ``runs``, those that learning rates were chosen on.
    """

    runs: pd.DataFrame = field(default_factory=pd.DataFrame)
    tests: pd.DataFrame = field(default_factory=pd.DataFrame)
    readings: pd.DataFrame = field(default_factory=pd.DataFrame)
    tuning: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of_seeds(self, seeds: int) -> "Evidence":
        """The runs of the first so many seeds, with their tests; all readings."""
        runs, tests = (
            table if table.empty else table[table["seed"] < seeds]
            for table in (self.runs, self.tests)
        )
        return Evidence(runs, tests, self.readings, self.tuning)
