import os

os.environ.setdefault("MPLBACKEND", "agg")

import hypothesis
import pytest
import torch

torch.set_num_threads(1)
pytest.register_assert_rewrite("rnnbench.testing")

# Machines are shared and noisy: no test may fail for being slow, and none by chance in CI.
hypothesis.settings.register_profile("ours", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("ours")


def pytest_collection_modifyitems(items):
    """Files whose tests run pipelines take minutes: they come first, so that none is left alone."""
    items.sort(key=lambda item: not hasattr(item.module, "Project"))


@pytest.fixture
def float64():
    """Double precision for everything that does not say otherwise."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)
