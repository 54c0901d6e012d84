"""Stacks fit into caches and memory."""

import json
import subprocess
import sys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from reference import network

from rnnbench.config import ConfigError
from rnnbench.engine import sizes

CPU, GPU = torch.device("cpu"), torch.device("cuda")


@given(st.integers(1, 500), st.integers(1, 64))
def test_stacks_are_few_and_of_one_size_if_that_is_cheap(members, most):
    parts = sizes.parts(members, most)
    lengths = {len(range(members)[part::parts]) for part in range(parts)}
    assert max(lengths) <= most
    fewest = -(-members // most)
    assert parts <= 2 * fewest
    if members % fewest == 0:
        assert parts == fewest
    if len(lengths) > 1:
        assert all(members % n for n in range(fewest, 2 * fewest + 1))


def test_more_units_mean_fewer_members():
    most = [
        sizes.members_at_once(network("lstm", hidden=h), 32, 100, 1, "compiled", 4000, CPU)
        for h in (16, 32, 64, 128, 256)
    ]
    assert most == sorted(most, reverse=True)
    assert most[0] == sizes.MOST_ON_A_CORE
    assert most[-1] >= 1


def test_memory_bounds_members_everywhere_and_caches_only_on_a_core():
    net = network("lstm", hidden=32)
    core, gpu = (sizes.members_at_once(net, 32, 1000, 1, "eager", 4000, d) for d in (CPU, GPU))
    assert core <= gpu
    assert sizes.members_at_once(net, 32, 1000, 1, "eager", 1000, CPU) < core
    assert sizes.members_at_once(net, 32, 10, 1, "eager", 4000, GPU) > sizes.MOST_ON_A_CORE


def test_a_net_that_does_not_fit_is_refused_with_what_it_needs():
    memory_mb = sizes.RESERVED_MB + 1
    said = rf"execution.memory_mb: one network needs \d+ MB \(got {memory_mb}\)"
    with pytest.raises(ConfigError, match=said):
        sizes.members_at_once(network("lstm", hidden=512), 32, 1000, 1, "eager", memory_mb, CPU)


JOB = """
import sys
from pathlib import Path
from rnnbench.config import Execution
from rnnbench.engine import backends
from rnnbench.pipeline.train import run_stage
from rnnbench.plan.shards import Shard
backends.choose = lambda *_: sys.argv[2]
folder = Path(sys.argv[3])
execution = Execution(memory_mb=int(sys.argv[4]), device="cpu")
run_stage(Shard.model_validate_json(sys.argv[1]), "train", folder, folder / "rates", execution)
(peak,) = [line for line in Path("/proc/self/status").open() if line.startswith("VmHWM")]
print(int(peak.split()[1]) // 1024)
"""


# Of all combinations the worst of each backend, norm, cell, connection and kind of dropout.


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "norm", "backend"),
    [
        ("vanilla", "layer", "eager"),
        ("peephole_lstm", "batch", "eager"),
        ("vanilla", "batch", "compiled"),
        ("peephole_lstm", "layer", "compiled"),
    ],
)
def test_a_job_stays_within_its_memory(cell, norm, backend, tmp_path):
    _assert_within_memory(tmp_path, backend, cell=cell, norm=norm)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("connections", "backend"), [("dense", "eager"), ("dense", "compiled"), ("highway", "eager")]
)
def test_so_does_one_of_deep_nets(connections, backend, tmp_path):
    how = {"depth": 6, "hidden": 16, "dropout": "per_step"}
    _assert_within_memory(tmp_path, backend, connections=connections, **how)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dropout", "cell"), [("variational", "vanilla"), ("zoneout", "full_gate_recurrence_lstm")]
)
def test_so_does_one_with_dropout(dropout, cell, tmp_path):
    _assert_within_memory(tmp_path, "eager", dropout=dropout, cell=cell)


def _assert_within_memory(folder, backend, **how):
    shard = {
        "study": "s",
        "variant": "plain",
        "task": "adding",
        "settings": {},
        "lengths": [200],
        "batch": 64,
        "cell": "vanilla",
        "norm": "none",
        "combinations": [["default", "norm", "none"]],
        "hidden": 32,
        "updates": 2,
        "evaluations": 1,
        "learning_rates": [0.01],
        "tuning_seeds": 0,
        "seeds": [0, 7],
        **how,
    }
    memory_mb = sizes.RESERVED_MB + 150
    job = [sys.executable, "-c", JOB, json.dumps(shard), backend, str(folder), str(memory_mb)]
    done = subprocess.run(job, capture_output=True, text=True, check=True)
    assert 300 < int(done.stdout) <= memory_mb
