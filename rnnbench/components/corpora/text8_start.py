"""The beginning of text8."""

from rnnbench.components.corpora._texts import OneFile
from rnnbench.components.data_files import File


class Text8Start(OneFile):
    """The first six million characters of text8 (Mahoney 2006): letters a to z and space.

    Split by position: 5.4 million train, 0.3 million valid, 0.3 million test.
    """

    licence = "CC BY-SA and GFDL (Wikipedia)"
    files = (
        File(
            "text8/text8.first6m",
            "http://mattmahoney.net/dc/text8.zip",
            "61e8170187f175a7160f1c8bca6985927ed0e958ee5ff402f807ca334d184c63",
            6000000,
            member="text8",
        ),
    )
