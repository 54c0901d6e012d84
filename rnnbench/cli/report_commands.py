"""Commands after a run: ``report``, ``summary``, ``publish``, ``compare-published``."""

from pathlib import Path
from typing import Annotated

import typer

from rnnbench.cli.options import (
    DEFAULT_CONFIG,
    ConfigFile,
    Scale,
    one_line_errors,
    read_config,
    read_plan,
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

        chosen = read_plan(plan) if plan else read_config(config, scale)
        print(f"Report: {build.so_far(chosen) if so_far else build.report(chosen)}")


def summary(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Print all verdicts and the path of the report."""
    from rnnbench.plan import matrix
    from rnnbench.report import build

    with one_line_errors():
        chosen = read_config(config, scale)
        for broken in matrix.broken_claims():
            print(f"left out: {broken.what} ({broken.why})")
        print(build.summary(chosen))


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
            publish.publish(read_config(DEFAULT_CONFIG, scale), name)
        config = read_plan(publish.paths(name).plan)
        print(f"Report: {publish.report(config, name)}")


def compare_published(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Set published results beside ours, as Markdown."""
    from rnnbench.plan import matrix
    from rnnbench.plan.paths import Paths
    from rnnbench.report import published
    from rnnbench.storage import results

    with one_line_errors():
        chosen = read_config(config, scale)
        runs = results.read("runs", [Paths.of(chosen).table("runs")])
        print(published.markdown(published.beside(matrix.plan(chosen), runs)))
