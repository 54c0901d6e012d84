"""Handwritten digits, pixel by pixel, in a scrambled order."""

import hashlib

from rnnbench.components.corpora._kinds import Vectors
from rnnbench.components.corpora._mnist import SIDE, Mnist

SEED = "permuted_mnist_pixels"


class PermutedMnistPixels(Mnist):
    """Handwritten digits as 784 steps of one pixel, in one scrambled order (Le et al. 2015).

    The order is that of the SHA-256 hashes of "permuted_mnist_pixels 0" (the pixel top left) to
    "permuted_mnist_pixels 783" (bottom right): the same in every process and version. Papers each
    draw an order of their own. 55,000 train, the last 5,000 of the training set valid, 10,000
    test; pixels from 0 to 1.
    """

    def sequences(self, images: Vectors) -> Vectors:
        return images.reshape(len(images), -1, 1)[:, order()]


def order() -> list[int]:
    """The pixel, counted row by row, that each step shows."""
    return sorted(
        range(SIDE * SIDE), key=lambda pixel: hashlib.sha256(f"{SEED} {pixel}".encode()).digest()
    )
