"""Real data: texts, music, digits and sentences, and where they are found."""

import gzip
import hashlib
import re
import subprocess
import sys
import tracemalloc
from collections import Counter
from dataclasses import replace
from pathlib import Path
from pydoc_data.topics import topics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rnnbench import config
from rnnbench.components import corpora, data_files
from rnnbench.components.corpora import DataError, File, OwnText, Text, _kinds
from rnnbench.components.corpora.english_reference import EnglishReference
from rnnbench.components.corpora.permuted_mnist_pixels import order
from rnnbench.components.registry import BUILT_IN, Registry
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.plan.expansion import expand

DATA = Path(__file__).parents[2] / "shared" / "data"
SPLITS = ("train", "valid", "test")


@pytest.fixture
def data(monkeypatch):
    monkeypatch.setenv("RNNBENCH_DATA", str(DATA))


def _own(**settings):
    return corpora.of(OwnText(**settings)).read(Text)


def _content(name, kind):
    """What a corpus holds, each time read anew; skips if it is not there."""
    corpus = BUILT_IN.load("corpora", name)()
    if corpus.missing:
        pytest.skip(corpus.missing)
    content = corpus.content
    assert isinstance(content, kind)
    assert set(content.parts) == set(SPLITS)
    assert re.fullmatch("[0-9a-f]{64}", content.provenance["sha256"])
    return content


def test_the_reference_is_split_by_topic():
    parts = EnglishReference().load().parts
    assert sum(map(len, parts.values())) == sum(map(len, topics.values()))
    assert 0.6 < len(parts["train"]) / sum(map(len, parts.values())) < 0.9
    for topic in topics.values():
        assert sum(topic in part for part in parts.values()) >= 1


def test_provenance_identifies_the_text():
    one, two = EnglishReference().load(), EnglishReference().load()
    assert one.provenance == two.provenance
    joined = "\0".join(one.parts[part] for part in SPLITS)
    assert one.provenance["sha256"] == hashlib.sha256(joined.encode()).hexdigest()
    assert one.provenance["python"].count(".") == 2


@given(st.text(min_size=3))
def test_a_text_is_split_in_its_order(whole):
    parts = _kinds.in_order(whole)
    assert "".join(parts[split] for split in SPLITS) == whole
    assert abs(len(parts["train"]) - 0.9 * len(whole)) <= 1
    assert abs(len(parts["valid"]) - len(parts["test"])) <= 1


def test_a_text_may_be_three_files(tmp_path):
    texts = {"train": "ab é", "valid": "c", "test": "d\n"}
    for split, content in texts.items():
        (tmp_path / split).write_text(content, encoding="utf-8")
    assert _own(**{split: str(tmp_path / split) for split in SPLITS}).parts == texts


