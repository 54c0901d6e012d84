"""A million characters of Shakespeare."""

from rnnbench.components.corpora._texts import OneFile
from rnnbench.components.data_files import File


class TinyShakespeare(OneFile):
    """Shakespeare's plays in one file by Karpathy (2015): 1.1 million characters.

    Split by position: the first 90 % train, then 5 % valid and 5 % test.
    """

    licence = "public domain"
    files = (
        File(
            "tinyshakespeare/input.txt",
            "https://raw.githubusercontent.com/karpathy/char-rnn/"
            "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt",
            "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
            1115394,
        ),
    )
