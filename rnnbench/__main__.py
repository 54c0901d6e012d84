"""``python -m rnnbench``."""

from rnnbench.cli import app

app()