def test_a_text_may_be_compressed(tmp_path):
    path = tmp_path / "a text with spaces é.gz"
    path.write_bytes(gzip.compress(("ab" * 50).encode()))
    assert _own(path=str(path)).parts["test"] == "babab"
    broken = tmp_path / "broken.gz"
    broken.write_bytes(path.read_bytes()[:20])
    with pytest.raises(DataError, match=r"broken\.gz: damaged"):
        _own(path=str(broken))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00\x81", "not UTF-8 text"),
        ("é".encode("latin-1") * 100, "not UTF-8 text"),
        (b"", "too short a text to split"),
        (b"a", "too short a text to split"),
        (b"a" * 1000, "two or more different characters"),
    ],
)
def test_a_bad_text_is_one_line_that_names_the_file(tmp_path, content, says):
    path = tmp_path / "own.txt"
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"own.txt: .*{says}") as caught:
        CharLM(length=3, corpus={"path": str(path)}).baseline  # noqa: B018
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["own.txt", "own.gz"])
def test_a_text_that_is_too_large_is_refused_before_it_is_in_memory(tmp_path, name, monkeypatch):
    """One line of a gigabyte, and one that a small compressed file would become."""
    path = tmp_path / name
    if name.endswith(".gz"):
        whole = gzip.compress(b"ab" * 2**22)
        monkeypatch.setattr(data_files, "LARGEST", 2**20)
        path.write_bytes(whole)
    else:
        with path.open("wb") as file:
            file.truncate(10**9)
    tracemalloc.start()
    with pytest.raises(DataError, match=rf"{name}: larger than .* bytes, the limit") as caught:
        _own(path=str(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**23
    assert "\n" not in str(caught.value)


def test_every_corpus_of_ours_is_small_enough():
    found = [file for name in BUILT_IN.names("corpora") for file in corpora.of(name).files]
    assert all(file.size < data_files.LARGEST for file in found)


@pytest.mark.parametrize(
    ("content", "task", "says"),
    [
        (
            "ab" * 20,
            {"char_lm": {"length": 3}},
            "valid part has 2 tokens, too few for length 3",
        ),
        (
            "ab" * 500,
            {"char_lm": {"length": 40, "carry": True}},
            "train part .* too few",
        ),
        (
            "ab" * 500,
            {"word_lm": {"length": 3}},
            "train part needs two or more different",
        ),
        ("a b " * 10 + "c" * 40, {"word_lm": {"length": 3}}, "part needs two or more tokens"),
    ],
)
def test_a_text_that_is_too_short_for_its_task_stops_the_plan(tmp_path, content, task, says):
    path = tmp_path / "own.txt"
    path.write_text(content)
    ((name, settings),) = task.items()
    study = {
        "cells": ["lstm"],
        "tasks": {name: {**settings, "corpus": {"path": str(path)}}},
        "updates": 1,
        "evaluations": 1,
        "learning_rates": [0.1],
        "seeds": 1,
    }
    with pytest.raises(DataError, match=f"own.txt: .*{says}") as caught:
        expand(config.load({"scale": "test", "studies": {"core": study}}))
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_text(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        _own(path=str(tmp_path))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"path": "a", "train": "b"},
        {"train": "a", "valid": "b"},
        {"url": "https://example.org/a"},
        {"url": "file:///etc/passwd", "sha256": "0" * 64},
        {"url": "https://example.org/a", "sha256": "0" * 63},
        {"pth": "a"},
    ],
)
def test_a_text_of_ones_own_has_one_origin(settings):
    with pytest.raises(ValidationError):
        OwnText(**settings)


def test_a_task_refuses_a_corpus_that_holds_something_else():
    with pytest.raises(ValidationError, match="unknown name in corpora 'jsb_chorales'"):
        CharLM(length=3, corpus="jsb_chorales")
    with pytest.raises(DataError, match="holds Text, not Rolls"):
        corpora.of("english_reference").read(corpora.Rolls)


def _file(content=b"content", path="some/file.bin"):
    return File(path, "https://example.org/file", hashlib.sha256(content).hexdigest())


def _write(folder, content, path="some/file.bin"):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


def test_files_are_looked_for_in_three_folders(tmp_path, monkeypatch):
    named, configured, cache = (tmp_path / name for name in ("named", "configured", "cache"))
    monkeypatch.setenv("RNNBENCH_DATA", str(named))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    found = data_files.folders(str(configured))
    assert found == (named, configured, cache / "rnnbench")
    file = replace(_file(), folder=str(configured))
    assert file.place == named / "some/file.bin"
    for folder in reversed(found):
        _write(folder, b"content")
        assert file.place == folder / "some/file.bin"
    monkeypatch.delenv("RNNBENCH_DATA")
    assert data_files.folders() == (cache / "rnnbench",)
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert data_files.folders() == (Path.home() / ".cache" / "rnnbench",)


