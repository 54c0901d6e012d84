"""Which interval keeps its level with few seeds."""

import itertools

import numpy as np
import pytest

from rnnbench.stats.coverage import METHODS, SHAPES, coverage
from rnnbench.stats.decisions import ALPHA
from rnnbench.stats.paired import t_interval

SIZES = (3, 5, 10, 20)
LEVEL = 1 - 2 * ALPHA


@pytest.fixture(scope="module")
def table():
    rows = coverage(SIZES, 1000, 400, np.random.default_rng(1))
    return {(row.shape, row.n, row.method): row.covered for row in rows}


def test_the_table_is_full(table):
    assert len(table) == len(SHAPES) * len(SIZES) * 3
    assert all(0 <= covered <= 1 for covered in table.values())


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("shape", ["normal", "bounded"])
def test_students_interval_keeps_its_level(table, shape, n):
    assert table[shape, n, "t"] == pytest.approx(LEVEL, abs=0.035)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_bca_interval_is_too_short_with_few_seeds(table, shape):
    assert table[shape, 3, "BCa"] < LEVEL - 0.1
    assert table[shape, 3, "BCa"] < table[shape, 20, "BCa"]


@pytest.mark.parametrize("n", SIZES)
def test_the_studentised_interval_covers_skewed_differences_best(table, n):
    assert table["skewed", n, "studentised"] > table["skewed", n, "t"]
    assert table["skewed", n, "studentised"] > LEVEL - 0.06


def test_the_generator_alone_decides():
    tables = []
    for seed in range(2):
        np.random.seed(seed)  # noqa: NPY002
        tables.append(coverage((3,), 20, 50, np.random.default_rng(2)))
    assert tables[0] == tables[1]


def test_students_limits_are_those_of_the_verdicts():
    samples = np.random.default_rng(3).normal(size=(4, 6))
    low, high = METHODS["t"](samples, 0, np.random.default_rng(0))
    theirs = [t_interval(sample) for sample in samples]
    assert list(low) == pytest.approx([i.low for i in theirs])
    assert list(high) == pytest.approx([i.high for i in theirs])


def test_the_studentised_limits_are_those_of_all_resamples():
    sample = np.random.default_rng(4).lognormal(size=6)
    times = []
    for draw in itertools.product(sample, repeat=6):
        off, error = np.mean(draw) - sample.mean(), np.std(draw, ddof=1) / 6**0.5
        times.append(off / error if len(set(draw)) > 1 else np.copysign(np.inf, off))
    low, high = METHODS["studentised"](sample[None], 40_000, np.random.default_rng(0))
    error = sample.std(ddof=1) / 6**0.5
    for limit, level in ((high[0], ALPHA), (low[0], 1 - ALPHA)):
        found = (sample.mean() - limit) / error
        assert np.mean(np.array(times) < found - 1e-9) <= level + 0.01
        assert np.mean(np.array(times) <= found + 1e-9) >= level - 0.01
