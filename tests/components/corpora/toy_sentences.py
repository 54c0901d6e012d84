"""Made-up sentences."""

import numpy as np

from rnnbench.components.corpora import SPLITS, LabelledSentences, SentencesCorpus


class ToySentences(SentencesCorpus):
    """Sentences of 1 to 9 words; the class is whether one of them is "good"."""

    licence = "none needed"

    def load(self) -> LabelledSentences:
        draw = np.random.default_rng(0)
        words = ["film", "the", "plot", "long", "good"]
        parts = {}
        for split in SPLITS:
            texts = [list(draw.choice(words, draw.integers(1, 10))) for _ in range(37)]
            parts[split] = texts, np.array([int("good" in text) for text in texts])
        return LabelledSentences(self.provenance(), parts, classes=2)
