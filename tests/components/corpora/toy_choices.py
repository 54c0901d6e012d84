"""Made-up sentences to choose the verb's number in."""

from itertools import product

from rnnbench.corpora import ChoicesCorpus, VerbChoice, VerbChoices


class ToyChoices(ChoicesCorpus):
    """Sentences of words of the language reference, with 0, 1 or 2 attractors of the subject.

    There is one with a word that nobody knows, and one with three attractors.
    """

    licence = "none needed"

    def load(self) -> VerbChoices:
        nouns, forms = ("class", "classes"), ("has", "have")
        choices = [VerbChoice(("the", "zyzzyva"), "is", "are", 0)]
        for plural, attractors in (*product((False, True), range(3)), (True, 3)):
            between = ("of", nouns[not plural]) * attractors
            before = ("the", nouns[plural], *between)
            choices.append(VerbChoice(before, forms[plural], forms[not plural], attractors))
        return VerbChoices(self.provenance(), choices)
