"""No penalty."""

from rnnbench.components.penalties import Penalty


class NoPenalty(Penalty):
    """No penalty: only the task counts."""

    identity = True