def test_another_file_is_an_error_that_names_it_also_when_it_changes_later(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNBENCH_DATA", str(tmp_path))
    with pytest.raises(DataError, match="No such file"):
        _file().check()
    _write(tmp_path, b"content")
    _file().check()
    _write(tmp_path, b"contents")
    for look in (_file().check, _file().read):
        with pytest.raises(DataError, match=r"some/file\.bin: wrong content"):
            look()


def test_a_file_is_checked_once_for_each_state(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNBENCH_DATA", str(tmp_path))
    _write(tmp_path, b"counted")
    reads = []
    monkeypatch.setattr(data_files, "read", lambda path: reads.append(path) or path.read_bytes())
    for _ in range(3):
        _file(b"counted").check()
    assert len(reads) == 1


@pytest.mark.parametrize("name", BUILT_IN.names("corpora"))
def test_every_corpus_says_what_it_is_and_how_to_get_it(name, tmp_path, monkeypatch):
    monkeypatch.setenv("RNNBENCH_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    corpus = BUILT_IN.load("corpora", name)()
    assert corpus.name == name
    assert corpus.licence
    assert corpus.paths == tuple(tmp_path / file.path for file in corpus.files)
    assert BUILT_IN.source("corpora", name) in corpus.sources
    if not corpus.files:
        assert corpus.missing is None
        return
    assert "\n" not in corpus.missing
    for part in (f"rnnbench data {name}", str(tmp_path), corpus.files[0].path, corpus.files[0].url):
        assert part in corpus.missing
    with pytest.raises(DataError, match="not there"):
        _ = corpus.content
    for file in corpus.files:
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)
        assert file.size
        assert not Path(file.path).is_absolute()


def test_corpora_that_share_a_file_mean_the_same_one():
    found = [file for name in BUILT_IN.names("corpora") for file in corpora.of(name).files]
    by_path = {file.path: file for file in found}
    assert all(by_path[file.path] == file for file in found)


def test_tiny_shakespeare(data):
    text = _content("tiny_shakespeare", Text)
    assert len("".join(text.parts[split] for split in SPLITS)) == 1_115_394
    assert text.parts["train"].startswith("First Citizen:")
    task = CharLM(length=50, corpus="tiny_shakespeare")
    assert task.inputs == 65 + 1  # its 65 characters, and unknown
    assert 3.2 < task.baseline < 3.4  # nats; its unigram entropy is 3.3


@given(st.lists(st.lists(st.text("abc<>.", min_size=1))))
def test_words_are_those_of_the_lines(lines):
    content = "".join(f" {'  '.join(line)} \n" for line in lines)
    words = [word for line in lines for word in (*line, "<eos>")]
    assert corpora.words(_kinds.tidy(content)) == words


def test_penn_treebank(data):
    """The numbers that every paper gives (Mikolov et al. 2010; 2012 for characters)."""
    text = _content("penn_treebank", Text)
    words = {split: corpora.words(part) for split, part in text.parts.items()}
    counts = {split: len(part) for split, part in words.items()}
    assert counts == {"train": 929_589, "valid": 73_760, "test": 82_430}
    assert len(set(words["train"])) == 10_000
    assert set(words["valid"]) | set(words["test"]) <= set(words["train"])
    assert round(len(text.parts["train"]) / 1000) == 5017


def test_wikitext2(data):
    text = _content("wikitext2", Text)
    words = {split: corpora.words(part) for split, part in text.parts.items()}
    counts = {split: len(part) for split, part in words.items()}
    assert counts == {"train": 2_088_628, "valid": 217_646, "test": 245_569}
    assert len(set(words["train"])) == 33_278


def test_sentences_to_choose_the_verb_in(data):
    corpus = BUILT_IN.load("corpora", "linzen_agreement")()
    if corpus.missing:
        pytest.skip(corpus.missing)
    choices = corpus.content.choices
    counts = Counter(choice.attractors for choice in choices)
    assert counts == {0: 1970, 1: 1957, 2: 1943, 3: 1285, 4: 330}, "four of 7,489 are left out"
    lines = "\n".join(corpus.files[0].read().decode().splitlines())
    for choice in choices:
        assert f"{' '.join((*choice.before, choice.right))} " in lines
        assert choice.right != choice.wrong
        singular, _ = (choice.right, choice.wrong)[:: 1 if choice.singular else -1]
        assert singular.endswith("s")


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("is", "are"), ("has", "have"), ("was", "were"), ("focuses", "focus"), ("goes", "go")],
)
def test_the_number_of_a_verb(singular, plural):
    assert corpora.VerbChoice((), singular, plural, 0).singular
    assert not corpora.VerbChoice((), plural, singular, 0).singular


def test_the_start_of_text8(data):
    text = _content("text8_start", Text)
    lengths = [len(text.parts[split]) for split in SPLITS]
    assert lengths == [5_400_000, 300_000, 300_000]
    assert set(text.parts["train"]) == set("abcdefghijklmnopqrstuvwxyz ")


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("jsb_chorales", (229, 76, 77)),
        ("nottingham", (694, 173, 170)),
        ("musedata", (524, 135, 124)),
        ("piano_midi", (87, 12, 25)),
    ],
)
def test_piano_rolls(data, name, pieces):
    rolls = _content(name, corpora.Rolls)
    assert tuple(len(rolls.parts[split]) for split in SPLITS) == pieces
    for part in rolls.parts.values():
        for roll in part:
            assert roll.dtype == bool
            assert roll.shape == (len(roll), corpora.KEYS)
            assert len(roll) > 1
            assert roll.any()


