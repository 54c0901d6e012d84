"""Time, memory and size of a report on 100,000 runs that are made up.

All studies and probes of the standard scale, with as many seeds as it takes; every run has a curve
of as many evaluations as its study declares. What is planted means nothing.
"""

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from rnnbench import config, gather, matrix, results
from rnnbench.cases import Case
from rnnbench.claims import Readings
from rnnbench.config import Config, probe_of
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.verdicts import judge
from rnnbench.paths import Paths
from rnnbench.report import build
from rnnbench.runs import ARM

ROOT = Path(__file__).parent.parent
RUNS = 100_000
AXES = [column.name for column in results.AXES]


def enlarged(folder: Path) -> Config:
    """The standard scale with seeds for so many runs."""
    values = config.read(ROOT / "config" / "standard.yaml").model_dump(mode="json")
    plan = matrix.plan(config.load(values))
    count = sum(matrix.counts(shard)["train"] for shard in plan.shards.values())
    for study in values["studies"].values():
        study["seeds"] = math.ceil(sum(study["seeds"]) * RUNS / count)
    return config.load({**values, "results": f"{folder}/results", "reports": f"{folder}/reports"})


def planted(plan: matrix.Plan, rng: np.random.Generator) -> pd.DataFrame:
    """All runs, with noise for scores and times; one in twenty diverges."""
    frames = []
    for shard in plan.shards.values():
        rates = dict.fromkeys(shard.arms(), shard.learning_rates[0]) if shard.tuned else None
        frame = pd.DataFrame([run.axes() for run in shard.runs("train", rates)])
        better = 0.5 + 0.2 * (shard.cell == "gru") - 0.2 * (shard.cell == "vanilla")
        frames.append(
            frame.assign(
                hidden=shard.hidden,
                budget=shard.updates,
                evaluations=shard.evaluations,
                score=np.clip(rng.normal(better, 0.1, len(frame)), 0, 1),
            )
        )
    runs = pd.concat(frames, ignore_index=True)
    n = len(runs)
    for column in results.RUNS:
        if column.name not in runs:
            empty = "" if str(column.type) == "string" else 1
            runs[column.name] = pd.Series([empty] * n)
    lost = rng.random(n) < 0.05
    arrived = rng.random(n) < runs["score"]
    times = np.where(arrived & ~lost, runs["budget"] * rng.uniform(0.2, 1, n), np.nan)
    return runs.assign(
        long_range=runs["task"] != "char_lm",
        status=np.where(lost, "diverged", "ok"),
        score=runs["score"].mask(lost),
        updates=runs["budget"],
        reached=arrived & ~lost,
        updates_to_target=times,
        flops_to_target=times,
        seconds_to_target=times,
    )


def curves(runs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A curve for each run that rises to its score."""
    rows = runs.loc[runs.index.repeat(runs["evaluations"]), [*AXES, "score", "budget"]]
    place = rows.groupby(level=0).cumcount().to_numpy() + 1
    share = place / runs["evaluations"].to_numpy().repeat(runs["evaluations"])
    rows = rows.assign(
        update=(rows["budget"] * share).astype(int), valid_score=rows["score"] * share
    )
    for column in ("train_loss", "valid_loss", "gradient_norm", "clip_rate"):
        rows[column] = rng.random(len(rows))
    return rows[[column.name for column in results.CURVES]]


def readings(plan: matrix.Plan, rng: np.random.Generator) -> pd.DataFrame:
    """Noise for all readings that claims look at or draw."""
    rows = []
    for claim in matrix.claims().values():
        looked_at = [question.contrast for question in claim.questions()]
        for asked in (*looked_at, *claim.pictures.values()):
            if isinstance(asked, Readings):
                probe = probe_of(asked.probe, plan.config.probes[asked.probe])
                places = range(1, 41) if asked.quantity in probe.axes else (math.nan,)
                rows += [
                    (asked.probe, asked.quantity, arm, x, seed, rng.normal())
                    for arm in (*asked.a, *asked.b)
                    for x in places
                    for seed in range(probe.seeds)
                ]
    frame = pd.DataFrame(rows, columns=[column.name for column in results.READINGS])
    return frame.drop_duplicates(["probe", "quantity", "arm", "x", "seed"])


def prepare(folder: Path) -> tuple[Config, dict[str, int]]:
    """Everything that a report is made from, and how many rows there are."""
    own, rng = enlarged(folder), np.random.default_rng(0)
    plan, paths = matrix.plan(own), Paths.of(own)
    runs = planted(plan, rng)
    learning = curves(runs, rng)
    results.write("curves", learning, paths.table("curves"))
    sizes = {"runs": len(runs), "rows of curves": len(learning)}
    runs = runs[[column.name for column in results.RUNS]]
    measured = readings(plan, rng)
    tests = pd.concat(
        runs.loc[runs["study"] == name, [*ARM, "stage", "seed", "score"]].assign(
            test_length=lambda rows, by=multiple: (rows["length"] * by).round().astype(int),
            inputs="given",
            loss=0.1,
            metric="",
            figure=0.1,
        )
        for name, study in own.studies.items()
        for multiple in study.test_lengths
    )[[column.name for column in results.TESTS]]
    for name, table in (("runs", runs), ("tests", tests), ("readings", measured)):
        results.write(name, table, paths.table(name))
    known = Evidence(runs, tests, measured)
    for name in plan.judged():
        verdict = judge(name, matrix.claims()[name], known, Case.of(plan, name).look)
        results.write_atomically(paths.claim(name), verdict.model_dump_json().encode())
    gather.verdicts(own)
    results.write_atomically(paths.calibration, b"[]")
    return own, sizes


def measure(values: str) -> None:
    """Build a report, in a process of its own, and say what it took."""
    page = build.report(config.load(json.loads(values)))
    found = {
        "processor time (s)": round(time.process_time(), 1),
        "memory (MiB)": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "page (MB)": round(page.stat().st_size / 1e6, 1),
    }
    print(json.dumps(found))


def main() -> None:
    """Make up, build, write down."""
    with tempfile.TemporaryDirectory() as folder:
        own, sizes = prepare(Path(folder))
        command = [sys.executable, __file__, own.model_dump_json()]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = {**sizes, **json.loads(done.stdout.splitlines()[-1])}
    pd.DataFrame([found]).to_csv(Path(__file__).parent / "results" / "report.csv", index=False)
    print(found)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
