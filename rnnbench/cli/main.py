"""The command line: ``plan``, ``doctor``, ``data``, ``list``, ``new``, ``more``; and others.

Exit codes: 0 done; 1 nothing more to do (``more``), something is amiss (``doctor``), or a fault of
the project's own, with a traceback; 2 a mistake in a command, a config, data or a component of your
own, in a line each; 128 and a signal's number: a job was stopped, and goes on when started again.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from rnnbench.components import data_files, discovery
from rnnbench.components.data_files import DataError
from rnnbench.config import Config, ConfigError
from rnnbench.plan.paths import Paths
from rnnbench.plan.user_errors import explained
from rnnbench.storage.files import ResultsError, set_aside

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

DEFAULT_CONFIG = Path("config/quick.yaml")
ConfigFile = Annotated[Path, typer.Option(help="a config file")]
Scale = Annotated[str | None, typer.Option(help="short for --config config/SCALE.yaml")]
PlanFile = Annotated[Path, typer.Option("--plan", help="plan.json, as the pipeline writes it")]


class Stage(StrEnum):
    """Stages of a shard."""

    tune = "tune"
    train = "train"


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


class Example(StrEnum):
    """What there is an example of."""

    task = "task"
    cell = "cell"
    probe = "probe"
    claim = "claim"


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """Show mistakes of the user's as they are, without a traceback."""
    try:
        yield
    except Exception as error:
        said = explained(error)
        if said is None:
            raise
        print(said, file=sys.stderr)
        raise typer.Exit(2) from None


