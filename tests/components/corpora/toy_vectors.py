"""Made-up images."""

import numpy as np

from rnnbench.components.corpora import SPLITS, LabelledVectors, VectorsCorpus


class ToyVectors(VectorsCorpus):
    """Sequences of 6 vectors of 2 numbers; the class is the sign of the first number."""

    licence = "none needed"

    def load(self) -> LabelledVectors:
        draw = np.random.default_rng(0)
        parts = {}
        for split in SPLITS:
            vectors = draw.normal(size=(37, 6, 2)).astype(np.float32)
            parts[split] = vectors, (vectors[:, 0, 0] > 0).astype(np.int64)
        return LabelledVectors(self.provenance(), parts, classes=2)
