"""A population's nets as one function: the layers unrolled one above the other, then read out."""

from collections.abc import Callable, Sequence
from typing import Literal

import torch
from torch import Tensor

from rnnbench.cells import State
from rnnbench.engine import dropout, scan
from rnnbench.engine.backends import Backend, able, unroller
from rnnbench.engine.dropout import Masks
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
            prefix: unroller(able(backend, network), layer, members, batch, like)
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
        masks: Masks | None = None,
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
            masks: what dropout lets pass, each (P, ...); None: nothing is dropped.

        Returns:
            Answers, (P, T', B, O), with T' = 1 for ``readout="last"``.
        """

        def by_steps(
            prefix: str, own: Weights, x: Tensor, start: State | None
        ) -> tuple[Tensor, State]:
            layer, workspace = self.layers[prefix], self._workspaces[prefix]
            known = statistics[prefix] if statistics else None
            within = dropout.within(self.network, prefix, masks or {}, own["U"].dtype)
            return scan.unroll(layer, own, x, workspace, known, start, within)

        unroll = by_steps if statistics or self.network.drops_state else self._unroll
        states = self.states(weights, inputs, unroll, lengths, carried, masks)
        return self.answers(weights, states, readout, lengths)

    def answers(
        self, weights: Weights, states: Tensor, readout: Readout, lengths: Tensor | None = None
    ) -> Tensor:
        """Read out what ``states`` gave."""
        if readout == "last":
            sides = states.split(self.network.hidden, dim=-1)  # of all layers, if that is read
            directions = 2 if self.network.bidirectional else 1
            ends = [
                side[:, :1] if i % directions else _last(side, lengths)
                for i, side in enumerate(sides)
            ]
            states = torch.cat(ends, dim=-1)
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
            within = dropout.within(self.network, prefix, {}, own["U"].dtype)
            found, moments = scan.watched(layer, own, x, workspace, start, within)
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
        masks: Masks | None = None,
    ) -> Tensor:
        """What is read out: the topmost layer's output, or what connections make of it.

        (P, T, B, H), or (P, T, B, 2H) with two directions; of dense nets, all layers' outputs.
        """
        carried, masks = {} if carried is None else carried, masks or {}
        rate = self.network.dropout_rate
        symbols = inputs
        if self.network.embedding:
            inputs = _embedded(weights["E"], inputs)
        if "x" in masks:
            inputs = dropout.inputs_dropped(self.network, symbols, inputs, masks["x"])
        for number, level in enumerate(self._levels, start=1):
            hidden = []
            for prefix, layer in level.items():
                own = layer.assembled(of_layer(weights, prefix, layer))
                if layer.symbolic and "x" in masks:
                    own = dropout.with_silence(own, rate)
                if prefix.endswith("reverse."):
                    found, _ = unroll(prefix, own, _reversed(inputs, lengths), None)
                    hidden.append(_reversed(found, lengths))
                else:
                    found, carried[prefix] = unroll(prefix, own, inputs, carried.get(prefix))
                    hidden.append(found)
            output = torch.cat(hidden, dim=-1) if len(hidden) > 1 else hidden[0]
            if str(number) in masks:
                output = dropout.dropped(output, masks[str(number)], rate)
            inputs = self._connected(weights, number, inputs, output) if number > 1 else output
        return inputs

    def _connected(self, weights: Weights, level: int, x: Tensor, h: Tensor) -> Tensor:
        """What the next level reads, given what a level read and its output, each (P, T, B, ·)."""
        match self.network.connections:
            case "none":
                return h
            case "skip":
                return h + x
            case "dense":
                return torch.cat([x, h], dim=-1)
            case "highway":
                bias, weight = weights[f"{level}.t"].unsqueeze(1), weights[f"{level}.T"]
                gate = torch.baddbmm(bias, x.flatten(1, 2), weight).sigmoid()
                return torch.lerp(x, h, gate.view_as(h))


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


def _last(steps: Tensor, lengths: Tensor | None) -> Tensor:
    """The last step of each example in (P, T, B, ...), -> (P, 1, B, ...)."""
    return steps[:, -1:] if lengths is None else _at(steps, lengths.unsqueeze(1) - 1)


def _at(steps: Tensor, times: Tensor) -> Tensor:
    """The steps of (P, T, B, ...) at the times (P, T', B), -> (P, T', B, ...)."""
    trailing = steps.shape[3:]
    index = times.view(*times.shape, *(1 for _ in trailing)).expand(*times.shape, *trailing)
    return steps.gather(1, index)
