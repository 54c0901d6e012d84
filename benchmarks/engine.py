"""Training speed of the engine and of alternatives, measured in one process.

One update is forward, backward, clipping by norm and Adam, on the adding problem (batch 32, 100
steps), on one thread. The metric is updates per second and network, with its ratio to
torch.nn.LSTM. Each round measures all rows in turn; the best round counts.

    python benchmarks/engine.py      # prints the table, writes benchmarks/results/engine.csv
"""

import argparse
import platform
from itertools import product
from pathlib import Path

import pandas as pd
import peers
import torch
from ours import population
from peers import STEPS, Peer
from timing import best

from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.backends import Backend
from rnnbench.engine.memory import keep_freed_memory

RESULTS = Path(__file__).parent / "results"
ROUNDS = 5
NORMED = ("vanilla", "lstm", "peephole_lstm", "gru")
MEMBERS = (1, 16, 64)


def own(
    cell: str,
    hidden: int,
    norm: str = "none",
    members: int | None = None,
    backend: Backend = "compiled",
) -> Peer:
    """A population of the engine, of its default size unless ``members`` is given."""
    nets, update = population(cell, norm, hidden, STEPS, members, backend)
    name = cell
    name += f", {norm} norm" if norm != "none" else ""
    name += f", P={members}" if members else ""
    name += ", eager" if backend == "eager" else ""
    return Peer(name, nets, update)


def rows(hidden: int) -> list[Peer]:
    """All rows of the table: every cell, and every norm for some cells."""
    found = [
        *peers.torch_peers(hidden),
        *peers.func_peers(hidden, 16),
        *peers.jax_peers(hidden, 64),
    ]
    for cell, norm in product(BUILT_IN.names("cells"), BUILT_IN.names("norms")):
        if norm == "none" or cell in NORMED:
            found.append(own(cell, hidden, norm))
    found += [own("lstm", hidden, members=members) for members in MEMBERS]
    found += [own(cell, hidden, backend="eager") for cell in ("lstm", "gru")]
    return found


def measure(hidden: int) -> pd.DataFrame:
    """Updates per second and network, for all rows."""
    measured = {peer.name: peer for peer in rows(hidden)}
    seconds = best({name: peer.update for name, peer in measured.items()}, ROUNDS)
    speeds = {name: peer.nets / seconds[name] for name, peer in measured.items()}
    reference = speeds["torch.nn.LSTM"]
    return pd.DataFrame(
        {
            "hidden": hidden,
            "row": name,
            "nets": measured[name].nets,
            "updates a second": speed,
            "ratio": speed / reference,
        }
        for name, speed in speeds.items()
    )


def machine() -> dict[str, str]:
    """Description of the machine."""
    capability = str(torch.backends.cpu.get_cpu_capability())
    return {"machine": platform.machine(), "torch": torch.__version__, "capability": capability}


def main() -> None:
    """Measure, print and write the table."""
    peers.restart_for_jax()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hidden", type=int, nargs="+", default=[32, 64, 128])
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    keep_freed_memory()
    table = pd.concat([measure(hidden) for hidden in arguments.hidden])
    print(table.round(2).to_string(index=False))
    RESULTS.mkdir(exist_ok=True)
    table.assign(**machine()).to_csv(RESULTS / "engine.csv", index=False, float_format="%.3f")


if __name__ == "__main__":
    main()
