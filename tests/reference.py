"""Slow and plain counterparts that the engine is held against."""

import torch

from rnnbench import discovery
from rnnbench.engine.nets import Nets
from rnnbench.engine.products import Workspace
from rnnbench.engine.scan import unroll
from rnnbench.inits.default import Default
from rnnbench.network import Network, of_layer


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
    own = layer.assembled(of_layer(weights, "", layer))
    return unroll(layer, own, inputs, workspace or Workspace())[0]


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


def assert_equals_plain(net, count, inputs, readout, backend="eager"):
    """Answers and all gradients of the engine against plain autograd, member by member."""
    weights = {name: w.requires_grad_() for name, w in members(net, count).items()}
    outputs = forward(net, weights, inputs, readout, backend)
    gradients = torch.autograd.grad(outputs.square().sum(), list(weights.values()))
    for p in range(count):
        own = {name: w[p].detach().requires_grad_() for name, w in weights.items()}
        expected = plain_forward(net, own, inputs[p], readout)
        torch.testing.assert_close(outputs[p], expected, rtol=1e-10, atol=1e-12)
        theirs = torch.autograd.grad(expected.square().sum(), list(own.values()))
        for ours, other in zip(gradients, theirs, strict=True):
            torch.testing.assert_close(ours[p], other, rtol=1e-9, atol=1e-11)


def _plain_states(net, weights, prefix, inputs):
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
    state = tuple(torch.zeros(batch, hidden, dtype=weights["W"].dtype) for _ in net.cell.states)
    outputs = []
    for t in range(steps):

        def pre(vector, *gates, t=t):
            found = []
            for gate in gates:
                a = inputs[t] @ block(weights["W"], gate) + vector @ block(weights["U"], gate)
                own = {name: block(weights[name], gate) for name in net.norm.weights}
                found.append(net.norm(a[None, :, None], own)[0, :, 0] + block(weights["b"], gate))
            return tuple(found)

        own = {name: weights[name] for name in layer.memory_weights()}
        pre.memory = lambda c, own=own: net.norm.memory(c, own) if own else c
        state = net.cell.step(pre, state, vectors)
        outputs.append(state[0])
    return torch.stack(outputs)
