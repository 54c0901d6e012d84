"""Generate text with a language model, one symbol at a time."""

from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from rnnbench.engine.layers import Weights
from rnnbench.engine.nets import HiddenState, Nets
from rnnbench.engine.network import Network


@dataclass(frozen=True)
class Drawing:
    """Draw symbols from the softmax of logits over a temperature.

    A temperature of 1 keeps the net's distribution. A higher one flattens it, a lower one sharpens
    it, and 0 always takes the likeliest symbol.

    Attributes:
        temperature: at least 0.
        top: number of likeliest symbols to draw from, at least 1; None: all.
    """

    temperature: float = 1.0
    top: int | None = None

    def __post_init__(self) -> None:
        if not self.temperature >= 0 or (self.top is not None and self.top < 1):
            raise ValueError("a temperature is at least 0, and top is at least 1")

    def probabilities(self, logits: Tensor) -> Tensor:
        """Probability of each symbol, for logits of the same shape, (..., O)."""
        most = 1 if self.temperature == 0 else min(self.top or logits.shape[-1], logits.shape[-1])
        best, places = logits.topk(most)
        below = best - best[..., :1]  # at most 0, so that a small temperature cannot overflow
        shares = torch.softmax(below / (self.temperature or 1.0), dim=-1)
        return torch.zeros_like(logits).scatter(-1, places, shares)

    def __call__(self, logits: Tensor, generator: Generator) -> Tensor:
        """Symbols drawn, (B,), for logits (B, O)."""
        return torch.multinomial(self.probabilities(logits), 1, generator=generator)[:, 0]


def unfit(network: Network) -> str | None:
    """Why nets of this shape cannot generate text; None if they can."""
    if network.norm.uses_batch:
        return "a net under batch norm needs a batch"
    if network.unshared_steps:
        return "a net with unshared weights is as long as its sequences"
    return None


@torch.no_grad()
def write(
    network: Network,
    weights: Weights,
    prompt: Tensor,
    steps: int,
    drawing: Drawing,
    generator: Generator,
) -> Tensor:
    """Continue B texts with one net, from the cell's own start.

    Args:
        network: the net's shape; it reads symbols and predicts the next one.
        weights: the net's own.
        prompt: (T, B) symbols to read first. With T = 0 the net reads a zero vector in place of a
            one-hot vector or an embedding.
        steps: number of symbols to draw.
        drawing: temperature and number of candidates.
        generator: random numbers.

    Returns:
        The drawn symbols, (steps, B).

    Raises:
        ValueError: the net is ``unfit``.
    """
    why = unfit(network)
    if why:
        raise ValueError(f"cannot be sampled from: {why}")
    batch = prompt.shape[1]
    tables = ["E"] if network.embedding else [f"{prefix}W" for prefix in network.levels()[0]]
    stacked = {name: weight[None] for name, weight in weights.items()}
    for table in tables:
        stacked[table] = torch.nn.functional.pad(stacked[table], (0, 0, 0, 1))
    nothing = torch.full((1, batch), network.inputs)  # the row of zeros added above
    nets = Nets(replace(network, inputs=network.inputs + 1), 1, batch, stacked["V"], "eager")
    hidden_state: HiddenState = {}
    read = prompt if len(prompt) else nothing
    drawn = []
    for _ in range(steps):
        answers = nets(stacked, read[None], "every", hidden_state=hidden_state)  # (1, T, B, O)
        drawn.append(drawing(answers[0, -1], generator))
        read = drawn[-1][None]
    return torch.stack(drawn) if drawn else prompt.new_empty(0, batch)
