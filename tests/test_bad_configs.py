"""Configs with a slip: a valid config all the same, or a line a mistake; never a traceback."""

import copy
import json
from functools import reduce
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnnbench import config
from rnnbench.cli import generated_docs
from rnnbench.components.registry import BUILT_IN
from rnnbench.config import ConfigError, Study, Training
from rnnbench.plan import estimates
from rnnbench.plan.expansion import expand
from rnnbench.plan.shards import Shard
from rnnbench.plan.user_errors import EXPECTED

SMOKE = yaml.safe_load(
    (Path(__file__).parents[1] / "config" / "smoke.yaml").read_text(encoding="utf-8")
)
SCHEMA = json.loads(generated_docs.SCHEMA.read_text())
ODD = [
    *(None, True, 0, 1, -1, 2, 2**31, 10**30, 0.5, 1e308, float("nan"), float("inf")),
    *("", "lstm", "é", "a b", "../x", "{x}", "'", "a\nb", "\0", "x" * 5000, "auto"),
    *([], [1], ["lstm"], [None], [[1]], [1, 1.0], ["a", "a"], {}, {1: 2}, {"length": 3}),
    *({"path": "\0"}, {"path": "x" * 5000}, {"path": "/dev/zero"}, {"path": "/"}),
]
KEYS = [*Study.model_fields, *Training.model_fields, "corpus", "length", "é", "a\nb", "", 1]


def _places(value, here=()):
    """The way to every part of a config."""
    yield here
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _places(value[key], (*here, key))


@st.composite
def slips(draw):
    """A part of the smoke scale with one or two slips: a key more, a key less, an odd value."""
    values = copy.deepcopy(SMOKE)
    for part in ("studies", "probes"):
        kept = draw(st.lists(st.sampled_from(sorted(values[part])), min_size=1, max_size=2))
        values[part] = {name: values[part][name] for name in kept}
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from([place for place in _places(values) if place]))
        *way, last = place
        parent = reduce(lambda part, key: part[key], way, values)
        odd = copy.deepcopy(draw(st.sampled_from(ODD)))
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                parent[last] = odd
            case "remove":
                del parent[last]
            case "add" if isinstance(parent, dict):
                parent[draw(st.sampled_from(KEYS))] = odd
            case _:
                parent.append(odd)
        if not all(values.get(part) for part in ("studies", "probes")):
            break
    return values


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(slips())
def test_a_slip_is_a_config_or_a_line(values):
    try:
        loaded = config.load(values)
    except ConfigError as error:
        for line in str(error).split("\n"):
            assert line.isprintable(), line
            assert len(line) < 2500, "names of all components at most"
        return
    jsonschema.validate(values, SCHEMA)
    again = config.load(json.loads(loaded.model_dump_json()))
    assert again == loaded, "what the pipeline writes down is what it was given"


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(slips())
def test_what_is_valid_can_be_planned_or_says_why_not(values):
    try:
        plan = expand(config.load(values))
    except EXPECTED:
        return
    plan.judged()
    for shard in plan.shards.values():
        assert Shard.model_validate_json(shard.model_dump_json()) == shard
        assert estimates.seconds(shard, BUILT_IN) > 0


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]",
        "studies: &s {core: {tasks: *s}}",
        "studies: {core: {cells: &c [*c]}}",
        "studies: {core: {tasks: {adding: &t {length: *t}}}}",
        "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nscale: &c [*b, *b, *b, *b]\nstudies: [*c, *c]",
        "? [a, b]\n: 1",
        "? {a: 1}\n: 1",
        "scale: !!python/object/apply:os.system ['exit 3']",
        "2026-01-01: 1",
        "yes: no",
    ],
)
def test_odd_yaml_is_lines_too(tmp_path, text):
    path = tmp_path / "öwn file.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.read(path)
    for line in str(caught.value).split("\n"):
        assert line.startswith(str(path))
        assert len(line) < 500


def test_a_key_that_comes_twice_is_a_line_and_what_is_merged_may_be_given_again(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("base: &b {x: 1}\nmore: &m {<<: *b, x: 2}\nmost: {<<: *m, x: 3, y: 4}\n")
    assert config.mapping(path)["most"] == {"x": 3, "y": 4}
    path.write_text("studies:\n  core: {}\n  other: {}\n  core: {}\n")
    with pytest.raises(ConfigError, match=r"own.yaml: the key 'core' .* twice .*line 4") as caught:
        config.read(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00", "scale: é".encode("latin-1")])
def test_what_is_no_text_is_a_line(tmp_path, content):
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"own\.yaml") as caught:
        config.read(path)
    assert "\n" not in str(caught.value)
