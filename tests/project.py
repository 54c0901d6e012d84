"""A copy of the project, to run its commands in."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
PARTS = ("rnnbench", "workflow", "profiles", "config", "docs", "README.md", "Snakefile")


class Project:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        for part in PARTS:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / part)

    def configure(self, config):
        (self.folder / "config" / "tiny.yaml").write_text(yaml.safe_dump(config))

    def environment(self):
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
        environment.pop("MAKELEVEL", None)
        return environment

    def run(self, *command):
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        done.output = done.stdout + done.stderr
        return done

    def snakemake(self, *arguments, scale="tiny"):
        return self.run(*_snakemake(*arguments, scale=scale))

    def start(self, *arguments, **files):
        """Start Snakemake in a process group of its own, without waiting for it."""
        return subprocess.Popen(
            _snakemake(*arguments),
            cwd=self.folder,
            env=self.environment(),
            start_new_session=True,
            **files,
        )

    def planned(self, *arguments):
        """What a dry run would do: rule names, and the cells that would be trained."""
        output = self.snakemake("-n", *arguments).output
        rules = re.findall(r"^rule (\w+):|^Job \d+: (.*)$", output, re.M)
        messages = {message for _, message in rules if message}
        cells = set(re.findall(r"^Job \d+: (?:Tuning|Training) (\w+)", output, re.M))
        return messages, cells, output


def _snakemake(*arguments, scale="tiny"):
    return [sys.executable, "-m", "snakemake", *arguments, "--config", f"scale={scale}"]
