"""One claim of each kind, for tests of what claims of a kind have in common."""

from rnnbench.components.registry import BUILT_IN
from rnnbench.plan.plan import claims_of


def one_of_each(names=None):
    """Names of claims whose primary questions differ in kind, each the one with most questions.

    By default all claims are looked at.
    """
    claims = claims_of(BUILT_IN)
    by_questions = sorted(names or claims, key=lambda name: len(list(claims[name].questions())))
    return list({_kind(claims[name].primary): name for name in by_questions}.values())


def _kind(question):
    return type(question.test), type(question.contrast), question.minus is not None
