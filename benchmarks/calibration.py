"""Coverage of intervals and error rates of tests, with more experiments than in the pipeline.

    python benchmarks/calibration.py   # writes benchmarks/results/{coverage,calibration}.csv

Coverage is simulated on artificial differences (``rnnbench.stats.shapes``), error rates and power
on runs of small networks (``rnnbench.pipeline.calibration``). Runs for about ten minutes; measures
no times.
"""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from engine import RESULTS

from rnnbench.pipeline.calibration import aa_samples, experiments
from rnnbench.report import tables
from rnnbench.stats.coverage import in_use
from rnnbench.storage import results

SIZES = (3, 5, 10, 20)
RUNS = 400
EXPERIMENTS = 5000


def main() -> None:
    """Write both tables."""
    coverage = pd.DataFrame(in_use(SIZES, EXPERIMENTS, np.random.default_rng(0)))
    coverage.to_csv(RESULTS / "coverage.csv", index=False)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "runs.parquet"
        aa_samples.run(file, RUNS)
        rates = experiments.rates(results.read("runs", [file]), EXPERIMENTS)
    tables.calibration(rates).to_csv(RESULTS / "calibration.csv", index=False)


if __name__ == "__main__":
    main()
