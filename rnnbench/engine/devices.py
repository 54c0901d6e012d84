"""Where a job trains."""

import torch

from rnnbench.config import ConfigError


def device(wanted: str) -> torch.device:
    """The device of a config's ``device``: ``auto`` is a GPU if there is one.

    Single-precision products stay in single precision (TF32 is PyTorch's to ask for, and is off).

    Raises:
        ConfigError: ``cuda``, but there is no GPU.
    """
    there_is = torch.cuda.is_available()
    if wanted == "cuda" and not there_is:
        raise ConfigError("execution.device: cuda, but PyTorch finds no GPU here")
    return torch.device("cuda" if there_is and wanted != "cpu" else "cpu")
