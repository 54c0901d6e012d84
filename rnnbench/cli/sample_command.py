"""The command ``sample``."""

from pathlib import Path
from typing import Annotated

import typer

from rnnbench.cli.options import one_line_errors


def sample(
    place: Annotated[
        Path, typer.Argument(help="a file weights.pt, or a folder with some below: results/smoke")
    ],
    run: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="AXIS=VALUE...",
            help="which run: cell=lstm seed=0; axes are the first columns of runs.parquet. "
            "If several runs match, the command asks for the missing axes",
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

    with one_line_errors():
        wanted = dict(_axis(value) for value in run or ())
        trained = weights.find(place, wanted)
        for text in texts(trained, count, tokens, Drawing(temperature, top), prompt, draw):
            print(text)


def _axis(value: str) -> tuple[str, str]:
    from rnnbench.config import ConfigError

    axis, equals, wanted = value.partition("=")
    if not equals:
        raise ConfigError(f"{value}: not of the form AXIS=VALUE, such as cell=lstm")
    return axis, wanted
