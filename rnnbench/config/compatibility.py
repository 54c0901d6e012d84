"""Options that do not go together: one table, checked for every combination of a study."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnnbench.components.registry import name_of

if TYPE_CHECKING:
    from rnnbench.components.cells import Cell
    from rnnbench.components.norms import Norm
    from rnnbench.components.penalties import Penalty
    from rnnbench.components.tasks import Task
    from rnnbench.config.training import Training


@dataclass(frozen=True)
class Combination:
    """One way to train: the settings of a variant, and the components that they meet."""

    training: "Training"
    cell: "type[Cell]"
    norm: "type[Norm]"
    penalty: "type[Penalty]"
    task: "Task"
    leak: bool = False

    @property
    def feeds_back(self) -> bool:
        """Whether the net reads its own answers, or a mix with the true inputs."""
        return self.training.forcing != "teacher"

    @property
    def drops(self) -> bool:
        """Whether there is dropout."""
        return self.training.dropout != "none" and self.training.dropout_rate > 0


@dataclass(frozen=True)
class Rule:
    """Two options that do not go together.

    Attributes:
        option: key of the config that the message starts with.
        other: what it does not go with; ``{cell}``, ``{norm}``, ``{penalty}`` and ``{task}`` stand
            for names.
        why: the reason, and perhaps a remedy.
        broken: whether a combination has both.
    """

    option: str
    other: str
    why: str
    broken: Callable[[Combination], bool]


RULES = (
    Rule(
        "truncate",
        "bidirectional",
        "a backward direction has no hidden state to carry over",
        lambda c: c.training.truncate > 0 and c.training.bidirectional,
    ),
    Rule(
        "truncate",
        "dropout",
        "masks are drawn for whole sequences",
        lambda c: c.training.truncate > 0 and c.drops,
    ),
    Rule(
        "truncate",
        "the penalty {penalty}",
        "it needs the gradient of whole sequences",
        lambda c: c.training.truncate > 0 and c.penalty.on_dynamics,
    ),
    Rule(
        "truncate",
        "the task {task}",
        "its decoder answers after whole sequences",
        lambda c: c.training.truncate > 0 and c.task.decoder > 0,
    ),
    Rule(
        "forcing",
        "bidirectional",
        "a backward direction needs all inputs at once",
        lambda c: c.feeds_back and c.training.bidirectional,
    ),
    Rule(
        "forcing",
        "the task {task}",
        "its decoder reads the true inputs",
        lambda c: c.feeds_back and c.task.decoder > 0,
    ),
    Rule(
        "forcing",
        "the task {task}",
        "it has no prompt after which a net could read its own answers",
        lambda c: c.feeds_back and c.task.decoder == 0 and c.task.prompt is None,
    ),
    Rule(
        "curriculum",
        "examples",
        "each length draws its own examples; leave examples out",
        lambda c: c.training.curriculum != "none" and c.training.examples > 0,
    ),
    Rule(
        "curriculum",
        "the task {task}",
        "it reads one text from end to end, at one length",
        lambda c: c.training.curriculum != "none" and c.task.continuous,
    ),
    Rule(
        "dropout",
        "the penalty {penalty}",
        "it is defined for whole nets; use another penalty",
        lambda c: c.training.dropout != "none" and c.penalty.on_dynamics,
    ),
    Rule(
        "dropout",
        "the task {task}",
        "its decoder has no dropout",
        lambda c: c.drops and c.task.decoder > 0,
    ),
    Rule(
        "shared_weights",
        "truncate, forcing or curriculum",
        "unshared weights learn whole sequences of one length",
        lambda c: (
            not c.training.shared_weights
            and (c.training.truncate > 0 or c.feeds_back or c.training.curriculum != "none")
        ),
    ),
    Rule(
        "shared_weights",
        "dropout",
        "unshared weights have no dropout",
        lambda c: not c.training.shared_weights and c.drops,
    ),
    Rule(
        "shared_weights",
        "the norm {norm}",
        "it needs weights that all steps share",
        lambda c: not c.training.shared_weights and c.norm.uses_batch,
    ),
    Rule(
        "shared_weights",
        "the penalty {penalty}",
        "it needs weights that all steps share",
        lambda c: not c.training.shared_weights and not c.penalty.identity,
    ),
    Rule(
        "shared_weights",
        "the cell {cell}",
        "it needs weights that all steps share",
        lambda c: not c.training.shared_weights and c.cell.feeds_output,
    ),
    Rule(
        "shared_weights",
        "the task {task}",
        "its decoder needs weights that all steps share",
        lambda c: not c.training.shared_weights and c.task.decoder > 0,
    ),
    Rule(
        "cells",
        "depth and bidirectional",
        "{cell} feeds the net's output back; use one layer and one direction",
        lambda c: c.cell.feeds_output and (c.training.depth > 1 or c.training.bidirectional),
    ),
    Rule(
        "cells",
        "the task {task}",
        "{cell} feeds the net's output back and cannot have a decoder",
        lambda c: c.cell.feeds_output and c.task.decoder > 0,
    ),
    Rule(
        "bidirectional",
        "the task {task}",
        "a backward direction sees what it is to predict; only a study with `leak: true` may",
        lambda c: c.training.bidirectional and c.task.predicts_input and not c.leak,
    ),
)


def conflicts(combination: Combination) -> Iterator[str]:
    """Yield one line for each rule that a combination breaks."""
    names = {
        part: name_of(getattr(combination, part)) for part in ("cell", "norm", "penalty", "task")
    }
    for rule in RULES:
        if rule.broken(combination):
            text = f"{rule.option}: incompatible with {rule.other}: {rule.why}"
            yield text.format(**names)
