"""Downloads, from a server on this machine that can be made to fail."""

import gzip
import hashlib
import io
import os
import tarfile
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from rnnbench.cli.main import app
from rnnbench.components import corpora, downloads
from rnnbench.components.corpora import DataError, File, OwnText

CONTENT = bytes(range(256)) * 2000


class Server(ThreadingHTTPServer):
    """Serves ``content``; each answer breaks off after the next of ``breaks`` bytes, if any."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.breaks, self.ranges, self.status, self.requests = CONTENT, [], True, 0, 0

    def url(self, name="file.bin"):
        return f"http://127.0.0.1:{self.server_port}/{name}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.server.requests += 1
        content, wanted = self.server.content, self.headers.get("Range")
        start = int(wanted[len("bytes=") : -1]) if wanted and self.server.ranges else 0
        if self.server.status:
            return self.send_error(self.server.status)
        if start >= len(content):
            return self.send_error(416)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        limit = self.server.breaks.pop(0) if self.server.breaks else len(content)
        self.wfile.write(content[start : start + limit])
        return None


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "data é"
    monkeypatch.setenv("RNNBENCH_DATA", str(folder))
    return folder


def _file(server, content=CONTENT, **changes):
    sha256 = hashlib.sha256(content).hexdigest()
    return File(
        **{"path": "some/file.bin", "url": server.url(), "sha256": sha256, "size": len(content)}
        | changes
    )


def _get(*files):
    pauses = []
    downloads.get(files, pause=pauses.append)
    return pauses


def _left(folder):
    """All files in a folder, except the one that processes wait at."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {".lock"}


def test_a_file_comes_whole_and_once(server, folder):
    file = _file(server)
    assert not file.present
    assert _get(file) == []
    assert file.read() == CONTENT
    assert _left(folder) == {"some/file.bin"}
    _get(file)
    assert server.requests == 1


@pytest.mark.parametrize("breaks", [[0], [1], [100_000, 7, 0, 300_000], [len(CONTENT) - 1]])
def test_a_broken_download_goes_on_where_it_broke(server, folder, breaks):
    server.breaks = list(breaks)
    pauses = _get(_file(server))
    assert pauses == [2.0**n for n in range(len(breaks))]
    assert _file(server).read() == CONTENT


def test_a_later_process_goes_on_with_what_a_former_one_left(server, folder):
    server.breaks = [1000, 0, 0, 0, 0]
    with pytest.raises(DataError, match="broke off after 1,000 of 512,000 bytes, after 5 attempts"):
        _get(_file(server))
    assert not _file(server).present
    server.breaks = [len(CONTENT) - 1000]  # no more than what lacks
    assert _get(_file(server)) == []
    assert _file(server).read() == CONTENT


def test_what_was_whole_already_is_not_downloaded_anew(server, folder, monkeypatch):
    def _killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(downloads, "write_atomically", _killed)
        with pytest.raises(KeyboardInterrupt):
            _get(_file(server))
    assert not _file(server).present
    assert _get(_file(server)) == []
    assert _file(server).read() == CONTENT


def test_a_server_without_ranges_starts_again(server, folder):
    server.ranges, server.breaks = False, [1000, 2000]
    _get(_file(server))
    assert _file(server).read() == CONTENT


def test_a_file_that_never_comes_whole_is_an_error(server, folder):
    server.ranges, server.breaks = False, [10] * 5
    with pytest.raises(DataError, match="broke off after 10 of 512,000 bytes"):
        _get(_file(server))
    assert not _file(server).present


def test_another_file_than_the_declared_one_is_refused(server, folder):
    with pytest.raises(DataError, match="wrong content"):
        _get(_file(server, sha256="0" * 64))
    assert _left(folder) == set()


@pytest.mark.parametrize(("status", "attempts"), [(404, 1), (403, 1), (500, 5), (429, 5)])
def test_a_refusal_is_one_line_with_file_address_and_folder(server, folder, status, attempts):
    server.status = status
    with pytest.raises(DataError) as caught:
        _get(_file(server))
    assert server.requests == attempts
    for part in ("some/file.bin", str(status), server.url(), str(folder)):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_network(server, folder):
    url = server.url()
    server.server_close()
    with pytest.raises(DataError, match=r"no connection .*refused.* after 5 attempts"):
        _get(_file(server, url=url))


