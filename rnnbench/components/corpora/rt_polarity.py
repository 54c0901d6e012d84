"""Film review sentences."""

from rnnbench.components.corpora._kinds import (
    LabelledSentences,
    Labels,
    Sentences,
    SentencesCorpus,
    Split,
    tenth,
)
from rnnbench.components.corpora._sentences import Example, arranged
from rnnbench.components.data_files import File

ADDRESS = "https://www.cs.cornell.edu/people/pabo/movie-review-data/rt-polaritydata.tar.gz"


class RtPolarity(SentencesCorpus):
    """Film review sentences (Pang and Lee 2005): 5,331 negative (0), 5,331 positive (1).

    There is no official split. Here the hash of a sentence assigns it to train (80 %), valid
    (10 %) or test (10 %), so equal sentences share a part. Papers often report ten-fold
    cross-validation instead.
    """

    licence = "none stated; cite Pang and Lee (2005)"
    files = (
        File(
            "sentiment/rt-polarity/rt-polarity.neg",
            ADDRESS,
            "4ace77d558c3714723843f1d65b60c01e3417b208180f0728808d76ad0eeeaca",
            612256,
            member="rt-polaritydata/rt-polarity.neg",
        ),
        File(
            "sentiment/rt-polarity/rt-polarity.pos",
            ADDRESS,
            "2da124ec187a9d5a29c9f04e91c540e02baed5af8868f550a26bd6fd4dbf8bf0",
            626139,
            member="rt-polaritydata/rt-polarity.pos",
        ),
    )

    def load(self) -> LabelledSentences:
        examples: list[Example] = [
            (sentence.strip(), label)
            for label, file in enumerate(self.files)
            for sentence in file.read().decode("cp1252").split("\n")[:-1]
        ]
        parts: dict[Split, tuple[Sentences, Labels]] = {
            "train": arranged(e for e in examples if tenth(e[0]) < 8),
            "valid": arranged(e for e in examples if tenth(e[0]) == 8),
            "test": arranged(e for e in examples if tenth(e[0]) == 9),
        }
        return LabelledSentences(self.provenance(), parts, classes=2)
