"""Commands after a run: ``report``, ``summary``, ``publish``, ``compare-published``."""

from pathlib import Path
from typing import Annotated

import typer

from rnnbench.cli.options import (
    DEFAULT_CONFIG,
    ConfigFile,
    Scale,
    one_line_errors,
    read_plan,
    running_plan,
)


def report(
    plan: Annotated[Path | None, typer.Option(help="plan.json, as the pipeline writes it")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    scale: Scale = None,
    so_far: Annotated[
        bool, typer.Option("--so-far", help="use the finished shards while training goes on")
    ] = False,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="list differing verdicts of two folders of results, or verdict files"),
    ] = None,
) -> None:
    """Write the report, its figures and its tables; or compare two sets of verdicts."""
    with one_line_errors():
        if compare:
            from rnnbench.report import compare as comparing

            print(comparing.compare(*compare))
            return
        from rnnbench.report import build

        chosen = read_plan(plan) if plan else running_plan(config, scale)
        print(f"Report: {build.so_far(chosen) if so_far else build.report(chosen)}")


def summary(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Print all verdicts and the path of the report."""
    from rnnbench.plan.plan import broken_claims
    from rnnbench.report import build

    with one_line_errors():
        plan = running_plan(config, scale)
        for broken in broken_claims(plan.registry):
            print(f"left out: {broken.what} ({broken.why})")
        print(build.summary(plan))


def publish(
    name: Annotated[str, typer.Argument(help="name of the folders below results/ and reports/")],
    scale: Annotated[
        str | None, typer.Option(help="copy its run first; if none, only rewrite the report")
    ] = None,
) -> None:
    """Copy the tables behind a finished run's report, and write the report beside them.

    Both are small enough to commit, and reproduce the same report.
    """
    from rnnbench.report import publish

    with one_line_errors():
        if scale:
            publish.publish(running_plan(DEFAULT_CONFIG, scale), name)
        plan = read_plan(publish.paths(name).plan)
        print(f"Report: {publish.report(plan, name)}")


def compare_published(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Set published results beside ours, as Markdown."""
    from rnnbench.plan.paths import Paths
    from rnnbench.report import published
    from rnnbench.storage import results

    with one_line_errors():
        plan = running_plan(config, scale)
        runs = results.read("runs", [Paths.of(plan.config).table("runs")])
        print(published.markdown(published.beside(plan, runs)))
