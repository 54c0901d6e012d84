"""Verified downloads of data files, resumed where they broke off."""

import fcntl
import hashlib
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from itertools import groupby
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from rnnbench.components.data_files import DataError, File, folders, uncompressed
from rnnbench.progress import reporting
from rnnbench.storage.files import write_atomically

ATTEMPTS = 5
TIMEOUT = 60.0
CHUNK = 1 << 16
PASSING = {408, 429}
"""HTTP errors that another attempt may overcome."""


class _BrokenError(Exception):
    """Raised if a download broke off and may be resumed."""


def get(files: Sequence[File], pause: Callable[[float], None] = time.sleep) -> list[File]:
    """Download the missing files; all files of one archive in one download.

    A later attempt, even of another process, resumes a broken download. Of two processes with one
    folder, the second waits for the first.

    Args:
        files: the wanted files.
        pause: waits for a number of seconds between attempts.

    Returns:
        The files that were missing.

    Raises:
        DataError: a download failed, or an existing file has the wrong content.
    """
    if not files:
        return []
    folder = folders(files[0].folder)[0]
    with _alone_in(folder):
        for file in files:
            if file.present:
                file.check()
        absent = sorted((file for file in files if not file.present), key=lambda file: file.url)
        for url, wanted in groupby(absent, key=lambda file: file.url):
            _get(url, list(wanted), folder, pause)
    return absent


def _get(url: str, wanted: Sequence[File], folder: Path, pause: Callable[[float], None]) -> None:
    part = folder / f".{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"
    names = ", ".join(file.path for file in wanted)
    try:
        _download(url, part, pause)
        contents = _contents(part, wanted)
        for file, content in zip(wanted, contents, strict=True):
            write_atomically(folder / file.path, content)
        part.unlink()
    except (DataError, OSError) as error:
        places = ", ".join(str(folder / file.path) for file in wanted)
        raise DataError(f"{names}: {error}; download it by hand from {url} to {places}") from None


def _contents(part: Path, wanted: Sequence[File]) -> list[bytes]:
    """Contents of all wanted files; a download without them is deleted."""
    try:
        contents = [_taken(part, file) for file in wanted]
        for file, content in zip(wanted, contents, strict=True):
            file.verify(uncompressed(file.path, content))
    except DataError:
        part.unlink()
        raise
    return contents


def _taken(part: Path, file: File) -> bytes:
    """Read a file from its download."""
    if file.member is None:
        return part.read_bytes()
    try:
        with _member(part, file.member) as stream:
            return stream.read(-1 if file.size is None else file.size)
    except (KeyError, tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DataError(f"no {file.member} in the archive ({error})") from None


@contextmanager
def _member(archive: Path, name: str) -> Iterator[IO[bytes]]:
    """Open a member of a zip or tar archive, without extracting to paths from the archive."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened, opened.open(name) as stream:
            yield stream
    else:
        with tarfile.open(archive) as tar:
            found = tar.extractfile(name)
            if found is None:
                raise KeyError(name)
            yield found


def _download(url: str, part: Path, pause: Callable[[float], None]) -> None:
    """Download to a file, or resume its download.

    Raises:
        DataError: the server refuses, or all attempts fail.
    """
    for attempt in range(ATTEMPTS):
        try:
            with _answer(url, part) as response:
                if response is not None:
                    _append(response, url, part)
            return
        except _BrokenError as error:
            why = error
        if attempt + 1 < ATTEMPTS:
            pause(2.0**attempt)
    raise DataError(f"{why}, after {ATTEMPTS} attempts")


@contextmanager
def _answer(url: str, part: Path) -> Iterator[HTTPResponse | None]:
    """Response to a request for the missing bytes; None if none are missing."""
    done = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "rnnbench", **({"Range": f"bytes={done}-"} if done else {})}
    try:
        response: HTTPResponse = urlopen(Request(url, headers=headers), timeout=TIMEOUT)
    except HTTPError as error:
        error.close()
        if error.code == 416 and done:
            yield None
            return
        what = f"the server responded {error.code} ({error.reason})"
        if error.code < 500 and error.code not in PASSING:
            raise DataError(what) from None
        raise _BrokenError(what) from None
    except (OSError, HTTPException) as error:
        raise _BrokenError(f"no connection ({getattr(error, 'reason', error)})") from None
    with response:
        yield response


def _append(response: HTTPResponse, url: str, part: Path) -> None:
    """Append a response's body, or write it from the start if the server sends the whole file."""
    with part.open("ab" if response.status == 206 else "wb") as file:
        begun = file.tell()
        length = response.headers.get("Content-Length")
        total = begun + int(length) if length else None
        with reporting(url.rpartition("/")[2], (total or 0) // 1000, "kB") as advance:
            advance(begun // 1000)
            for chunk in _chunks(response):
                before = file.tell()
                file.write(chunk)
                advance(file.tell() // 1000 - before // 1000)
        if total is not None and file.tell() != total:
            raise _BrokenError(f"broke off after {file.tell():,} of {total:,} bytes")


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    while True:
        try:
            chunk = response.read(CHUNK)
        except (OSError, HTTPException) as error:
            raise _BrokenError(f"broke off ({error})") from None
        if not chunk:
            return
        yield chunk


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; wait while another process downloads into the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise DataError(f"{folder}: cannot be written to ({error.strerror})") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
