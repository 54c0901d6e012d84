"""Film review sentences and their phrases."""

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

ADDRESS = "https://dl.fbaipublicfiles.com/glue/data/SST-2.zip"


class Sst2(SentencesCorpus):
    """Stanford Sentiment Treebank with two classes, as in GLUE: negative (0), positive (1).

    GLUE's test set has no labels, so its development set of 872 sentences is the test part. The
    hash of a phrase assigns 10 % of the 67,349 training phrases to valid, the others to train.
    Phrases of one sentence may be in both, so the validation score is optimistic (Socher et al.
    2013).
    """

    licence = "none stated; cite Socher et al. (2013)"
    files = (
        File(
            "sst2/train.tsv",
            ADDRESS,
            "48eac26399f8456935f81dd9e3a745c1430adb6c62e233ccfe22db4a0d15d1d1",
            3806081,
            member="SST-2/train.tsv",
        ),
        File(
            "sst2/dev.tsv",
            ADDRESS,
            "54a9c12c77e402fc14d6a66a506f24d999f596b0176eb777c972cccc2f9cc4b0",
            94931,
            member="SST-2/dev.tsv",
        ),
    )

    def load(self) -> LabelledSentences:
        training, development = (_examples(file) for file in self.files)
        parts: dict[Split, tuple[Sentences, Labels]] = {
            "train": arranged(e for e in training if tenth(e[0]) != 8),
            "valid": arranged(e for e in training if tenth(e[0]) == 8),
            "test": arranged(development),
        }
        return LabelledSentences(self.provenance(), parts, classes=2)


def _examples(file: File) -> list[Example]:
    lines = file.read().decode().split("\n")[1:-1]
    rows = (line.split("\t") for line in lines)
    return [(sentence.strip(), int(label)) for sentence, label in rows]
