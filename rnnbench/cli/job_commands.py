"""Commands that the pipeline's rules call, one a job; hidden from ``--help``."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rnnbench.cli.options import PlanFile, one_line_errors, read_plan


class Stage(StrEnum):
    """Stages of a shard."""

    tune = "tune"
    train = "train"


def resolve(
    values: Annotated[str, typer.Argument(help="the config as JSON")],
    output: Annotated[Path, typer.Option(help="where to write plan.json")],
) -> None:
    """Expand a config and write the plan to ``plan.json`` for the other jobs."""
    from rnnbench import config as configs
    from rnnbench.plan.expansion import expand

    with one_line_errors():
        expand(configs.load(json.loads(values))).write(output)


def train(
    shard: Annotated[str, typer.Argument(help="the shard as JSON")],
    stage: Annotated[Stage, typer.Option(help="tune learning rates, or train")],
    out: Annotated[Path, typer.Option(help="folder for the shard's files")],
    rates: Annotated[Path, typer.Option(help="file of chosen rates: tune writes, train reads")],
    execution: Annotated[str, typer.Option(help="the config's execution as JSON")] = "{}",
    keep_weights: Annotated[
        list[str] | None, typer.Option(help="study whose trained weights are kept")
    ] = None,
) -> None:
    """Train one shard."""
    from rnnbench.components.registry import Registry
    from rnnbench.config import Execution
    from rnnbench.engine.checkpoints import Interrupted
    from rnnbench.pipeline.train import run_stage
    from rnnbench.plan.shards import Shard
    from rnnbench.plan.user_errors import attributed_to_own_files

    with one_line_errors():
        work, means = Shard.model_validate_json(shard), Execution.model_validate_json(execution)
        keep = stage is Stage.train and work.study in (keep_weights or ())
        try:
            with attributed_to_own_files(Registry.of(work.components)):
                run_stage(work, stage.value, out, rates, means, keep)
        except Interrupted as stop:
            print("stopped; rerun the command to resume from here", file=sys.stderr)
            raise typer.Exit(128 + stop.signal) from None


def probe(
    name: Annotated[str, typer.Argument(help="name of a probe")],
    settings: Annotated[str, typer.Argument(help="its settings as JSON")],
    out: Annotated[Path, typer.Option(help="file for its readings")],
    components: Annotated[list[str] | None, typer.Option(help="folder of components")] = None,
    data: Annotated[str | None, typer.Option(help="folder of real data, the config's")] = None,
) -> None:
    """Take the readings of one probe."""
    from rnnbench.components.registry import Registry
    from rnnbench.pipeline.probe import measure
    from rnnbench.plan.user_errors import attributed_to_own_files

    with one_line_errors():
        registry = Registry.of(components or (), data)
        with attributed_to_own_files(registry):
            measure(name, json.loads(settings), out, registry)


def collect(plan: PlanFile) -> None:
    """Join the tables of all shards, and of all probes, into one table each."""
    from rnnbench.pipeline import collect

    with one_line_errors():
        collect.collect(read_plan(plan))


def judge(
    job: Annotated[str, typer.Argument(help="the judging job as JSON")],
    out: Annotated[Path, typer.Option(help="file for the verdict")],
) -> None:
    """Judge one claim on its runs and readings."""
    from rnnbench.pipeline.judge import JudgingJob
    from rnnbench.pipeline.judge import judge as judge_claim

    with one_line_errors():
        judge_claim(JudgingJob.model_validate_json(job), out)


def verdicts(plan: PlanFile) -> None:
    """Join the verdicts of all claims, corrected for their number, into ``verdicts.json``."""
    from rnnbench.pipeline import collect

    with one_line_errors():
        collect.verdicts(read_plan(plan))


def aa_samples(
    seeds: Annotated[int, typer.Argument(help="runs of each arm")],
    out: Annotated[Path, typer.Option(help="file for the runs")],
) -> None:
    """Train the A/A samples for calibration: one arm, many seeds."""
    from rnnbench.pipeline.calibration.aa_samples import run

    with one_line_errors():
        run(out, seeds)


def calibrate(
    runs: Annotated[Path, typer.Argument(help="the A/A samples")],
    experiments: Annotated[int, typer.Option(help="experiments for each error rate")],
    out: Annotated[Path, typer.Option(help="file for the error rates")],
) -> None:
    """Estimate error rates and power of each test."""
    from rnnbench.pipeline import collect

    with one_line_errors():
        collect.calibrate(runs, experiments, out)
