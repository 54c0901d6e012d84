"""Handwritten digits, row by row."""

from rnnbench.components.corpora._kinds import Vectors
from rnnbench.components.corpora._mnist import Mnist


class MnistRows(Mnist):
    """Handwritten digits as 28 steps of 28 pixels, from top to bottom.

    55,000 train, 5,000 valid (the last of the training set), 10,000 test; pixels from 0 to 1.
    """

    def sequences(self, images: Vectors) -> Vectors:
        return images
