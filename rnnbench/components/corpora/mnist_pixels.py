"""Handwritten digits, pixel by pixel."""

from rnnbench.components.corpora._kinds import Vectors
from rnnbench.components.corpora._mnist import Mnist


class MnistPixels(Mnist):
    """Handwritten digits as 784 steps of one pixel, row by row (Le, Jaitly and Hinton 2015).

    55,000 train, 5,000 valid (the last of the training set), 10,000 test; pixels from 0 to 1.
    """

    def sequences(self, images: Vectors) -> Vectors:
        return images.reshape(len(images), -1, 1)
