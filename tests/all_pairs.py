"""All-pairs products for parametrised tests."""

import pytest
from allpairspy import AllPairs


def all_pairs(**axes):
    """Parametrise a test so that each pair of values of two axes occurs in some case.

    The cases are the same in every process. A value may be a ``pytest.param`` with marks.
    """
    rows = AllPairs([[_param(value) for value in values] for values in axes.values()])
    cases = [
        pytest.param(*(one.values[0] for one in row), marks=[m for one in row for m in one.marks])
        for row in rows
    ]
    return pytest.mark.parametrize(tuple(axes), cases)


def _param(value):
    return value if hasattr(value, "marks") else pytest.param(value)
