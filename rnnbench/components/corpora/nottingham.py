"""British and American folk tunes."""

from rnnbench.components.corpora._rolls import MatCorpus, file


class Nottingham(MatCorpus):
    """1,037 folk tunes with chords: 694 train, 173 valid, 170 test.

    Piano rolls of 88 keys and split by Boulanger-Lewandowski et al. (2012).
    """

    files = (
        file(
            "Nottingham.mat",
            "d154f7ca2e90799dc1dc011d8fc048f2fc6ef3f7c69d974b9cf27a471634fbea",
            371688,
        ),
    )
