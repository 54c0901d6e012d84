"""Alternatives to the engine: other ways to train the same small networks on one thread.

Each peer trains one or several recurrent networks on the adding problem: batch 32, 100 steps,
linear readout of the last state, mean squared error, clipping by global norm per network, Adam,
float32. All updates of a peer see the same batch.
"""

import os
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from math import log, prod
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad_and_value, stack_module_state, vmap

from rnnbench.components.tasks.adding import Adding
from rnnbench.seeding import generator

try:
    import jax
    from jax import lax, tree
    from jax import numpy as jnp
except ImportError:
    jax = None

BATCH, STEPS = 32, 100
RATE, BETAS, EPSILON, MOST_NORM = 0.001, (0.9, 0.999), 1e-8, 1.0
TASK = Adding(length=STEPS)
JAX_ENVIRONMENT = {
    "NPROC": "1",  # number of XLA threads, regardless of its flags
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",  # single-threaded products
    "MALLOC_ARENA_MAX": "1",  # glibc keeps large freed blocks in the first arena only
}
Update = Callable[[], object]
Tree = Any  # JAX arrays, or dicts and tuples of them


@dataclass(frozen=True)
class Peer:
    """A blocking update of several networks at once, which returns their losses."""

    name: str
    nets: int
    update: Update


