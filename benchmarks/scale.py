"""Time and memory of all steps except training, at the size of a scale.

    python benchmarks/scale.py          # full; writes benchmarks/results/scale.csv
    python benchmarks/scale.py smoke    # another scale: prints the table only

The rows are simulated (``tests/simulated.py``) in the numbers of the scale's runs, evaluations and
tests. The pipeline's own commands read them, one process each.
"""

import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from engine import RESULTS, machine

from rnnbench import config
from rnnbench.claims import Readings
from rnnbench.components.registry import BUILT_IN
from rnnbench.pipeline.judge import JudgingJob
from rnnbench.plan.expansion import expand
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan, claims_of
from rnnbench.storage import files, results

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))
simulated = importlib.import_module("simulated")


def plant(plan: Plan) -> None:
    """Write the files of all shards and probes of a plan, and a calibration."""
    paths, noise = Paths.of(plan.config), np.random.default_rng(0)
    for shard in plan.shards.values():
        alone = SimpleNamespace(shards={"": shard}, config=plan.config)
        train = simulated.runs(alone)
        frames = {"train": train, "tune": _tuning(shard, train)}
        for stage, runs in shard.run_counts().items():
            if runs:
                frame, folder = frames[stage], paths.shard(stage, shard)
                tests = simulated.further_tests(plan, frame) if stage == "train" else []
                results.write("runs", frame, folder / "runs.parquet")
                results.write(
                    "curves", _curves(frame, shard.evaluations, noise), folder / "curves.parquet"
                )
                results.write("tests", tests, folder / "tests.parquet")
    for name in plan.config.probes:
        results.write("readings", _readings(plan, name), paths.probe(name))
    files.write_atomically(paths.calibration, simulated.calibration())


def _tuning(shard, train: pd.DataFrame) -> pd.DataFrame:
    """Tuning runs of a shard, equal except for their axes."""
    axes = pd.DataFrame([run.axes() for run in shard.runs("tune")])
    rest = train.drop(columns=[column.name for column in results.AXES])
    repeated = rest.iloc[np.arange(len(axes)) % len(rest)].reset_index(drop=True)
    return pd.concat([axes, repeated], axis=1)


def _curves(frame: pd.DataFrame, evaluations: int, noise: np.random.Generator) -> pd.DataFrame:
    """Evaluations of a table of runs."""
    rows = frame[[column.name for column in results.AXES]]
    rows = rows.loc[rows.index.repeat(evaluations)].reset_index(drop=True)
    columns = ("train_loss", "valid_loss", "valid_score", "gradient_norm", "clip_rate")
    numbers = {column: noise.random(len(rows)) for column in columns}
    return rows.assign(update=np.tile(np.arange(evaluations), len(frame)), **numbers)


def _readings(plan: Plan, probe: str) -> pd.DataFrame:
    """All readings of a probe that claims judge or draw."""
    claims = claims_of(BUILT_IN).values()
    looked_at = [question.contrast for claim in claims for question in claim.questions()]
    drawn = [shown for claim in claims for shown in claim.pictures.values()]
    asked = {
        one for one in (*looked_at, *drawn) if isinstance(one, Readings) and one.probe == probe
    }
    frames = [simulated.readings(plan, one, lambda arm, x, rng: x + rng.normal()) for one in asked]
    places = ["quantity", "arm", "x", "seed"]
    columns = [column.name for column in results.READINGS]
    return pd.concat([pd.DataFrame(columns=columns), *frames]).drop_duplicates(places)


def _steps(plan: Plan, file: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """The commands of each step, in order."""
    command = [sys.executable, "-m", "rnnbench"]
    paths, scale = Paths.of(plan.config), plan.config.scale
    yield "rnnbench plan", [[*command, "plan", "--scale", scale]]
    empty = f"results={file.parent / 'empty'}"
    snakemake = [sys.executable, "-m", "snakemake", "-n", "--quiet", "all"]
    yield "snakemake -n", [[*snakemake, "--config", f"scale={scale}", empty]]
    yield "collect", [[*command, "collect", "--plan", str(file)]]
    cases = {name: JudgingJob.of(plan, name).model_dump_json() for name in plan.judged()}
    judging = [
        [*command, "judge", case, "--out", str(paths.claim(name))] for name, case in cases.items()
    ]
    yield f"judge, {len(cases)} claims", judging
    yield "verdicts", [[*command, "verdicts", "--plan", str(file)]]
    yield "report", [[*command, "report", "--plan", str(file)]]


def _use(command: list[str]) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a process; its output is discarded."""
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    process = os.posix_spawn(command[0], command, environment, file_actions=nowhere)
    _, status, use = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)[:200]} failed")
    return use.ru_utime + use.ru_stime, use.ru_maxrss / 1024


def _config(scale: str, folder: Path) -> config.Config:
    chosen = config.read(ROOT / "config" / f"{scale}.yaml")
    here = {"results": str(folder / "results"), "reports": str(folder / "reports")}
    return chosen.model_copy(update=here)


def main() -> None:
    """Simulate the rows, run the steps, print and write the table."""
    scale = next(iter(sys.argv[1:]), "full")
    with tempfile.TemporaryDirectory() as folder:
        chosen = _config(scale, Path(folder))
        plan, file = expand(chosen), Path(folder) / "plan.json"
        file.write_text(chosen.model_dump_json())
        pid = os.fork()  # keeps this process small; children start at its size
        if pid == 0:
            plant(plan)
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError("planting failed")
        rows = []
        for step, commands in _steps(plan, file):
            used = [_use(command) for command in commands]
            seconds, megabytes = zip(*used, strict=True)
            rows.append({"step": step, "seconds": sum(seconds), "megabytes": max(megabytes)})
            print(rows[-1], flush=True)
        collected = Path(chosen.results)
        sizes = {table: _rows(collected / f"{table}.parquet") for table in results.TABLES}
    table = pd.DataFrame(rows).assign(**sizes)
    print(table.round(1).to_string(index=False))
    if scale == "full":
        table.assign(**machine()).to_csv(RESULTS / "scale.csv", index=False, float_format="%.1f")


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq

    return pq.read_metadata(path).num_rows


if __name__ == "__main__":
    main()
