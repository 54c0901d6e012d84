"""Tasks on real data: what they read, whole splits, and the simple models they are scored by."""

import math
import os
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import read, toy

from rnnbench.components.corpora import Labelled, Rolls, Text
from rnnbench.components.tasks import IGNORED
from rnnbench.components.tasks._language import Encoded
from rnnbench.components.tasks.char_lm import CharLM
from rnnbench.components.tasks.polyphonic_music import PolyphonicMusic
from rnnbench.components.tasks.sequence_classification import SequenceClassification
from rnnbench.components.tasks.word_lm import WordLM
from rnnbench.seeding import generator

SHARED = Path(__file__).parents[2] / "shared" / "data"
LETTERS = "the quick brown fox jumps over the lazy dog and runs away from it all, "


@pytest.fixture
def shared(monkeypatch):
    if not SHARED.is_dir():
        pytest.skip("the data folder is not here")
    monkeypatch.setitem(os.environ, "RNNBENCH_DATA", str(SHARED))


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(LETTERS * 30)
    return {"path": str(path)}


# Language models


def _read(batches):
    """All that a sequence of batches reads and asks, column by column."""
    inputs = torch.cat([batch.inputs for batch in batches]).T.flatten()
    targets = torch.cat([batch.targets for batch in batches]).T.flatten()
    return inputs[targets != IGNORED], targets[targets != IGNORED]


@pytest.mark.parametrize("batch", [1, 3, 7])
@pytest.mark.parametrize("length", [1, 5, 1000])
@pytest.mark.parametrize("carry", [False, True])
def test_every_token_of_the_test_text_is_predicted_once(text, carry, length, batch):
    task = CharLM(length=length, corpus=text, carry=carry)
    batches = list(task.examples("test", batch))
    codes = task._codes("test", 2)
    inputs, targets = _read(batches)
    assert torch.equal(inputs, codes[:-1])
    assert torch.equal(targets, codes[1:])
    assert {b.inputs.shape for b in batches} == {(length, batch)}
    assert [b.fresh for b in batches] == [k == 0 or not carry for k in range(len(batches))]


def test_without_carry_validation_is_sampled(text):
    assert CharLM(length=5, corpus=text).examples("valid", 3) is None
    assert CharLM(length=5, corpus=text, carry=True).examples("valid", 3) is not None


@given(length=st.integers(1, 60), batch=st.integers(1, 9), seed=st.integers(0, 99))
@settings(max_examples=30)
def test_an_epoch_reads_the_text_once_from_a_place_of_the_seeds_own(length, batch, seed):
    task = CharLM(length=length, carry=True)
    codes = task._codes("train", 2)
    chunks = (len(codes) - 1) // (length * batch)
    epoch = [task.chunk(generator(seed), number, batch) for number in range(min(chunks, 8))]
    for one, two in pairwise(epoch):
        assert torch.equal(one.targets[-1], two.inputs[0]), "each column goes on"
    assert [b.fresh for b in epoch] == [True] + [False] * (len(epoch) - 1)
    again = task.chunk(generator(seed), chunks, batch)
    assert again.fresh
    assert torch.equal(again.inputs, epoch[0].inputs), "the next epoch is the same text"


def test_columns_share_the_text_among_them(text):
    task = CharLM(length=10, corpus=text, carry=True)
    codes = task._codes("train", 2)
    chunks = (len(codes) - 1) // 40
    epoch = [task.chunk(generator(0), number, 4) for number in range(chunks)]
    start = int(torch.randint(len(codes), (), generator=generator(0)))
    inputs, _ = _read(epoch)
    assert torch.equal(inputs, codes.roll(-start)[: chunks * 40])
    other = task.chunk(generator(1), 0, 4)
    assert not torch.equal(other.inputs, epoch[0].inputs)


