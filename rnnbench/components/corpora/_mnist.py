"""Handwritten digits, read from the IDX files of LeCun, Cortes and Burges."""

from abc import abstractmethod

import numpy as np
import numpy.typing as npt

from rnnbench.components.corpora._kinds import (
    LabelledVectors,
    Labels,
    Split,
    Vectors,
    VectorsCorpus,
)
from rnnbench.components.data_files import DataError, File

ADDRESS = "https://ossci-datasets.s3.amazonaws.com/mnist"
VALID = 5000
SIDE = 28


def _file(name: str, sha256: str, size: int) -> File:
    return File(f"mnist/{name}.gz", f"{ADDRESS}/{name}.gz", sha256, size)


FILES = (
    _file(
        "train-images-idx3-ubyte",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        47040016,
    ),
    _file(
        "train-labels-idx1-ubyte",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        60008,
    ),
    _file(
        "t10k-images-idx3-ubyte",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        7840016,
    ),
    _file(
        "t10k-labels-idx1-ubyte",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        10008,
    ),
)


class Mnist(VectorsCorpus):
    """Base of corpora of these digits: 55,000 train, the next 5,000 valid, 10,000 test.

    Pixels are scaled to 0 to 1.
    """

    licence = "CC BY-SA 3.0, as commonly quoted"
    files = FILES

    @abstractmethod
    def sequences(self, images: Vectors) -> Vectors:
        """Images, (N, 28, 28), as sequences of vectors, (N, T, D)."""

    def load(self) -> LabelledVectors:
        images, labels, test_images, test_labels = (idx(file) for file in self.files)
        train = len(images) - VALID
        parts: dict[Split, tuple[Vectors, Labels]] = {
            "train": self._part(images[:train], labels[:train]),
            "valid": self._part(images[train:], labels[train:]),
            "test": self._part(test_images, test_labels),
        }
        return LabelledVectors(self.provenance(), parts, classes=10)

    def _part(
        self, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8]
    ) -> tuple[Vectors, Labels]:
        return self.sequences(images.astype(np.float32) / np.float32(255)), labels.astype(np.int64)


def idx(file: File) -> npt.NDArray[np.uint8]:
    """An IDX file of bytes: two zeros, type 8, the number of axes, their lengths, the data."""
    content = file.read()
    if content[:3] != b"\0\0\x08":
        raise DataError(f"{file.place}: not an IDX file of bytes")
    axes = content[3]
    lengths = np.frombuffer(content, dtype=">u4", count=axes, offset=4)
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * axes).reshape(lengths)
