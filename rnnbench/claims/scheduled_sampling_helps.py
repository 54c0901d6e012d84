"""Scheduled sampling lessens the mismatch between true inputs and own outputs."""

from rnnbench.claims import Claim, Contrast, Equivalent, Question, Superior

TEACHER = ("forcing=teacher",)
SCHEDULED = ("forcing=linear", "forcing=exponential", "forcing=inverse_sigmoid")


def _gain(over: tuple[str, ...], inputs: str) -> Contrast:
    return Contrast("forcing", "variant", a=over, b=TEACHER, where={"inputs": (inputs,)})


def _mismatch(forcing: str) -> Contrast:
    return Contrast("forcing", "inputs", a=("given",), b=("own",), where={"variant": (forcing,)})


CLAIM = Claim(
    section="Training strategies",
    sources=("L1",),
    wording="Scheduled sampling, which mixes a net's own answers into its inputs in training, "
    "lessens the mismatch between training and use: run on its own outputs, the net does better.",
    refuted_by="a score on own answers that is not higher than under teacher forcing by the margin",
    primary=Question(_gain(SCHEDULED, "own"), Superior()),
    secondary={
        **{
            f"the gap between given inputs and own answers is smaller: {forcing}": Question(
                _mismatch(*TEACHER), Superior(), minus=_mismatch(forcing)
            )
            for forcing in SCHEDULED
        },
        "it costs nothing on given inputs": Question(_gain(SCHEDULED, "given"), Equivalent()),
        "training on own answers alone does better there, too": Question(
            _gain(("forcing=free",), "own"), Superior()
        ),
    },
    notes={
        "does not hold": "Scheduled sampling is no remedy by itself: own answers that are still poor "
        "make poor inputs and take up part of the budget, and a net that has learned its task "
        "has little mismatch left to lessen.",
        "undecided": "Symbols and real values may differ: a symbol that a net answers is right "
        "or wrong, and it learns to go on after a wrong one; a value is always a little off, and "
        "a net that reads such values early in training learns less of the wave. Read it by task "
        "and schedule.",
        "holds": "In these tasks only one continuation is right. Where several are, a net "
        "that is taught the true next symbol after symbols of its own is taught the wrong text.",
    },
)
