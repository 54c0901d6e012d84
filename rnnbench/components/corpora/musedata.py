"""Orchestral and piano classics."""

from rnnbench.components.corpora._rolls import MatCorpus, file


class MuseData(MatCorpus):
    """783 classical pieces for orchestra and piano: 524 train, 135 valid, 124 test.

    Piano rolls of 88 keys and split by Boulanger-Lewandowski et al. (2012).
    """

    files = (
        file(
            "MuseData.mat",
            "e8d9eb422ec3833c25f43a9f854d4ee0b9118a20b45f2c183395cdc30ffa14ff",
            947219,
        ),
    )
