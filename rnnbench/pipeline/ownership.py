"""Ownership of a job's files: only the newest job writes them.

Killing the pipeline leaves its jobs running. Two equal jobs may run side by side, since both write
the same. A job that an older config has started must not write any more.
"""

from pathlib import Path

from rnnbench.storage.files import ResultsError, write_atomically


class JobOwnership:
    """Claim files for a job that starts.

    Args:
        path: file with the owner's key, beside the files that the job will write.
        key: identifies the content of the files; equal jobs have equal keys.
    """

    def __init__(self, path: Path, key: str) -> None:
        self.path, self.key = path, key
        write_atomically(path, key.encode())

    def check(self) -> None:
        """Check that the job still owns its files.

        Raises:
            ResultsError: a newer job has another key, or the file was removed.
        """
        try:
            latest = self.path.read_text()
        except FileNotFoundError:
            raise ResultsError(f"{self.path.parent}: nothing written, it was removed") from None
        if latest != self.key:
            raise ResultsError(f"{self.path.parent}: nothing written, a newer job is at work here")
