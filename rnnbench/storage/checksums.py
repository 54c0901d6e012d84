"""Checksums stored inside the files that they cover."""

import hashlib
import os
from pathlib import Path
from typing import IO

MARK = b"sha256:"
BLANK = b"0" * 64
PLACE = (MARK + BLANK).decode()
"""Placeholder to write within the last mebibyte of a file; ``seal`` fills it in."""
TAIL = CHUNK = 2**20


def seal(file: IO[bytes]) -> None:
    """Fill in the checksum of a file that contains ``PLACE``, open for reading and writing.

    Raises:
        ValueError: the file has no placeholder.
    """
    place = _place(file)
    if place is None:
        raise ValueError("the file has no placeholder for a checksum")
    digest = _digest(file, place)
    file.seek(place)
    file.write(digest)


def intact(path: Path) -> bool:
    """Whether a file is as ``seal`` left it, to the last bit.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        place = _place(file)
        if place is None:
            return False
        file.seek(place)
        return file.read(len(BLANK)) == _digest(file, place)


def _place(file: IO[bytes]) -> int | None:
    """Position of the checksum or its placeholder; None without one."""
    begin = max(0, file.seek(0, os.SEEK_END) - TAIL)
    file.seek(begin)
    mark = file.read().rfind(MARK)
    return None if mark < 0 else begin + mark + len(MARK)


def _digest(file: IO[bytes], place: int) -> bytes:
    """Checksum of the file with zeros in the checksum's place."""
    found = hashlib.sha256()
    file.seek(0)
    left = place
    while left and (chunk := file.read(min(left, CHUNK))):
        found.update(chunk)
        left -= len(chunk)
    found.update(BLANK)
    file.seek(place + len(BLANK))
    while chunk := file.read(CHUNK):
        found.update(chunk)
    return found.hexdigest().encode()
