"""text8."""

from rnnbench.components.corpora._texts import OneFile
from rnnbench.components.data_files import File


class Text8(OneFile):
    """100 million characters of Wikipedia (Mahoney 2006): letters a to z and space.

    The usual split by position: 90 million train, 5 million valid, 5 million test. The setting
    ``characters`` of a language model reads a part of it; ``text8_start`` is a smaller file.
    """

    licence = "CC BY-SA and GFDL (Wikipedia)"
    files = (
        File(
            "text8/text8",
            "http://mattmahoney.net/dc/text8.zip",
            "6e890197040d37d85beb962ae1f041ff1d9a9ca8d20c7d99c85027eebf51dca7",
            100000000,
            member="text8",
        ),
    )
