"""A shard: the runs of one study, task, cell, norm and block of seeds; one job of the pipeline.

A shard is complete in itself: its JSON is all that a job is given. Shards that differ in nothing
but their seeds share one tuning, the job of the first of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from rnnbench.config import Components, Seeds, Training
from rnnbench.storage.runs import Run, Stage

Arm = tuple[int, str, str, str]
"""Length, init, clip, penalty: what distinguishes the tuned arms of a shard."""


class Shard(Training):
    """Which runs, and how they train."""

    study: str
    variant: str
    task: str
    settings: dict[str, Any]
    lengths: tuple[int, ...]
    cell: str
    norm: str
    combinations: tuple[tuple[str, str, str], ...]
    """Init, clip and penalty of each arm at one length."""
    seeds: Seeds
    """The block of seeds that ``train`` runs on."""
    components: Components = ()

    def path(self, stage: Stage) -> str:
        """Where the files of a stage lie, below the stage's folder."""
        shared = f"{self.study}/{self.variant}/{self.task}/{self.cell}/{self.norm}"
        first, last = self.seeds
        return shared if stage == "tune" else f"{shared}/{first}-{last}"

    def run_counts(self) -> dict[Stage, int]:
        """Number of runs by stage; tuning counts with the first block of seeds."""
        first, last = self.seeds
        tuning = len(self.arms()) * len(self.learning_rates) * self.tuning_seeds
        training = self.arm_count() * (last - first + 1)
        return {"tune": tuning if self.first else 0, "train": training}

    def arm_count(self) -> int:
        """Number of arms; untuned learning rates tell arms apart as well."""
        return len(self.arms()) * (1 if self.tuned else len(self.learning_rates))

    @property
    def first(self) -> bool:
        """Whether its block of seeds is the first one."""
        return self.seeds[0] == 0

    @property
    def tuned(self) -> bool:
        """Whether learning rates are chosen on tuning seeds, rather than being arms."""
        return self.tuning_seeds > 0

    def task_settings(self, length: int) -> dict[str, Any]:
        """The task's settings at one of the lengths."""
        return {**self.settings, "length": length}

    def arms(self) -> list[Arm]:
        """All arms whose learning rate is to be chosen."""
        return [(length, *names) for length, names in product(self.lengths, self.combinations)]

    def named(self) -> list[dict[str, str]]:
        """Names by axis of all arms at one length."""
        own = {"variant": self.variant, "cell": self.cell, "norm": self.norm}
        return [
            {**own, "init": init, "clip": clip, "penalty": penalty}
            for init, clip, penalty in self.combinations
        ]

    def runs(self, stage: Stage, rates: Mapping[Arm, float] | None = None) -> list[Run]:
        """All runs of a stage.

        Args:
            stage: ``tune`` crosses arms, learning rates and tuning seeds; ``train`` crosses arms
                and seeds at the chosen rates.
            rates: the chosen learning rate of each arm, for ``train`` of a tuned shard.
        """
        first, last = (0, self.tuning_seeds - 1) if stage == "tune" else self.seeds
        return [
            Run(
                study=self.study,
                variant=self.variant,
                stage=stage,
                task=self.task,
                length=length,
                cell=self.cell,
                init=init,
                norm=self.norm,
                clip=clip,
                penalty=penalty,
                learning_rate=rate,
                seed=seed,
            )
            for length, init, clip, penalty in self.arms()
            for rate in ([rates[length, init, clip, penalty]] if rates else self.learning_rates)
            for seed in range(first, last + 1)
        ]


@dataclass(frozen=True)
class Omission:
    """Something that a config asks for and that a plan leaves out.

    Attributes:
        study: study that asks for it.
        what: what is left out.
        why: the reason.
    """

    study: str
    what: str
    why: str
