"""Tasks whose answer is a sequence of a length of its own, which a decoder writes."""

import torch
from torch import Tensor

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks._classes import SymbolTask


class DecodingTask(SymbolTask):
    """Base of tasks that read one sequence to its end, and then write another.

    The net is an encoder and a decoder. What the decoder reads before each answer is the answer
    before that, at first a start: in training the true ones, in free-running evaluation its own.
    The last class of answers is the end; nothing after it counts.
    """

    readout = "decoder"

    @property
    def prompt(self) -> int:
        return 1

    @property
    def end(self) -> int:
        """The symbol that ends every answer."""
        return self.outputs - 1

    @property
    def decoder(self) -> int:
        return self.outputs + 1  # the start besides

    def feedback(self, outputs: Tensor) -> Tensor:
        return outputs.argmax(-1)

    def written(self, inputs: Tensor, targets: Tensor) -> Batch:
        """A batch of inputs (T, B) and true answers, (T', B), which a decoder reads a step late."""
        start = torch.full_like(targets[:1], self.outputs)
        shown = torch.cat([start, targets[:-1].clamp(min=0)])  # what is ignored is read as any
        return Batch(inputs, targets, shown=shown)
