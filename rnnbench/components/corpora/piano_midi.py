"""Classical piano music."""

from rnnbench.components.corpora._rolls import MatCorpus, file


class PianoMidi(MatCorpus):
    """124 classical piano pieces: 87 train, 12 valid, 25 test.

    Piano rolls of 88 keys and split by Boulanger-Lewandowski et al. (2012).
    """

    files = (
        file(
            "Piano_midi.mat",
            "990a8a71d5764a7eaa3e78d9e5023d1470380fe2db3a1448265a97a24c8b1c34",
            223732,
        ),
    )
