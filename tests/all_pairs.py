"""All-pairs products for parametrised tests."""

import pytest
from allpairspy import AllPairs


def all_pairs(**axes):
    """Parametrise a test so that each pair of values of two axes occurs in some case.

    The cases are the same in every process.
    """
    rows = AllPairs(list(axes.values()))
    return pytest.mark.parametrize(tuple(axes), [tuple(row) for row in rows])
