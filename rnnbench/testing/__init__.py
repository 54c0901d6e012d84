"""Conformance checks for every component, the project's and your own alike.

Each check is a function that takes the component and raises an ``AssertionError`` on failure. A
test is therefore ``@pytest.mark.parametrize("check", TASK_CHECKS)`` and ``check(task)``; ``rnnbench
new`` writes such tests.
"""

from rnnbench.testing.cells import CELL_CHECKS, one_step
from rnnbench.testing.claims import CLAIM_CHECKS
from rnnbench.testing.probes import PROBE_CHECKS
from rnnbench.testing.tasks import TASK_CHECKS

__all__ = ["CELL_CHECKS", "CLAIM_CHECKS", "PROBE_CHECKS", "TASK_CHECKS", "one_step"]
