"""Options that do not go together, and those that do."""

from collections import Counter

import pytest

from rnnbench import config
from rnnbench.components.registry import BUILT_IN
from rnnbench.config import ConfigError, Training
from rnnbench.config.compatibility import RULES, Combination, conflicts

STUDY = {
    "cells": ["lstm"],
    "tasks": {"adding": {"length": 10}},
    "updates": 10,
    "evaluations": 2,
    "learning_rates": [0.1],
    "seeds": 2,
}
REVERSAL = {"tasks": {"reversal": {"length": 6}}}
GENERATION = {"tasks": {"char_generation": {"length": 6}}}
UNSHARED = {"shared_weights": False}
OUTPUT = {"cells": ["output_recurrence"]}
BROKEN = [
    ({"truncate": 3, "bidirectional": True}, "truncate: incompatible with bidirectional"),
    ({"truncate": 3, "dropout": "variational"}, "truncate: incompatible with dropout"),
    (
        {"vary": {"truncate": [0, 3]}, "penalties": ["none", "omega"]},
        "truncate: incompatible with the penalty omega: it needs the gradient of whole sequences",
    ),
    ({"truncate": 3, **REVERSAL}, "truncate: incompatible with the task reversal"),
    (
        {"forcing": "free", "bidirectional": True, "leak": True, **GENERATION},
        "forcing: incompatible with bidirectional",
    ),
    ({"forcing": "free", **REVERSAL}, "forcing: incompatible with the task reversal"),
    ({"vary": {"forcing": ["teacher", "linear"]}}, "the task adding: it has no prompt"),
    ({"curriculum": "combined", "examples": 64}, "curriculum: incompatible with examples"),
    (
        {"curriculum": "growing", "tasks": {"char_lm": {"length": 10, "carry": True}}},
        "the task char_lm: it reads one text from end to end",
    ),
    ({"dropout": "zoneout", "penalties": ["omega"]}, "dropout: incompatible with the penalty"),
    ({"dropout": "per_step", **REVERSAL}, "dropout: incompatible with the task reversal"),
    ({"truncate": 3, **UNSHARED}, "shared_weights: incompatible with truncate, forcing or"),
    ({"dropout": "per_step", **UNSHARED}, "shared_weights: incompatible with dropout"),
    ({"norms": ["batch"], **UNSHARED}, "shared_weights: incompatible with the norm batch"),
    ({"penalties": ["l2"], **UNSHARED}, "shared_weights: incompatible with the penalty l2"),
    ({**OUTPUT, **UNSHARED}, "shared_weights: incompatible with the cell output_recurrence"),
    ({**REVERSAL, **UNSHARED}, "shared_weights: incompatible with the task reversal"),
    ({**OUTPUT, "depth": 2}, "cells: incompatible with depth and bidirectional"),
    ({**OUTPUT, **REVERSAL}, "cells: incompatible with the task reversal"),
    ({"bidirectional": True, **GENERATION}, "only a study with `leak: true` may"),
]


def _load(changes):
    return config.load({"scale": "test", "studies": {"regimes": {**STUDY, **changes}}})


@pytest.mark.parametrize(("changes", "says"), BROKEN, ids=[says for _, says in BROKEN])
def test_config_refuses_options_that_do_not_go_together(changes, says):
    with pytest.raises(ConfigError) as error:
        _load(changes)
    (line,) = [line for line in str(error.value).split("\n") if says in line]
    assert line.startswith("studies.regimes.")


def test_config_cases_break_every_rule():
    broken = Counter()
    for changes, _ in BROKEN:
        values = config.parse({"scale": "test", "studies": {"regimes": {**STUDY, **changes}}})
        (study,) = values.studies.values()
        (name, settings), *_ = study.tasks.items()
        for training in study.variants.values():
            combination = Combination(
                training,
                BUILT_IN.load("cells", study.cells[0]),
                BUILT_IN.load("norms", study.norms[-1]),
                BUILT_IN.load("penalties", study.penalties[-1]),
                BUILT_IN.load("tasks", name)(**settings),
                study.leak,
            )
            broken.update(rule for rule in RULES if rule.broken(combination))
    assert set(broken) == set(RULES)


@pytest.mark.parametrize(
    "changes",
    [
        {"truncate": 3},
        {"curriculum": "growing"},
        {"forcing": "linear", **GENERATION},
        {"bidirectional": True},
        {"bidirectional": True, "leak": True, **GENERATION},
        {"dropout": "variational", "depth": 2},
        UNSHARED,
        OUTPUT,
        REVERSAL,
    ],
)
def test_config_takes_options_that_go_together(changes):
    assert _load(changes).studies


def test_defaults_break_no_rule():
    lstm, none, plain = (
        BUILT_IN.load(kind, name)
        for kind, name in (("cells", "lstm"), ("norms", "none"), ("penalties", "none"))
    )
    training = Training(updates=1, evaluations=1, learning_rates=(0.1,))
    for name in ("adding", "copying", "char_generation", "reversal", "char_lm"):
        task = BUILT_IN.load("tasks", name)(length=8)
        assert not list(conflicts(Combination(training, lstm, none, plain, task)))
