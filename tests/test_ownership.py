"""Jobs that are no longer the latest."""

import shutil

import pytest

from rnnbench.pipeline.ownership import JobOwnership
from rnnbench.storage.files import ResultsError


def test_a_newer_job_with_another_key_stops_the_older_one_and_a_twin_does_not(tmp_path):
    older = JobOwnership(tmp_path / "key", "a")
    JobOwnership(tmp_path / "key", "a")
    older.check()
    newer = JobOwnership(tmp_path / "key", "b")
    newer.check()
    with pytest.raises(ResultsError, match="a newer job is at work"):
        older.check()


def test_results_that_were_removed_under_a_job_are_a_line(tmp_path):
    job = JobOwnership(tmp_path / "shard" / "key", "a")
    shutil.rmtree(tmp_path / "shard")
    with pytest.raises(ResultsError, match="shard: nothing written, it was removed"):
        job.check()
