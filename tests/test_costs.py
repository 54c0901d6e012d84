"""Turns that pieces of work take, and the memory that a forward pass keeps."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.probes.measures.keeping import kept_bytes
from rnnbench.probes.measures.timing import in_turns


@given(st.lists(st.floats(0.5, 8.0), min_size=1, max_size=4), st.integers(1, 6))
def test_each_piece_is_timed_once_a_round_after_one_round_that_is_not(durations, rounds):
    now, done = [0.0], []

    def piece(name):
        def work():
            done.append(name)
            now[0] += durations[name]

        return work

    names = range(len(durations))
    found = in_turns({name: piece(name) for name in names}, rounds, lambda: now[0])
    torch.testing.assert_close(list(found.values()), durations)
    rounds_done = [done[i : i + len(durations)] for i in range(0, len(done), len(durations))]
    assert len(rounds_done) == rounds + 1
    assert all(sorted(each) == list(names) for each in rounds_done)
    assert [each[0] for each in rounds_done[1:]] == [k % len(durations) for k in range(rounds)]


def test_a_round_that_is_disturbed_does_not_count():
    now, durations = [0.0], iter([1.0, 2.0, 900.0, 3.0])

    def work():
        now[0] += next(durations)

    assert in_turns({"work": work}, 3, lambda: now[0]) == {"work": 3.0}


@given(st.integers(1, 50))
def test_what_autograd_saves_counts_once_and_what_is_there_anyway_does_not(size):
    x = torch.ones(size, dtype=torch.float64, requires_grad=True)

    def saves_one_result():
        return [x.exp().sum()]  # exp saves its result; the sum, one number, is what it returns

    def saves_it_twice():
        y = x.exp()
        return [y, (y * y).sum()]  # the product saves y, which exp has saved already

    assert kept_bytes(saves_one_result) == 8 * size + 8
    assert kept_bytes(saves_it_twice) == 8 * size + 8
    assert kept_bytes(lambda: [x * x]) == 16 * size
    assert kept_bytes(lambda: [x * x], [x]) == 8 * size


def test_a_view_keeps_its_whole_storage():
    x = torch.ones(10, 3, requires_grad=True)
    assert kept_bytes(lambda: [(x * 2)[0]]) == 4 * 30
