"""Tasks whose answers are classes."""

import torch.nn.functional as F
from torch import Tensor

from rnnbench.components.tasks import Task
from rnnbench.components.tasks._losses import accuracy, cross_entropy


class ClassTask(Task):
    """Base of tasks that answer with classes: cross-entropy in nats, reported as accuracy."""

    metric = "accuracy"

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return cross_entropy(outputs, targets)

    def metric_mean(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return accuracy(outputs, targets)

    @property
    def target(self) -> float:
        return 0.9

    def certain(self, classes: Tensor) -> Tensor:
        """Logits that leave no doubt: classes (T', B) -> (T', B, O)."""
        return F.one_hot(classes, self.outputs) * 100.0


class SymbolTask(ClassTask):
    """Base of tasks that read symbols and answer with classes."""

    @property
    def symbolic(self) -> bool:
        return True
