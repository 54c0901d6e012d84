"""Cost of a network in the engine: time by members, steps and units; memory; matrix products.

    python benchmarks/costs.py     # prints the table, writes benchmarks/results/costs.csv

The plain LSTM on one thread, as in ``engine.py``. ``product share`` is the time of an update's
matrix products alone, as a share of the update's time. ``product rate`` is their rate, as a share
of this machine's best (a large square product).
"""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import torch
from engine import RESULTS, machine
from ours import at_once, network, population
from peers import BATCH, STEPS
from timing import best

from rnnbench.engine import sizes
from rnnbench.engine.memory import keep_freed_memory

ROUNDS = 4
HIDDEN = 64
VARIED = {
    "members": (1, 4, 16, 64, 128, 256),
    "steps": (25, 50, 100, 200, 400),
    "hidden": (16, 32, 64, 128, 256),
}
SQUARE = 1024


def costs() -> pd.DataFrame:
    """Time of one network's update, varying one quantity at a time."""
    measured = {}
    for quantity, values in VARIED.items():
        for value in values:
            at = {"members": None, "steps": STEPS, "hidden": HIDDEN, quantity: value}
            nets, update = population("lstm", "none", at["hidden"], at["steps"], at["members"])
            measured[quantity, value] = nets, update, at
    names = {f"{quantity} {value}": key for key in measured for quantity, value in [key]}
    seconds = best({name: measured[key][1] for name, key in names.items()}, ROUNDS)
    fastest = SQUARE**3 * 2 / best({"": _square()}, ROUNDS)[""]
    rows = []
    for name, (quantity, value) in names.items():
        nets, _, at = measured[quantity, value]
        net = network("lstm", "none", at["hidden"], at["steps"])
        stack = min(nets, at_once(net, at["steps"]))
        flops = net.flops(BATCH, at["steps"], 1)
        alone = best({"": _products(stack, at["hidden"], at["steps"])}, 2)[""] / stack
        rows.append(
            {
                "varied": quantity,
                "value": value,
                "members at once": stack,
                "milliseconds a net": 1e3 * seconds[name] / nets,
                "product share": alone * nets / seconds[name],
                "product rate": flops / alone / fastest,
            }
        )
    return pd.DataFrame(rows)


def memory() -> pd.DataFrame:
    """Peak memory of training some members, minus that of a process with one network."""
    peaks = {members: _peak(members) for members in (1, *VARIED["members"])}
    return pd.DataFrame(
        {"varied": "members", "value": members, "megabytes": peak - peaks[1]}
        for members, peak in peaks.items()
        if members > 1
    )


def _square() -> object:
    a = torch.rand(SQUARE, SQUARE)
    out = torch.empty_like(a)
    return lambda: torch.mm(a, a, out=out)


def _products(members: int, hidden: int, steps: int) -> object:
    """The recurrent products of an update: forward, backward, and for the weight gradient."""
    vector, gradient = torch.rand(members, BATCH, hidden), torch.rand(members, BATCH, 4 * hidden)
    weight = torch.rand(members, hidden, 4 * hidden)
    sums, back, of_weight = (torch.empty_like(x) for x in (gradient, vector, weight))

    def run() -> None:
        for _ in range(steps):
            torch.bmm(vector, weight, out=sums)
        for _ in range(steps):
            torch.bmm(gradient, weight.mT, out=back)
            of_weight.baddbmm_(vector.mT, gradient)

    return run


def _use(members: int) -> float:
    """Peak megabytes of training some members in stacks, one after the other."""
    parts = sizes.parts(members, at_once(network("lstm", "none", HIDDEN, STEPS), STEPS))
    for part in range(parts):
        _, update = population("lstm", "none", HIDDEN, STEPS, len(range(members)[part::parts]))
        update()
        update()
    # Not getrusage's maximum, which includes the parent's memory.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _peak(members: int) -> float:
    """Peak memory of a subprocess, in megabytes."""
    command = [sys.executable, __file__, "--memory", str(members)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Measure, print and write the table."""
    torch.set_num_threads(1)
    keep_freed_memory()
    if "--memory" in sys.argv:
        print(_use(int(sys.argv[-1])))
        return
    table = costs().merge(memory(), how="left")
    print(table.round(3).to_string(index=False))
    table.assign(**machine()).to_csv(RESULTS / "costs.csv", index=False, float_format="%.4f")


if __name__ == "__main__":
    main()