def test_digits_by_row_and_by_pixel(data):
    rows = _content("mnist_rows", corpora.LabelledVectors)
    shapes = {split: vectors.shape for split, (vectors, _) in rows.parts.items()}
    assert shapes == {"train": (55000, 28, 28), "valid": (5000, 28, 28), "test": (10000, 28, 28)}
    whole = np.concatenate([rows.parts["train"][0], rows.parts["valid"][0]])
    assert whole.dtype == np.float32
    assert (whole.min(), whole.max()) == (0, 1)
    # The mean and deviation that every introduction to the data normalises with.
    assert whole.mean(dtype=float) == pytest.approx(0.1307, abs=5e-5)
    assert whole.std(dtype=float) == pytest.approx(0.3081, abs=5e-5)
    labels = np.concatenate([rows.parts[split][1] for split in SPLITS])
    assert labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(labels).tolist() == [
        6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958,
    ]  # fmt: skip
    assert rows.classes == 10
    pixels = _content("mnist_pixels", corpora.LabelledVectors)
    scrambled = _content("permuted_mnist_pixels", corpora.LabelledVectors)
    scrambled_rows = _content("permuted_mnist_rows", corpora.LabelledVectors)
    for split in SPLITS:
        flat = pixels.parts[split][0]
        assert flat.shape[1:] == (784, 1)
        assert np.array_equal(flat.reshape(-1, 28, 28), rows.parts[split][0])
        assert np.array_equal(scrambled.parts[split][0], flat[:, order()])
        one_by_one = scrambled_rows.parts[split][0].reshape(flat.shape)
        assert np.array_equal(one_by_one, scrambled.parts[split][0])
        for other in (pixels, scrambled, scrambled_rows):
            assert np.array_equal(other.parts[split][1], rows.parts[split][1])


def test_the_scrambled_order_is_one_permutation_in_every_process():
    assert sorted(order()) == list(range(784))
    assert order()[:4] == [339, 645, 238, 563]
    code = "from rnnbench.components.corpora.permuted_mnist_pixels import order; print(order())"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == str(order())


def test_sentences_of_reviews(data):
    content = _content("rt_polarity", corpora.LabelledSentences)
    labels = np.concatenate([content.parts[split][1] for split in SPLITS])
    assert np.bincount(labels).tolist() == [5331, 5331]
    sizes = [len(content.parts[split][1]) for split in SPLITS]
    assert np.allclose(np.array(sizes) / 10662, [0.8, 0.1, 0.1], atol=0.02)
    sentences = {s: {tuple(words) for words in content.parts[s][0]} for s in SPLITS}
    assert not sentences["train"] & (sentences["valid"] | sentences["test"])
    assert not sentences["valid"] & sentences["test"]
    words = {word for part in sentences.values() for sentence in part for word in sentence}
    assert "cliché" in words
    assert all(sentence for part in sentences.values() for sentence in part)


def test_sst2(data):
    content = _content("sst2", corpora.LabelledSentences)
    sizes = {split: len(labels) for split, (_, labels) in content.parts.items()}
    assert sizes["train"] + sizes["valid"] == 67_349
    assert sizes["test"] == 872
    assert content.parts["test"][1].sum() == 444


def test_the_example_in_the_documentation_is_a_corpus(tmp_path, monkeypatch):
    guide = (Path(__file__).parents[1] / "docs" / "data.md").read_text()
    example = guide.split("```python\n")[1].split("```")[0]
    (tmp_path / "own" / "corpora").mkdir(parents=True)
    (tmp_path / "own" / "corpora" / "greetings.py").write_text(example)
    own = Registry.of([str(tmp_path / "own")], str(tmp_path))
    corpus = corpora.of("greetings", own)
    assert "rnnbench data greetings" in corpus.missing
    rows = b"1\tGood evening\n0\tHi there\n1\tDear madam\n0\tHey\n"
    _write(tmp_path, rows, "greetings/greetings.tsv")
    sentences, labels = corpus.content.parts["train"]
    assert sentences == [["Good", "evening"], ["Hi", "there"]]
    assert labels.tolist() == [1, 0]