def test_words_are_what_white_space_separates_and_lines_end(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("the cat\nsat on\n" * 100)
    task = WordLM(length=5, corpus={"path": str(path)})
    assert task.inputs == 5 + 1  # four words, <eos>, and the unknown
    counted = WordLM(length=5, corpus={"path": str(path)}, vocabulary=2)
    assert counted.inputs == 2 + 1


def test_a_text_that_has_an_unknown_word_has_no_second_one(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("the <unk> sat\n" * 100)
    assert WordLM(length=5, corpus={"path": str(path)}).inputs == 4  # with <eos>


@given(st.text("abc", min_size=3, max_size=60), st.text("abcd", min_size=2, max_size=20))
def test_the_ngram_models_are_what_they_say(train, valid):
    """Unigrams with one added, bigrams by Witten and Bell, against plain counting."""
    if len(set(train)) < 2:
        return
    encoded = Encoded({"train": train, "valid": valid}, None)
    symbols = [*sorted(set(train)), None]
    seen = lambda c: c if c in set(train) else None  # noqa: E731
    counts, n = Counter(train), len(train) + len(symbols)
    single = {s: (counts[s] + 1) / n for s in symbols}
    pairs = Counter(pairwise(train))

    def bigram(a, b):
        after = {pair: k for pair, k in pairs.items() if pair[0] == a}
        total, types = sum(after.values()), len(after)
        if not total:
            return single[b]
        return (after.get((a, b), 0) + types * single[b]) / (total + types)

    valid = [seen(c) for c in valid]
    unigram = -np.mean([math.log(single[c]) for c in valid])
    expected = -np.mean([math.log(bigram(a, b)) for a, b in pairwise(valid)])
    assert encoded.unigram == pytest.approx(unigram)
    assert encoded.bigram == pytest.approx(expected)


def test_a_text_may_be_cut_all_parts_alike(text):
    whole = CharLM(length=5, corpus=text)._encoded.codes
    part = CharLM(length=5, corpus=text, characters=630)._encoded.codes
    assert len(part["train"]) == 630
    for split, codes in part.items():
        assert torch.equal(codes, whole[split][: len(codes)])
        assert len(codes) == pytest.approx(len(whole[split]) * 630 / len(whole["train"]), abs=1)
    more = CharLM(length=5, corpus=text, characters=10**9)._encoded.codes
    assert torch.equal(more["train"], whole["train"])


def test_what_papers_report():
    loss = 1.25
    assert CharLM(length=5).metric_value(loss) == pytest.approx(loss / math.log(2))
    assert WordLM(length=5).metric_value(loss) == pytest.approx(math.exp(loss))


def test_the_penn_treebank_is_the_one_of_the_papers(shared):
    task = WordLM(length=20, corpus="penn_treebank", carry=True)
    assert task.inputs == 10_000
    sizes = {split: len(codes) for split, codes in task._encoded.codes.items()}
    assert sizes == {"train": 929_589, "valid": 73_760, "test": 82_430}
    assert (sizes["train"] - 1) // (20 * 20) == 2323  # batches in an epoch of Zaremba et al.


# Music


@pytest.mark.parametrize("batch", [1, 4, 30])
@pytest.mark.parametrize("length", [1, 3, 50])
def test_every_frame_but_the_first_is_predicted_once(length, batch):
    task = toy(PolyphonicMusic, length=length, corpus="toy_rolls")
    rolls = read("toy_rolls", Rolls).parts["test"]
    found, batches = [], list(task.examples("test", batch))
    starts = [k for k, b in enumerate(batches) if b.fresh] + [len(batches)]
    for start, end in pairwise(starts):
        inputs = torch.cat([b.inputs for b in batches[start:end]])
        targets = torch.cat([b.targets for b in batches[start:end]])
        for column in range(batch):
            asked = targets[:, column, 0] != IGNORED
            if asked.any():
                before, after = inputs[asked, column], targets[asked, column]
                assert torch.equal(before[1:], after[:-1])
                found.append(torch.cat([before[:1], after]).bool().numpy().tobytes())
    assert sorted(found) == sorted(roll.tobytes() for roll in rolls)
    assert sum(b.counted for b in batches) == sum(len(roll) - 1 for roll in rolls)


def test_training_pieces_are_pieces_of_the_music():
    task = toy(PolyphonicMusic, length=6, corpus="toy_rolls")
    rolls = [roll.astype(np.float32) for roll in read("toy_rolls", Rolls).parts["train"]]
    batch = task.sample(generator("pieces"), 200)
    pieces = {roll[k : k + 7].tobytes() for roll in rolls for k in range(max(1, len(roll) - 6))}
    for column in range(200):
        steps = int(batch.lengths[column])
        asked = batch.targets[:, column, 0] != IGNORED
        assert asked.tolist() == [t < steps for t in range(6)]
        piece = torch.cat([batch.inputs[:steps, column], batch.targets[steps - 1 : steps, column]])
        assert piece.numpy().tobytes() in pieces


def test_musics_baseline_and_target_are_coins_and_chains():
    task = toy(PolyphonicMusic, length=6, corpus="toy_rolls")
    rolls = read("toy_rolls", Rolls).parts
    train = np.concatenate([roll[1:] for roll in rolls["train"]]).astype(float)
    before = np.concatenate([roll[:-1] for roll in rolls["train"]]).astype(float)
    valid = np.concatenate([roll[1:] for roll in rolls["valid"]]).astype(float)
    known = np.concatenate([roll[:-1] for roll in rolls["valid"]]).astype(float)

    def loss(p):
        return -(valid * np.log(p) + (1 - valid) * np.log(1 - p)).sum(1).mean()

    def share(where):
        return ((train * where).sum(0) + 1) / (where.sum(0) + 2)

    assert task.baseline == pytest.approx(loss(share(np.ones_like(train))), rel=1e-5)
    chain = loss(np.where(known > 0, share(before), share(1 - before)))
    assert task.score(chain) == pytest.approx(task.target, rel=1e-5)


# Classification


@pytest.mark.parametrize("corpus", ["toy_vectors", "toy_sentences"])
@pytest.mark.parametrize("batch", [1, 10, 50])
def test_every_example_is_classified_once(corpus, batch):
    task = toy(SequenceClassification, length=6, corpus=corpus)
    data = read(corpus, Labelled)
    batches = list(task.examples("test", batch))
    answers = torch.cat([b.targets[0] for b in batches])
    assert answers[answers != IGNORED].tolist() == data.parts["test"][1].tolist()
    assert all(b.inputs.shape[:2] == (6, batch) for b in batches)
    lengths = torch.cat([b.lengths for b in batches])[answers != IGNORED]
    assert lengths.tolist() == [min(6, len(s)) for s in data.parts["test"][0]]


def test_a_longer_sequence_is_cut_and_a_shorter_one_is_padded():
    data = read("toy_vectors", Labelled).parts["test"][0]
    (short,) = toy(SequenceClassification, length=4, corpus="toy_vectors").examples("test", 37)
    assert torch.equal(short.inputs, torch.from_numpy(data[:, :4]).transpose(0, 1))
    (long,) = toy(SequenceClassification, length=9, corpus="toy_vectors").examples("test", 37)
    assert torch.equal(long.inputs[:6], torch.from_numpy(data).transpose(0, 1))
    assert long.lengths.tolist() == [6] * 37


def test_the_vocabulary_of_sentences_is_limited():
    assert toy(SequenceClassification, length=4, corpus="toy_sentences").inputs == 5 + 1
    assert (
        toy(SequenceClassification, length=4, corpus="toy_sentences", vocabulary=3).inputs == 3 + 1
    )


def test_classes_baseline_is_the_entropy_of_their_shares():
    task = toy(SequenceClassification, length=4, corpus="toy_vectors")
    parts = read("toy_vectors", Labelled).parts
    ones, valid = parts["train"][1].mean(), parts["valid"][1]
    expected = -np.log(np.where(valid == 1, ones, 1 - ones)).mean()
    assert task.baseline == pytest.approx(expected)


@pytest.mark.parametrize(
    ("corpus", "length", "classes"), [("mnist_rows", 28, 10), ("rt_polarity", 40, 2)]
)
def test_real_sequences_are_read(shared, corpus, length, classes):
    task = SequenceClassification(length=length, corpus=corpus)
    assert task.outputs == classes
    assert task.baseline == pytest.approx(math.log(classes), rel=0.01)
    assert task.sample(generator("real"), 7).inputs.shape[:2] == (length, 7)


def test_a_corpus_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="unknown name in corpora 'toy_rolls'"):
        toy(SequenceClassification, length=4, corpus="toy_rolls")
    with pytest.raises(ValueError, match="unknown name in corpora 'toy_vectors'"):
        CharLM(length=4, corpus="toy_vectors")
    assert read("english_reference", Text).provenance["origin"]
