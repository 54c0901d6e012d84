"""Reading data never runs code: neither what is downloaded, nor what lies in a results folder."""

import ast
import hashlib
import io
import os
import pickle
from pathlib import Path

import pandas as pd
import pytest
import torch

from rnnbench.components import corpora
from rnnbench.components.corpora import DataError, OwnText, Text
from rnnbench.components.registry import BUILT_IN
from rnnbench.engine.checkpoints import Checkpoint
from rnnbench.pipeline import weights
from rnnbench.plan import seed_allocation
from rnnbench.storage import results
from rnnbench.storage.files import ResultsError

PACKAGE = Path(__file__).parents[1] / "rnnbench"
RUN_CODE = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
CALLS = {"eval", "exec", "compile", "read_pickle", "unsafe_load", "full_load", "popen"}


def _trees():
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file.relative_to(PACKAGE), ast.parse(file.read_text())


def _called(node):
    """The dotted name of what is called."""
    return ast.unparse(node.func)


def _found(tree):
    """Whatever in a module can run code that data bring along."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in RUN_CODE:
            yield from {ast.unparse(node)} - {"pickle.UnpicklingError"}
        elif isinstance(node, ast.Import):
            names = {alias.asname or alias.name.split(".")[0] for alias in node.names}
            whole = {alias.name.split(".")[0] for alias in node.names} & RUN_CODE
            yield from whole - (names & {"pickle"})  # whose attributes are looked at above
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in RUN_CODE:
            yield from (a.name for a in node.names if a.name not in ("UnpicklingError",))
        elif isinstance(node, ast.Call):
            called, given = _called(node), {k.arg: ast.unparse(k.value) for k in node.keywords}
            name = called.rpartition(".")[2]
            if name in CALLS and called not in ("re.compile", "torch.compile"):
                yield called
            elif (
                (called == "torch.load" and given.get("weights_only") != "True")
                or (called in ("np.load", "numpy.load") and given.get("allow_pickle") == "True")
                or (called in ("yaml.load", "yaml.load_all", "os.system"))
                or given.get("shell") == "True"
            ):
                yield ast.unparse(node)


def test_no_module_reads_data_in_a_way_that_can_run_code():
    found = {str(file): list(_found(tree)) for file, tree in _trees()}
    assert {file: what for file, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "code",
    [
        "import pickle\npickle.loads(content)",
        "import pickle as p",
        "import dill",
        "from pickle import loads",
        "os.system(text)",
        "torch.load(path)",
        "torch.load(path, weights_only=False)",
        "numpy.load(path, allow_pickle=True)",
        "yaml.load(text)",
        "pd.read_pickle(path)",
        "eval(text)",
        "subprocess.run(text, shell=True)",
    ],
)
def test_what_could_run_code_is_found(code):
    assert list(_found(ast.parse(code)))


@pytest.fixture
def trap(tmp_path):
    """A pickle that makes a folder when it is read as pickles are; and that folder."""
    sprung = tmp_path / "sprung"

    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(sprung),)

    content = pickle.dumps(Trap(), protocol=2)
    pickle.loads(content)
    assert sprung.exists(), "it works"
    sprung.rmdir()
    archive = io.BytesIO()
    torch.save({"key": "key", "finished": Trap(), "stack": None}, archive)
    return {"pickle": content, "archive": archive.getvalue()}, sprung


@pytest.mark.parametrize("form", ["pickle", "archive"])
def test_as_a_checkpoint(tmp_path, trap, form, capsys):
    """Its checksum is right: whoever can write the file can write that, too."""
    contents, sprung = trap
    path = tmp_path / "checkpoint"
    path.write_bytes(hashlib.sha256(contents[form]).digest() + contents[form])
    checkpoint = Checkpoint(path, "key", 60.0)
    assert checkpoint.finished() is None
    assert checkpoint.interrupted() is None
    assert not sprung.exists()
    assert "checkpoint is damaged; starting anew" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, [1], {}, torch.zeros(2)])
def test_a_checkpoint_of_something_else_starts_anew(tmp_path, content, capsys):
    sink = io.BytesIO()
    torch.save(content, sink)
    path = tmp_path / "checkpoint"
    path.write_bytes(hashlib.sha256(sink.getvalue()).digest() + sink.getvalue())
    assert Checkpoint(path, "key", 60.0).finished() is None
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["pickle", "archive"])
@pytest.mark.parametrize("name", ["own.txt", "own.gz"])
def test_as_a_text(tmp_path, trap, form, name):
    contents, sprung = trap
    path = tmp_path / name
    path.write_bytes(contents[form])
    with pytest.raises(DataError, match="own"):
        corpora.of(OwnText(path=str(path))).read(Text)
    assert not sprung.exists()


def test_in_place_of_a_corpus_that_is_downloaded(tmp_path, trap, monkeypatch):
    """Its checksum is another: nothing looks into it."""
    contents, sprung = trap
    monkeypatch.setenv("RNNBENCH_DATA", str(tmp_path))
    for name in BUILT_IN.names("corpora"):
        corpus = BUILT_IN.load("corpora", name)()
        for file in corpus.files:
            (tmp_path / file.path).parent.mkdir(exist_ok=True, parents=True)
            (tmp_path / file.path).write_bytes(contents["pickle"])
        if corpus.files:
            with pytest.raises(DataError, match=r"wrong content|damaged"):
                corpus.load()
    assert not sprung.exists()


def test_as_weights(tmp_path, trap):
    contents, sprung = trap
    path = tmp_path / "weights.pt"
    for content in contents.values():
        path.write_bytes(content)
        with pytest.raises(ResultsError, match=r"weights\.pt: cannot be read"):
            weights.read(path)
    assert not sprung.exists()


def test_as_results(tmp_path, trap):
    contents, sprung = trap
    path = tmp_path / "runs.parquet"
    for content in contents.values():
        for read in (lambda: results.read("runs", [path]), lambda: seed_allocation.read(path)):
            path.write_bytes(content)  # what is damaged has been set aside
            with pytest.raises(ResultsError):
                read()
    pd.DataFrame({"study": [repr(contents["pickle"])]}).to_parquet(path)
    with pytest.raises(ResultsError):
        results.read("runs", [path])
    assert not sprung.exists()
