"""Handwritten digits, row by row."""

from rnnbench.components.corpora._kinds import Vectors
from rnnbench.components.corpora._mnist import Mnist


class MnistRows(Mnist):
    """Handwritten digits as 28 steps of 28 pixels, from the top row to the bottom one.

    55,000 train, the last 5,000 of the training set valid, 10,000 test; pixels from 0 to 1.
    """

    def sequences(self, images: Vectors) -> Vectors:
        return images
