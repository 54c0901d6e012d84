"""Tasks: samples, loss, score, baseline, target and oracle.

A task is independent of networks, files and Snakemake. Scores have the same meaning on all tasks:
0 is the baseline, 1 is solved.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import torch
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from torch import Generator, Tensor

from rnnbench.components.corpora import Corpus
from rnnbench.components.corpora import Split as Split
from rnnbench.components.registry import BUILT_IN, Registry, registry_in

Readout = Literal["last", "every", "decoder"]

IGNORED = -100
"""A target that does not count, such as that of a step past an example's end."""


@dataclass(frozen=True)
class Batch:
    """A batch of examples, time first.

    Attributes:
        inputs: (T, B, D) floats, or (T, B) int64 symbols for tasks with ``symbols``.
        targets: (T', B, ...): one for each step that is read out, T' = 1 for ``readout="last"``.
            ``IGNORED`` where no answer counts.
        lengths: (B,) int64, time steps of each example; later steps are padding, and "last" is
            the last step before it. None: every example has T steps.
        shown: (T', B) int64, inputs of the decoder, one before each answer; None: no decoder.
        fresh: whether the examples start from a zero state, or continue from the final state of
            the example at the same position in the previous batch.
    """

    inputs: Tensor
    targets: Tensor
    lengths: Tensor | None = None
    fresh: bool = True
    shown: Tensor | None = None

    @property
    def counted(self) -> int:
        """Number of answers that count."""
        return int(self.asked.sum())

    @property
    def asked(self) -> Tensor:
        """Where an answer counts, (T', B)."""
        asked = self.targets != IGNORED
        return asked.flatten(2)[..., 0] if asked.dim() > 2 else asked

    @classmethod
    def stacked(cls, batches: Sequence["Batch"]) -> "Batch":
        """Batches of S streams as one, its tensors with S in front."""
        lengths = [batch.lengths for batch in batches if batch.lengths is not None]
        shown = [batch.shown for batch in batches if batch.shown is not None]
        return cls(
            torch.stack([batch.inputs for batch in batches]),
            torch.stack([batch.targets for batch in batches]),
            torch.stack(lengths) if lengths else None,
            batches[0].fresh,
            torch.stack(shown) if shown else None,
        )

    def mapped(self, change: Callable[[Tensor], Tensor]) -> "Batch":
        """The same batch, all its tensors changed alike."""
        lengths = None if self.lengths is None else change(self.lengths)
        shown = None if self.shown is None else change(self.shown)
        return Batch(change(self.inputs), change(self.targets), lengths, self.fresh, shown)


class Task(BaseModel, ABC):
    """Base of all tasks; the fields are the task's settings in a config.

    Class attributes:
        readout: whether the network answers after the last step, after every step, or by a
            decoder, which outputs a sequence of its own length after the last step.
        predicts_input: whether answers are later inputs, as in a language model.
        long_range: whether the answer depends on inputs at a distance that grows with ``length``.
        metric: name of the metric value, the measure that papers on the task report.
    """

    # Whole class attributes such as ``inputs = 4`` are properties of the task, not settings.
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(int, float))
    readout: ClassVar[Readout]
    long_range: ClassVar[bool]
    predicts_input: ClassVar[bool] = False
    metric: ClassVar[str] = "loss"

    _registry: Registry = PrivateAttr(default=BUILT_IN)

    length: int = Field(gt=0, description="length of the dependency, in time steps")

    def model_post_init(self, context: Any) -> None:
        """Keep the registry that the task was made with."""
        self._registry = registry_in(context)

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
    def decoder(self) -> int:
        """Number of symbols that a decoder reads; 0: the task needs none."""
        return 0

    @property
    def answers(self) -> int:
        """Number of time steps that are read out, T'."""
        return self.steps if self.readout == "every" else 1

    @abstractmethod
    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        """Draw examples; equal generators give equal examples."""

    @property
    def continuous(self) -> bool:
        """Whether every training batch continues the previous one (see ``chunk``)."""
        return False

    def chunk(self, generator: Generator, number: int, batch: int) -> Batch:
        """Training batch number 0, 1, ... of a generator's stream.

        Only for tasks that are ``continuous``; the others are sampled.
        """
        raise NotImplementedError(f"{type(self).__name__} is not continuous")

    def examples(self, split: Split, batch: int) -> Iterator[Batch] | None:
        """All batches of a finite split, in order; None if the split is sampled.

        Every batch has ``batch`` examples. Examples that fill up the last batch have targets
        ``IGNORED``.
        """
        return None

    @property
    def prompt(self) -> int | None:
        """Number of given inputs in free running; None: the task has no free running.

        Later inputs are the network's own answers (see ``feedback``). With a decoder, this counts
        the decoder's inputs, of which only the first is given.
        """
        return None

    def feedback(self, outputs: Tensor) -> Tensor:
        """Next inputs from answers (P, 1, B, O): (P, 1, B, D) floats or (P, 1, B) symbols.

        Only for tasks that have a ``prompt``.
        """
        raise NotImplementedError(f"{type(self).__name__} is not free-running")

    @abstractmethod
    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Mean loss of each member over the answers that count.

        Args:
            outputs: (P, T', B, O).
            targets: (P, T', B, ...).

        Returns:
            (P,).
        """

    def metric_mean(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Mean over the answers that count, of what ``metric_value`` is computed from.

        By default the loss itself.
        """
        return self.loss(outputs, targets)

    def metric_value(self, mean: float) -> float:
        """The metric, given the mean of ``metric_mean`` over a whole split."""
        return mean

    def at(self, length: int) -> Self:
        """The same task at another length.

        Raises:
            ValidationError: the settings are impossible at that length.
        """
        return self.model_validate({**dict(self), "length": length}, context=self._registry)

    @abstractmethod
    def solve(self, batch: Batch) -> Tensor:
        """Outputs of a perfect network, (T', B, O): the oracle in tests of ``sample``."""

    @property
    @abstractmethod
    def baseline(self) -> float:
        """Loss of the best answer without the input to be remembered."""

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
    def data(self) -> Corpus | None:
        """The corpus that examples come from; None for synthetic tasks."""
        return None

    @property
    def missing(self) -> str | None:
        """Missing data and how to get them; None if complete. Sizes and losses need the data."""
        return self.data.missing if self.data else None

    @property
    def sources(self) -> tuple[Path, ...]:
        """Files that the data depend on; none for synthetic tasks."""
        return self.data.sources if self.data else ()

    @property
    def provenance(self) -> dict[str, str]:
        """Source and hash of the data; empty for synthetic tasks."""
        return dict(self.data.content.provenance) if self.data else {}


BASE = Task
