"""PyTorch's default initialisation."""

from rnnbench.components.inits import Init


class Default(Init):
    """Default: every weight and bias uniform on ±1/√H, as in torch.nn.RNN, LSTM and GRU."""
