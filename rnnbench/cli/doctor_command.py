"""The command ``doctor``."""

import typer

from rnnbench.cli.options import one_line_errors, scales


def doctor() -> None:
    """Check this machine and estimate the time of each scale; exit with 1 if something is amiss.

    It trains for about ten seconds to measure the speed.
    """
    from rnnbench.cli import doctor as examination
    from rnnbench.cli import speed

    with one_line_errors():
        if not examination.show(speed.measure(), scales()):
            raise typer.Exit(1)
