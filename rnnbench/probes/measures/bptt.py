"""Back-propagation through time in closed form: the textbooks' recursions, without autograd.

A sum is what a gate's nonlinearity is applied to: a = W x(t) + U v + b, where v is h(t-1) or what
the cell makes of it. δz is the gradient of the loss with respect to z, and * goes unit by unit.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from rnnbench.components.cells import Cell
from rnnbench.components.cells.gru import GRU
from rnnbench.components.cells.lstm import LSTM
from rnnbench.components.cells.peephole_lstm import PeepholeLSTM
from rnnbench.components.cells.vanilla import Vanilla
from rnnbench.engine.layers import Weights

Values = dict[str, Tensor]
"""Vectors of one step by name, each (B, H): the state, and the gates after their nonlinearity."""


def gradients(
    cell: Cell, weights: Weights, inputs: Tensor, arriving: Tensor
) -> tuple[Weights, Tensor]:
    """Gradients of a loss of one net's outputs, which starts from a zero state.

    Args:
        cell: a vanilla net, LSTM, peephole LSTM or GRU.
        weights: ``W`` (D, G·H), ``U`` (H, G·H), ``b`` (G·H) and the cell's own vectors (H,).
        inputs: x(t), (T, B, D).
        arriving: the loss's own derivative with respect to each h(t), (T, B, H): without what
            goes through later steps.

    Returns:
        Gradients of all weights, by name, and of the inputs, (T, B, D).

    Raises:
        KeyError: for any other cell.
    """
    recursion = RECURSIONS[type(cell)](_Blocks(cell, weights))
    zero = torch.zeros_like(arriving[0])
    steps: list[Values] = [dict.fromkeys(cell.states, zero)]
    for x in inputs:
        steps.append(recursion.forward(x, steps[-1]))

    found = {name: torch.zeros_like(weight) for name, weight in weights.items()}
    into_inputs = torch.zeros_like(inputs)
    state = dict.fromkeys(cell.states, zero)
    for t in reversed(range(len(inputs))):
        state["h"] = state["h"] + arriving[t]
        passed = recursion.backward(steps[t + 1], steps[t], state)
        sums = torch.cat([passed.sums[gate] for gate in cell.gate_names()], dim=-1)  # (B, G·H)
        found["W"] += inputs[t].T @ sums
        found["U"] += torch.cat(
            [passed.fed[gate].T @ passed.sums[gate] for gate in cell.gate_names()], dim=-1
        )
        found["b"] += sums.sum(0)
        for name, gradient in passed.vectors.items():
            found[name] += gradient.sum(0)
        into_inputs[t] = sums @ weights["W"].T
        state = passed.state
    return found, into_inputs


class _Blocks:
    """One net's weights, gate by gate."""

    def __init__(self, cell: Cell, weights: Weights) -> None:
        gates = cell.gate_names()
        self.w, self.u, self.b = (
            dict(zip(gates, weights[name].chunk(len(gates), dim=-1), strict=True)) for name in "WUb"
        )
        self.vectors = {name: weights[name] for name in cell.vectors}

    def sum(self, gate: str, x: Tensor, v: Tensor) -> Tensor:
        """W x + U v + b of one gate, (B, H), for x (B, D) and v (B, H)."""
        return x @ self.w[gate] + v @ self.u[gate] + self.b[gate]

    def back(self, sums: Mapping[str, Tensor]) -> Tensor:
        """δv = Σ U^T δa over the given gates, (B, H)."""
        return torch.stack([a @ self.u[gate].T for gate, a in sums.items()]).sum(0)


@dataclass(frozen=True)
class _Passed:
    """Gradients of one step backwards.

    Attributes:
        sums: δa of every gate, (B, H).
        fed: the vector v that every gate's U was multiplied by, (B, H).
        state: δ of the state before the step, (B, H) for each part.
        vectors: gradients of the cell's own vectors, for each example, (B, H).
    """

    sums: Values
    fed: Values
    state: Values
    vectors: Values = field(default_factory=dict)


class _Recursion(ABC):
    """One cell's recursion, forwards and backwards."""

    def __init__(self, net: _Blocks) -> None:
        self.net = net

    @abstractmethod
    def forward(self, x: Tensor, before: Values) -> Values:
        """The values of a step, given its input (B, D) and the values of the step before."""

    @abstractmethod
    def backward(self, now: Values, before: Values, state: Values) -> _Passed:
        """One step backwards.

        Args:
            now: the values of the step.
            before: those of the step before.
            state: δ of the state after the step, including the part from later steps.
        """


class _Vanilla(_Recursion):
    """Vanilla net.

        δa(t) = (1 - h(t)²) * δh(t)
        δh(t-1) = U^T δa(t)

    Source: Goodfellow, Bengio, Courville, *Deep Learning* (2016), eqs. 10.17 to 10.28.
    """

    def forward(self, x: Tensor, before: Values) -> Values:
        return {"h": torch.tanh(self.net.sum("h", x, before["h"]))}

    def backward(self, now: Values, before: Values, state: Values) -> _Passed:
        sums = {"h": _tanh_slope(now["h"]) * state["h"]}
        return _Passed(sums, {"h": before["h"]}, {"h": self.net.back(sums)})


