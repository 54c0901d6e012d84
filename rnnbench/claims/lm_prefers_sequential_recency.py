"""Language models follow the nearest noun rather than the verb's subject."""

from rnnbench.claims import Claim, Question, Readings, Superior

CELLS = ("vanilla", "lstm", "gru")
BOTH, ONE = "both rules fit", "one rule fits"


def _errors(*arms: str) -> Readings:
    return Readings("agreement_errors", "error", a=arms, summary="slope")


CLAIM = Claim(
    section="Language modelling",
    sources=("L3",),
    wording="Recurrent language models follow the nearest noun rather than the subject: the more "
    "nouns of the other number come between subject and verb, the more often the verb is wrong.",
    refuted_by="a share of wrong verbs that does not rise by more than the margin with each such "
    "noun, in nets whose training sentences fit both rules",
    primary=Question(_errors(*(f"{cell}, {BOTH}" for cell in CELLS)), Superior()),
    secondary={
        "also where training sentences fit the subject alone": Question(
            _errors(*(f"{cell}, {ONE}" for cell in CELLS)), Superior()
        ),
        "vanilla nets more than gated ones": Question(
            Readings(
                "agreement_errors",
                "error",
                a=(f"vanilla, {BOTH}",),
                b=(f"lstm, {BOTH}", f"gru, {BOTH}"),
                summary="slope",
            ),
            Superior(),
        ),
        "so do language models of real text, in real sentences": Question(
            Readings("natural_agreement", "error", a=("vanilla", "lstm"), summary="slope"),
            Superior(),
        ),
    },
    notes={
        "holds": "Training sentences here fit both rules, so this is what nets prefer, not "
        "what they can learn, which the question with sentences that fit the subject alone looks "
        "at. In real sentences nets as small as these may do hardly better than chance, and then "
        "that question says little.",
        "does not hold": "Recurrent language models do not take the nearest noun as a matter of course, "
        "even where training sentences leave the choice between it and the subject open.",
    },
)
