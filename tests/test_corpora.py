"""Real text: the one that every Python carries, and any file."""

import hashlib
from pathlib import Path
from pydoc_data.topics import topics

import pytest

from rnnbench import corpora
from rnnbench.corpora import DataError, OwnText, Text
from rnnbench.corpora.english_reference import EnglishReference
from rnnbench.tasks.char_lm import CharLM

SHAKESPEARE = Path(__file__).parents[2] / "shared" / "data" / "tinyshakespeare" / "input.txt"


def _own(**settings):
    return corpora.read(OwnText(**settings), Text)


def test_the_reference_is_split_by_topic():
    parts = EnglishReference().load().parts
    assert sum(map(len, parts.values())) == sum(map(len, topics.values()))
    assert 0.6 < len(parts["train"]) / sum(map(len, parts.values())) < 0.9
    for topic in topics.values():
        assert sum(topic in part for part in parts.values()) >= 1


def test_provenance_identifies_the_text():
    one, two = EnglishReference().load(), EnglishReference().load()
    assert one.provenance == two.provenance
    joined = "\0".join(one.parts[part] for part in ("train", "valid", "test"))
    assert one.provenance["sha256"] == hashlib.sha256(joined.encode()).hexdigest()
    assert one.provenance["python"].count(".") == 2


def test_a_text_file_is_split_in_its_order(tmp_path):
    path = tmp_path / "a text with spaces é.txt"
    path.write_text("".join(map(str, range(1000))), encoding="utf-8")
    text = _own(path=str(path))
    assert "".join(text.parts[part] for part in ("train", "valid", "test")) == path.read_text()
    assert [round(len(p) / 2890, 2) for p in text.parts.values()] == [0.9, 0.05, 0.05]


def test_a_file_that_is_no_text_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "binary.txt"
    path.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(DataError, match=r"binary\.txt: not UTF-8"):
        _own(path=str(path))


def test_one_character_is_not_enough(tmp_path):
    path = tmp_path / "flat.txt"
    path.write_text("a" * 1000)
    with pytest.raises(ValueError, match="two or more different characters"):
        CharLM(length=3, corpus={"path": str(path)}).baseline  # noqa: B018


@pytest.mark.skipif(not SHAKESPEARE.is_file(), reason="the data folder is not here")
def test_tiny_shakespeare():
    task = CharLM(length=50, corpus={"path": str(SHAKESPEARE)})
    assert task.inputs == 65 + 1  # its 65 characters, and unknown
    assert 3.2 < task.baseline < 3.4  # nats; its unigram entropy is 3.3
    assert _own(path=str(SHAKESPEARE)).parts["train"].startswith("First Citizen:")
