"""Configs: what is wrong stops everything, in a line that names the nearest valid thing."""

# ruff: noqa: E501
import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rnnbench import config
from rnnbench.cli import generated_docs
from rnnbench.config import Config, ConfigError, Study

CONFIGS = sorted((Path(__file__).parent.parent / "config").glob("*.yaml"))
scales = pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)


def _values():
    return {
        "scale": "test",
        "studies": {
            "core": {
                "cells": ["lstm", "gru"],
                "tasks": {"adding": {"length": 5}},
                "updates": 10,
                "evaluations": 5,
                "learning_rates": [0.01],
                "seeds": 2,
            }
        },
    }


def _changed(**study):
    values = _values()
    values["studies"]["core"].update(study)
    return values


@scales
def test_our_own_configs_are_valid_and_named_after_their_file(path):
    assert config.read(path).scale == path.stem
    schema = json.loads(generated_docs.SCHEMA.read_text())
    jsonschema.validate(yaml.safe_load(path.read_text()), schema)


def test_generated_pages_are_up_to_date():
    for path, content in generated_docs.pages().items():
        assert path.read_text() == content, (
            f"run python -m rnnbench.cli.generated_docs: {path} is old"
        )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (_changed(cells=["lstm", "gur"]), "studies.core.cells: unknown name in cells 'gur': did you mean 'gru'?"),
        (_changed(norms=["layers"]), "did you mean 'layer'?"),
        (_changed(inits=["orthogonl"]), "did you mean 'orthogonal'?"),
        (_changed(clips=["norms"]), "did you mean 'norm'?"),
        (_changed(tasks={"ading": {"length": 5}}), "did you mean 'adding'?"),
        (_changed(tasks={"adding": {"lenght": 5}}), "studies.core.tasks: adding: length: this key is required; unknown key 'lenght': did you mean 'length'?"),
        (_changed(tasks={"adding": {}}), "length"),
        (_changed(tasks={"adding": {"length": 0}}), "greater than 1"),
        (_changed(tasks={"adding": {"length": []}}), "studies.core.tasks: adding: length: at least one"),
        (_changed(tasks={"adding": {"length": {"a": 1}}}), "valid integer"),
        (_changed(tasks={"adding": {"length": [3, [4]]}}), "valid integer"),
        (_changed(tasks={"char_lm": {"length": 3, "corpus": "english"}}), "did you mean 'english_reference'?"),
        (_changed(hiden=3), "studies.core: unknown key 'hiden': did you mean 'hidden'?"),
        (_changed(hidden=0), "studies.core.hidden: Input should be greater than 0 (got 0)"),
        (_changed(hidden="32"), "studies.core.hidden: Input should be a valid integer (got '32')"),
        (_changed(clip_threshold=-1.0), "clip_threshold: Input should be greater than 0"),
        (_changed(learning_rates=[]), "learning_rates"),
        (_changed(learning_rates=[float("nan")]), "learning_rates"),
        (_changed(cells=["lstm", "lstm"]), "cells: Value error, names something twice"),
        (_changed(optimiser="adamw"), "'adam' or 'sgd'"),
        (_changed(bidirectional=True, tasks={"char_lm": {"length": 3, "corpus": "english_reference"}}), "bidirectional: incompatible with the task char_lm: a backward direction sees what it is to predict; only a study with `leak: true` may"),
        (_changed(vary={"bidirectional": [False, True]}, tasks={"char_generation": {"length": 3}}), "only a study with `leak: true` may"),
        (_changed(shared_weights=False, norms=["none", "batch"]), "shared_weights: incompatible with the norm batch: it needs weights that all steps share"),
        (_changed(shared_weights=False, penalties=["l2"]), "shared_weights: incompatible with the penalty l2"),
        (_changed(vary={"shared_weights": [True, False]}, cells=["output_recurrence"]), "shared_weights: incompatible with the cell output_recurrence"),
        ({**_values(), "execution": {"memory": 3}}, "execution: unknown key 'memory': did you mean 'memory_mb'?"),
        (_changed(vary={"connections": ["skp"]}), "vary: connections: Input should be 'none', 'skip', 'dense' or 'highway' (got 'skp')"),
        (_changed(dropout_rate=1.0), "dropout_rate: Input should be less than 1"),
        (_changed(vary={"dropout": ["none", "zoneout"]}, penalties=["none", "omega"]), "dropout: incompatible with the penalty omega: it is defined for whole nets; use another penalty"),
        (_changed(evaluations=11), "evaluations: at most one an update (10)"),
        ({**_values(), "studys": {}}, "unknown key 'studys': did you mean 'studies'?"),
        ({"scale": "x"}, "studies: this key is required"),
        (_changed(learning_rates=[1, 1.0]), "learning_rates: names something twice"),
        (_changed(vary={"batch": [4, 4]}), "vary: names something twice"),
        (_changed(decay={"factr": 0.5, "factor": 1.0, "after": 0, "every": 1}), "studies.core.decay: unknown key 'factr': did you mean 'factor'?"),
        (_changed(hidden=10**12), "hidden: Input should be less than 2147483648"),
        (_changed(optimiser="x" * 1000), "xxx...xxx"),
        ({**_values(), "results": "results/{scale}"}, "results: no braces"),
        ({**_values(), "results": "a\nb"}, "results: no braces or control characters"),
        ({**_values(), "reports": ""}, "reports: String should have at least 1 character"),
        ({**_values(), "scale": "a scale; rm -rf x"}, "scale: String should match pattern"),
        ({**_values(), "components": ["{mine}"]}, "components.0: no braces"),
    ],
)  # fmt: skip
def test_mistakes_are_named(values, says):
    with pytest.raises(ConfigError) as error:
        config.load(values)
    assert says.replace("Value error, ", "") in str(error.value)
    assert "\n" not in str(error.value), "one mistake, one line"


