"""Tasks: something to learn. Samples, loss, score, baseline, target, and the true solution.

A task knows nothing of nets, files or Snakemake. Its score has the same meaning everywhere:
0 is what the baseline reaches, 1 is solved.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from torch import Generator, Tensor

Split = Literal["train", "valid", "test"]


@dataclass(frozen=True)
class Batch:
    """Examples to learn from, time first.

    Attributes:
        inputs: (T, B, D) floats, or (T, B) int64 symbols for tasks with ``symbols``.
        targets: (T', B, ...): one for each step that is read out, T' = 1 for ``readout="last"``.
    """

    inputs: Tensor
    targets: Tensor


class Task(BaseModel, ABC):
    """Base of all tasks; the fields are the task's settings in a config.

    Class attributes:
        readout: whether the net answers after the last step only, or after every step.
        predicts_input: whether answers are inputs that come later, as in a language model.
        long_range: whether the answer depends on inputs at a distance that grows with ``length``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    readout: ClassVar[Literal["last", "every"]]
    long_range: ClassVar[bool]
    predicts_input: ClassVar[bool] = False

    length: int = Field(gt=0, description="length that the net must bridge, in time steps")

    @property
    @abstractmethod
    def inputs(self) -> int:
        """Size of an input vector, or number of input symbols."""

    @property
    @abstractmethod
    def outputs(self) -> int:
        """Size of the net's answer at one step."""

    @property
    def symbolic(self) -> bool:
        """Whether inputs are symbols (int64) rather than vectors."""
        return False

    @property
    @abstractmethod
    def steps(self) -> int:
        """Number of time steps of one example."""

    @property
    def answers(self) -> int:
        """Number of time steps that are read out, T'."""
        return self.steps if self.readout == "every" else 1

    @abstractmethod
    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        """Draw examples; equal generators give equal examples."""

    @abstractmethod
    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Mean loss of each member: (P, T', B, O) and (P, T', B, ...) -> (P,)."""

    @abstractmethod
    def solve(self, batch: Batch) -> Tensor:
        """The outputs of a perfect net, (T', B, O): the oracle that tests hold ``sample`` to."""

    @property
    @abstractmethod
    def baseline(self) -> float:
        """Loss of the best answer that ignores the input to be remembered."""

    @property
    def solved(self) -> float:
        """Loss that counts as score 1."""
        return 0.0

    @property
    @abstractmethod
    def target(self) -> float:
        """Score that counts as learned; time to target is the first evaluation that reaches it."""

    def score(self, loss: float) -> float:
        """Loss on the task's own scale: 0 = baseline, 1 = solved; negative if worse."""
        return (self.baseline - loss) / (self.baseline - self.solved)

    @property
    def sources(self) -> tuple[Path, ...]:
        """Files that the data comes from; none for synthetic tasks."""
        return ()

    @property
    def provenance(self) -> dict[str, str]:
        """What the data came from; empty for synthetic tasks."""
        return {}


BASE = Task
