"""Handwritten digits, pixel by pixel, in random order."""

import hashlib

from rnnbench.components.corpora._kinds import Vectors
from rnnbench.components.corpora._mnist import SIDE, Mnist

SEED = "permuted_mnist_pixels"


class PermutedMnistPixels(Mnist):
    """Handwritten digits as 784 steps of one pixel, in a fixed random order (Le et al. 2015).

    The order sorts the SHA-256 hashes of "permuted_mnist_pixels 0" (top left pixel) to
    "permuted_mnist_pixels 783" (bottom right), so it is the same in every process and version.
    Each paper uses its own order. 55,000 train, 5,000 valid (the last of the training set),
    10,000 test; pixels from 0 to 1.
    """

    def sequences(self, images: Vectors) -> Vectors:
        return images.reshape(len(images), -1, 1)[:, order()]


def order() -> list[int]:
    """Pixel of each step, counted row by row."""
    return sorted(
        range(SIDE * SIDE), key=lambda pixel: hashlib.sha256(f"{SEED} {pixel}".encode()).digest()
    )
