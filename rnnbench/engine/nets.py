"""A population's nets as one function: unroll the layers from bottom to top, then read out."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from rnnbench.components.cells import State
from rnnbench.components.tasks import Batch
from rnnbench.components.tasks import Readout as Readout
from rnnbench.engine import dropout, scan, unshared
from rnnbench.engine.backends import Backend, able, unroller
from rnnbench.engine.batch_statistics import Moments, Policy, Statistics
from rnnbench.engine.dropout import Masks
from rnnbench.engine.layers import Weights
from rnnbench.engine.network import DECODER, Network, of_layer
from rnnbench.engine.products import Workspace, looked_up

Unroll = Callable[[str, Weights, Tensor, State | None], tuple[Tensor, State]]
"""Prefix of a layer, its weights, inputs (P, T, B[, D]) and first state -> as ``scan.unroll``."""
HiddenState = dict[str, State]
"""Each layer's state between two unrollings, by prefix; a missing one is the cell's own start."""


class Nets:
    """All members of a population, run over their inputs.

    Args:
        network: the shape that all members share.
        members: P.
        batch: B.
        like: a tensor with the weights' type and device.
        backend: the wanted back end.
    """

    def __init__(
        self, network: Network, members: int, batch: int, like: Tensor, backend: Backend
    ) -> None:
        self.network, self._levels = network, network.levels()
        self.layers = network.layers()
        self._unrollers = {
            prefix: partial(unshared.unroll, layer)
            if network.unshared_steps
            else unroller(able(backend, network), layer, members, batch, like)
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
        hidden_state: HiddenState | None = None,
        masks: Masks | None = None,
        shown: Tensor | None = None,
    ) -> Tensor:
        """Run every member over its inputs.

        Args:
            weights: stacked weights, each (P, ...).
            inputs: (P, T, B, D) floats, or (P, T, B) symbols.
            readout: ``last``, ``every`` or ``decoder``. The last step of a backward direction is
                the first one in time.
            statistics: each layer's, in place of the batch's own.
            lengths: (P, B), steps of each example before its padding; None: all T.
            hidden_state: the states before the first step; replaced by those after the last one.
            masks: dropout masks, each (P, ...); None: nothing is dropped.
            shown: (P, T', B), inputs of the decoder, one before each answer.

        Returns:
            Answers, (P, T', B, O), with T' = 1 for ``readout="last"``.
        """
        unroll = self._unrolling(statistics, masks)
        states = self.states(weights, inputs, unroll, lengths, hidden_state, masks, shown)
        return self.answers(weights, states, readout, lengths)

    def context(
        self,
        weights: Weights,
        inputs: Tensor,
        statistics: dict[str, Statistics] | None = None,
        lengths: Tensor | None = None,
    ) -> Tensor:
        """The decoder's context, (P, 1, B, H) or (P, 1, B, 2H)."""
        return self._encoded(weights, inputs, self._unrolling(statistics), lengths, {})

    def decode(
        self,
        weights: Weights,
        context: Tensor,
        shown: Tensor,
        statistics: dict[str, Statistics] | None,
        hidden_state: HiddenState,
    ) -> Tensor:
        """The decoder's answers, (P, T', B, O), for a context and its inputs, (P, T', B)."""
        unroll = self._unrolling(statistics)
        states = self._decoded(weights, context, shown, unroll, hidden_state)
        return self.answers(weights, states, "decoder")

    def _unrolling(
        self, statistics: dict[str, Statistics] | None, masks: Masks | None = None
    ) -> Unroll:
        """The function that unrolls layers, with given statistics and masks."""
        if not statistics and not self.network.drops_state:
            return self._unroll

        def by_steps(
            prefix: str, own: Weights, x: Tensor, start: State | None
        ) -> tuple[Tensor, State]:
            layer, workspace = self.layers[prefix], self._workspaces[prefix]
            known = statistics[prefix] if statistics else None
            dropped = dropout.recurrent_dropout(self.network, prefix, masks or {}, own["W"].dtype)
            return scan.unroll(layer, own, x, workspace, known, start, dropped)

        return by_steps

    def answers(
        self, weights: Weights, states: Tensor, readout: Readout, lengths: Tensor | None = None
    ) -> Tensor:
        """Read out the results of ``states``."""
        if readout == "last":
            states = self._ends(states, lengths)
        answers = torch.baddbmm(weights["a"].unsqueeze(1), states.flatten(1, 2), weights["V"])
        return answers.view(*states.shape[:3], self.network.outputs)

    def _ends(self, states: Tensor, lengths: Tensor | None) -> Tensor:
        """States (P, T, B, ·) at the end of each direction, (P, 1, B, ·)."""
        sides = states.split(self.network.hidden, dim=-1)  # of all layers, if connections are dense
        directions = 2 if self.network.bidirectional else 1
        ends = [
            side[:, :1] if i % directions else _last(side, lengths) for i, side in enumerate(sides)
        ]
        return torch.cat(ends, dim=-1)

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
            dropped = dropout.recurrent_dropout(self.network, prefix, {}, own["W"].dtype)
            found, moments = scan.watched(layer, own, x, workspace, start, dropped)
            seen[prefix].append(moments)
            return found

        hidden_state: HiddenState = {}
        for batch in batches:
            if batch.fresh:
                hidden_state.clear()
            self.states(
                weights, batch.inputs, watched, batch.lengths, hidden_state, shown=batch.shown
            )
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
        hidden_state: HiddenState | None = None,
        masks: Masks | None = None,
        shown: Tensor | None = None,
    ) -> Tensor:
        """The input of the readout: the output of all levels, or the decoder's states.

        (P, T, B, H), or (P, T, B, 2H) with two directions; with dense connections, the outputs of
        all layers. A decoder's states are (P, T', B, H).

        Raises:
            ValueError: there is a decoder, and ``shown`` is missing.
        """
        hidden_state = {} if hidden_state is None else hidden_state
        if not self.network.decoder:
            return self._topmost(weights, inputs, unroll, lengths, hidden_state, masks or {})
        if shown is None:
            raise ValueError("a decoder needs something to read")
        context = self._encoded(weights, inputs, unroll, lengths, hidden_state)
        return self._decoded(weights, context, shown, unroll, hidden_state)

    def _encoded(
        self,
        weights: Weights,
        inputs: Tensor,
        unroll: Unroll,
        lengths: Tensor | None,
        hidden_state: HiddenState,
    ) -> Tensor:
        topmost = self._topmost(weights, inputs, unroll, lengths, hidden_state, {})
        return self._ends(topmost, lengths)

    def _decoded(
        self,
        weights: Weights,
        context: Tensor,
        shown: Tensor,
        unroll: Unroll,
        hidden_state: HiddenState,
    ) -> Tensor:
        """The decoder's states, (P, T', B, H)."""
        symbols = torch.nn.functional.one_hot(shown, self.network.decoder).to(context)
        inputs = torch.cat([symbols, context.expand(-1, shown.shape[1], -1, -1)], dim=-1)
        layer = self.layers[DECODER]
        own = layer.assembled(of_layer(weights, DECODER, layer))
        states, hidden_state[DECODER] = unroll(DECODER, own, inputs, hidden_state.get(DECODER))
        return states

    def _topmost(
        self,
        weights: Weights,
        inputs: Tensor,
        unroll: Unroll,
        lengths: Tensor | None,
        hidden_state: HiddenState,
        masks: Masks,
    ) -> Tensor:
        """The output of all levels, without the decoder."""
        rate = self.network.dropout_rate
        symbols = inputs
        if self.network.embedding:
            inputs = looked_up(inputs, weights["E"])
        if "x" in masks:
            inputs = dropout.inputs_dropped(self.network, symbols, inputs, masks["x"])
        for number, level in enumerate(self._levels, start=1):
            hidden = []
            for prefix, layer in level.items():
                own = of_layer(weights, prefix, layer)
                if not self.network.unshared_steps:
                    own = layer.assembled(own)
                if layer.symbolic and "x" in masks:
                    own = dropout.with_silence(own, rate)
                if prefix.endswith("reverse."):
                    found, _ = unroll(prefix, own, _reversed(inputs, lengths), None)
                    hidden.append(_reversed(found, lengths))
                else:
                    found, hidden_state[prefix] = unroll(
                        prefix, own, inputs, hidden_state.get(prefix)
                    )
                    hidden.append(found)
            output = torch.cat(hidden, dim=-1) if len(hidden) > 1 else hidden[0]
            if str(number) in masks:
                output = dropout.dropped(output, masks[str(number)], rate)
            inputs = self._connected(weights, number, inputs, output) if number > 1 else output
        return inputs

    def _connected(self, weights: Weights, level: int, x: Tensor, h: Tensor) -> Tensor:
        """The next level's input, given a level's input and output, each (P, T, B, ·)."""
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


def _reversed(steps: Tensor, lengths: Tensor | None) -> Tensor:
    """(P, T, B, ...) backwards in time; with lengths, the part before the padding."""
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
