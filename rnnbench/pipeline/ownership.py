"""Which job may write a file, where one that was meant to be gone may still be at work.

A pipeline that is killed leaves its jobs behind. The same job started again beside such a one does
no harm, for both write the same; one that an older config had started must not write any more.
"""

from pathlib import Path

from rnnbench.storage.files import ResultsError, write_atomically


class JobOwnership:
    """A job that has just started. What it makes is said by its key.

    Args:
        path: file that says so, beside those that the job will write.
        key: equal for jobs that make the same.
    """

    def __init__(self, path: Path, key: str) -> None:
        self.path, self.key = path, key
        write_atomically(path, key.encode())

    def check(self) -> None:
        """Make sure that the files are still this job's to write.

        Raises:
            ResultsError: a newer job has another key, or the file was removed.
        """
        try:
            latest = self.path.read_text()
        except FileNotFoundError:
            raise ResultsError(f"{self.path.parent}: nothing written, it was removed") from None
        if latest != self.key:
            raise ResultsError(f"{self.path.parent}: nothing written, a newer job is at work here")