def test_a_study_may_say_that_its_nets_peek():
    leaking = {"vary": {"bidirectional": [False, True]}, "leak": True}
    config.load(_changed(**leaking, tasks={"char_generation": {"length": 3}}))


@pytest.mark.parametrize(
    "study",
    [
        {"hidden": 0, "batch": 0},
        {"cells": ["gur", "lsmt"]},
        {"cells": ["gur"], "norms": ["layers"]},
        {"tasks": {"ading": {}, "adding": {}}},
    ],
)
def test_two_mistakes_are_two_lines(study):
    with pytest.raises(ConfigError) as error:
        config.load(_changed(**study))
    assert len(str(error.value).split("\n")) == 2


def test_variants_have_names_that_are_names_of_folders():
    decay = {"factor": 0.5, "every": 2, "after": 1}
    for key, values in (("decay", [None, decay]), ("learning_rates", [[0.1], [0.1, 0.2]])):
        (study,) = config.load(_changed(vary={key: values})).studies.values()
        assert len(study.variants) == 2
        for name in study.variants:
            assert not set(name) & set("{}/ '")
    assert list(study.variants) == ["learning_rates=0.1", "learning_rates=0.1,0.2"]


@pytest.mark.parametrize("content", ["- a\n- b\n", "scale: [unclosed", "", "\x00"])
def test_files_that_are_no_configs_are_named(tmp_path, content):
    path = tmp_path / "bad.yaml"
    path.write_text(content)
    with pytest.raises(ConfigError, match=r"bad\.yaml"):
        config.read(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml"):
        config.read(tmp_path / "none.yaml")


@given(
    st.sampled_from(sorted(Study.model_fields)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=5,
    ),
)
def test_any_value_is_valid_or_a_config_error(key, value):
    """Never another exception; and what the models accept, the schema accepts."""
    values = _changed(**{key: value})
    try:
        config.load(values)
    except ConfigError:
        return
    jsonschema.validate(values, json.loads(generated_docs.SCHEMA.read_text()))


def test_every_key_is_described():
    for model in (Config, Study):
        for name, field in model.model_fields.items():
            assert field.description, name
