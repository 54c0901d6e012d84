"""Tables of results: whole or not at all, and what is damaged is named."""

import errno
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from simulated import curves as simulated_curves
from simulated import runs as simulated_runs
from test_expansion import _plan

from rnnbench.storage import checksums, files, results
from rnnbench.storage.files import ResultsError


@pytest.fixture
def frame():
    return simulated_runs(_plan())


def test_a_table_survives_being_written_and_read(tmp_path, frame):
    results.write("runs", frame, tmp_path / "new folder" / "runs.parquet")
    again = results.read("runs", [tmp_path / "new folder" / "runs.parquet"])
    pd.testing.assert_frame_equal(again, frame, check_dtype=False)
    assert [p.name for p in (tmp_path / "new folder").iterdir()] == ["runs.parquet"]


def test_files_are_joined_in_the_order_given(tmp_path, frame):
    results.write("runs", frame.iloc[:4], tmp_path / "b.parquet")
    results.write("runs", frame.iloc[4:9], tmp_path / "a.parquet")
    joined = results.read("runs", [tmp_path / "b.parquet", tmp_path / "a.parquet"])
    assert joined["seed"].tolist() == frame["seed"].iloc[:9].tolist()


@settings(max_examples=15)
@given(st.lists(st.integers(0, 5), max_size=6), st.integers(1, 20))
def test_files_joined_into_one_are_all_their_rows_in_order(sizes, at_once):
    rows = simulated_runs(_plan())
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "ROWS_AT_ONCE", at_once)
        folder, begun = Path(name), 0
        for number, size in enumerate(sizes):
            part = rows.iloc[begun : begun + size]
            results.write("runs", part, folder / f"{number}.parquet")
            begun += size
        files = [folder / f"{number}.parquet" for number in range(len(sizes))]
        results.join("runs", files, folder / "all.parquet")
        joined = results.read("runs", [folder / "all.parquet"])
    assert joined["score"].tolist() == rows["score"].iloc[:begun].tolist()


@settings(max_examples=10)
@given(st.integers(1, 60), st.sets(st.integers(0, 40), max_size=10))
def test_batches_are_all_rows_of_their_stage_in_order(at_once, tuned):
    rows = simulated_curves(simulated_runs(_plan()))
    rows.loc[sorted(tuned), "stage"] = "tune"
    columns = ["task", "seed", "valid_score"]
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "ROWS_AT_ONCE", at_once)
        files = [Path(name) / f"{number}.parquet" for number in range(2)]
        for file, part in zip(files, (rows.iloc[:30], rows.iloc[30:]), strict=True):
            results.write("curves", part, file)
        found = list(results.batches("curves", files, columns, "train"))
    assert max(map(len, found)) <= at_once
    joined = pd.concat(found, ignore_index=True).astype({"task": str})
    wanted = rows.loc[rows["stage"] == "train", columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(joined, wanted, check_dtype=False)


def test_those_who_read_in_batches_name_damaged_files(tmp_path, frame):
    results.write("curves", simulated_curves(frame), tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"rubbish")
    files = [tmp_path / f"{name}.parquet" for name in "bca"]
    found = results.batches("curves", files, ["seed"], "train")
    assert len(next(found)) == 2 * len(frame)
    with pytest.raises(ResultsError, match=r"b\.parquet.*\n.*c\.parquet"):
        next(found)


def test_a_damaged_file_is_named_by_those_who_join_and_the_old_table_stays(tmp_path, frame):
    results.write("runs", frame, tmp_path / "all.parquet")
    results.write("runs", frame.iloc[:3], tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"rubbish")
    with pytest.raises(ResultsError, match=r"b\.parquet"):
        results.join(
            "runs", [tmp_path / "a.parquet", tmp_path / "b.parquet"], tmp_path / "all.parquet"
        )
    assert len(results.read("runs", [tmp_path / "all.parquet"])) == len(frame)
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "rubbish", "other columns"])
def test_damaged_files_are_named(tmp_path, frame, damage):
    path = tmp_path / "runs.parquet"
    results.write("runs", frame, path)
    if damage == "missing":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:-50])
    elif damage == "rubbish":
        path.write_bytes(b"rubbish" * 100)
    else:
        pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(ResultsError, match=r"runs\.parquet"):
        results.read("runs", [path])


def test_a_failed_write_is_named_and_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "file"
    files.write_atomically(path, b"old")

    def full_disk(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(ResultsError, match=r"file: cannot be written \(No space left on device\)"):
        files.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


BITS = 8


@given(st.data())
def test_whatever_happens_to_a_file_is_noticed_and_named_once(tmp_path_factory, data):
    """A bit flipped, bytes cut off, others in their place, or appended, anywhere."""
    path = tmp_path_factory.mktemp("damage") / "runs.parquet"
    results.write("runs", simulated_runs(_plan()).iloc[:3], path)
    content = path.read_bytes()
    where = data.draw(st.integers(0, len(content) - 1))
    flipped = bytearray(content)
    flipped[where] ^= 1 << data.draw(st.integers(0, BITS - 1))
    others = data.draw(st.binary(max_size=99))
    damaged = data.draw(
        st.sampled_from(
            [bytes(flipped), content[:where], content[:where] + others, content + others]
        )
    )
    assume(damaged != content)
    path.write_bytes(damaged)
    with pytest.raises(ResultsError, match=r"runs\.parquet: damaged") as raised:
        results.read("runs", [path])
    assert "\n" not in str(raised.value)
    assert not path.exists(), "the pipeline makes again what is not there"
    assert path.with_name("runs.parquet.damaged").read_bytes() == damaged


def test_all_damaged_files_are_named_at_once_a_line_each(tmp_path, frame):
    paths = [tmp_path / f"{i}.parquet" for i in range(4)]
    for path in paths:
        results.write("runs", frame, path)
    for path in paths[:3]:
        path.write_bytes(b"")
    with pytest.raises(ResultsError) as raised:
        results.read("runs", paths)
    lines = str(raised.value).splitlines()
    assert [line.split(":")[0] for line in lines] == list(map(str, paths[:3]))


def test_other_programs_read_the_tables(tmp_path, frame):
    results.write("runs", frame, tmp_path / "runs.parquet")
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "runs.parquet"), frame, check_dtype=False
    )


def test_tables_of_earlier_versions_can_be_read(tmp_path):
    """Their names of columns are others."""
    results.write("runs", simulated_runs(_plan()), tmp_path / "runs.parquet")
    table = pq.read_table(tmp_path / "runs.parquet")
    former = {new: old for old, new in results.FORMER.items()}
    old = table.rename_columns([former.get(name, name) for name in table.column_names])
    with (tmp_path / "old.parquet").open("w+b") as file:
        pq.write_table(old.replace_schema_metadata({"checksum": checksums.PLACE}), file)
        checksums.seal(file)
    now, then = (results.read("runs", [tmp_path / f"{n}.parquet"]) for n in ("runs", "old"))
    pd.testing.assert_frame_equal(now, then)
