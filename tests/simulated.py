"""Result rows with effects that are simulated, for tests of everything behind the training."""

import numpy as np
import pandas as pd

from rnnbench.claims import (
    Equivalent,
    Faster,
    Identity,
    Ranks,
    Readings,
    Succeeds,
    Superior,
    Unbeaten,
    Within,
)
from rnnbench.components.registry import BUILT_IN
from rnnbench.judging.evidence import Evidence
from rnnbench.pipeline.calibration.experiments import Rate
from rnnbench.pipeline.collect import RATES
from rnnbench.storage import results


def runs(plan, effect=lambda run, rng: {}, seed=0):
    """Rows of all planned ``train`` runs.

    Args:
        plan: what is planned.
        effect: the columns to set for a run (its axes in, a mapping out); by default every run
            scores about 0.5 and reaches its target about half-way.
        seed: of the noise.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for shard in plan.shards.values():
        rates = dict.fromkeys(shard.arms(), shard.learning_rates[0]) if shard.tuned else None
        for run in shard.runs("train", rates):
            row = _row(run, shard, rng)
            row.update(effect(run, rng))
            rows.append(_consistent(row))
    return pd.DataFrame(rows)[[column.name for column in results.RUNS]]


def curves(frame):
    """Two evaluations for each run of a table of runs."""
    rows = [
        {
            **_axes(row),
            "update": int(row["budget"] * share),
            "train_loss": 0.1,
            "valid_loss": 0.1,
            "valid_score": row["valid_score"] * share,
            "gradient_norm": 1.0,
            "clip_rate": 0.5,
        }
        for _, row in frame.iterrows()
        for share in (0.5, 1.0)
    ]
    return pd.DataFrame(rows)


def further_tests(plan, frame, score=lambda row, multiple, inputs: row["score"]):
    """The tests of a table of runs at further lengths, and on own answers."""
    rows = [
        {
            **_axes(row),
            "test_length": round(multiple * row["length"]),
            "inputs": inputs,
            "loss": 0.1,
            "score": score(row, multiple, inputs),
            "metric": "loss",
            "metric_value": 0.1,
        }
        for _, row in frame.iterrows()
        for multiple, inputs in _kinds(plan, row)
    ]
    return pd.DataFrame(rows, columns=[column.name for column in results.TESTS])


def readings(plan, asked, value, seed=0):
    """Readings of all arms that are asked for, at three x, or none if the quantity has no axis.

    Args:
        plan: what is planned.
        asked: the readings.
        value: the number of an arm at an x, for the seed's noise.
        seed: of the noise.
    """
    rng = np.random.default_rng(seed)
    probe = plan.probe_facts[asked.probe]
    places = (1.0, 2.0, 3.0) if asked.quantity in probe.axes else (np.nan,)
    rows = [
        {
            "probe": asked.probe,
            "quantity": asked.quantity,
            "arm": arm,
            "x": x,
            "seed": one,
            "value": value(arm, x, rng),
        }
        for one in range(probe.seeds)
        for arm in (*asked.a, *asked.b)
        for x in places
    ]
    return pd.DataFrame(rows, columns=[column.name for column in results.READINGS])


def evidence(plan, claim, direction, seed=0):
    """Evidence in which a claim's primary question comes out as simulated.

    Args:
        plan: what is planned.
        claim: the claim.
        direction: +1 as the claim says, -1 the reverse, 0 on the border of the claim's region.
        seed: of the noise.
    """
    question = claim.primary
    if isinstance(question.contrast, Readings):
        return Evidence(readings=_of_readings(plan, question, direction, seed))
    frame = runs(plan, lambda run, rng: _of_run(plan, question, direction, run, rng), seed)

    contrast = question.contrast

    def score(row, multiple, inputs):
        if contrast.tested_at != multiple or inputs not in contrast.inputs:
            return _untouched(row)
        other_side = contrast.axis == "inputs" and inputs not in contrast.a
        return 1 - row["score"] if other_side else row["score"]

    if contrast.as_trained:
        return Evidence(frame, further_tests(plan, frame))
    further = further_tests(plan, frame, score)
    if contrast.tested_at == 1 and "given" in contrast.inputs:
        return Evidence(frame, further)
    return Evidence(frame.assign(score=frame.apply(_untouched, axis=1)), further)


def calibration():
    """Error rates of one test, as they should be, and its power."""
    rates = [
        Rate(
            test="superior",
            aa_sample="adding",
            n=n,
            simulated_effect=effect,
            experiments=100,
            holds=0.02 + 0.3 * effect,
            does_not_hold=0.02,
            uninformative=0.0,
            covered=0.96,
            nominal_error=0.025,
            nominal_coverage=0.95,
            simulation_error=0.01,
        )
        for n in (5, 10)
        for effect in (0.0, 1.0)
    ]
    return RATES.dump_json(rates)


def _kinds(plan, row):
    """Multiples of the length and inputs of a run's further tests."""
    study = plan.config.studies[row["study"]]
    settings = {**study.tasks[row["task"]], "length": row["length"]}
    prompted = BUILT_IN.load("tasks", row["task"])(**settings).prompt is not None
    yield from ((multiple, "given") for multiple in study.test_lengths)
    yield from ((multiple, "own") for multiple in (1.0, *study.test_lengths) if prompted)


def _untouched(row):
    """A score that knows nothing of the effect, with noise."""
    return 0.5 + 0.01 * np.sin(1e4 * row["score"])


