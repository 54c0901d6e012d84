"""The job that judges one claim, described completely by its JSON."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from rnnbench.components.registry import ComponentsError, Registry
from rnnbench.config import Components
from rnnbench.judging import verdicts
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import InterimAnalysis
from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.plan.user_errors import attributed_to
from rnnbench.storage import files, results


class JudgingJob(BaseModel):
    """A claim and the files with its evidence.

    Attributes:
        claim: name of the claim.
        runs: folders of its shards.
        tuning: folders of their tuning.
        probes: files of its probes.
        interim: the interim analysis.
        components: folders with the user's own components.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str
    runs: tuple[Path, ...]
    tuning: tuple[Path, ...]
    probes: tuple[Path, ...]
    interim: InterimAnalysis
    components: Components

    @classmethod
    def of(cls, plan: Plan, claim: str) -> "JudgingJob":
        """Build the judging job of a claim in a plan."""
        paths = Paths.of(plan.config)
        return cls(
            claim=claim,
            runs=tuple(paths.shard("train", plan.shards[path]) for path in plan.needed(claim)),
            tuning=tuple(paths.shard("tune", plan.tuned[path]) for path in plan.tuning(claim)),
            probes=tuple(paths.probe(name) for name in plan.probed(claim)),
            interim=plan.interim(claim),
            components=plan.config.components,
        )

    def evidence(self) -> Evidence:
        """Read the rows that the claim is judged on.

        Raises:
            ResultsError: a file cannot be read.
        """
        files = {
            "runs": ("runs", [folder / "runs.parquet" for folder in self.runs]),
            "tests": ("tests", [folder / "tests.parquet" for folder in self.runs]),
            "tuning": ("runs", [folder / "runs.parquet" for folder in self.tuning]),
            "readings": ("readings", list(self.probes)),
        }
        return Evidence(
            **{part: results.read(table, own) for part, (table, own) in files.items() if own}
        )


def verdict(job: JudgingJob) -> ClaimVerdict:
    """Judge a claim, before correction for the number of claims.

    A user's own claim that fails is not run; the verdict's reason names the error.

    Raises:
        ResultsError: a file cannot be read.
    """
    registry = Registry.of(job.components)
    claim, evidence = registry.load("claims", job.claim), job.evidence()
    try:
        with attributed_to(registry, "claims", job.claim):
            return verdicts.judge(job.claim, claim, evidence, job.interim)
    except ComponentsError as error:
        return verdicts.not_run(job.claim, claim, str(error))


def judge(job: JudgingJob, out: Path) -> None:
    """Judge a claim and write the verdict."""
    files.write_atomically(out, verdict(job).model_dump_json(indent=1).encode())
