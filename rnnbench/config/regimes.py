"""Training regimes: what nets read, and how long sequences are, at each moment of training.

Moments are shares of the budget of updates that are behind, from 0 to just below 1.
"""

from math import ceil, exp
from typing import Literal

Forcing = Literal["teacher", "free", "linear", "exponential", "inverse_sigmoid"]
"""How the chance that an input is the true one goes down (see ``chance_of_truth``)."""
Curriculum = Literal["none", "growing", "combined"]
"""How lengths go up (see ``stage``); ``combined`` mixes that with lengths drawn at random."""

LEAST = 0.01
"""Chance of a true input at the end, if it goes down exponentially."""
SLOWNESS = 15
"""k of the inverse sigmoid, updates being counted in hundredths of the budget."""
STAGES = 5
"""Number of lengths of a curriculum."""
GROWING = 0.5
"""Share of the budget in which lengths grow; the rest is at full length."""
RANDOM = 0.5
"""Share of the batches of a combined curriculum whose length is drawn."""


def chance_of_truth(forcing: Forcing, moment: float) -> float:
    """Chance that an input after the prompt is the true one, and not the net's own answer.

    Scheduled sampling: Bengio, Vinyals, Jaitly, Shazeer, NIPS 2015, arXiv:1506.03099, section 2.4,
    whose schedules are, at update i: linear, k - c·i; exponential, kⁱ; inverse sigmoid,
    k / (k + exp(i / k)). Here the line falls from 1 to 0, the power from 1 to ``LEAST``, and the
    sigmoid has k = ``SLOWNESS``, with i in hundredths of the budget: it falls from 0.94 through a
    half, at two fifths of the budget, to 0.02.
    """
    match forcing:
        case "teacher":
            return 1.0
        case "free":
            return 0.0
        case "linear":
            return 1.0 - moment
        case "exponential":
            return float(LEAST**moment)
        case "inverse_sigmoid":
            return SLOWNESS / (SLOWNESS + exp(100 * moment / SLOWNESS))


def lengths(longest: int) -> list[int]:
    """The lengths of a curriculum's stages: a fifth of the full one, two fifths, ..., all of it."""
    return [ceil(longest * number / STAGES) for number in range(1, STAGES + 1)]


def stage(moment: float) -> int:
    """Which stage a growing curriculum has reached, 0, 1, ...: the last one half-way.

    Source of both curricula: Zaremba, Sutskever, arXiv:1410.4615; there the next stage begins when
    progress stops, and each example of a combined one, rather than each batch, has its own length.
    """
    return min(STAGES - 1, int(moment / GROWING * (STAGES - 1)))
