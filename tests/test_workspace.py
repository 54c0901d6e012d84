"""Buffers that passes of any length share."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnbench.engine.products import Workspace


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=12))
def test_workspace_name_takes_no_more_memory_than_its_largest_shape(shapes):
    workspace, like = Workspace(), torch.zeros((), dtype=torch.float64)
    for shape in shapes:
        buffer = workspace.buffer("sums", like, *shape)
        assert buffer.shape == shape
        assert buffer.is_contiguous()
        assert buffer.dtype == like.dtype
    held = [workspace.buffer("sums", like, *shape).untyped_storage() for shape in shapes]
    assert len({storage.data_ptr() for storage in held}) == 1
    assert held[0].nbytes() == 8 * max(rows * columns for rows, columns in shapes)


def test_workspace_keeps_names_types_and_shapes_apart():
    workspace, like = Workspace(), torch.zeros(())
    first = workspace.buffer("a", like, 2, 3).fill_(1)
    workspace.buffer("b", like, 2, 3).fill_(2)
    workspace.buffer("a", like.double(), 2, 3).fill_(3)
    assert workspace.buffer("a", like, 2, 3) is first
    assert (first == 1).all()
