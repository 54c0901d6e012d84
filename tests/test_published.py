"""Published figures: each stands beside the arm of ours that answers the same question."""

import math

import numpy as np
import pandas as pd
import pytest

from rnnbench import config
from rnnbench.components.registry import BUILT_IN
from rnnbench.plan.expansion import expand
from rnnbench.plan.plan import Plan
from rnnbench.report import papers
from rnnbench.report.papers import Paper, PublishedValue
from rnnbench.report.published import COLUMNS, beside, markdown

LENGTH = 20


def _settings(figure):
    """Settings of the figure's task; a made-up corpus stands in for one that is not here."""
    return {"length": figure.length or LENGTH}


@pytest.mark.parametrize("paper", papers.papers(), ids=lambda paper: paper.reference)
def test_every_figure_is_about_something_that_we_have(paper):
    assert paper.link.startswith(("arXiv:", "https://"))
    for figure in paper.values:
        task = BUILT_IN.load("tasks", figure.task)(**_settings(figure))
        assert figure.metric in ("loss", task.metric)
        for kind, name in (("cells", figure.cell), ("norms", figure.norm)):
            assert name in BUILT_IN.names(kind)
        for kind, name in (("inits", figure.init), ("clips", figure.clip)):
            assert name is None or name in BUILT_IN.names(kind)
        assert figure.penalty in BUILT_IN.names("penalties")
        if figure.corpus:
            assert figure.corpus in BUILT_IN.names("corpora")
            assert "corpus" in type(task).model_fields


def test_chance_levels_are_the_tasks_baselines():
    for paper in papers.papers():
        for figure in paper.values:
            if figure.chance is not None and not figure.corpus:
                task = BUILT_IN.load("tasks", figure.task)(**_settings(figure))
                assert figure.chance == pytest.approx(task.baseline, abs=5e-5)


PAPER = Paper(
    title="T",
    authors="A, B",
    year=1999,
    link="arXiv:1",
    grade="read",
    protocol="theirs",
    values=(
        PublishedValue(
            task="adding", length=9, cell="lstm", metric="loss", value=0.1, setting="big"
        ),
        PublishedValue(
            task="adding", cell="gru", clip="none", metric="loss", value=0.2, setting="small"
        ),
        PublishedValue(
            task="word_lm", corpus="x", cell="lstm", metric="perplexity", value=99, setting="."
        ),
    ),
)


@pytest.fixture
def plan(monkeypatch) -> Plan:
    monkeypatch.setattr(papers, "papers", lambda: [PAPER])
    study = {
        "cells": ["lstm", "gru"],
        "clips": ["norm", "none"],
        "tasks": {"adding": {"length": [5, 9]}},
        "updates": 10,
        "evaluations": 2,
        "learning_rates": [0.1],
        "seeds": 3,
    }
    return expand(config.load({"scale": "s", "studies": {"mine": study}}))


def _runs(plan):
    rows = [
        {**run.axes(), "parameters": 7, "loss": 0.5 + run.seed, "metric_value": math.nan}
        for shard in plan.shards.values()
        for run in shard.runs("train", dict.fromkeys(shard.arms(), 0.1))
    ]
    return pd.DataFrame(rows)


def test_an_arm_that_answers_the_same_question_stands_beside_the_figure(plan):
    table = beside(plan, _runs(plan))
    assert list(table.columns) == list(COLUMNS)
    found = [(row.cell, row.theirs, row.ours, row.seeds) for row in table.itertuples()]
    # lstm at length 9 with either clip, gru at either length without clipping
    assert found == [("lstm", 0.1, 1.5, 3)] * 2 + [("gru", 0.2, 1.5, 3)] * 2
    assert (table["low"] < 1.5).all()
    assert (table["high"] > 1.5).all()
    text = markdown(table)
    assert "| A, B (1999), read | adding | lstm | loss | 0.1 | 1.5 [" in text
    assert "- A, B (1999), arXiv:1: theirs." in text
    assert "batches of 32 × 9 steps" in text


def test_seeds_that_diverged_are_not_averaged_and_one_seed_has_no_interval(plan):
    runs = _runs(plan)
    runs.loc[runs["seed"] > 0, "loss"] = np.nan
    table = beside(plan, runs)
    assert (table["seeds"] == 1).all()
    assert table["low"].isna().all()
    assert "| 0.5 | 1 |" in markdown(table)
    runs["loss"] = np.nan
    assert "| diverged | 0 |" in markdown(beside(plan, runs))


def test_without_a_common_task_it_says_so(plan, monkeypatch):
    monkeypatch.setattr(papers, "papers", list)
    assert "No published value" in markdown(beside(plan, _runs(plan)))
