"""Data files: search folders, and verification by checksum."""

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
"""Limit in bytes of a file's content: a job keeps the content in memory, at about 25 bytes per
character when encoded. The largest built-in file has 100 million bytes."""


class DataError(ValueError):
    """Raised if data are missing, damaged or not as expected; the message is one line."""


def folders(of_config: str | None = None) -> tuple[Path, ...]:
    """Folders in which files are searched, in order; downloads go to the first.

    These are the folder in the environment variable ``RNNBENCH_DATA``, the config's, and the user's
    cache.

    Args:
        of_config: the folder named in the config, if any.
    """
    chosen = (os.environ.get(FOLDER_VARIABLE), of_config)
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return (*(Path(folder).expanduser() for folder in chosen if folder), caches / "rnnbench")


@dataclass(frozen=True)
class File:
    """A file of a corpus.

    Attributes:
        path: path below the data folder. A ``.gz`` file is read uncompressed.
        url: address of the file, or of the archive that contains it.
        sha256: checksum of the uncompressed content.
        size: bytes of the content, None if unknown; of a larger archive member, only the first
            bytes are used.
        member: name in the archive; None if ``url`` is the file itself.
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
        """Path of the file, or its future path if it is missing."""
        places = [folder / self.path for folder in folders(self.folder)]
        return next((place for place in places if place.is_file()), places[0])

    @property
    def present(self) -> bool:
        """Whether the file exists."""
        return self.place.is_file()

    def read(self) -> bytes:
        """Read and verify the content.

        Raises:
            DataError: the file is missing or has the wrong content.
        """
        content = read(self.place)
        try:
            self.verify(content)
        except DataError as error:
            raise DataError(
                f"{self.place}: {error}; delete it and download it again from {self.url}"
            ) from None
        return content

    def verify(self, content: bytes) -> None:
        """Check a content against the checksum.

        Raises:
            DataError: the content is wrong; the message does not name the file.
        """
        digest = hashlib.sha256(content).hexdigest()
        if digest != self.sha256:
            raise DataError(f"wrong content (sha256 {digest}, expected {self.sha256})")

    def check(self) -> None:
        """Check that the file exists with the right content; once for each state of the file.

        Raises:
            DataError: the file is missing or has the wrong content.
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
    """Read a file's content, uncompressed.

    Raises:
        DataError: the file cannot be read, or is too large.
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
    """Uncompress the content of a ``.gz`` file, given its name; return other contents unchanged.

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
    return f"larger than {LARGEST:,} bytes, the limit for a job's memory; shorten it"
