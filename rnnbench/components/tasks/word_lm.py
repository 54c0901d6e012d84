"""Word-level language modelling."""

import math
from collections.abc import Sequence

from rnnbench.components import corpora
from rnnbench.components.tasks._language import LanguageTask


class WordLM(LanguageTask):
    """Word language model: predict the next word of real text.

    Words are separated by white space; the end of a line is the word ``<eos>``, as in Mikolov et
    al., Interspeech 2010. Papers report the perplexity.

    Example (length 5):
        input   the cat sat down <eos>
        answer  cat sat down <eos> it
    """

    metric = "perplexity"

    @staticmethod
    def tokens(text: str) -> Sequence[str]:
        return corpora.words(text)

    @staticmethod
    def text(tokens: Sequence[str]) -> str:
        return corpora.unwords(tokens)

    def metric_value(self, mean: float) -> float:
        return math.exp(mean)
