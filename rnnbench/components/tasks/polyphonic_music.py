"""Polyphonic music, frame by frame."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated

import numpy as np
import torch
from pydantic import Field
from torch import Generator, Tensor

from rnnbench.components.corpora import KEYS, Corpus, Roll, Rolls, holding
from rnnbench.components.tasks import IGNORED, Batch, Split
from rnnbench.components.tasks._corpora import CorpusTask, in_batches
from rnnbench.components.tasks._losses import bernoulli


class PolyphonicMusic(CorpusTask):
    """Polyphonic music: predict which of the 88 notes sound in the next frame.

    Training examples are excerpts of up to ``length`` frames from random positions. Sequences are
    drawn in proportion to their length, and each excerpt starts from a zero state. Evaluation
    uses whole sequences. The loss is the negative log-likelihood of a frame in nats, with notes
    independent given the past. Papers report the same metric.

    The baseline predicts each note by the share of frames in which it sounds. Score 1 is half the
    baseline's loss. The target is a Markov chain for each note, which knows whether the note
    sounds now. Both are fitted to the training part (add-one smoothing) and evaluated on the
    validation part.

    Source: Boulanger-Lewandowski, Bengio, Vincent, ICML 2012, arXiv:1206.6392. The first frame is
    not predicted, as in Bai, Kolter, Koltun, arXiv:1803.01271.

    Example (length 3, of four notes; o sounds, . does not):
        input   o.o.  o.o.  .o.o
        answer  o.o.  .o.o  .o.o
    """

    readout = "every"
    long_range = False
    predicts_input = True
    metric = "nats per frame"

    corpus: Annotated[str, holding(Rolls)] = Field(
        default="jsb_chorales", description="name of a music corpus"
    )

    @property
    def inputs(self) -> int:
        return KEYS

    @property
    def outputs(self) -> int:
        return KEYS

    @property
    def steps(self) -> int:
        return self.length

    @property
    def _music(self) -> "_Music":
        return _music(self.data)

    def sample(self, generator: Generator, batch: int, split: Split = "train") -> Batch:
        part = self._music.parts[split]
        weights = part.answers.double()
        which = torch.multinomial(weights, batch, replacement=True, generator=generator)
        room = (part.answers[which] - self.length).clamp(min=0)
        start = (torch.rand(batch, generator=generator) * (room + 1)).long().clamp(max=room)
        return part.pieces(which, start, self.length)

    def examples(self, split: Split, batch: int) -> Iterator[Batch]:
        part = self._music.parts[split]
        for which in in_batches(part.answers.argsort(), batch):
            longest = int(part.answers[which[which >= 0]].max())
            for start in range(0, longest, self.length):
                piece = part.pieces(which, torch.full((batch,), start), self.length)
                yield Batch(piece.inputs, piece.targets, fresh=start == 0)

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        return bernoulli(outputs, targets)

    def solve(self, batch: Batch) -> Tensor:
        return 200.0 * batch.targets - 100.0

    @property
    def baseline(self) -> float:
        return self._music.independent

    @property
    def solved(self) -> float:
        return self.baseline / 2

    @property
    def target(self) -> float:
        return self.score(self._music.markov)


class _Part:
    """Sequences of frames, one behind the other.

    Attributes:
        answers: number of frames of each sequence that can be predicted: all but the first.
    """

    def __init__(self, rolls: Sequence[Roll]) -> None:
        self._frames = torch.from_numpy(np.concatenate(rolls)).float()
        lengths = torch.tensor([len(roll) for roll in rolls])
        self._first, self.answers = lengths.cumsum(0) - lengths, lengths - 1

    def pieces(self, which: Tensor, start: Tensor, steps: int) -> Batch:
        """Frames of sequences ``which`` (B,) from ``start`` (B,) on; sequence -1 is all padding."""
        left = torch.where(which >= 0, self.answers[which] - start, 0).clamp(0, steps)
        time = torch.arange(steps)[:, None]
        place = (self._first[which] + start + time).clamp(max=len(self._frames) - 2)
        targets = self._frames[place + 1]
        targets[time >= left] = IGNORED
        return Batch(self._frames[place], targets, left.clamp(min=1))

    def following(self) -> tuple[Tensor, Tensor]:
        """All frames that can be predicted, (N, 88), and those before them."""
        last = self._first + self.answers
        before = torch.ones(len(self._frames), dtype=torch.bool)
        before[last] = False
        return self._frames[1:][before[:-1]], self._frames[:-1][before[:-1]]


class _Music:
    """A corpus's three parts, with the losses of two simple models."""

    def __init__(self, rolls: Rolls) -> None:
        self.parts = {split: _Part(part) for split, part in rolls.parts.items()}
        (train, before), (valid, known) = (
            self.parts[split].following() for split in ("train", "valid")
        )
        share = _share(train, torch.ones_like(train))
        self.independent = _coins(valid, share.expand_as(valid))
        on, off = _share(train, before), _share(train, 1 - before)
        self.markov = _coins(valid, torch.where(known > 0, on, off))


def _share(frames: Tensor, where: Tensor) -> Tensor:
    """Share of frames in which each note sounds, of those ``where`` holds; add-one smoothing."""
    return ((frames * where).sum(0) + 1) / (where.sum(0) + 2)


def _coins(frames: Tensor, share: Tensor) -> float:
    """Mean loss of a frame, given each note's probability."""
    losses = torch.nn.functional.binary_cross_entropy(share, frames, reduction="none")
    return float(losses.sum(1).mean())


@cache
def _music(corpus: Corpus) -> _Music:
    return _Music(corpus.read(Rolls))