def _of_run(plan, question, direction, run, rng):
    contrast, test = question.contrast, question.test
    side = _side(plan, run, contrast)
    noise = rng.normal(0, 0.01)
    if question.minus is not None and not _looks_at(plan, contrast, run):
        side = 0
    if isinstance(test, Succeeds):
        happens = rng.random() < 0.5 + 0.45 * side * direction
        if test.outcome == "reached":
            return {} if happens else {"updates_to_target": np.nan}
        diverges = happens == (test.outcome == "diverged")
        return {"status": "diverged"} if diverges else {}
    if isinstance(test, Faster):
        ratio = {1: 0.6, -1: 1.5, 0: 1 - test.margin}[direction]
        share = 0.5 * (ratio if side > 0 else 1)
        budget = plan.config.studies[contrast.study].updates
        return {"updates_to_target": budget * (share + noise)}
    if isinstance(test, Ranks):
        name = getattr(run, contrast.axis)
        worse = 0.2 + 0.1 * direction * (1 if name in test.first else -1)
        base = name in (contrast.a if len(contrast.a) == 1 else contrast.b)
        return {"score": 0.8 + noise - (0 if base else worse)}
    if isinstance(test, Unbeaten):
        gain = test.margin + {1: -0.1, -1: 0.2, 0: 0.0}[direction]
        return {"score": 0.5 + gain * (side > 0) + noise}
    if isinstance(test, Equivalent):
        difference = {1: 0.0, -1: 0.2, 0: test.margin}[direction]
    else:
        assert isinstance(test, Superior)
        difference = {1: 10, -1: -10, 0: 1}[direction] * test.margin
    column = getattr(test, "of", "score")
    scale = 1 if column == "score" else test.margin / 0.02
    return {column: 0.5 * scale + side * difference / 2 + noise * scale}


def _of_readings(plan, question, direction, seed):
    asked, test = question.contrast, question.test

    def value(arm, x, rng):
        along = x if asked.summary == "slope" else 1.0
        if isinstance(test, Identity):
            return test.tolerance * ({1: 0.1, -1: 10, 0: 1}[direction])
        if isinstance(test, Ranks):
            lead = test.margin / 2 + 0.2 * max(1.0, test.margin) * direction
            return along * (1 + lead * (1 if arm in test.first else -1)) + rng.normal(0, 0.02)
        effect, scale = _effect(test, direction)
        shown = effect if arm in asked.a else 0.0
        return along * shown + rng.normal(0, 0.05 * scale)

    return readings(plan, asked, value, seed)


def _effect(test, direction):
    """An effect in, out of, or on the border of a region; and the size of such effects."""
    if isinstance(test, Superior):
        low, high = test.margin, np.inf
    elif isinstance(test, Equivalent):
        low, high = -test.margin, test.margin
    else:
        assert isinstance(test, Within)
        low, high = test.low, test.high
    finite = [border for border in (low, high) if np.isfinite(border)]
    if len(finite) == 2:
        scale = (high - low) / 2
        return {1: (low + high) / 2, -1: high + 2 * scale, 0: high}[direction], scale
    scale = max(abs(finite[0]), 0.1)
    inside = 1 if np.isfinite(low) else -1
    return finite[0] + 2 * direction * inside * scale, scale


def _looks_at(plan, contrast, run):
    """Whether a run is one of those that a contrast looks at."""
    lengths = plan.config.studies[run.study].tasks[run.task].get("length")
    lengths = lengths if isinstance(lengths, list) else [run.length]
    length = {"longest": max(lengths), "shortest": min(lengths)}.get(contrast.lengths, run.length)
    held = all(getattr(run, axis) in values for axis, values in contrast.where.items())
    return run.study == contrast.study and run.length == length and held


def _side(plan, run, contrast):
    """Which side of a contrast a run is on: +1 for A, -1 for B, 0 for neither."""
    if contrast.axis == "learning_rate":
        rates = plan.config.studies[contrast.study].learning_rates
        value = {max(rates): "largest", min(rates): "smallest"}.get(run.learning_rate)
    elif contrast.axis == "inputs":  # the runs themselves are tested on given inputs
        value = "given"
    else:
        value = getattr(run, contrast.axis)
    return (value in contrast.a) - (value in contrast.b)


def _axes(row):
    return {axis: row[axis] for axis in (column.name for column in results.AXES)}


def _row(run, shard, rng):
    row = {column.name: "" for column in results.RUNS if str(column.type) == "string"}
    row.update({c.name: 1.0 for c in results.RUNS if str(c.type) == "double"})
    row.update(run.axes())
    score = 0.5 + rng.normal(0, 0.003)
    return {
        **row,
        "long_range": run.task != "char_lm",
        "hidden": shard.hidden,
        "parameters": 100,
        "status": "ok",
        "updates": shard.updates,
        "budget": shard.updates,
        "score": score,
        "valid_score": score,
        "updates_to_target": shard.updates * rng.uniform(0.48, 0.52),
        "flops_per_update": 1e6,
    }


def _consistent(row):
    """What follows from the columns that an effect may set."""
    if row["status"] == "diverged":
        row.update(score=np.nan, valid_score=np.nan, loss=np.nan, updates_to_target=np.nan)
    row["reached"] = not np.isnan(row["updates_to_target"])
    row["flops_to_target"] = row["updates_to_target"] * row["flops_per_update"]
    return row
