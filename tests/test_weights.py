"""Weights that are kept: those that were tested, of the run that is asked for."""

import pickle

import pytest
import torch
from typer.testing import CliRunner

from rnnbench.cli.main import app
from rnnbench.components.clips.none import NoClip
from rnnbench.components.registry import UnknownNameError
from rnnbench.config import Execution
from rnnbench.engine.population import Member, Population
from rnnbench.pipeline import weights
from rnnbench.pipeline.train import run_stage
from rnnbench.plan.shards import Shard
from rnnbench.storage import results
from rnnbench.storage.files import ResultsError

OWN = {
    "study": "core",
    "variant": "plain",
    "settings": {"characters": 2000},
    "lengths": (4, 5),
    "norm": "none",
    "combinations": (("default", "none", "none"),),
    "seeds": (0, 1),
    "hidden": 3,
    "batch": 4,
    "updates": 6,
    "evaluations": 3,
    "learning_rates": (0.01,),
    "tuning_seeds": 0,
}
SHARDS = [
    Shard(**OWN, task="char_lm", cell="lstm", tested="best"),
    Shard(**{**OWN, "learning_rates": (0.1, 1e30)}, task="char_lm", cell="gru", embedding=2),
    Shard(**{**OWN, "norm": "batch"}, task="word_lm", cell="gru"),
    Shard(**{**OWN, "settings": {}}, task="adding", cell="vanilla"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the results of all shards."""
    place = tmp_path_factory.mktemp("results")
    for shard in SHARDS:
        folder = place / "train" / shard.path("train")
        run_stage(shard, "train", folder, folder / "rates.json", Execution(device="cpu"), True)
    return place


def _one(place, *, task="char_lm", cell="lstm", length=4, seed=0, **more):
    wanted = {"task": task, "cell": cell, "length": str(length), "seed": str(seed), **more}
    return weights.find(place, wanted)


def _sample(*arguments):
    return CliRunner().invoke(app, ["sample", *map(str, arguments)])


@pytest.mark.parametrize(("cell", "length"), [("lstm", 4), ("lstm", 5), ("gru", 5)])
def test_they_are_those_that_were_tested(place, cell, length):
    found = _one(place, cell=cell, length=length, seed=1)
    rows = results.read("runs", [found.file.parent / "runs.parquet"])
    (row,) = (row for row in rows.to_dict("records") if found.run.axes().items() <= row.items())
    member = Member(found.weights, 0, NoClip(), 1.0, 0.1)
    net = Population(found.network, found.task, [member], "sgd", OWN["batch"])
    (loss,) = net.evaluate(found.task.examples("test", OWN["batch"]))[0].tolist()
    assert loss == pytest.approx(row["loss"], rel=1e-5)


def test_every_run_is_there_but_those_that_diverged(place):
    runs = results.read("runs", sorted(place.rglob("runs.parquet")))
    kept = [one.run.axes() for file in place.rglob("weights.pt") for one in weights.read(file)]
    sound = runs[runs["status"] == "ok"]
    assert 0 < len(sound) < len(runs)
    assert len(kept) == len(sound)
    assert all(one["learning_rate"] < 1e30 for one in kept)


def test_nothing_is_kept_unasked(tmp_path):
    run_stage(SHARDS[0], "train", tmp_path, tmp_path / "rates.json", Execution(device="cpu"))
    tables = {f"{table}.parquet" for table in results.OF_SHARDS}
    assert {path.name for path in tmp_path.iterdir()} == {"key", *tables}


def test_a_run_is_asked_for_until_one_is_meant(place):
    with pytest.raises(
        ResultsError, match=r"narrow the selection with .*cell=gru\|lstm"
    ) as several:
        weights.find(place, {"task": "char_lm"})
    assert "task=" not in str(several.value), "that is settled"
    with pytest.raises(UnknownNameError, match=r"unknown cell here 'lstn'.*'lstm'.*valid: gru, ls"):
        weights.find(place, {"task": "char_lm", "cell": "lstn"})
    with pytest.raises(UnknownNameError, match="did you mean 'cell'"):
        weights.find(place, {"cel": "lstm"})
    file = place / "train" / SHARDS[0].path("train") / "weights.pt"
    assert weights.find(file, {"length": "5", "seed": "1"}).run.seed == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        pickle.dumps({"shard": "{}"}),
        {"shard": "{}", "data": "", "runs": []},
        {"nothing": 1},
        [1],
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "weights.pt"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(ResultsError, match=r"weights\.pt: cannot be read") as error:
        weights.read(path)
    assert "\n" not in str(error.value)


def test_nothing_in_a_file_is_executed(tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    torch.save({"shard": "{}", "runs": [Trap()]}, tmp_path / "weights.pt")
    with pytest.raises(ResultsError, match="cannot be read"):
        weights.read(tmp_path / "weights.pt")
    assert not (tmp_path / "sprung").exists()


def test_another_corpus_than_that_of_the_training_is_refused(place, tmp_path):
    found = _one(place)
    content = torch.load(found.file, weights_only=True)
    torch.save({**content, "data": "0" * 64}, tmp_path / "weights.pt")
    with pytest.raises(ResultsError, match="another version of the corpus"):
        assert _one(tmp_path).task


def test_texts_from_the_command_line(place):
    run = (place, "task=char_lm", "cell=lstm", "length=4", "seed=0", "--tokens", 30)
    argmax = _sample(*run, "--temperature", 0, "--count", 2, "--prompt", "the ")
    one, again, other = (_sample(*run, "--draw", draw).stdout for draw in (0, 0, 1))
    assert argmax.exit_code == 0
    half = len(argmax.stdout) // 2
    assert argmax.stdout[:half] == argmax.stdout[half:], "the likeliest text twice"
    assert argmax.stdout.startswith("the ")
    assert one == again
    assert one != other


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["task=adding", "length=4", "seed=0"], "no language model"),
        (["task=word_lm", "length=4", "seed=0"], "needs a batch"),
        (["lstm"], "AXIS=VALUE"),
        (["cell=lstm"], "narrow the selection with"),
    ],
)
def test_mistakes_are_one_line_and_exit_2(place, arguments, says):
    done = _sample(place, *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "\n" not in done.stderr.strip()


def test_where_nothing_was_kept_the_setting_is_named(tmp_path):
    done = _sample(tmp_path)
    assert (done.exit_code, "keep_weights: true" in done.stderr) == (2, True)
