"""A population's nets as one function: the layers unrolled one above the other, then read out."""

from collections.abc import Callable, Sequence
from typing import Literal

import torch
from torch import Tensor

from rnnbench.cells import State
from rnnbench.engine import scan
from rnnbench.engine.backends import Backend, unroller
from rnnbench.engine.products import Workspace, rows
from rnnbench.engine.statistics import Moments, Policy, Statistics
from rnnbench.layers import Weights
from rnnbench.network import Network, of_layer
from rnnbench.tasks import Batch

Readout = Literal["last", "every"]
Unroll = Callable[[str, Weights, Tensor, State | None], tuple[Tensor, State]]
"""Prefix of a layer, its weights, inputs (P, T, B[, D]) and first state -> ``scan.unroll``'s."""
Carried = dict[str, State]
"""What an unrolling leaves and the next one starts from: each layer's state, by prefix."""


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
        readout: Readout,
        statistics: dict[str, Statistics] | None = None,
        lengths: Tensor | None = None,
        carried: Carried | None = None,
    ) -> Tensor:
        """Run every member over its inputs.

        Args:
            weights: stacked weights, each (P, ...).
            inputs: (P, T, B, D) floats, or (P, T, B) symbols.
            readout: answer after the last step, or after every step. After the last step, the
                backward direction of a net that has one stands at the first.
            statistics: each layer's, to be used in place of the batch's own.
            lengths: (P, B), steps of each example, which padding follows; None: all T.
            carried: states to start from, replaced by those after the last step; empty, and None:
                a zero state.

        Returns:
            Answers, (P, T', B, O), with T' = 1 for ``readout="last"``.
        """

        def with_statistics(
            prefix: str, own: Weights, x: Tensor, start: State | None
        ) -> tuple[Tensor, State]:
            known = (statistics or {})[prefix]
            return scan.unroll(self.layers[prefix], own, x, self._workspaces[prefix], known, start)

        unroll = with_statistics if statistics else self._unroll
        states = self.states(weights, inputs, unroll, lengths, carried)
        return self.answers(weights, states, readout, lengths)

    def answers(
        self, weights: Weights, states: Tensor, readout: Readout, lengths: Tensor | None = None
    ) -> Tensor:
        """Read the topmost layer's states out."""
        if readout == "last":
            forwards, *backwards = states.split(self.network.hidden, dim=-1)
            ends = forwards[:, -1:] if lengths is None else _at(forwards, lengths.unsqueeze(1) - 1)
            states = torch.cat([ends, *(side[:, :1] for side in backwards)], dim=-1)
        answers = torch.baddbmm(weights["a"].unsqueeze(1), states.flatten(1, 2), weights["V"])
        return answers.view(*states.shape[:3], self.network.outputs)

    def statistics(
        self, weights: Weights, batches: Sequence[Batch], policy: Policy
    ) -> dict[str, Statistics]:
        """Statistics of every layer, by prefix, over batches of inputs (P, T, B[, D]).

        Padding counts like everything else.
        """
        seen: dict[str, list[Moments]] = {prefix: [] for prefix in self.layers}

        def watched(
            prefix: str, own: Weights, x: Tensor, start: State | None
        ) -> tuple[Tensor, State]:
            layer, workspace = self.layers[prefix], self._workspaces[prefix]
            found, moments = scan.watched(layer, own, x, workspace, start)
            seen[prefix].append(moments)
            return found

        carried: Carried = {}
        for batch in batches:
            if batch.fresh:
                carried.clear()
            self.states(weights, batch.inputs, watched, batch.lengths, carried)
        return {prefix: Statistics.of(moments, policy) for prefix, moments in seen.items()}

    def _unroll(
        self, prefix: str, own: Weights, x: Tensor, start: State | None
    ) -> tuple[Tensor, State]:
        return self._unrollers[prefix](own, x, start)

    def states(
        self,
        weights: Weights,
        inputs: Tensor,
        unroll: Unroll,
        lengths: Tensor | None = None,
        carried: Carried | None = None,
    ) -> Tensor:
        """States of the topmost layer, (P, T, B, H) or (P, T, B, 2H)."""
        carried = {} if carried is None else carried
        if self.network.embedding:
            inputs = _embedded(weights["E"], inputs)
        for level in self._levels:
            hidden = []
            for prefix, layer in level.items():
                own = layer.assembled(of_layer(weights, prefix, layer))
                if prefix.endswith("reverse."):
                    found, _ = unroll(prefix, own, _reversed(inputs, lengths), None)
                    hidden.append(_reversed(found, lengths))
                else:
                    found, carried[prefix] = unroll(prefix, own, inputs, carried.get(prefix))
                    hidden.append(found)
            inputs = torch.cat(hidden, dim=-1) if len(hidden) > 1 else hidden[0]
        return inputs


def _embedded(table: Tensor, symbols: Tensor) -> Tensor:
    """Each member's rows of its table, (P, V, E), for symbols (P, T, B) -> (P, T, B, E)."""
    return torch.nn.functional.embedding(rows(symbols, table), table.flatten(0, 1))


def _reversed(steps: Tensor, lengths: Tensor | None) -> Tensor:
    """(P, T, B, ...) backwards in time; of examples with a length, the part before the padding."""
    if lengths is None:
        return steps.flip(1)
    times = torch.arange(steps.shape[1], device=steps.device)[None, :, None]
    ends = lengths.unsqueeze(1)  # (P, 1, B)
    return _at(steps, torch.where(times < ends, ends - 1 - times, times))


def _at(steps: Tensor, times: Tensor) -> Tensor:
    """The steps of (P, T, B, ...) at the times (P, T', B), -> (P, T', B, ...)."""
    trailing = steps.shape[3:]
    index = times.view(*times.shape, *(1 for _ in trailing)).expand(*times.shape, *trailing)
    return steps.gather(1, index)
