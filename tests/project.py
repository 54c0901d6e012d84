"""A copy of the project, to run its commands in."""

import copy
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
            put = shutil.copytree if source.is_dir() else shutil.copy
            put(source, folder / part)

    def copied(self, folder):
        """Another one that stands where this one does, with all that has run in it."""
        shutil.copytree(self.folder, folder)
        other = copy.copy(self)
        other.folder = folder
        return other

    def configure(self, config):
        (self.folder / "config" / "tiny.yaml").write_text(yaml.safe_dump(config))

    def environment(self, **more):
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
        environment.pop("MAKELEVEL", None)
        return environment | more

    def run(self, *command, **environment):
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            check=False,
        )
        done.output = done.stdout + done.stderr
        return done

    def by_hand(self):
        """Snakemake as people start it, which ends with the summary."""
        return self.run(*_snakemake())

    def snakemake(self, *arguments):
        """Snakemake as make starts it: without the summary, which takes seconds."""
        return self.run(*_snakemake(*arguments), MAKELEVEL="1")

    def start(self, *arguments, **files):
        """Start Snakemake in a process group of its own, without waiting for it."""
        return subprocess.Popen(
            _snakemake(*arguments),
            cwd=self.folder,
            env=self.environment(MAKELEVEL="1"),
            start_new_session=True,
            **files,
        )

    def planned(self, *arguments):
        """Messages of the jobs of a dry run, the cells that they train, and the whole output."""
        return _jobs(self.snakemake("-n", *arguments).output)

    def redone(self, *arguments):
        """The same of a run, which has to succeed."""
        done = self.snakemake(*arguments)
        assert done.returncode == 0, done.output
        return _jobs(done.output)


def _jobs(output):
    messages = set(re.findall(r"^Job \d+: (.*)$", output, re.M))
    cells = set(re.findall(r"^Job \d+: (?:Tuning|Training) (\w+)", output, re.M))
    return messages, cells, output


def _snakemake(*arguments):
    return [sys.executable, "-m", "snakemake", *arguments, "--config", "scale=tiny"]
