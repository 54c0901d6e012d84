"""From the shards' files to tables and verdicts: always from the planned list, never by glob."""

from pathlib import Path

from pydantic import TypeAdapter

from rnnbench.judging import verdicts as judging
from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline.calibration import experiments
from rnnbench.pipeline.calibration.experiments import Rate
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.plan.shards import Shard
from rnnbench.storage import results
from rnnbench.storage.files import ResultsError, read_json, write_atomically
from rnnbench.storage.runs import Stage

CLAIM = TypeAdapter(ClaimVerdict)
VERDICTS = TypeAdapter(list[ClaimVerdict])
RATES = TypeAdapter(list[Rate])


def collect(plan: Plan) -> None:
    """Join the tables of all shards, tuning runs included, and those of all probes.

    Raises:
        ResultsError: files are missing or damaged; each is named in a line.
    """
    paths = Paths.of(plan.config)
    stages: list[tuple[Stage, Shard]] = [
        (stage, shard)
        for shard in plan.shards.values()
        for stage, runs in shard.run_counts().items()
        if runs
    ]
    files = {
        table: [paths.shard(stage, shard) / f"{table}.parquet" for stage, shard in stages]
        for table in results.OF_SHARDS
    }
    files["readings"] = [paths.probe(name) for name in plan.probes]
    wrong = []
    for table, parts in files.items():
        try:
            results.join(table, parts, paths.table(table))
        except ResultsError as error:
            wrong.append(str(error))
    if wrong:
        raise ResultsError("\n".join(wrong))


def verdicts(plan: Plan) -> None:
    """Join the verdicts on all claims, those that this scale cannot judge included."""
    paths = Paths.of(plan.config)
    found = [
        judging.not_run(name, claim, plan.missing[name])
        if name in plan.missing
        else read_json(paths.claim(name), CLAIM)
        for name, claim in plan.claims.items()
    ]
    adjusted = VERDICTS.dump_json(judging.adjust(found), indent=1)
    write_atomically(paths.verdicts, adjusted)


def calibrate(aa_samples: Path, count: int, out: Path) -> None:
    """Estimate error rates, coverage and power of all tests from the A/A samples."""
    found = experiments.rates(results.read("runs", [aa_samples]), count)
    write_atomically(out, RATES.dump_json(found, indent=1))


def read_calibration(paths: Paths) -> list[Rate]:
    """What ``calibrate`` has written.

    Raises:
        ResultsError: the file cannot be read.
    """
    return read_json(paths.calibration, RATES)


def read_verdicts(paths: Paths) -> list[ClaimVerdict]:
    """All verdicts on a config's claims, as ``verdicts`` has written them."""
    return verdicts_in(paths.verdicts)


def verdicts_in(file: Path) -> list[ClaimVerdict]:
    """All verdicts in a file that ``verdicts`` has written.

    Raises:
        ResultsError: the file cannot be read.
    """
    return read_json(file, VERDICTS)
