"""Made-up music."""

import numpy as np

from rnnbench.components.corpora import KEYS, SPLITS, Rolls, RollsCorpus


class ToyRolls(RollsCorpus):
    """Pieces of 2 to 20 steps in which four keys take turns."""

    licence = "none needed"

    def load(self) -> Rolls:
        draw = np.random.default_rng(0)
        parts = {split: [_piece(draw) for _ in range(11)] for split in SPLITS}
        return Rolls(self.provenance(), parts)


def _piece(draw):
    roll = np.zeros((draw.integers(2, 21), KEYS), dtype=bool)
    for step in range(len(roll)):
        roll[step, 40 + step % 4] = True
        roll[step, 60] = draw.random() < 0.3
    return roll
