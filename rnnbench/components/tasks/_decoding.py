"""Tasks with an encoder and a decoder, whose answers have their own length."""

import torch
from torch import Tensor

from rnnbench.components.tasks import Batch
from rnnbench.components.tasks._classes import SymbolTask


class DecodingTask(SymbolTask):
    """Base of tasks that read a whole sequence, then output another.

    The network is an encoder and a decoder. The decoder first reads a start symbol, then at each
    step the previous answer: in training the true one, in free running its own. The last class is
    the end symbol; steps after it do not count.
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
