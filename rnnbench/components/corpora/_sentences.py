"""Labelled sentences, tokenised at spaces."""

from collections.abc import Iterable

import numpy as np

from rnnbench.components.corpora._kinds import Labels, Sentences

Example = tuple[str, int]


def arranged(examples: Iterable[Example]) -> tuple[Sentences, Labels]:
    """Sentences as words, and their labels."""
    pairs = list(examples)
    words = [sentence.split() for sentence, _ in pairs]
    return words, np.array([label for _, label in pairs], dtype=np.int64)
