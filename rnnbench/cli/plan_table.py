"""A plan as a table: studies, runs and core-hours, and what is left out."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rnnbench.plan import estimates
from rnnbench.plan.plan import Plan
from rnnbench.plan.shards import Shard
from rnnbench.report import prose


def show(plan: Plan) -> None:
    """Print a plan: studies, what is left out, which claims can be judged, what could be added."""
    console = Console()
    console.print(_table(plan))
    for omission in plan.omissions:
        left = f"left out of {omission.study}: {omission.what} ({omission.why})"
        console.print(escape(left), soft_wrap=True)
    console.print(f"judges {len(plan.judged())} of {len(plan.claims)} claims")
    for line in prose.not_run(plan.missing):
        console.print(escape(line))
    added = _added(plan)
    if added:
        _, _, runs, shards = _counted(added)
        console.print(
            f"undecided claims may add up to {runs} runs in {shards} shards, "
            f"{estimates.training_hours(added, plan.registry):.2f} core-hours"
        )


def _added(plan: Plan) -> list[Shard]:
    """Shards that the plan would add if no claim were ever decided."""
    most = plan.with_blocks({claim: plan.interim(claim).declared for claim in plan.judged()})
    return [shard for path, shard in most.shards.items() if path not in plan.shards]


def _table(plan: Plan) -> Table:
    numbers = ("arms", "tuning runs", "runs", "shards", "core-hours")
    table = Table("study", title=f"scale {plan.config.scale}")
    for heading in numbers:
        table.add_column(heading, justify="right")
    everything = list(plan.shards.values())
    of_study = {
        study: [shard for shard in everything if shard.study == study]
        for study in plan.config.studies
    }
    for name, own in of_study.items():
        if own:
            table.add_row(
                name, *_counted(own), f"{estimates.training_hours(own, plan.registry):.2f}"
            )
    table.add_row("probes and verdicts", *[""] * 4, f"{estimates.other_hours(plan):.2f}")
    table.add_row("all", *_counted(everything), f"{estimates.core_hours(plan):.2f}")
    return table


def _counted(shards: list[Shard]) -> tuple[str, ...]:
    """Arms, tuning runs, runs and shards."""
    counts = [shard.run_counts() for shard in shards]
    runs = sum(count["train"] for count in counts)
    arms = sum(shard.arm_count() for shard in shards if shard.first)
    tuning = sum(count["tune"] for count in counts)
    return tuple(f"{number:,}" for number in (arms, tuning, runs, len(shards)))
