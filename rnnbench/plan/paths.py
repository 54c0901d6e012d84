"""Where the pipeline's files lie."""

from dataclasses import dataclass
from pathlib import Path

from rnnbench.config import Config
from rnnbench.plan.shards import Shard
from rnnbench.storage.runs import Stage


@dataclass(frozen=True)
class Paths:
    """Files of one config."""

    results: Path
    reports: Path

    @classmethod
    def of(cls, config: Config) -> "Paths":
        """The files of a config."""
        return cls(Path(config.results), Path(config.reports))

    def shard(self, stage: Stage, shard: Shard) -> Path:
        """Folder of a shard's files of a stage."""
        return self.results / stage / shard.path(stage)

    def probe(self, name: str) -> Path:
        """A probe's readings."""
        return self.results / "probes" / f"{name}.parquet"

    def table(self, name: str) -> Path:
        """A collected table, by its name."""
        return self.results / f"{name}.parquet"

    def claim(self, name: str) -> Path:
        """A claim's verdict, before correction for the number of claims."""
        return self.results / "claims" / f"{name}.json"

    @property
    def seed_allocation(self) -> Path:
        """Number of blocks of seeds of each claim."""
        return self.results / "seeds.json"

    @property
    def calibration(self) -> Path:
        """How often the tests are wrong."""
        return self.results / "calibration.json"

    @property
    def registration(self) -> Path:
        """What claims declare, and when that was written down."""
        return self.results / "registration.json"

    @property
    def plan(self) -> Path:
        """The config, as it was checked."""
        return self.results / "plan.json"

    @property
    def verdicts(self) -> Path:
        """All verdicts."""
        return self.results / "verdicts.json"

    @property
    def report(self) -> Path:
        """The report that people read."""
        return self.reports / "report.html"
