"""A case: what one claim is judged on. It is complete in its JSON, all that a job is given."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from rnnbench.components.registry import ComponentsError, Registry
from rnnbench.config import Components
from rnnbench.judging import verdicts
from rnnbench.judging.evidence import Evidence
from rnnbench.judging.interim import Look
from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import Plan
from rnnbench.plan.user_errors import blaming
from rnnbench.storage import files, results


class Case(BaseModel):
    """Where a claim's evidence lies.

    Attributes:
        claim: its name.
        runs: folders of the shards that it looks at.
        tuning: folders of their tuning.
        probes: files of the probes that it looks at.
        look: which look at the data it is.
        components: folders with components of the user's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str
    runs: tuple[Path, ...]
    tuning: tuple[Path, ...]
    probes: tuple[Path, ...]
    look: Look
    components: Components

    @classmethod
    def of(cls, plan: Plan, claim: str) -> "Case":
        """A claim's case in a plan."""
        paths = Paths.of(plan.config)
        return cls(
            claim=claim,
            runs=tuple(paths.shard("train", plan.shards[path]) for path in plan.needed(claim)),
            tuning=tuple(paths.shard("tune", plan.tuned[path]) for path in plan.tuning(claim)),
            probes=tuple(paths.probe(name) for name in plan.probed(claim)),
            look=plan.look(claim),
            components=plan.config.components,
        )

    def evidence(self) -> Evidence:
        """The rows that the claim is judged on.

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


def verdict(case: Case) -> ClaimVerdict:
    """A claim's verdict, before correction for the number of claims.

    A claim of the user's own that asks what cannot be answered is not run, and says why.

    Raises:
        ResultsError: a file cannot be read.
    """
    registry = Registry.of(case.components)
    claim, evidence = registry.load("claims", case.claim), case.evidence()
    try:
        with blaming(registry, "claims", case.claim):
            return verdicts.judge(case.claim, claim, evidence, case.look)
    except ComponentsError as error:
        return verdicts.not_run(case.claim, claim, str(error))


def judge(case: Case, out: Path) -> None:
    """Judge a claim and write its verdict."""
    files.write_atomically(out, verdict(case).model_dump_json(indent=1).encode())
