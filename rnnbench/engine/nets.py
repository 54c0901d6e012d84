"""A population's nets as one function: the layers unrolled one above the other, then read out."""

from collections.abc import Callable, Sequence
from typing import Literal

import torch
from torch import Tensor

from rnnbench.engine import scan
from rnnbench.engine.backends import Backend, unroller
from rnnbench.engine.products import Workspace
from rnnbench.engine.statistics import Moments, Policy, Statistics
from rnnbench.layers import Weights
from rnnbench.network import Network, of_layer

Unroll = Callable[[str, Weights, Tensor], Tensor]
"""Prefix of a layer, its weights, its inputs (P, T, B[, D]) -> its states (P, T, B, H)."""


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
        self.network, self._levels = network, network.levels()
        self.layers = {prefix: layer for level in self._levels for prefix, layer in level.items()}
        self._unrollers = {
            prefix: unroller(backend, layer, members, batch, like)
            for prefix, layer in self.layers.items()
        }
        self._workspaces = {prefix: Workspace() for prefix in self.layers}

    def __call__(
        self,
        weights: Weights,
        inputs: Tensor,
        readout: Literal["last", "every"],
        statistics: dict[str, Statistics] | None = None,
    ) -> Tensor:
        """Run every member over its inputs, from a zero state.

        Args:
            weights: stacked weights, each (P, ...).
            inputs: (P, T, B, D) floats, or (P, T, B) symbols.
            readout: answer after the last step, or after every step. After the last step, the
                backward direction of a net that has one stands at the first.
            statistics: each layer's, to be used in place of the batch's own.

        Returns:
            Answers, (P, T', B, O), with T' = 1 for ``readout="last"``.
        """

        def with_statistics(prefix: str, own: Weights, x: Tensor) -> Tensor:
            known = (statistics or {})[prefix]
            return scan.unroll(self.layers[prefix], own, x, self._workspaces[prefix], known)

        states = self.states(weights, inputs, with_statistics if statistics else self._unroll)
        return self.answers(weights, states, readout)

    def answers(
        self, weights: Weights, states: Tensor, readout: Literal["last", "every"]
    ) -> Tensor:
        """Read the topmost layer's states out."""
        if readout == "last":
            forwards, *backwards = states.split(self.network.hidden, dim=-1)
            states = torch.cat([forwards[:, -1:], *(side[:, :1] for side in backwards)], dim=-1)
        answers = torch.baddbmm(weights["a"].unsqueeze(1), states.flatten(1, 2), weights["V"])
        return answers.view(*states.shape[:3], self.network.outputs)

    def statistics(
        self, weights: Weights, batches: Sequence[Tensor], policy: Policy
    ) -> dict[str, Statistics]:
        """Statistics of every layer, by prefix, over batches of inputs, each (P, T, B[, D])."""
        seen: dict[str, list[Moments]] = {prefix: [] for prefix in self.layers}

        def watched(prefix: str, own: Weights, x: Tensor) -> Tensor:
            states, moments = scan.watched(self.layers[prefix], own, x, self._workspaces[prefix])
            seen[prefix].append(moments)
            return states

        for inputs in batches:
            self.states(weights, inputs, watched)
        return {prefix: Statistics.of(moments, policy) for prefix, moments in seen.items()}

    def _unroll(self, prefix: str, own: Weights, x: Tensor) -> Tensor:
        return self._unrollers[prefix](own, x)

    def states(self, weights: Weights, inputs: Tensor, unroll: Unroll) -> Tensor:
        """States of the topmost layer, (P, T, B, H) or (P, T, B, 2H)."""
        for level in self._levels:
            hidden = []
            for prefix, layer in level.items():
                own = layer.assembled(of_layer(weights, prefix, layer))
                if prefix.endswith("reverse."):
                    hidden.append(unroll(prefix, own, inputs.flip(1)).flip(1))
                else:
                    hidden.append(unroll(prefix, own, inputs))
            inputs = torch.cat(hidden, dim=-1) if len(hidden) > 1 else hidden[0]
        return inputs
