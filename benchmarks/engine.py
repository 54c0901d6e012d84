"""How fast the engine trains, beside the alternatives, measured side by side in one run.

One update is forward, backward, clipping by norm and Adam, on the adding problem (batch 32, 100
steps), on one thread. The figure is updates of one net a second, and its ratio to torch.nn.LSTM in
the same run. Rounds go through all rows in turn, so that a disturbance hits all alike; the best
round counts.

    python benchmarks/engine.py            # prints the table, writes benchmarks/results/engine.csv
"""

import argparse
import platform
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import torch
from torch import Tensor, nn

from rnnbench import discovery
from rnnbench.clips.norm import NormClip
from rnnbench.engine.backends import Backend
from rnnbench.engine.memory import keep_freed_memory
from rnnbench.engine.population import Member, Population
from rnnbench.network import Network
from rnnbench.seeding import generator
from rnnbench.tasks.adding import Adding

BATCH, STEPS, RATE = 32, 100, 0.001
ROUNDS, ROUND_SECONDS = 5, 0.15
TASK = Adding(length=STEPS)
RESULTS = Path(__file__).parent / "results"
Update = Callable[[], object]


class HandWritten(nn.Module):
    """A peephole LSTM, with or without layer norm, as people write it: a loop over a module."""

    def __init__(self, hidden: int, norm: bool) -> None:
        super().__init__()
        self.hidden = hidden
        self.product = nn.Linear(2 + hidden, 4 * hidden)
        self.peepholes = nn.Parameter(torch.zeros(3, hidden))
        self.norms = nn.ModuleList(nn.LayerNorm(hidden) if norm else nn.Identity() for _ in "ifgo")

    def forward(self, inputs: Tensor) -> tuple[Tensor, None]:
        """(T, B, D) -> (T, B, H)."""
        h = c = inputs.new_zeros(inputs.shape[1], self.hidden)
        outputs = []
        for x in inputs:
            gates = self.product(torch.cat([x, h], 1)).chunk(4, 1)
            i, f, g, o = (norm(gate) for norm, gate in zip(self.norms, gates, strict=True))
            p_i, p_f, p_o = self.peepholes
            c = torch.sigmoid(f + p_f * c) * c + torch.sigmoid(i + p_i * c) * torch.tanh(g)
            h = torch.sigmoid(o + p_o * c) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs), None


def one_net(layer: nn.Module, hidden: int) -> Update:
    """An update of one net whose recurrent layer is a module."""
    readout = nn.Linear(hidden, 1)
    weights = [*layer.parameters(), *readout.parameters()]
    optimiser = torch.optim.Adam(weights, lr=RATE)
    batch = TASK.sample(generator("benchmark"), BATCH)

    def update() -> None:
        optimiser.zero_grad()
        states, _ = layer(batch.inputs)
        nn.functional.mse_loss(readout(states[-1:]), batch.targets).backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()

    return update


def population(cell: str, norm: str, hidden: int, members: int, backend: Backend) -> Update:
    """An update of all members of one of our populations."""
    network = Network.of(cell, norm, TASK, hidden)
    init, clip = discovery.load("inits", "default")(), NormClip()
    people = [Member(network.start(init, seed), 0, clip, RATE) for seed in range(members)]
    own = Population(network, TASK, people, "adam", 1.0, BATCH, backend)
    batch = TASK.sample(generator("benchmark"), BATCH)
    return lambda: own.update(batch.inputs[None], batch.targets[None])


def rows(hidden: int, most: int) -> dict[str, tuple[int, Update]]:
    """Name, number of nets, and update of everything that is measured."""
    found: dict[str, tuple[int, Update]] = {
        "torch.nn.LSTM": (1, one_net(nn.LSTM(2, hidden), hidden)),
        "torch.nn.GRU": (1, one_net(nn.GRU(2, hidden), hidden)),
        "module loop, peephole": (1, one_net(HandWritten(hidden, norm=False), hidden)),
        "module loop, peephole, layer norm": (1, one_net(HandWritten(hidden, norm=True), hidden)),
    }
    for cell in discovery.names("cells"):
        for norm in discovery.names("norms"):
            name = f"{cell}, norm {norm}, P={most}"
            found[name] = most, population(cell, norm, hidden, most, "compiled")
    for members in (1, most // 2, 2 * most, 4 * most):
        found[f"lstm, norm none, P={members}"] = (
            members,
            population("lstm", "none", hidden, members, "compiled"),
        )
    for cell in ("lstm", "gru"):
        name = f"{cell}, norm none, P={most}, eager"
        found[name] = most, population(cell, "none", hidden, most, "eager")
    return found


def measure(hidden: int, most: int) -> pd.DataFrame:
    """Updates of one net a second, for all rows."""
    measured = rows(hidden, most)
    best = dict.fromkeys(measured, float("inf"))
    for _ in range(ROUNDS):
        for name, (_, update) in measured.items():
            update()  # after another row had the caches
            best[name] = min(best[name], _seconds(update))
    speeds = {name: measured[name][0] / seconds for name, seconds in best.items()}
    reference = speeds["torch.nn.LSTM"]
    return pd.DataFrame(
        {"hidden": hidden, "row": name, "updates a second": speed, "ratio": speed / reference}
        for name, speed in speeds.items()
    )


def _seconds(update: Update) -> float:
    """Mean time of an update, over at least ``ROUND_SECONDS``."""
    updates, start = 0, time.perf_counter()
    while time.perf_counter() - start < ROUND_SECONDS:
        update()
        updates += 1
    return (time.perf_counter() - start) / updates


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hidden", type=int, nargs="+", default=[32, 64])
    parser.add_argument("--members", type=int, default=32)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    keep_freed_memory()
    table = pd.concat([measure(hidden, arguments.members) for hidden in arguments.hidden])
    table = table.assign(
        machine=platform.machine(), torch=torch.__version__, capability=_capability()
    )
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / "engine.csv", index=False, float_format="%.3f")
    print(table.drop(columns=["machine", "torch", "capability"]).round(2).to_string(index=False))


def _capability() -> str:
    return str(torch.backends.cpu.get_cpu_capability())


if __name__ == "__main__":
    main()
