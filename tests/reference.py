"""Slow and plain counterparts that the engine is held against."""

import torch
from toys import REGISTRY

from rnnbench.engine.network import of_layer
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.testing import nets
from rnnbench.testing.nets import forward, members

__all__ = [
    "assert_equals_plain",
    "forward",
    "members",
    "network",
    "plain_forward",
    "plain_states",
    "states",
    "symbols",
]


def network(cell, *others, **arrangement):
    """The shape of a small net, of a cell by name or as a class; made-up ones have names, too."""
    kind = REGISTRY.load("cells", cell) if isinstance(cell, str) else cell
    return nets.network(kind, *others, **arrangement)


def symbols(inputs, net):
    """Random symbols in place of random vectors, (..., D) -> (...)."""
    return inputs[..., 0].abs().mul(10).long() % net.inputs


def states(net, weights, inputs, workspace=None):
    """The eager engine: states of the lowest layer of all members, (P, T, B, H)."""
    (layer, *_) = net.layers().values()
    own = layer.assembled(of_layer(weights, "", layer))
    return unroll(layer, own, inputs, workspace or Workspace())[0]


def plain_forward(net, weights, inputs, readout, masks=None, truncate=0):
    """One member by plain autograd, a loop over time, gate by gate; inputs (T, B[, D]).

    Without masks, nothing is dropped, and zoneout is as in evaluation. Gradients go back to the
    last step whose number divides by ``truncate``, if that is not 0.
    """
    masks = {name: mask.to(weights["V"].dtype) for name, mask in (masks or {}).items()}
    rate, x = net.dropout_rate, masks.get("x")
    if net.symbolic:
        inputs = torch.nn.functional.one_hot(inputs, net.inputs).to(weights["V"].dtype)
        if x is not None and not net.embedding:
            inputs, x = inputs * (x if x.dim() == 3 else x.unsqueeze(-1)) / (1 - rate), None
        if net.embedding:
            if x is not None and net.dropout == "variational":
                inputs, x = inputs * x / (1 - rate), None
            inputs = inputs @ weights["E"]
    if x is not None:
        inputs = inputs * x / (1 - rate)
    outputs = []
    for level in range(1, net.depth + 1):
        prefix = f"{level}." if level > 1 else ""
        read = torch.cat(outputs, dim=-1) if outputs and net.connections == "dense" else inputs
        output = plain_states(net, weights, prefix, read, masks, truncate)
        if net.bidirectional:
            back = plain_states(net, weights, f"{prefix}reverse.", read.flip(0), masks).flip(0)
            output = torch.cat([output, back], dim=-1)
        if str(level) in masks:
            output = output * masks[str(level)] / (1 - rate)
        outputs.append(output)
        if level > 1 and net.connections == "skip":
            output = output + inputs
        if level > 1 and net.connections == "highway":
            t = torch.sigmoid(inputs @ weights[f"{level}.T"] + weights[f"{level}.t"])
            output = t * output + (1 - t) * inputs
        inputs = output
    sides = outputs if net.connections == "dense" else [inputs]
    if readout == "last":  # each direction's last state
        forwards = slice(0, net.hidden)
        sides = [
            torch.cat([side[-1:, :, forwards], side[:1, :, net.hidden :]], dim=-1) for side in sides
        ]
    return torch.cat(sides, dim=-1) @ weights["V"] + weights["a"]


def assert_equals_plain(net, count, inputs, readout, backend="eager", masks=None):
    """Answers and all gradients of the engine against plain autograd, member by member."""
    weights = {name: w.requires_grad_() for name, w in members(net, count).items()}
    outputs = forward(net, weights, inputs, readout, backend, masks)
    gradients = torch.autograd.grad(outputs.square().sum(), list(weights.values()))
    for p in range(count):
        own = {name: w[p].detach().requires_grad_() for name, w in weights.items()}
        mine = {name: mask[p] for name, mask in (masks or {}).items()}
        expected = plain_forward(net, own, inputs[p], readout, mine)
        torch.testing.assert_close(outputs[p], expected, rtol=1e-10, atol=1e-12)
        theirs = torch.autograd.grad(expected.square().sum(), list(own.values()))
        for ours, other in zip(gradients, theirs, strict=True):
            torch.testing.assert_close(ours[p], other, rtol=1e-9, atol=1e-11)


def plain_states(net, weights, prefix, inputs, masks=None, truncate=0):
    masks = masks or {}
    names = net.cell.gate_names()
    hidden = net.hidden
    weights = {
        name.removeprefix(prefix): weight
        for name, weight in weights.items()
        if name.startswith(prefix)
    }
    layer = net.layers()[prefix]
    stacked = layer.assembled({name: weight[None] for name, weight in weights.items()})
    weights = {name: weight[0] for name, weight in stacked.items()}

    def block(weight, gate):
        start = names.index(gate) * hidden
        return weight[..., start : start + hidden]

    steps, batch = inputs.shape[:2]
    vectors = {name: weights[name].expand(batch, hidden) for name in net.cell.vectors}
    starts = [net.cell.state_starts.get(name, 0.0) for name in net.cell.states]
    state = tuple(torch.full((batch, hidden), v, dtype=weights["W"].dtype) for v in starts)
    passing = {
        name: masks[prefix + name][0] / (1 - net.dropout_rate) if prefix + name in masks else 1
        for name in ("U", *net.cell.matrices)
    }
    zoneout = net.dropout == "zoneout"
    taken = masks.get(f"{prefix}zoneout", [[1 - net.dropout_rate] * len(state)] * steps)
    outputs = []
    for t in range(steps):

        def pre(vector, *gates, t=t):
            found = []
            for gate in gates:
                a = inputs[t] @ block(weights["W"], gate)
                if vector is not None:
                    a = a + vector * passing["U"] @ block(weights["U"], gate)
                own = {name: block(weights[name], gate) for name in net.norm.weights}
                found.append(net.norm(a[None, :, None], own)[0, :, 0] + block(weights["b"], gate))
            return tuple(found)

        pre.input = lambda *gates, pre=pre: pre(None, *gates)
        pre.product = lambda name, vector: vector * passing[name] @ weights[name]
        own = {name: weights[name] for name in layer.memory_weights()}
        pre.memory = lambda c, own=own: net.norm.memory(c, own) if own else c
        if truncate and t % truncate == 0:
            state = tuple(part.detach() for part in state)
        old, state = state, net.cell.step(pre, state, vectors)
        if zoneout:
            state = tuple(
                d * new + (1 - d) * kept for d, new, kept in zip(taken[t], state, old, strict=True)
            )
        outputs.append(state[0])
    return torch.stack(outputs)
