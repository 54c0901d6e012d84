"""Slow and plain counterparts that the engine is held against."""

import math

import numpy as np
import torch

from rnnbench import discovery
from rnnbench.engine.nets import Nets
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.inits.default import Default
from rnnbench.network import Network


def network(cell, norm="none", inputs=3, hidden=4, outputs=2, symbolic=False, **arrangement):
    return Network(
        discovery.load("cells", cell)(),
        discovery.load("norms", norm)(),
        inputs,
        symbolic,
        hidden,
        outputs,
        **arrangement,
    )


def members(net, count, dtype=torch.float64, init=None):
    """Stacked weights of some members, each (P, ...)."""
    starts = [net.start(init or Default(), seed) for seed in range(count)]
    return {name: torch.stack([s[name] for s in starts]).to(dtype) for name in starts[0]}


def symbols(inputs, net):
    """Random symbols in place of random vectors, (..., D) -> (...)."""
    return inputs[..., 0].abs().mul(10).long() % net.inputs


def forward(net, weights, inputs, readout="every", backend="eager"):
    """The engine: answers of all members, (P, T', B, O)."""
    count, batch = inputs.shape[0], inputs.shape[2]
    return Nets(net, count, batch, weights["U"].detach(), backend)(weights, inputs, readout)


def states(net, weights, inputs, workspace=None):
    """The eager engine: states of the lowest layer of all members, (P, T, B, H)."""
    (layer, *_) = net.layers().values()
    return unroll(layer, weights, inputs, workspace or Workspace())


def plain_forward(net, weights, inputs, readout):
    """One member by plain autograd, a loop over time, gate by gate; inputs (T, B[, D])."""
    if net.symbolic:
        inputs = torch.nn.functional.one_hot(inputs, net.inputs).to(weights["V"].dtype)
    for level in range(1, net.depth + 1):
        prefix = f"{level}." if level > 1 else ""
        sides = [_plain_states(net, weights, prefix, inputs)]
        if net.bidirectional:
            sides += [_plain_states(net, weights, f"{prefix}reverse.", inputs.flip(0)).flip(0)]
        inputs = torch.cat(sides, dim=-1)
    if readout == "last":  # each direction's last state
        inputs = torch.cat([sides[0][-1:], *(side[:1] for side in sides[1:])], dim=-1)
    return inputs @ weights["V"] + weights["a"]


def _plain_states(net, weights, prefix, inputs):
    names = net.cell.gate_names()
    hidden = net.hidden
    weights = {
        name.removeprefix(prefix): weight
        for name, weight in weights.items()
        if name.startswith(prefix)
    }

    def block(weight, gate):
        start = names.index(gate) * hidden
        return weight[..., start : start + hidden]

    steps, batch = inputs.shape[:2]
    vectors = {name: weights[name].expand(batch, hidden) for name in net.cell.vectors}
    state = tuple(torch.zeros(batch, hidden, dtype=weights["W"].dtype) for _ in net.cell.states)
    outputs = []
    for t in range(steps):

        def pre(vector, *gates, t=t):
            found = []
            for gate in gates:
                a = inputs[t] @ block(weights["W"], gate) + vector @ block(weights["U"], gate)
                own = {name: block(weights[name], gate) for name in net.norm.weights}
                found.append(net.norm(a, own) + block(weights["b"], gate))
            return tuple(found)

        state = net.cell.step(pre, state, vectors)
        outputs.append(state[0])
    return torch.stack(outputs)


def _sigma(x):
    return 1 / (1 + math.exp(-x))


def scalar_states(cell, weights, inputs):
    """First state after each step, from the papers' equations, one number at a time.

    Args:
        cell: name of a cell.
        weights: arrays of one member: W (D, G·H), U (H, G·H), b (G·H), vectors (H).
        inputs: (T, D).
    """
    hidden = weights["U"].shape[0]
    h, c = [0.0] * hidden, [0.0] * hidden
    states = []

    def a(gate, k, x, vector):
        column = gate * hidden + k
        total = weights["b"][column]
        for d in range(len(x)):
            total += weights["W"][d, column] * x[d]
        for j in range(hidden):
            total += weights["U"][j, column] * vector[j]
        return total

    for x in inputs:
        new_h, new_c = list(h), list(c)
        for k in range(hidden):
            if cell == "vanilla":
                new_h[k] = math.tanh(a(0, k, x, h))
            elif cell == "relu_rnn":
                new_h[k] = max(0.0, a(0, k, x, h))
            elif cell == "sigmoid_rnn":
                new_h[k] = _sigma(a(0, k, x, h))
            elif cell in ("lstm", "peephole_lstm"):
                peep = {gate: weights[f"p_{gate}"][k] if cell != "lstm" else 0.0 for gate in "ifo"}
                i = _sigma(a(0, k, x, h) + peep["i"] * c[k])
                f = _sigma(a(1, k, x, h) + peep["f"] * c[k])
                new_c[k] = f * c[k] + i * math.tanh(a(2, k, x, h))
                new_h[k] = _sigma(a(3, k, x, h) + peep["o"] * new_c[k]) * math.tanh(new_c[k])
            elif cell == "gru":
                kept = [_sigma(a(0, j, x, h)) * h[j] for j in range(hidden)]
                u = _sigma(a(1, k, x, h))
                new_h[k] = (1 - u) * h[k] + u * math.tanh(a(2, k, x, kept))
            else:
                raise NotImplementedError(f"no scalar equations for {cell}")
        h, c = new_h, new_c
        states.append(h)
    return np.array(states)
