"""Character-level language modelling."""

import math
from collections.abc import Sequence

from rnnbench.components.tasks._language import LanguageTask


class CharLM(LanguageTask):
    """Character language model: predict the next character of real text.

    Characters absent from the training part share one unknown symbol. Papers report bits per
    character.

    Example (length 5):
        input   h e l l o
        answer  e l l o ,
    """

    metric = "bits per character"

    @staticmethod
    def tokens(text: str) -> Sequence[str]:
        return text

    @staticmethod
    def text(tokens: Sequence[str]) -> str:
        return "".join(tokens)

    def metric_value(self, mean: float) -> float:
        return mean / math.log(2)