class _LSTM(_Recursion):
    """LSTM; its peephole weights p are 0 if it has none.

        δa_o(t) = δh(t) * tanh(c(t)) * o (1 - o)
        δc(t) = δh(t) * o * (1 - tanh(c(t))²) + p_o * δa_o(t)
              + p_i * δa_i(t+1) + p_f * δa_f(t+1) + δc(t+1) * f(t+1)
        δa_f(t) = δc(t) * c(t-1) * f (1 - f)
        δa_i(t) = δc(t) * g * i (1 - i)
        δa_g(t) = δc(t) * i * (1 - g²)
        δh(t-1) = Σ U^T δa(t) over the gates
        δp_i = Σ c(t-1) * δa_i(t)    δp_f = Σ c(t-1) * δa_f(t)    δp_o = Σ c(t) * δa_o(t)

    Source: Greff et al., "LSTM: a search space odyssey", IEEE TNNLS 28 (2017), section II.B.
    """

    def forward(self, x: Tensor, before: Values) -> Values:
        h, c = before["h"], before["c"]
        i = torch.sigmoid(self.net.sum("i", x, h) + self._peephole("i") * c)
        f = torch.sigmoid(self.net.sum("f", x, h) + self._peephole("f") * c)
        g = torch.tanh(self.net.sum("g", x, h))
        c = f * c + i * g
        o = torch.sigmoid(self.net.sum("o", x, h) + self._peephole("o") * c)
        return {"h": o * torch.tanh(c), "c": c, "i": i, "f": f, "g": g, "o": o}

    def backward(self, now: Values, before: Values, state: Values) -> _Passed:
        i, f, g, o = (now[gate] for gate in "ifgo")
        seen = torch.tanh(now["c"])
        into_o = state["h"] * seen * _sigmoid_slope(o)
        memory = state["c"] + state["h"] * o * _tanh_slope(seen) + self._peephole("o") * into_o
        into_f = memory * before["c"] * _sigmoid_slope(f)
        into_i = memory * g * _sigmoid_slope(i)
        into_g = memory * i * _tanh_slope(g)
        sums = {"i": into_i, "f": into_f, "g": into_g, "o": into_o}
        earlier = memory * f + self._peephole("i") * into_i + self._peephole("f") * into_f
        seen_by = {"p_i": before["c"] * into_i, "p_f": before["c"] * into_f}
        seen_by["p_o"] = now["c"] * into_o
        return _Passed(
            sums,
            dict.fromkeys(sums, before["h"]),
            {"h": self.net.back(sums), "c": earlier},
            {name: seen_by[name] for name in self.net.vectors},
        )

    def _peephole(self, gate: str) -> Tensor:
        """The weights p of one gate, (H,)."""
        return self.net.vectors.get(f"p_{gate}", torch.zeros_like(self.net.b[gate]))


class _GRU(_Recursion):
    """GRU that resets before the product.

        δa_u(t) = δh(t) * (n - h(t-1)) * u (1 - u)
        δa_n(t) = δh(t) * u * (1 - n²)
        δv(t) = U_n^T δa_n(t)    with v(t) = r * h(t-1)
        δa_r(t) = δv(t) * h(t-1) * r (1 - r)
        δh(t-1) = δh(t) * (1 - u) + δv(t) * r + U_r^T δa_r(t) + U_u^T δa_u(t)

    Source: the chain rule on Cho et al., EMNLP 2014, arXiv:1406.1078v1, eqs. 5 to 8, with the gate
    convention of Chung et al., arXiv:1412.3555.
    """

    def forward(self, x: Tensor, before: Values) -> Values:
        h = before["h"]
        r = torch.sigmoid(self.net.sum("r", x, h))
        u = torch.sigmoid(self.net.sum("u", x, h))
        n = torch.tanh(self.net.sum("n", x, r * h))
        return {"h": (1 - u) * h + u * n, "r": r, "u": u, "n": n}

    def backward(self, now: Values, before: Values, state: Values) -> _Passed:
        h, r, u, n = before["h"], now["r"], now["u"], now["n"]
        into_u = state["h"] * (n - h) * _sigmoid_slope(u)
        into_n = state["h"] * u * _tanh_slope(n)
        reset = self.net.back({"n": into_n})
        into_r = reset * h * _sigmoid_slope(r)
        gates = {"r": into_r, "u": into_u}
        earlier = state["h"] * (1 - u) + reset * r + self.net.back(gates)
        return _Passed({**gates, "n": into_n}, {"r": h, "u": h, "n": r * h}, {"h": earlier})


def _sigmoid_slope(value: Tensor) -> Tensor:
    """σ'(a), given σ(a)."""
    return value * (1 - value)


def _tanh_slope(value: Tensor) -> Tensor:
    """tanh'(a), given tanh(a)."""
    return 1 - value.square()


RECURSIONS: dict[type[Cell], type[_Recursion]] = {
    Vanilla: _Vanilla,
    LSTM: _LSTM,
    PeepholeLSTM: _LSTM,
    GRU: _GRU,
}
"""Cells whose gradients are written out."""
