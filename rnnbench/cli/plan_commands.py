"""Commands before and between runs: ``plan``, ``power``, ``extend``, ``list``."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from rnnbench.cli.options import (
    DEFAULT_CONFIG,
    ConfigFile,
    Scale,
    one_line_errors,
    read_config,
    running_plan,
)


class Listed(StrEnum):
    """What can be listed."""

    cells = "cells"
    inits = "inits"
    norms = "norms"
    clips = "clips"
    penalties = "penalties"
    tasks = "tasks"
    corpora = "corpora"
    probes = "probes"
    claims = "claims"
    studies = "studies"


def plan(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Check a config and its components; show runs, shards and core-hours before training."""
    from rnnbench.cli import plan_table
    from rnnbench.plan.expansion import expand
    from rnnbench.testing import smoke_tests

    with one_line_errors():
        planned = expand(read_config(config, scale))
        smoke_tests.run(planned)
        plan_table.show(planned)


def power(
    claim: Annotated[str, typer.Argument(help="name of a claim that was judged")],
    config: ConfigFile = DEFAULT_CONFIG,
    scale: Scale = None,
) -> None:
    """Estimate how likely a number of seeds decides a claim."""
    from rnnbench.cli import console
    from rnnbench.pipeline.judge import JudgingJob

    with one_line_errors():
        plan = running_plan(config, scale)
        plan.registry.source("claims", claim)
        console.power(JudgingJob.of(plan, claim))


def extend(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Allocate the next block of seeds to undecided claims; exit with 1 if there is none."""
    from rnnbench.pipeline import extend as allocation

    with one_line_errors():
        seeds = allocation.allocate(running_plan(config, scale))
        for claim, count in seeds.items():
            print(f"{claim}: {count} more seeds")
        if not seeds:
            print("No undecided claim has further seeds.")
            raise typer.Exit(1)


def list_components(
    what: Annotated[Listed, typer.Argument(help="what to list")],
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """List components, claims or studies, with a line on each."""
    from rich.console import Console
    from rich.table import Table

    from rnnbench import config as configs
    from rnnbench.cli import console

    with one_line_errors():
        chosen = read_config(config, None, configs.parse)
        if what is Listed.studies:
            entries = console.studies(chosen)
        else:
            entries = console.components(what.value, chosen.registry)
        if as_json:
            print(json.dumps(entries, indent=1, ensure_ascii=False))
            return
        table = Table("name", "summary")
        for name, summary in entries.items():
            table.add_row(name, summary)
        Console().print(table)
