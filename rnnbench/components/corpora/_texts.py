"""Texts read from files without changes."""

from rnnbench.components.corpora._kinds import SPLITS, Text, TextCorpus, in_order, text, tidy


class OneFile(TextCorpus):
    """Base of texts in one file, split by position."""

    def load(self) -> Text:
        (file,) = self.files
        return text(in_order(file.read().decode()), self.name)


class ThreeFiles(TextCorpus):
    """Base of tokenised texts with one file per part: train, valid and test."""

    def load(self) -> Text:
        parts = zip(SPLITS, self.files, strict=True)
        return text({split: tidy(file.read().decode()) for split, file in parts}, self.name)
