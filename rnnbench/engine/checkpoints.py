"""Checkpoints inside a shard: a killed job resumes from its last one."""

import hashlib
import io
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from pickle import UnpicklingError
from types import FrameType
from typing import Any

import torch

from rnnbench.engine.records import Records
from rnnbench.storage.files import write_atomically

State = dict[str, Any]
DIGEST = hashlib.sha256().digest_size


class Interrupted(Exception):
    """The job received a signal to stop and has written a checkpoint.

    Attributes:
        signal: number of the signal.
    """

    def __init__(self, signal: int) -> None:
        self.signal = signal


class Keeper:
    """Receiver of training progress; this one keeps nothing."""

    def finished(self) -> Records | None:
        """The rows of the next stack; None if it is not finished yet."""
        return None

    def interrupted(self) -> State | None:
        """The state of the interrupted stack; None if there is none."""
        return None

    def finish(self, rows: Records) -> None:
        """Take the rows of a finished stack."""

    def offer(self, state: Callable[[], State]) -> None:
        """Offer the stack's state after an update, as a function that makes it."""


class Checkpoint(Keeper):
    """A job's progress on disk: rows of finished stacks, and the state of the next one.

    Args:
        path: the file. It starts with a checksum; a damaged file is ignored.
        key: identifies the training; a file with another key is ignored.
        seconds: time between two checkpoints.
    """

    def __init__(self, path: Path, key: str, seconds: float) -> None:
        self.path, self.key, self.seconds = path, key, seconds
        found = _read(path, key)
        self._finished: list[State] = found["finished"] if found else []
        self._interrupted: State | None = found["stack"] if found else None
        self._handed_out = 0
        self._last = time.monotonic()
        self._signal: int | None = None

    def finished(self) -> Records | None:
        if self._handed_out == len(self._finished):
            return None
        self._handed_out += 1
        return Records(**self._finished[self._handed_out - 1])

    def interrupted(self) -> State | None:
        state, self._interrupted = self._interrupted, None
        return state

    def finish(self, rows: Records) -> None:
        self._finished.append(asdict(rows))
        self._handed_out += 1
        self._write(None)
        self._stop_if_asked()

    def offer(self, state: Callable[[], State]) -> None:
        """Write a checkpoint if it is due, or if the job received a signal to stop.

        Raises:
            Interrupted: the job received a signal to stop.
        """
        if self._signal is not None or time.monotonic() - self._last >= self.seconds:
            self._write(state())
            self._stop_if_asked()

    @contextmanager
    def stopping_on_signals(self) -> Iterator[None]:
        """Stop after the current update on SIGTERM and SIGINT, inside this context."""
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(number, self._note_signal) for number in numbers]
        try:
            yield
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)

    def remove(self) -> None:
        """Delete the file, once all results are written."""
        self.path.unlink(missing_ok=True)

    def _note_signal(self, number: int, _: FrameType | None) -> None:
        self._signal = number

    def _stop_if_asked(self) -> None:
        if self._signal is not None:
            raise Interrupted(self._signal)

    def _write(self, stack: State | None) -> None:
        sink = io.BytesIO()
        torch.save({"key": self.key, "finished": self._finished, "stack": stack}, sink)
        content = sink.getvalue()
        write_atomically(self.path, hashlib.sha256(content).digest() + content)
        self._last = time.monotonic()


def _read(path: Path, key: str) -> State | None:
    """A checkpoint's content; None if there is no usable file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, content = content[:DIGEST], content[DIGEST:]
    try:  # weights_only: loading runs no code
        if hashlib.sha256(content).digest() != digest:
            raise ValueError("another checksum")
        state: State = torch.load(io.BytesIO(content), weights_only=True)
        return state if state["key"] == key else None
    except (UnpicklingError, RuntimeError, LookupError, TypeError, ValueError, EOFError):
        print(f"warning: {path} is damaged; starting anew", file=sys.stderr)
        return None
