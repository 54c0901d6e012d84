"""Broken components of one's own: named with their file, before anything trains; the rest goes on."""

# ruff: noqa: E501
import itertools
import json
import re
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from rnnbench import config
from rnnbench.cli.main import app
from rnnbench.components.registry import ComponentsError, Registry
from rnnbench.pipeline import judge
from rnnbench.pipeline.judge import JudgingJob
from rnnbench.plan import dependencies
from rnnbench.plan.expansion import expand
from rnnbench.plan.paths import Paths
from rnnbench.plan.user_errors import attributed_to_own_files, explained
from rnnbench.testing import smoke_tests

NUMBERS = itertools.count()
"""Numbers of names: the folder of one test may hold several components."""

CELL = '''
from torch import tanh
from rnnbench.api import Cell


class Own(Cell):
    """A unit of one's own."""

    gates = (("h",),)

    def step(self, pre, state, vectors):
        (h,) = state
        (a,) = pre(h, "h")
        return (tanh(a),)
'''
TASK = '''
import math
import torch
from rnnbench.api import Batch, SymbolTask


class Own(SymbolTask):
    """Say which of two symbols came first."""

    readout = "last"
    long_range = True

    @property
    def inputs(self):
        return 2

    @property
    def outputs(self):
        return 2

    @property
    def steps(self):
        return self.length

    def sample(self, generator, batch, split="train"):
        inputs = torch.randint(2, (self.length, batch), generator=generator)
        return Batch(inputs, inputs[:1])

    def solve(self, batch):
        return self.certain(batch.inputs[:1])

    @property
    def baseline(self):
        return math.log(2)
'''
CLAIM = '''
"""Own."""
from rnnbench.api import Claim, Contrast, Faster, Question, Readings, Superior

CLAIM = Claim(
    section="Cells",
    sources=(),
    wording="LSTM beats GRU.",
    refuted_by="it does not",
    primary=Question(Contrast("core", "cell", a=("lstm",), b=("gru",)), Superior()),
)
'''
PROBE = '''
from rnnbench.probes import Probe, Reading
from rnnbench.seeding import generator
import torch


class Own(Probe):
    """A number."""

    quantities = {"number": "a number"}

    def measure(self, seed):
        yield Reading("number", "all", torch.rand((), generator=generator("own", seed)).item())
'''
CLIP = '''
from rnnbench.components.clips.norm import NormClip


class Own(NormClip):
    """A clip."""

    def __call__(self, gradient, norm, threshold):
        return gradient
'''
INIT = '''
import torch
from rnnbench.components.inits import Init


class Own(Init):
    """An init."""

    def recurrent(self, hidden, generator):
        return torch.eye(hidden)
'''
NORM = '''
from rnnbench.components.norms import Norm


class Own(Norm):
    """A norm."""

    def __call__(self, a, weights):
        return a / 2
'''
PENALTY = '''
from rnnbench.components.penalties import Penalty


class Own(Penalty):
    """A penalty."""

    def gradient(self, recurrent, strength):
        return recurrent
'''
CORPUS = '''
from rnnbench.components.corpora._kinds import Text, TextCorpus, in_order, text


class Own(TextCorpus):
    """A text."""

    licence = "ours"

    def load(self):
        return text(in_order("to be or not to be " * 50), self.name)
'''
SOUND = {
    "cells": CELL,
    "tasks": TASK,
    "claims": CLAIM,
    "probes": PROBE,
    "clips": CLIP,
    "inits": INIT,
    "norms": NORM,
    "penalties": PENALTY,
    "corpora": CORPUS,
}


