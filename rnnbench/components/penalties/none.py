"""No penalty."""

from rnnbench.components.penalties import Penalty


class NoPenalty(Penalty):
    """No penalty."""

    identity = True
