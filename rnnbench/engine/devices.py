"""The device that a job trains on."""

import torch

from rnnbench.config import ConfigError


def device(wanted: str) -> torch.device:
    """The device for a config's ``device``; ``auto`` is a GPU if there is one.

    Products stay in single precision: TF32 keeps PyTorch's default, which is off.

    Raises:
        ConfigError: ``cuda`` without a GPU.
    """
    there_is = torch.cuda.is_available()
    if wanted == "cuda" and not there_is:
        raise ConfigError("execution.device: cuda, but PyTorch finds no GPU here")
    return torch.device("cuda" if there_is and wanted != "cpu" else "cpu")
