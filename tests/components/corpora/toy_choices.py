"""Made-up sentences to choose the verb's number in."""

from itertools import product

from rnnbench.components.corpora import ChoicesCorpus, VerbChoice, VerbChoices

NOUNS = [(one, f"{one}s") for one in ("object", "value", "name", "function", "argument")]
VERBS = [("is", "are"), ("has", "have"), ("does", "do")]


class ToyChoices(ChoicesCorpus):
    """Sentences of words of the language reference, with 0, 1 or 2 attractors of the subject.

    There is one with a word that nobody knows, and one with three attractors.
    """

    licence = "none needed"

    def load(self) -> VerbChoices:
        choices = [
            _choice(*words, plural, attractors)
            for *words, plural, attractors in product(NOUNS, VERBS, (False, True), range(3))
        ]
        strange = VerbChoice(("the", "zyzzyva"), "is", "are", 0)
        return VerbChoices(
            self.provenance(), [strange, _choice(NOUNS[0], VERBS[0], True, 3), *choices]
        )


def _choice(
    noun: tuple[str, str], verb: tuple[str, str], plural: bool, attractors: int
) -> VerbChoice:
    before = ("the", noun[plural], *("of", noun[not plural]) * attractors)
    return VerbChoice(before, verb[plural], verb[not plural], attractors)
