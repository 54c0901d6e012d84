"""Tasks on real data."""

from rnnbench import corpora
from rnnbench.corpora import Corpus, OwnText
from rnnbench.tasks import Task


class CorpusTask(Task):
    """Base of tasks that read a corpus."""

    corpus: str | OwnText

    @property
    def data(self) -> Corpus:
        return corpora.of(self.corpus)
