"""Data files: where they are looked for, and whether they are the right ones."""

import gzip
import hashlib
import io
import os
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER_VARIABLE = "RNNBENCH_DATA"
LARGEST = 2**27
"""Bytes of a file's content, beyond which it is refused: a job keeps all of it in memory, where a
character takes about 25 bytes as it is encoded. The largest built-in one has 100 million."""


class DataError(ValueError):
    """Data that is absent, damaged, or not what it should be; the message is one line."""


def folders(of_config: str | None = None) -> tuple[Path, ...]:
    """Folders that are searched for files, in this order; downloads go to the first.

    The folder in the environment variable ``RNNBENCH_DATA``, the config's, and the user's cache.

    Args:
        of_config: the folder that a config names, if it names one.
    """
    chosen = (os.environ.get(FOLDER_VARIABLE), of_config)
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return (*(Path(folder).expanduser() for folder in chosen if folder), caches / "rnnbench")


@dataclass(frozen=True)
class File:
    """A file of a corpus.

    Attributes:
        path: where it lies below the data folder. A ``.gz`` is read uncompressed.
        url: where to get it, or the archive that it is in.
        sha256: of its content, uncompressed.
        size: of the content in bytes, None if unknown; of a larger archive member, only so much is
            used.
        member: its name in the archive; None if ``url`` is the file itself.
        folder: the folder of data that a config names, which is searched as well.
    """

    path: str
    url: str
    sha256: str
    size: int | None = None
    member: str | None = None
    folder: str | None = None

    @property
    def place(self) -> Path:
        """Where it is, or would be put."""
        places = [folder / self.path for folder in folders(self.folder)]
        return next((place for place in places if place.is_file()), places[0])

    @property
    def present(self) -> bool:
        """Whether it is there."""
        return self.place.is_file()

    def read(self) -> bytes:
        """Its content.

        Raises:
            DataError: it is not there, or is another file than it should be.
        """
        content = read(self.place)
        try:
            self.verify(content)
        except DataError as error:
            raise DataError(
                f"{self.place}: {error}; delete it and get it anew from {self.url}"
            ) from None
        return content

    def verify(self, content: bytes) -> None:
        """Make sure that a content is this file's.

        Raises:
            DataError: it is not; the message does not name the file.
        """
        digest = hashlib.sha256(content).hexdigest()
        if digest != self.sha256:
            raise DataError(
                f"not the file that is meant (sha256 of its content {digest}, not {self.sha256})"
            )

    def check(self) -> None:
        """Make sure that it is the right file; once for each state of it.

        Raises:
            DataError: it is not there, or is another file than it should be.
        """
        place = self.place
        if place.is_file():
            state = place.stat()
            _check(self, place, state.st_mtime_ns, state.st_size)
        else:
            self.read()


@cache
def _check(file: File, place: Path, modified: int, size: int) -> None:
    file.read()


def read(path: Path) -> bytes:
    """A file's content, uncompressed.

    Raises:
        DataError: it cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise DataError(_too_large())
        return uncompressed(path.name, path.read_bytes())
    except DataError as error:
        raise DataError(f"{path}: {error}") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None


def uncompressed(name: str, content: bytes) -> bytes:
    """What is in a file of such a name: that of a ``.gz`` is compressed.

    Raises:
        DataError: the content is damaged or too large; the message does not name the file.
    """
    if not name.endswith(".gz"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            whole = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"damaged ({error})") from None
    if len(whole) > LARGEST:
        raise DataError(_too_large())
    return whole


def _too_large() -> str:
    return f"has more than {LARGEST:,} bytes, the most that fit into a job's memory: cut it"
