"""An empirical benchmark suite for recurrent nets.

Exit codes:
0: done
1: nothing to extend (extend), a problem found (doctor), or a bug (traceback)
2: an error in a command, a config, data or your own component, in one line
128 plus the number of a signal: a job was stopped; started again, it resumes
"""

from collections.abc import Callable

import typer

from rnnbench.cli import (
    component_commands,
    doctor_command,
    job_commands,
    plan_commands,
    report_commands,
    sample_command,
)

PANELS: dict[str, dict[str, Callable[..., None]]] = {
    "Before a run": {
        "doctor": doctor_command.doctor,
        "plan": plan_commands.plan,
        "list": plan_commands.list_components,
        "new": component_commands.new,
        "data": component_commands.data,
    },
    "After a run": {
        "summary": report_commands.summary,
        "extend": plan_commands.extend,
        "power": plan_commands.power,
        "report": report_commands.report,
        "compare-published": report_commands.compare_published,
        "publish": report_commands.publish,
        "sample": sample_command.sample,
    },
}
"""Commands by the panel of ``--help`` that shows them."""

JOBS = (
    job_commands.resolve,
    job_commands.train,
    job_commands.probe,
    job_commands.collect,
    job_commands.judge,
    job_commands.verdicts,
    job_commands.aa_samples,
    job_commands.calibrate,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
for panel, commands in PANELS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
for job in JOBS:
    app.command(hidden=True)(job)
