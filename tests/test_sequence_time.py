"""What the probe of times per sequence sets side by side."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from rnnbench.probes._fresh import layer_of
from rnnbench.probes.sequence_time import CELLS, SequenceTime, cores

PROBE = SequenceTime(hidden=4, shortest=2, doublings=1, rounds=1)


@pytest.mark.parametrize("cell", CELLS)
def test_the_map_does_as_much_work_as_the_layer(cell):
    steps = 6
    work = PROBE._map(cell, steps, 0)
    with FlopCounterMode(display=False) as counter:
        work()
    assert counter.get_total_flops() == layer_of(cell, 4, 4).flops(1, steps)
    states, _ = PROBE._layer(cell, steps, 0)()
    assert states.shape == (1, steps, 1, 4)


def test_threads_are_left_as_they_were():
    before = torch.get_num_threads()
    assert cores() >= 1
    list(PROBE.measure(0))
    assert torch.get_num_threads() == before
