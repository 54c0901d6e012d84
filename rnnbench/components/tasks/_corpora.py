"""Tasks on real data."""

from collections.abc import Iterator

import torch.nn.functional as F
from torch import Tensor

from rnnbench.components import corpora
from rnnbench.components.corpora import Corpus, OwnText
from rnnbench.components.tasks import Task


class CorpusTask(Task):
    """Base of tasks that read a corpus."""

    corpus: str | OwnText

    @property
    def data(self) -> Corpus:
        return corpora.of(self.corpus, self._registry)


def in_batches(order: Tensor, batch: int) -> Iterator[Tensor]:
    """Numbers of examples, (N,), in batches of B; -1 fills the last one up."""
    for some in order.split(batch):
        yield F.pad(some, (0, batch - len(some)), value=-1)
