"""Scheduled sampling reduces the mismatch between teacher forcing and free running."""

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
    wording="Scheduled sampling, which mixes a net's predictions into its inputs in training, "
    "reduces the mismatch between training and use: the net does better when free running.",
    refuted_by="a free-running score that is not higher than under teacher forcing by the margin",
    primary=Question(_gain(SCHEDULED, "own"), Superior()),
    secondary={
        **{
            f"the gap between true inputs and free running is smaller: {forcing}": Question(
                _mismatch(*TEACHER), Superior(), minus=_mismatch(forcing)
            )
            for forcing in SCHEDULED
        },
        "scores on true inputs stay the same": Question(_gain(SCHEDULED, "given"), Equivalent()),
        "training by free running alone improves the free-running score, too": Question(
            _gain(("forcing=free",), "own"), Superior()
        ),
    },
    notes={
        "does not hold": "Scheduled sampling is no remedy by itself. Predictions that are still "
        "poor make poor inputs and take up part of the budget. A net that has learned its task has "
        "little mismatch left to reduce.",
        "undecided": "Symbols and real values may differ. A predicted symbol is right or wrong, "
        "and the net learns to continue after a wrong one. A predicted value is always slightly "
        "off, and a net that reads such values early in training learns less of the wave. Read the "
        "result by task and schedule.",
        "holds": "In these tasks only one continuation is correct. Where several are correct, a "
        "net that is taught the true next symbol after its predicted symbols learns the wrong "
        "text.",
    },
)
