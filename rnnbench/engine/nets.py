"""A population's nets as one function: the layers unrolled one above the other, then read out."""

from typing import Literal

import torch
from torch import Tensor

from rnnbench.engine.backends import Backend, unroller
from rnnbench.layers import Weights
from rnnbench.network import Network, of_layer


class Nets:
    """All members of a population, run over their inputs.

    Args:
        network: the shape that all members share.
        members: P.
        batch: B.
        like: a tensor with the weights' type and device.
        backend: what unrolls each layer.
    """

    def __init__(
        self, network: Network, members: int, batch: int, like: Tensor, backend: Backend
    ) -> None:
        self.network = network
        self._levels = [
            {
                prefix: (layer, unroller(backend, layer, members, batch, like))
                for prefix, layer in level.items()
            }
            for level in network.levels()
        ]

    def __call__(
        self, weights: Weights, inputs: Tensor, readout: Literal["last", "every"]
    ) -> Tensor:
        """Run every member over its inputs, from a zero state.

        Args:
            weights: stacked weights, each (P, ...).
            inputs: (P, T, B, D) floats, or (P, T, B) symbols.
            readout: answer after the last step, or after every step. After the last step, the
                backward direction of a net that has one stands at the first.

        Returns:
            Answers, (P, T', B, O), with T' = 1 for ``readout="last"``.
        """
        for level in self._levels:
            hidden = []
            for prefix, (layer, unroll) in level.items():
                backwards = prefix.endswith("reverse.")
                states = unroll(
                    of_layer(weights, prefix, layer), inputs.flip(1) if backwards else inputs
                )
                hidden.append(states.flip(1) if backwards else states)
            inputs = torch.cat(hidden, dim=-1) if len(hidden) > 1 else hidden[0]
        if readout == "last":
            forwards, *backwards_too = inputs.split(self.network.hidden, dim=-1)
            ends = [forwards[:, -1:], *(states[:, :1] for states in backwards_too)]
            inputs = torch.cat(ends, dim=-1)
        answers = torch.baddbmm(weights["a"].unsqueeze(1), inputs.flatten(1, 2), weights["V"])
        return answers.view(*inputs.shape[:3], self.network.outputs)