@app.command()
def plan(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Check a config and all it names; show runs, shards and core-hours before anything trains."""
    from rnnbench.cli import console
    from rnnbench.plan import matrix
    from rnnbench.testing import smoke_tests

    with _one_line_errors():
        planned = matrix.plan(_config(config, scale))
        smoke_tests.run(planned)
        console.show(planned)


@app.command()
def new(
    kind: Annotated[Example, typer.Argument(help="what to write")],
    name: Annotated[str, typer.Argument(help="its name, such as first_symbol")],
    into: Annotated[Path, typer.Option(help="your folder of components")] = Path("components"),
) -> None:
    """Write an example of a component that works, and its test, to start from."""
    from rnnbench.testing import scaffold as examples

    with _one_line_errors():
        print(examples.write(kind.value, name, into))


@app.command()
def power(
    claim: Annotated[str, typer.Argument(help="name of a claim that was judged")],
    config: ConfigFile = DEFAULT_CONFIG,
    scale: Scale = None,
) -> None:
    """Say how likely more seeds, or fewer, would decide a claim."""
    from rnnbench.cli import console
    from rnnbench.pipeline.judging_job import Case
    from rnnbench.plan import matrix

    with _one_line_errors():
        discovery.source("claims", claim)
        console.power(Case.of(matrix.plan(_config(config, scale)), claim))


@app.command()
def summary(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Say where the report is and what the verdicts were."""
    from rnnbench.plan import matrix
    from rnnbench.report import build

    with _one_line_errors():
        chosen = _config(config, scale)
        for broken in matrix.broken_claims():
            print(f"left out: {broken.what} ({broken.why})")
        print(build.summary(chosen))


@app.command()
def more(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Grant undecided claims their next block of seeds; exit with 1 if there is none."""
    from rnnbench.pipeline import extend as further

    with _one_line_errors():
        seeds = further.allocate(_config(config, scale))
        for claim, count in seeds.items():
            print(f"{claim}: {count} more seeds")
        if not seeds:
            print("No undecided claim has further seeds.")
            raise typer.Exit(1)


@app.command()
def data(
    names: Annotated[list[str] | None, typer.Argument(help="corpora to download")] = None,
    config: Annotated[Path | None, typer.Option(help="download what this config needs")] = None,
    scale: Scale = None,
) -> None:
    """List the real data that tasks may use, or download some."""
    from rnnbench.cli import console
    from rnnbench.components import corpora, downloads
    from rnnbench.plan import preflight

    with _one_line_errors():
        wanted = [corpora.of(name) for name in names or ()]
        if config or scale:
            wanted += preflight.corpora(_config(config or DEFAULT_CONFIG, scale))
        for corpus in wanted:
            got = downloads.get(corpus.files)
            if corpus.missing:
                raise DataError(corpus.missing)
            for file in got:
                print(file.place)
        console.corpora(wanted or map(corpora.of, discovery.sound("corpora")))


@app.command()
def doctor() -> None:
    """Say what this machine has and lacks, and how long each scale takes; 1 if something is amiss.

    It trains for some ten seconds, to see how fast that is.
    """
    from rnnbench.cli import doctor as examination
    from rnnbench.cli import speed

    with _one_line_errors():
        if not examination.show(speed.measure(), _scales()):
            raise typer.Exit(1)


@app.command()
def sample(
    place: Annotated[
        Path, typer.Argument(help="a file weights.pt, or a folder with some below: results/smoke")
    ],
    run: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="AXIS=VALUE...",
            help="which run: cell=lstm seed=0; axes are the first columns of runs.parquet. "
            "What is not said but needed is asked for",
        ),
    ] = None,
    tokens: Annotated[int, typer.Option(min=0, help="characters or words to draw")] = 200,
    temperature: Annotated[
        float, typer.Option(min=0, help="1: as the net predicts; 0: always the likeliest")
    ] = 1.0,
    top: Annotated[
        int | None, typer.Option(min=1, help="draw only from so many of the likeliest")
    ] = None,
    prompt: Annotated[
        str, typer.Option(help="text that the net reads first; none: a zero vector")
    ] = "",
    count: Annotated[int, typer.Option(min=1, help="number of texts")] = 1,
    draw: Annotated[int, typer.Option(help="seed of the draws: another one, another text")] = 0,
) -> None:
    """Draw text from a trained language model, a run of a study with `keep_weights: true`.

    rnnbench sample results/smoke task=char_lm cell=lstm seed=0 --prompt "The "
    """
    from rnnbench.cli.sample_text import texts
    from rnnbench.engine.generation import Drawing
    from rnnbench.pipeline import weights

    with _one_line_errors():
        wanted = dict(_named(value) for value in run or ())
        trained = weights.find(place, wanted)
        for text in texts(trained, count, tokens, Drawing(temperature, top), prompt, draw):
            print(text)


def _named(value: str) -> tuple[str, str]:
    axis, equals, wanted = value.partition("=")
    if not equals:
        raise ConfigError(f"{value}: not of the form AXIS=VALUE, such as cell=lstm")
    return axis, wanted


@app.command("compare-published")
def compare_published(config: ConfigFile = DEFAULT_CONFIG, scale: Scale = None) -> None:
    """Set what papers report beside what came out here, as Markdown."""
    from rnnbench.plan import matrix
    from rnnbench.report import published
    from rnnbench.storage import results

    with _one_line_errors():
        chosen = _config(config, scale)
        runs = results.read("runs", [Paths.of(chosen).table("runs")])
        print(published.markdown(published.beside(matrix.plan(chosen), runs)))


@app.command(hidden=True)
def resolve(
    values: Annotated[str, typer.Argument(help="the config as JSON")],
    output: Annotated[Path, typer.Option(help="where to write plan.json")],
) -> None:
    """Check a config and write it down for the other commands."""
    from rnnbench import config as configs
    from rnnbench.storage import files

    with _one_line_errors():
        checked = configs.load(json.loads(values))
        files.write_atomically(output, checked.model_dump_json(indent=1).encode())


@app.command()
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
    from rnnbench.config import Execution
    from rnnbench.engine.checkpoints import Interrupted
    from rnnbench.pipeline.train import run_stage
    from rnnbench.plan.shards import Shard

    with _one_line_errors():
        work, means = Shard.model_validate_json(shard), Execution.model_validate_json(execution)
        keep = stage is Stage.train and work.study in (keep_weights or ())
        try:
            run_stage(work, stage.value, out, rates, means, keep)
        except Interrupted as stop:
            print("stopped; started again, it goes on from here", file=sys.stderr)
            raise typer.Exit(128 + stop.signal) from None


@app.command()
def probe(
    name: Annotated[str, typer.Argument(help="name of a probe")],
    settings: Annotated[str, typer.Argument(help="its settings as JSON")],
    out: Annotated[Path, typer.Option(help="file for its readings")],
    components: Annotated[list[str] | None, typer.Option(help="folder of components")] = None,
    data: Annotated[str | None, typer.Option(help="folder of real data, the config's")] = None,
) -> None:
    """Measure what one probe measures."""
    from rnnbench.pipeline import train

    with _one_line_errors():
        discovery.use(components or ())
        data_files.look_in(data)
        train.measure(name, json.loads(settings), out)


@app.command()
def collect(plan: PlanFile) -> None:
    """Join the tables of all shards and of all probes, each kind into one."""
    from rnnbench.pipeline import collect

    with _one_line_errors():
        collect.collect(_planned(plan))


@app.command()
def judge(
    case: Annotated[str, typer.Argument(help="the case as JSON, as the pipeline gives it")],
    out: Annotated[Path, typer.Option(help="file for the verdict")],
) -> None:
    """Judge one claim on the runs and readings that it looks at."""
    from rnnbench.pipeline import judging_job

    with _one_line_errors():
        judging_job.judge(judging_job.Case.model_validate_json(case), out)


@app.command()
def verdicts(plan: PlanFile) -> None:
    """Join all claims' verdicts, corrected for their number, into ``verdicts.json``."""
    from rnnbench.pipeline import collect

    with _one_line_errors():
        collect.verdicts(_planned(plan))


@app.command()
def pools(
    seeds: Annotated[int, typer.Argument(help="runs of each arm")],
    out: Annotated[Path, typer.Option(help="file for the runs")],
) -> None:
    """Train the runs that the tests are calibrated on: one arm, many seeds."""
    from rnnbench.pipeline.calibration import aa_samples as runs

    with _one_line_errors():
        runs.run(out, seeds)


@app.command()
def calibrate(
    pools: Annotated[Path, typer.Argument(help="the runs that ``pools`` has written")],
    experiments: Annotated[int, typer.Option(help="experiments for each error rate")],
    out: Annotated[Path, typer.Option(help="file for what was found")],
) -> None:
    """Find how often each test is wrong, and how often it sees an effect that is there."""
    from rnnbench.pipeline import collect

    with _one_line_errors():
        collect.calibrate(pools, experiments, out)


@app.command()
def report(
    plan: Annotated[Path | None, typer.Option(help="plan.json, as the pipeline writes it")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    scale: Scale = None,
    so_far: Annotated[
        bool, typer.Option("--so-far", help="what there is by now, while training goes on")
    ] = False,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="two folders of results, or files of verdicts: which verdicts differ"),
    ] = None,
) -> None:
    """Write the report, its figures and its tables; or compare two sets of verdicts."""
    with _one_line_errors():
        if compare:
            from rnnbench.report import compare as comparing

            print(comparing.compare(*compare))
            return
        from rnnbench.report import build

        chosen = _planned(plan) if plan else _config(config, scale)
        print(f"Report: {build.so_far(chosen) if so_far else build.report(chosen)}")


@app.command()
def publish(
    name: Annotated[str, typer.Argument(help="of the folders, below results/ and reports/")],
    scale: Annotated[
        str | None, typer.Option(help="copy its run first; if none, only write the report anew")
    ] = None,
) -> None:
    """Copy what a finished run's report is made from, and write the report beside it.

    Both are small enough to be committed, and give the same report again.
    """
    from rnnbench.report import publish

    with _one_line_errors():
        if scale:
            publish.publish(_config(DEFAULT_CONFIG, scale), name)
        config = _planned(publish.paths(name).plan)
        print(f"Report: {publish.report(config, name)}")


@app.command("list")
def list_components(
    what: Annotated[Listed, typer.Argument(help="what to list")],
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """List what there is, with a line on each."""
    from rnnbench.cli import console

    with _one_line_errors():
        if what is Listed.studies:
            entries = console.studies(_config(config, None))
        else:
            entries = console.components(what.value)
        if as_json:
            print(json.dumps(entries, indent=1, ensure_ascii=False))
            return
        table = Table("name", "summary")
        for name, summary in entries.items():
            table.add_row(name, summary)
        Console().print(table)


def _config(path: Path, scale: str | None) -> Config:
    from rnnbench import config as configs

    if scale is None:
        return configs.read(path)
    if scale not in _scales():
        raise discovery.UnknownNameError("scale", scale, _scales())
    return configs.read(_scales()[scale])


def _scales() -> dict[str, Path]:
    """All config files, by the name of their scale."""
    return {file.stem: file for file in sorted(DEFAULT_CONFIG.parent.glob("*.yaml"))}


def _planned(path: Path) -> Config:
    from rnnbench import config as configs

    try:
        values = json.loads(path.read_text())
    except ValueError:
        raise set_aside(path, "damaged (not JSON)") from None
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror})") from None
    return configs.load(values)