class HandWritten(nn.Module):
    """A typical hand-written LSTM: a module that loops over the steps.

    With ``peephole``, the gates see the cell's state. With ``norm``, each gate has a layer norm.
    With ``coupled``, the forget gate is one minus the input gate.
    """

    def __init__(
        self, hidden: int, *, peephole: bool = False, norm: bool = False, coupled: bool = False
    ) -> None:
        super().__init__()
        gates = 3 if coupled else 4
        self.hidden, self.coupled = hidden, coupled
        self.product = nn.Linear(TASK.inputs + hidden, gates * hidden)
        kind = nn.LayerNorm if norm else nn.Identity
        self.norms = nn.ModuleList(kind(hidden) for _ in range(gates))
        self.peepholes = nn.Parameter(torch.zeros(3, hidden)) if peephole else None

    def forward(self, inputs: Tensor) -> tuple[Tensor, None]:
        """(T, B, D) -> (T, B, H)."""
        h = c = inputs.new_zeros(inputs.shape[1], self.hidden)
        outputs = []
        for x in inputs:
            h, c = self._step(x, h, c)
            outputs.append(h)
        return torch.stack(outputs), None

    def _step(self, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        gates = self.product(torch.cat([x, h], 1)).chunk(len(self.norms), 1)
        i, g, o, *f = (norm(gate) for norm, gate in zip(self.norms, gates, strict=True))
        i = torch.sigmoid(self._seeing(c, i, 0))
        kept = 1 - i if self.coupled else torch.sigmoid(self._seeing(c, f[0], 1))
        c = kept * c + i * torch.tanh(g)
        return torch.sigmoid(self._seeing(c, o, 2)) * torch.tanh(c), c

    def _seeing(self, c: Tensor, gate: Tensor, which: int) -> Tensor:
        """The gate with its peephole, if any."""
        return gate if self.peepholes is None else gate + self.peepholes[which] * c


def torch_module(layer: nn.Module, hidden: int) -> Update:
    """Update of one network with a module as recurrent layer."""
    readout = nn.Linear(hidden, 1)
    weights = [*layer.parameters(), *readout.parameters()]
    optimiser = torch.optim.Adam(weights, lr=RATE, betas=BETAS, eps=EPSILON)
    batch = TASK.sample(generator("benchmark"), BATCH)

    def update() -> Tensor:
        optimiser.zero_grad()
        states, _ = layer(batch.inputs)
        loss = nn.functional.mse_loss(readout(states[-1:]), batch.targets)
        loss.backward()
        nn.utils.clip_grad_norm_(weights, MOST_NORM)
        optimiser.step()
        return loss.detach()

    return update


def torch_peers(hidden: int) -> list[Peer]:
    """PyTorch's layers, and hand-written modules for missing variants."""
    layers = {
        "torch.nn.LSTM": nn.LSTM(TASK.inputs, hidden),
        "torch.nn.GRU": nn.GRU(TASK.inputs, hidden),
        "module loop, peephole": HandWritten(hidden, peephole=True),
        "module loop, layer norm": HandWritten(hidden, norm=True),
        "module loop, peephole, layer norm": HandWritten(hidden, peephole=True, norm=True),
        "module loop, coupled": HandWritten(hidden, coupled=True),
    }
    return [Peer(name, 1, torch_module(layer, hidden)) for name, layer in layers.items()]


class Net(nn.Module):
    """A hand-written LSTM and its readout."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.layer, self.readout = HandWritten(hidden), nn.Linear(hidden, 1)

    def forward(self, inputs: Tensor) -> Tensor:
        """(T, B, D) -> (1, B, 1)."""
        return self.readout(self.layer(inputs)[0][-1:])


def func_ensemble(nets: list[nn.Module]) -> Update:
    """Update of stacked networks by ``torch.func``."""
    weights = {name: w.detach() for name, w in stack_module_state(nets)[0].items()}
    template = deepcopy(nets[0]).to("meta")
    optimiser = torch.optim.Adam(weights.values(), lr=RATE, betas=BETAS, eps=EPSILON)
    batch = TASK.sample(generator("benchmark"), BATCH)

    def loss(own: dict[str, Tensor]) -> Tensor:
        outputs = functional_call(template, own, (batch.inputs,))
        return nn.functional.mse_loss(outputs, batch.targets)

    def update() -> Tensor:
        gradient, losses = vmap(grad_and_value(loss))(weights)
        scale = _scale(gradient)
        for name, w in weights.items():
            w.grad = gradient[name] * scale.view(-1, *[1] * (w.dim() - 1))
        optimiser.step()
        return losses

    return update


def _scale(gradient: dict[str, Tensor]) -> Tensor:
    """Factor of clipping by norm for each stacked network, (P,)."""
    norms = torch.stack([g.flatten(1).norm(dim=1) for g in gradient.values()]).norm(dim=0)
    return (MOST_NORM / (norms + 1e-6)).clamp(max=1.0)


def func_peers(hidden: int, members: int) -> list[Peer]:
    """The ensemble by ``torch.func``; ``torch.nn.LSTM`` itself cannot be vmapped."""
    update = func_ensemble([Net(hidden) for _ in range(members)])
    return [Peer(f"torch.func ensemble, P={members}", members, update)]


def restart_for_jax() -> None:
    """Restart the program in ``JAX_ENVIRONMENT``, unless already there or without JAX.

    Libraries read these variables, or start the threads they control, when they are loaded.
    """
    if jax is not None and not _environment_fits():
        os.execve(sys.executable, sys.orig_argv, os.environ | JAX_ENVIRONMENT)


def _environment_fits() -> bool:
    return JAX_ENVIRONMENT.items() <= os.environ.items()


def jax_start(hidden: int, nets: tuple[int, ...]) -> Tree:
    """Initial weights of one network, or of several with leading axes ``nets``."""
    gates, draw = 4 * hidden, generator("benchmark", "weights")
    shapes = {"W": (TASK.inputs + hidden, gates), "b": (gates,), "V": (hidden, 1), "a": (1,)}
    return {
        name: jnp.asarray((2 * torch.rand(*nets, *shape, generator=draw) - 1) / hidden**0.5)
        for name, shape in shapes.items()
    }


def _gates(weights: Tree, xh: Tree) -> Tree:
    """Input and forget gate, candidate, output gate."""
    i, f, g, o = jnp.split(xh @ weights["W"] + weights["b"], 4, 1)
    return jax.nn.sigmoid(i), jax.nn.sigmoid(f), jnp.tanh(g), jax.nn.sigmoid(o)


def jax_loss(weights: Tree, inputs: Tree, targets: Tree) -> Tree:
    """Loss of an LSTM implemented as a scan."""

    def step(state: Tree, x: Tree) -> Tree:
        h, c = state
        i, f, g, o = _gates(weights, jnp.concatenate([x, h], 1))
        c = f * c + i * g
        return (o * jnp.tanh(c), c), None

    zeros = jnp.zeros((inputs.shape[1], len(weights["V"])))
    (h, _), _ = lax.scan(step, (zeros, zeros), inputs)
    return jnp.mean((h @ weights["V"] + weights["a"] - targets) ** 2)


def jax_by_hand(weights: Tree, inputs: Tree, targets: Tree) -> Tree:
    """Loss and gradient of the same LSTM, with a hand-written backward pass.

    It stores less of the forward pass, and forms the weight gradient in one product at the end.
    """

    def forward(state: Tree, x: Tree) -> Tree:
        h, c = state
        xh = jnp.concatenate([x, h], 1)
        i, f, g, o = _gates(weights, xh)
        new = f * c + i * g
        return (o * jnp.tanh(new), new), (xh, (c, i, f, g, o))

    def backward(slopes: Tree, kept: Tree) -> Tree:
        dh, dc = slopes
        c, i, f, g, o = kept
        t = jnp.tanh(f * c + i * g)
        dc = dc + dh * o * (1 - t * t)
        di, df = dc * g * i * (1 - i), dc * c * f * (1 - f)
        dg, do = dc * i * (1 - g * g), dh * t * o * (1 - o)
        da = jnp.concatenate([di, df, dg, do], 1)
        return (da @ back, dc * f), da

    back = weights["W"][inputs.shape[2] :].T
    zeros = jnp.zeros((inputs.shape[1], len(weights["V"])))
    (h, _), (xh, kept) = lax.scan(forward, (zeros, zeros), inputs)
    error = h @ weights["V"] + weights["a"] - targets
    slope = 2 * error / error.size
    _, da = lax.scan(backward, (slope @ weights["V"].T, zeros), kept, reverse=True)
    gradient = {"W": jnp.einsum("tbi,tbk->ik", xh, da), "b": da.sum((0, 1))}
    return jnp.mean(error**2), gradient | {"V": h.T @ slope, "a": slope.sum(0)}


def jax_adam(gradient: Callable[..., Tree]) -> Callable[..., Tree]:
    """Update of one network: gradient, clipping and Adam."""

    def update(state: Tree, inputs: Tree, targets: Tree) -> Tree:
        weights, means, squares, count = state
        loss, g = gradient(weights, inputs, targets)
        norm = jnp.sqrt(sum(jnp.sum(x * x) for x in g.values()))
        scale = jnp.minimum(1.0, MOST_NORM / (norm + 1e-6))
        count = count + 1
        first, second = (-jnp.expm1(count * log(beta)) for beta in BETAS)  # 1 - beta**count
        g = tree.map(lambda x: x * scale, g)
        means = tree.map(lambda m, x: BETAS[0] * m + (1 - BETAS[0]) * x, means, g)
        squares = tree.map(lambda s, x: BETAS[1] * s + (1 - BETAS[1]) * x * x, squares, g)
        steps = tree.map(lambda m, s: m / first / (jnp.sqrt(s / second) + EPSILON), means, squares)
        weights = tree.map(lambda w, step: w - RATE * step, weights, steps)
        return (weights, means, squares, count), loss

    return update


def jax_map(update: Callable[..., Tree]) -> Callable[..., Tree]:
    """Update of stacked networks one after the other, each with the caches to itself."""
    return lambda state, *batch: lax.map(lambda own: update(own, *batch), state)


def jax_update(update: Callable[..., Tree], weights: Tree) -> Update:
    """Compiled update that keeps the networks' state."""
    compiled = jax.jit(update, donate_argnums=0)
    batch = TASK.sample(generator("benchmark"), BATCH)
    inputs, targets = jnp.asarray(batch.inputs.numpy()), jnp.asarray(batch.targets[0].numpy())
    means, squares = (tree.map(jnp.zeros_like, weights) for _ in range(2))
    state = weights, means, squares, jnp.zeros(weights["a"].shape[:-1])

    def run() -> Tree:
        nonlocal state
        state, loss = jax.block_until_ready(compiled(state, inputs, targets))
        return loss

    return run


def jax_peers(hidden: int, members: int) -> list[Peer]:
    """One network and several, with JAX's gradient and a hand-written one; none without JAX."""
    if jax is None:
        print("JAX is not installed; its rows are skipped", file=sys.stderr)
        return []
    if not _environment_fits():
        raise RuntimeError("call restart_for_jax first: JAX would not run on one thread")
    own, by_hand = jax_adam(jax.value_and_grad(jax_loss)), jax_adam(jax_by_hand)
    vmapped = jax.vmap(own, (0, None, None))
    return [
        Peer(name, prod(nets), jax_update(update, jax_start(hidden, nets)))
        for name, nets, update in (
            ("JAX jit(scan)", (), own),
            ("JAX jit(scan), gradient by hand", (), by_hand),
            (f"JAX jit(vmap(scan)), P={members}", (members,), vmapped),
            (f"JAX jit(map(scan)), gradient by hand, P={members}", (members,), jax_map(by_hand)),
        )
    ]
