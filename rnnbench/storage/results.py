"""Tables of results: their columns, reading and writing.

``runs`` has one row per run, and ``curves`` one row per evaluation of a run. ``tests`` has one row
per test of a run under other conditions than in training: at another length, or free running.
``readings`` has one row per number that a probe measured.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rnnbench.storage import checksums
from rnnbench.storage.files import ResultsError, replacing, set_aside
from rnnbench.storage.runs import Stage

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """A column: its name, Arrow type, and meaning (shown in docs/results.md)."""

    name: str
    type: pa.DataType
    meaning: str


AXES = (
    Column("study", pa.string(), "study that the run belongs to"),
    Column("variant", pa.string(), "value of the varied setting; else `plain`"),
    Column("stage", pa.string(), "`tune` (choice of learning rates) or `train` (evaluation)"),
    Column("task", pa.string(), "task"),
    Column("length", pa.int64(), "length setting of the task, in time steps"),
    Column("cell", pa.string(), "cell"),
    Column("init", pa.string(), "initialisation"),
    Column("norm", pa.string(), "normalisation"),
    Column("clip", pa.string(), "gradient clipping"),
    Column("penalty", pa.string(), "penalty on the recurrent weights"),
    Column("learning_rate", pa.float64(), "learning rate"),
    Column("seed", pa.int64(), "seed; runs of one task and seed see the same data"),
)
RUNS = (
    *AXES,
    Column("long_range", pa.bool_(), "whether the task has long-range dependencies"),
    Column("hidden", pa.int64(), "hidden units per layer and direction"),
    Column("parameters", pa.int64(), "number of weights"),
    Column("status", pa.string(), "`ok`, or `diverged`: loss or gradient not finite or enormous"),
    Column("updates", pa.int64(), "updates performed; below the budget only if diverged"),
    Column("budget", pa.int64(), "budget, in updates"),
    Column("loss", pa.float64(), "test loss after the last update; missing if diverged"),
    Column("score", pa.float64(), "test score: 0 baseline, 1 solved; missing if diverged"),
    Column("metric", pa.string(), "metric that papers on the task report"),
    Column(
        "metric_value", pa.float64(), "value of the metric on the test data; missing if diverged"
    ),
    Column("valid_score", pa.float64(), "validation score of the tested weights"),
    Column(
        "mean_valid_score",
        pa.float64(),
        "mean validation score over all evaluations, each at least 0",
    ),
    Column("target", pa.float64(), "validation score that counts as learned"),
    Column("reached", pa.bool_(), "whether any evaluation reached the target; else censored"),
    Column(
        "updates_to_target",
        pa.float64(),
        "updates to the first evaluation at target; missing if censored",
    ),
    Column("examples_to_target", pa.float64(), "training examples to target"),
    Column("flops_to_target", pa.float64(), "floating-point operations to target"),
    Column(
        "seconds_to_target", pa.float64(), "seconds to target, a share of the population's time"
    ),
    Column(
        "flops_per_update",
        pa.float64(),
        "mean floating-point operations of an update, matrix products only",
    ),
    Column("seconds", pa.float64(), "the run's share of its population's training time"),
    Column("gradient_norm_mean", pa.float64(), "mean norm of the gradient before clipping"),
    Column("gradient_norm_max", pa.float64(), "largest norm of the gradient before clipping"),
    Column("clip_rate", pa.float64(), "share of updates with clipping active"),
    Column(
        "recurrent_radius",
        pa.float64(),
        "final spectral radius, the largest over all gates' U; missing without one",
    ),
    Column("baseline", pa.float64(), "loss that counts as score 0"),
    Column("data", pa.string(), "sha256 of the corpus; empty for synthetic tasks"),
    Column("origin", pa.string(), "source of the corpus; empty for synthetic tasks"),
    Column("engine", pa.string(), "engine version"),
    Column("package", pa.string(), "rnnbench version"),
    Column("torch", pa.string(), "PyTorch version"),
    Column("python", pa.string(), "Python version"),
    Column("device", pa.string(), "training device"),
)
CURVES = (
    *AXES,
    Column("update", pa.int64(), "number of updates performed"),
    Column("train_loss", pa.float64(), "mean training loss since the previous evaluation"),
    Column("valid_loss", pa.float64(), "validation loss"),
    Column("valid_score", pa.float64(), "validation score"),
    Column("gradient_norm", pa.float64(), "mean gradient norm since the previous evaluation"),
    Column(
        "clip_rate",
        pa.float64(),
        "share of updates with clipping active since the previous evaluation",
    ),
)
TESTS = (
    *AXES,
    Column("test_length", pa.int64(), "test length"),
    Column("inputs", pa.string(), "`given`, or `own` answers after a prompt (free running)"),
    Column("loss", pa.float64(), "test loss"),
    Column("score", pa.float64(), "test score: 0 baseline, 1 solved"),
    Column("metric", pa.string(), "metric that papers on the task report"),
    Column("metric_value", pa.float64(), "value of the metric"),
)
READINGS = (
    Column("probe", pa.string(), "probe"),
    Column("quantity", pa.string(), "measured quantity"),
    Column("arm", pa.string(), "what is measured: a cell, an activation, a kind of matrix, ..."),
    Column("x", pa.float64(), "position on the quantity's axis; missing without one"),
    Column(
        "seed", pa.int64(), "seed; arms of one probe and seed share data and weights where possible"
    ),
    Column("value", pa.float64(), "measured value"),
)
OF_SHARDS = {"runs": RUNS, "curves": CURVES, "tests": TESTS}
TABLES = {**OF_SHARDS, "readings": READINGS}
FORMER = {"figure": "metric_value"}
"""Current column names, by their names in files of earlier versions."""
ROWS_AT_ONCE = 100_000
"""Minimum number of rows held in memory when files are joined."""


def write(table: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame, path: Path) -> None:
    """Write a table, given its name, atomically as Parquet."""
    schema = _schema(table)
    if isinstance(rows, pd.DataFrame):
        data = pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
    else:
        data = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    with _sealed(path) as file:
        pq.write_table(data.replace_schema_metadata(schema.metadata), file)


def read(table: str, paths: Iterable[Path]) -> pd.DataFrame:
    """Read and join files of one table.

    Damaged files are renamed, so that the pipeline regenerates them.

    Raises:
        ResultsError: files are missing, damaged, or have other columns; one line names each.
    """
    found = [frame.to_pandas() for frame in _tables(table, paths)]
    if not found:
        raise ResultsError(f"{table}: no files to read")
    joined: pd.DataFrame = pd.concat(found, ignore_index=True)
    return joined


def join(table: str, paths: Iterable[Path], path: Path) -> None:
    """Join files of one table into one, with bounded memory.

    Raises:
        ResultsError: files are missing, damaged, or have other columns; one line names each.
    """
    with _sealed(path) as file, pq.ParquetWriter(file, _schema(table)) as writer:
        waiting: list[pa.Table] = []
        for part in _tables(table, paths):
            waiting.append(part)
            if sum(part.num_rows for part in waiting) >= ROWS_AT_ONCE:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))


def empty(table: str) -> pd.DataFrame:
    """Return a table without rows."""
    rows: pd.DataFrame = _schema(table).empty_table().to_pandas()
    return rows


def batches(
    table: str, paths: Iterable[Path], columns: Sequence[str], stage: Stage
) -> Iterator[pd.DataFrame]:
    """Iterate over rows of one stage in parts, for large tables; text columns become categories.

    Raises:
        ResultsError: files are missing, damaged, or have other columns; one line names each.
    """
    text = [c.name for c in TABLES[table] if c.type == pa.string() and c.name in columns]

    def parts(path: Path) -> Iterator[pd.DataFrame]:
        with pq.ParquetFile(path, read_dictionary=text) as file:
            for part in file.iter_batches(ROWS_AT_ONCE, columns=[*columns, "stage"]):
                yield part.filter(pc.field("stage") == stage).select(list(columns)).to_pandas()

    for found in _each(table, paths, parts):
        yield from found


def _schema(table: str) -> pa.Schema:
    columns = [(column.name, column.type) for column in TABLES[table]]
    return pa.schema(columns, metadata={"checksum": checksums.PLACE})


def _tables(table: str, paths: Iterable[Path]) -> Iterator[pa.Table]:
    """Iterate over the tables of the files."""
    return _each(table, paths, _read_current)


def _read_current(path: Path) -> pa.Table:
    """Read a file under the column names of this version."""
    found = pq.read_table(path)
    return found.rename_columns([FORMER.get(name, name) for name in found.column_names])


def _each(table: str, paths: Iterable[Path], reader: Callable[[Path], T]) -> Iterator[T]:
    """Apply a reader to each file, and raise the errors of all unreadable files at the end."""
    wrong = []
    for path in paths:
        try:
            _check(table, path)
            found = reader(path)
        except OSError as error:
            wrong.append(f"{path}: cannot be read ({error.strerror})")
        except ResultsError as error:
            wrong.append(str(error))
        else:
            yield found
    if wrong:
        raise ResultsError("\n".join(wrong))


def _check(table: str, path: Path) -> None:
    """Check that a file is as written, with the columns of this version."""
    if not checksums.intact(path):
        raise set_aside(path, "damaged (wrong checksum)")
    names = [FORMER.get(name, name) for name in pq.read_schema(path).names]
    if names != [column.name for column in TABLES[table]]:
        raise set_aside(path, f"not the columns of {table} in this version")


@contextmanager
def _sealed(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for a table, which gets its checksum and its name once it is complete."""
    with replacing(path) as file:
        yield file
        checksums.seal(file)