def test_a_folder_that_cannot_be_written_to(server, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RNNBENCH_DATA", str(tmp_path / "file" / "below"))
    with pytest.raises(DataError, match="cannot be written to"):
        _get(_file(server))


def test_two_at_once_download_once(server, folder):
    file = _file(server)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(_get, file) for _ in range(4)]:
            done.result()
    assert server.requests == 1
    assert file.read() == CONTENT


def _zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _tar(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [_zip, _tar])
def test_members_of_an_archive_come_with_one_download(server, folder, pack):
    members = {"in/a.txt": b"first", "../b.txt": b"second", "/c.txt": b"third, of which the start"}
    server.content = pack(members)
    files = [
        _file(server, b"first", path="x/a.txt", member="in/a.txt"),
        _file(server, b"second", path="x/b.txt", member="../b.txt"),
        _file(server, b"third", path="x/c.txt", member="/c.txt"),
    ]
    _get(*files)
    assert [file.read() for file in files] == [b"first", b"second", b"third"]
    assert server.requests == 1
    assert _left(folder) == {"x/a.txt", "x/b.txt", "x/c.txt"}
    assert not (folder.parent / "b.txt").exists()


@pytest.mark.parametrize("pack", [_zip, _tar])
def test_an_archive_without_the_member(server, folder, pack):
    server.content = pack({"other.txt": b"other"})
    with pytest.raises(DataError, match=r"no in/a\.txt in the archive"):
        _get(_file(server, b"first", member="in/a.txt"))
    assert _left(folder) == set()


def test_something_that_is_no_archive(server, folder):
    with pytest.raises(DataError, match=r"no in/a\.txt in the archive"):
        _get(_file(server, b"first", member="in/a.txt"))


def test_a_file_compressed_in_another_way_is_the_same_file(server, folder):
    file = _file(server, path="some/file.gz")
    for level in (1, 9):
        server.content = gzip.compress(CONTENT, level)
        _get(file)
        assert file.read() == CONTENT
        os.remove(file.place)
    server.content = server.content[: len(server.content) // 2]
    with pytest.raises(DataError, match="damaged"):
        _get(file)


def test_the_command_gets_what_a_config_needs(server, folder, tmp_path):
    server.content = b"To be, or not to be, that is the question. " * 50
    sha256 = hashlib.sha256(server.content).hexdigest()
    config = tmp_path / "mine.yaml"
    config.write_text(f"""
scale: mine
studies:
  core:
    cells: [lstm]
    tasks:
      char_lm:
        length: 3
        corpus:
          url: {server.url("play.txt")}
          sha256: {sha256}
    updates: 2
    evaluations: 1
    learning_rates: [0.1]
    seeds: 1
""")
    own = OwnText(url=server.url("play.txt"), sha256=sha256)
    assert "rnnbench data --config" in corpora.of(own).missing
    done = CliRunner().invoke(app, ["data", "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert corpora.of(own).missing is None
    assert corpora.of(own).read(corpora.Text).parts["train"].startswith("To be")


def test_the_command_fails_with_one_line(folder, monkeypatch):
    monkeypatch.setattr(downloads, "urlopen", _unreachable)
    monkeypatch.setattr(downloads, "ATTEMPTS", 1)
    done = CliRunner().invoke(app, ["data", "tiny_shakespeare"])
    assert done.exit_code == 2
    assert "tinyshakespeare/input.txt: no connection (unreachable)" in done.stderr
    assert "\n" not in done.stderr.strip()


def _unreachable(*arguments, **settings):
    raise OSError("unreachable")


def test_the_command_lists_all_corpora(folder):
    done = CliRunner().invoke(app, ["data"], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert str(folder) in done.stdout
    for name in ("english_reference", "tiny_shakespeare", "permuted_mnist_pixels"):
        assert name in done.stdout


def test_an_unknown_corpus(folder):
    done = CliRunner().invoke(app, ["data", "tiny_shakespear"])
    assert done.exit_code == 2
    assert "did you mean 'tiny_shakespeare'?" in done.stderr
