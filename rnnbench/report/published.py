"""Published values beside ours, with both protocols."""

from collections.abc import Iterator
from math import nan

import pandas as pd

from rnnbench.plan.plan import Plan, TaskFacts
from rnnbench.plan.shards import Shard
from rnnbench.report import papers, prose
from rnnbench.report.papers import Paper, PublishedValue
from rnnbench.stats import paired
from rnnbench.stats.decisions import LEVEL

COLUMNS = {
    "paper": "authors and year",
    "link": "link to the paper, and the place of the value in it",
    "grade": "`read` in the paper itself, `quoted` by others, or from `memory`",
    "task": "task",
    "corpus": "corpus; empty for synthetic tasks",
    "cell": "cell",
    "metric": "metric of both values",
    "theirs": "value in the paper",
    "ours": "our mean over seeds, on test data",
    "low": "lower end of its interval, at the level of verdicts; missing with one seed",
    "high": "upper end of the interval",
    "seeds": "number of our seeds without divergence",
    "chance": "value of a network without memory, if known",
    "their_nets": "setup of the paper's networks",
    "our_nets": "setup of ours",
    "their_protocol": "training and testing of the paper's networks",
    "our_protocol": "training and testing of ours",
}
"""Columns of the table and their meanings."""


def beside(plan: Plan, runs: pd.DataFrame) -> pd.DataFrame:
    """One row per published value and matching arm of ours.

    Args:
        plan: plan of the run.
        runs: table of runs.

    Returns:
        A frame with ``COLUMNS``; empty if no published value matches a run.
    """
    rows = [
        row
        for paper in papers.papers()
        for reported in paper.values
        for shard in plan.first.values()
        for row in _rows(paper, reported, plan, shard, runs)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def markdown(table: pd.DataFrame) -> str:
    """Render the table as Markdown, with the protocols of papers and ours below it."""
    if table.empty:
        return "No published value matches a run."
    lines = [
        "| paper | task | cell | metric | published | "
        f"ours [{LEVEL:.0%} interval] | seeds | chance |",
        "|---|---|---|---|--:|--:|--:|--:|",
    ]
    protocols: dict[str, None] = {}
    for row in table.to_dict("records"):
        on = f"{row['task']}, {row['corpus']}" if row["corpus"] else row["task"]
        lines.append(
            f"| {row['paper']}, {row['grade']} | {on} | {row['cell']} | {row['metric']} "
            f"| {prose.metric_value(row['theirs'])} | {prose.our_value(row)} | {row['seeds']} "
            f"| {prose.metric_value(row['chance'])} |"
        )
        ours = f"- Ours, {on}, {row['cell']}: {row['our_nets']}; {row['our_protocol']}."
        theirs = f"- {row['paper']}, {row['link']}: {row['their_protocol']}."
        protocols |= {theirs: None, ours: None}
    return "\n".join([*lines, "", *sorted(protocols)])


def _rows(
    paper: Paper, reported: PublishedValue, plan: Plan, shard: Shard, runs: pd.DataFrame
) -> Iterator[dict[str, object]]:
    if (shard.task, shard.cell, shard.norm) != (reported.task, reported.cell, reported.norm):
        return
    own = runs[
        (runs["stage"] == "train")
        & (runs["study"] == shard.study)
        & (runs["task"] == shard.task)
        & (runs["cell"] == shard.cell)
        & (runs["norm"] == shard.norm)
    ]
    arm = ["length", "init", "clip", "penalty", *([] if shard.tuned else ["learning_rate"])]
    for (length, init, clip, penalty, *_), seeds in own.groupby(arm):
        task = plan.task_facts(shard, int(str(length)))
        ours = (length, task.corpus, init, clip, penalty)
        theirs = (reported.length, reported.corpus, reported.init, reported.clip, reported.penalty)
        if all(wanted in (None, own) for own, wanted in zip(ours, theirs, strict=True)):
            yield _row(paper, reported, shard, task, seeds)


def _row(
    paper: Paper, reported: PublishedValue, shard: Shard, task: TaskFacts, seeds: pd.DataFrame
) -> dict[str, object]:
    if reported.metric not in ("loss", task.metric):
        raise ValueError(
            f"{paper.reference} gives {reported.metric}, {reported.task} {task.metric}"
        )
    values = seeds["loss" if reported.metric == "loss" else "metric_value"].dropna().to_numpy(float)
    interval = paired.interval(values) if len(values) > 1 else None
    return {
        "paper": paper.reference,
        "link": paper.link,
        "grade": paper.grade,
        "task": reported.task,
        "corpus": reported.corpus,
        "cell": reported.cell,
        "metric": reported.metric,
        "theirs": reported.value,
        "ours": values.mean() if len(values) else nan,
        "low": interval.low if interval else nan,
        "high": interval.high if interval else nan,
        "seeds": len(values),
        "chance": nan if reported.chance is None else reported.chance,
        "their_nets": reported.setting,
        "our_nets": f"{shard.depth} × {shard.hidden} units, {seeds['parameters'].max():,} weights",
        "their_protocol": paper.protocol,
        "our_protocol": _protocol(shard, task, seeds),
    }


def _protocol(shard: Shard, task: TaskFacts, seeds: pd.DataFrame) -> str:
    """Training and testing of a shard's networks in a few words."""
    rates = ", ".join(f"{rate:g}" for rate in sorted(seeds["learning_rate"].unique()))
    chosen = "tuned on validation" if shard.tuned else "fixed"
    decay = "" if shard.decay is None else f", decayed by {shard.decay.factor:g} in steps"
    state = "kept between batches" if task.continuous else "reset for each batch"
    weights = "last weights" if shard.tested == "last" else "weights with the best validation"
    return (
        f"batches of {shard.batch} × {task.steps} steps, hidden state {state}; {shard.updates:,} "
        f"updates by {shard.optimiser}, learning rate {rates} ({chosen}{decay}); tested: {weights}"
    )