@pytest.fixture
def add(tmp_path, monkeypatch):
    """Write a component of one's own; gives its name."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "my compönents"

    def added(kind, text):
        name = f"own_{next(NUMBERS)}"
        (folder / kind).mkdir(parents=True, exist_ok=True)
        (folder / kind / f"{name}.py").write_text(text, encoding="utf-8")
        return name

    added.folder = folder
    return added


def _values(folder, used=None, kind=None):
    """A config in which a component is used."""
    study = {
        "cells": ["lstm", "gru"],
        "tasks": {"adding": {"length": 3}},
        "updates": 2,
        "evaluations": 1,
        "learning_rates": [0.01],
        "tuning_seeds": 0,
        "seeds": 2,
    }
    values = {"scale": "test", "components": [str(folder)], "studies": {"core": study}}
    if kind == "tasks":
        study["tasks"] = {used: {"length": 5}}
    elif kind == "corpora":
        study["tasks"] = {"char_lm": {"length": 5, "corpus": used}}
    elif kind == "probes":
        values["probes"] = {used: {"seeds": 2}}
    elif kind == "cells":
        study["cells"] = ["lstm", used]
    elif kind in ("inits", "norms", "clips", "penalties"):
        study[kind] = [used]
    return values


def _started(folder, used=None, kind=None):
    """What the pipeline does before anything trains."""
    plan = expand(config.load(_values(folder, used, kind)))
    smoke_tests.run(plan)
    return plan


def _mistakes(folder, used, kind):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one, the next line asks
        _started(folder, used, kind)
    said = explained(caught.value)
    assert said is not None, "it would be a traceback"
    return said


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_one_is_taken(add, kind):
    used = add(kind, SOUND[kind])
    plan = _started(add.folder, used, kind)
    assert not [omission for omission in plan.omissions if omission.what == used]


ANYWHERE = {
    "syntax": ("class Own(:\n", r":1: SyntaxError: invalid syntax"),
    "import": ("\nimport nowhere_to_be_found\n", r":2: ModuleNotFoundError: No module named"),
    "name": ("x = 1\ny = z\n", r":2: NameError: name 'z' is not defined"),
    "exit": ("raise SystemExit(3)\n", r":1: SystemExit: 3"),
    "empty": ("", r": must define one \w+ [(]got 0[)]"),
    "no text": ("\x00", r".*(Syntax|Value)Error: "),
}


on_each_kind = pytest.mark.parametrize(
    ("kind", "mistake"),
    list(zip([kind for kind in SOUND if kind != "claims"], itertools.cycle(ANYWHERE))),
)


@on_each_kind
def test_one_that_is_used_and_cannot_be_read_is_named_in_one_line(add, kind, mistake):
    text, says = ANYWHERE[mistake]
    used = add(kind, text)
    said = _mistakes(add.folder, used, kind)
    assert re.search(rf"my compönents/{kind}/{used}\.py{says}", said)
    assert "\n" not in said


@on_each_kind
def test_one_that_nothing_uses_stops_nothing(add, kind, mistake):
    add(kind, ANYWHERE[mistake][0])
    sound = add("corpora", CORPUS)
    assert _started(add.folder).shards
    assert _started(add.folder, sound, "corpora").shards


WRONG = {
    "cells": [
        (CELL.replace("def step", "def stop"), "Own lacks step"),
        (CELL.replace('    gates = (("h",),)\n', ""), "Own lacks gates"),
        (CELL.replace("(tanh(a),)", "(tanh(a), a)"), r"new states has shape \(2,\), not \(1,\)"),
        (CELL.replace("(tanh(a),)", "(tanh(a)[..., :1],)"), r"the new h has shape \(2, 4, 1\), not \(2, 4, 3\)"),
        (CELL.replace("(tanh(a),)", "(a * float('nan'),)"), "loss of a net .* is not finite"),
        (CELL.replace("tanh(a)", "a.nonsense()"), r":14: AttributeError: .* 'nonsense'"),
        (CELL.replace('pre(h, "h")', 'pre(h, "f")'), r":13: no such product \(got 'f'\); ask for 'h'"),
        (CELL.replace("(a,) = pre", "if h.sum() > 0: h = -h\n        (a,) = pre"), r":13: the step depends on a tensor's value .*; use torch.where"),
        (CELL.replace("tanh(a)", "tanh(a * h.max().item())"), r":11: the step depends on a tensor's value .*; use torch.where"),
        (CELL.replace("tanh(a)", "h.add_(a)"), r":14: the step cannot be compiled .*; use only torch functions, not in place"),
        (CELL.replace("tanh(a)", "a + a.new_empty(3).normal_()"), r":11: the step draws random numbers; compute it from its arguments"),
        (CELL.replace("tanh(a)", "a * a.new_tensor([0.5])"), r":11: the step makes a tensor of numbers; use plain numbers"),
        (CELL.replace("tanh(a)", "tanh(a + pre(h, 'h')[0])"), r":14: the step asks for 'h' twice; keep the first result"),
        (CELL.replace('gates = (("h",),)', 'gates = (("h",),)\n    matrices = ("R",)'), r":12: the step never asks for 'R'; use or undeclare it"),
        (CELL.replace('gates = (("h",),)', 'gates = (("h",),)\n    vectors = "p"'), r":6: TypeError: Own.vectors: not a tuple \(got 'p'\); write \('p',\)"),
        (CELL.replace('gates = (("h",),)', 'gates = (("h",),)\n    states = ("c",)'), r":12: the output does not see the memory .*; use pre.memory\(c\)"),
        (CELL.replace("return (", "pass; ("), "TypeError"),
    ],
    "tasks": [
        (TASK.replace("def sample", "def simple"), "Own lacks sample"),
        (TASK.replace("    readout = \"last\"\n", ""), "Own lacks readout"),
        (TASK.replace("(self.length, batch)", "(self.length + 1, batch)"), "the declared shapes"),
        (TASK.replace("(inputs, inputs[:1])", "(inputs, inputs)"), "the declared shapes"),
        (TASK.replace("math.log(2)", "math.nan"), "no valid score"),
        (TASK.replace("math.log(2)", "math.log(0)"), "ValueError"),
        (TASK.replace("return self.length", "return self.lengths"), "AttributeError"),
        (TASK.replace("long_range = True", "length: str"), "own_"),
    ],
    "clips": [
        (CLIP.replace("return gradient", "return None"), "own_"),
        (CLIP.replace("return gradient", "return gradient / 0 * 0"), "not finite"),
        (CLIP.replace("return gradient", "return gradient[:, :2]"), "own_"),
    ],
    "inits": [
        (INIT.replace("eye(hidden)", "eye(hidden + 1)"), "own_"),
        (INIT.replace("eye(hidden)", "eye(hidden) * torch.nan"), "not finite"),
    ],
    "norms": [
        (NORM.replace("a / 2", "a[..., :1]"), r"has shape \(2, 4, 1, 1\)"),
        (NORM.replace("a / 2", "a / 0 - a / 0"), "not finite"),
        (NORM.replace("__call__", "call"), "Own lacks __call__"),
    ],
    "penalties": [
        (PENALTY.replace("return recurrent", "return recurrent[0, 0]"), "what gradient gives has shape"),
        (PENALTY.replace("return recurrent", "return recurrent / 0 * 0"), "not finite"),
    ],
    "probes": [
        (PROBE.replace("def measure", "def measures"), "Own lacks measure"),
        (PROBE.replace("    quantities = {\"number\": \"a number\"}\n", ""), "Own lacks quantities"),
        (PROBE.replace('Reading("number"', 'Reading("length"'), "not a Reading of its quantities"),
        (PROBE.replace("yield Reading", "yield tuple"), "own_"),
        (PROBE.replace("torch.rand", "torch.nan * torch.rand"), "measures no finite number"),
    ],
    "corpora": [
        (CORPUS.replace("def load", "def lead"), "Own lacks load"),
        (CORPUS.replace('    licence = "ours"\n', ""), "Own lacks licence"),
        (CORPUS.replace("return text", "text"), "own_"),
        (CORPUS.replace('" * 50', '" * 0'), "own_.*too short a text"),
        (CORPUS.replace("to be or not to be ", "x"), "own_.*two or more different characters"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [(kind, *case) for kind, cases_ in WRONG.items() for case in cases_],
)
def test_one_that_does_not_work_is_named_before_anything_trains(add, kind, text, says):
    assert text != SOUND[kind]
    used = add(kind, text)
    said = _mistakes(add.folder, used, kind)
    assert used in said
    assert re.search(says, said)
    assert "\n" not in said


def test_two_are_two_lines(add):
    one, other = add("cells", ""), add("cells", "x = y")
    values = _values(add.folder)
    values["studies"]["core"]["cells"] = [one, other]
    with pytest.raises(config.ConfigError) as caught:
        config.load(values)
    first, second = str(caught.value).split("\n")
    assert one in first
    assert other in second


def test_what_has_passed_is_not_tried_again_until_it_is_changed(add, monkeypatch):
    used = add("cells", CELL)
    _started(add.folder, used, "cells")
    monkeypatch.setattr(smoke_tests, "_test_part", lambda *_: pytest.fail("tried again"))
    _started(add.folder, used, "cells")
    (add.folder / "cells" / f"{used}.py").write_text(CELL + "\n")
    with pytest.raises(pytest.fail.Exception):
        _started(add.folder, used, "cells")


BROKEN_CLAIMS = {
    **{mistake: text for mistake, (text, _) in ANYWHERE.items()},
    "section": CLAIM.replace('"Cells"', '"Sells"'),
    "axis": CLAIM.replace('"cell"', '"cel"'),
    "no tuple": CLAIM.replace('("lstm",)', '"lstm"'),
    "margin": CLAIM.replace("Superior()", "Superior(margin='a lot')"),
    "no number": CLAIM.replace("Superior()", "Superior(margin=float('nan'))"),
    "keyword": CLAIM.replace("wording", "warding"),
    "test": CLAIM.replace("Superior()", "None"),
    "place": CLAIM.replace('b=("gru",)', 'b=("gru",), where={"colour": ("red",)}'),
}


@pytest.mark.parametrize("mistake", BROKEN_CLAIMS)
def test_a_broken_claim_is_named_and_the_others_are_judged(add, mistake):
    used = add("claims", BROKEN_CLAIMS[mistake])
    plan = _started(add.folder)
    (omission,) = (one for one in plan.omissions if one.what == used)
    assert f"claims/{used}.py" in omission.why
    assert "\n" not in omission.why
    assert used not in plan.claims
    assert {"lstm_more_powerful_than_gru", "gru_matches_lstm_accuracy"} <= set(plan.judged())


UNANSWERABLE = {
    "interaction": (
        CLAIM.replace("Superior())", 'Faster(), Contrast("core", "cell", ("lstm",), ("gru",)))')
    ),
    "column": CLAIM.replace("Superior()", "Superior(of='colour')"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", UNANSWERABLE)
def test_a_claim_that_asks_what_cannot_be_answered_is_not_run_and_says_why(add, mistake, tmp_path):
    from simulated import runs

    used = add("claims", UNANSWERABLE[mistake])
    plan = _started(add.folder)
    case = JudgingJob.of(plan, used)
    frame = runs(plan)
    for folder in case.runs:
        judge.results.write("runs", frame, tmp_path / folder / "runs.parquet")
        judge.results.write("tests", [], tmp_path / folder / "tests.parquet")
    found = case.model_copy(update={"runs": tuple(tmp_path / folder for folder in case.runs)})
    judge.judge(found, tmp_path / "verdict.json")
    primary = json.loads((tmp_path / "verdict.json").read_text())["primary"]
    assert primary["verdict"] == "not run"
    assert f"claims/{used}.py: " in primary["reason"]


def test_a_report_while_training_goes_on_says_so_too(add, tmp_path):
    from simulated import curves, runs

    from rnnbench.report import data

    used = add("claims", next(iter(UNANSWERABLE.values())))
    config = _started(add.folder).config
    plan = expand(config.model_copy(update={"results": str(tmp_path)}))
    for shard in plan.shards.values():
        frame = runs(SimpleNamespace(shards={"": shard}, config=plan.config))
        folder = Paths.of(plan.config).shard("train", shard)
        for table, rows in (("runs", frame), ("curves", curves(frame)), ("tests", [])):
            judge.results.write(table, rows, folder / f"{table}.parquet")
    found = {v.claim: v for v in data.so_far(plan, Paths.of(plan.config)).found}
    assert found[used].verdict == "not run"
    assert f"claims/{used}.py: " in found[used].primary.reason


def test_the_commands_say_it_with_exit_code_2(add, tmp_path, monkeypatch):
    used = add("cells", "x = y\n")
    claim = add("claims", "x = z\n")
    path = tmp_path / "mine.yaml"
    path.write_text(json.dumps(_values(add.folder, used, "cells")))
    run = CliRunner().invoke
    done = run(app, ["plan", "--config", str(path)])
    assert done.exit_code == 2
    assert f"cells/{used}.py:1: NameError" in done.stderr
    assert "\n" not in done.stderr.strip()
    fails_when_run = add("cells", CELL.replace("tanh(a)", "a.nonsense()"))
    path.write_text(json.dumps(_values(add.folder, fails_when_run, "cells")))
    done = run(app, ["plan", "--config", str(path)])
    assert done.exit_code == 2
    assert f"cells/{fails_when_run}.py:14: AttributeError" in done.stderr
    path.write_text(json.dumps(_values(add.folder)))
    done = run(app, ["plan", "--config", str(path)])
    assert done.exit_code == 0
    assert re.search(
        rf"left out of claims: {claim} \(.*claims/{claim}\.py:1: NameError", done.stdout
    )
    for kind, name in (("cells", used), ("claims", claim)):
        listed = json.loads(run(app, ["list", kind, "--json", "--config", str(path)]).stdout)
        assert listed[name].startswith("broken: ")
        assert len(listed) > 20


def test_a_fault_of_the_projects_own_is_a_traceback(monkeypatch):
    monkeypatch.setattr("rnnbench.plan.expansion.expand", lambda _: 1 / 0)
    done = CliRunner().invoke(app, ["plan", "--scale", "smoke"])
    assert isinstance(done.exception, ZeroDivisionError)


def test_an_error_in_a_job_names_the_users_own_file(add):
    """An error that shows only in a job, where our code called theirs."""
    name = add("probes", PROBE.replace("    yield", "    1 / 0\n        yield"))
    registry = Registry.of([str(add.folder)])
    probe = registry.load("probes", name)()
    with (
        pytest.raises(ComponentsError, match=rf"{name}\.py:13: ZeroDivisionError"),
        attributed_to_own_files(registry),
    ):
        list(probe.measure(0))
    assert registry.own_error(ValueError()) is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_folders_may_each_have_a_task_of_one_name(tmp_path, order):
    """In one process, in turn: neither hides the other."""
    plans = []
    for number in order:
        folder = tmp_path / f"mine_{number}"
        (folder / "tasks").mkdir(parents=True)
        text = TASK.replace("two symbols", f"two symbols ({number})")
        (folder / "tasks" / "alarm.py").write_text(text)
        plans.append(_started(folder, "alarm", "tasks"))
    for number, plan in zip(order, plans, strict=True):
        assert f"({number})" in plan.registry.load("tasks", "alarm").__doc__
        (shard, *_) = plan.shards.values()
        own = tmp_path / f"mine_{number}" / "tasks" / "alarm.py"
        assert own in dependencies.components(shard, plan.registry)
