"""``python -m rnnbench``."""

from rnnbench.cli.main import app

app()
