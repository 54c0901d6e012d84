"""Handwritten digits, 28 permuted pixels per step."""

from rnnbench.components.corpora._kinds import Vectors
from rnnbench.components.corpora._mnist import SIDE, Mnist
from rnnbench.components.corpora.permuted_mnist_pixels import order


class PermutedMnistRows(Mnist):
    """Handwritten digits as 28 steps of 28 pixels, in the order of ``permuted_mnist_pixels``.

    55,000 train, 5,000 valid (the last of the training set), 10,000 test; pixels from 0 to 1.
    """

    def sequences(self, images: Vectors) -> Vectors:
        return images.reshape(len(images), -1)[:, order()].reshape(-1, SIDE, SIDE)
