"""Checks that every component has to pass, the project's and your own alike.

Each check is a function that takes the component and fails with an ``AssertionError``, so that a
test is ``@pytest.mark.parametrize("check", TASK_CHECKS)`` and ``check(task)``. ``rnnbench new``
writes such tests.
"""

from rnnbench.testing.cells import CELL_CHECKS, step
from rnnbench.testing.claims import CLAIM_CHECKS
from rnnbench.testing.probes import PROBE_CHECKS
from rnnbench.testing.tasks import TASK_CHECKS

__all__ = ["CELL_CHECKS", "CLAIM_CHECKS", "PROBE_CHECKS", "TASK_CHECKS", "step"]
