"""PyTorch's default."""

from rnnbench.components.inits import Init


class Default(Init):
    """Every weight and bias uniform on ±1/√H, as torch.nn.RNN, LSTM and GRU start."""
