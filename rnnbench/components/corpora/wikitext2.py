"""WikiText-2."""

from rnnbench.components.corpora._texts import ThreeFiles
from rnnbench.components.data_files import File

ADDRESS = (
    "https://raw.githubusercontent.com/pytorch/examples/"
    "77f55b912142e11fcfdf5b530231fb9c52f181e8/word_language_model/data/wikitext-2"
)


class WikiText2(ThreeFiles):
    """Good and featured Wikipedia articles (Merity et al. 2016): 33,278 words, rare ones ``<unk>``.

    Original split into three files (``wiki.train.tokens`` and so on) of 2,088,628, 217,646 and
    245,569 words. Every newline counts as the word ``<eos>``, even on an empty line.
    """

    licence = "CC BY-SA 3.0"
    files = (
        File(
            "wikitext2/train.txt",
            f"{ADDRESS}/train.txt",
            "9e9fa1ad55b1c2c95b08e37dd8e653f638fac2c6de904b79e813611eefbc985f",
            10797148,
        ),
        File(
            "wikitext2/valid.txt",
            f"{ADDRESS}/valid.txt",
            "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8",
            1121681,
        ),
        File(
            "wikitext2/test.txt",
            f"{ADDRESS}/test.txt",
            "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0",
            1256449,
        ),
    )
