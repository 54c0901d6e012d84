"""What jobs ask of a cluster."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_expansion import _plan

from rnnbench import config
from rnnbench.components.registry import BUILT_IN
from rnnbench.config import Execution
from rnnbench.plan import estimates, resources
from rnnbench.plan.expansion import expand

ROOT = Path(__file__).parent.parent
PROFILE = yaml.safe_load((ROOT / "profiles" / "slurm" / "config.yaml").read_text())
STAGES = ("tune", "train")


SHARDS = list(_plan().shards.values())


@given(st.sampled_from(SHARDS), st.integers(100, 10**7), st.integers(1, 9))
def test_a_job_gets_more_time_than_it_should_take_and_more_at_each_attempt(shard, updates, attempt):
    shard = shard.model_copy(update={"updates": updates})
    for stage in STAGES:
        minutes = resources.minutes(shard, BUILT_IN, stage, attempt)
        assert minutes > estimates.seconds(shard, BUILT_IN, stages=(stage,)) / 60
        assert resources.minutes(shard, BUILT_IN, stage, attempt + 1) >= minutes


def test_a_shards_stages_take_what_it_takes():
    for shard in SHARDS:
        apart = [estimates.seconds(shard, BUILT_IN, stages=(stage,)) for stage in STAGES]
        assert sum(apart) == pytest.approx(estimates.seconds(shard, BUILT_IN))


def test_a_job_gets_more_memory_than_it_trains_in():
    assert resources.memory_mb(Execution(memory_mb=3000)) > 3000


def test_at_the_standard_scale_the_profile_makes_jobs_that_last_minutes():
    plan = expand(config.read(ROOT / "config" / "standard.yaml"))
    components = dict(entry.split("=") for entry in PROFILE["group-components"])
    for stage, group, shards in (
        ("tune", "tuning", plan.tuned),
        ("train", "training", plan.shards),
    ):
        seconds = [estimates.seconds(shard, BUILT_IN, stages=(stage,)) for shard in shards.values()]
        mean = sum(seconds) / len(seconds) * int(components[group])
        assert 60 < mean < 3600, (group, mean)


def test_every_rule_that_the_profile_names_is_there():
    rules = {
        name
        for file in (ROOT / "workflow" / "rules").glob("*.smk")
        for name in re.findall(r"^\s*(?:use )?rule (?:\w+ as )?(\w+)", file.read_text(), re.M)
    }
    grouped = {entry.split("=")[0] for entry in PROFILE["groups"]}
    assert grouped == rules - {"plan", "all"}, "every job of the cluster is in a group"
