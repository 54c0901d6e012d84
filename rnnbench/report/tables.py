"""The report's tables, as data frames that are also written as CSV."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rnnbench.claims import PLAIN
from rnnbench.claims.tests.scores import scores
from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline.calibration.experiments import Rate
from rnnbench.report import prose
from rnnbench.storage.runs import ARM

HALF = 0.5


def claims(verdicts: list[ClaimVerdict]) -> pd.DataFrame:
    """One row a claim."""
    return pd.DataFrame(
        {
            "claim": v.claim,
            "section": v.section,
            "sources": " ".join(v.sources),
            "wording": v.wording,
            "verdict": v.verdict,
            "unit": v.primary.unit,
            "a": v.primary.a,
            "b": v.primary.b,
            "effect": v.primary.effect,
            "low": v.primary.low,
            "high": v.primary.high,
            "region_low": v.primary.region_low,
            "region_high": v.primary.region_high,
            "p": v.primary.p,
            "p_adjusted": v.primary.p_adjusted,
            "seeds": v.primary.n,
            "analysis": v.interim.number,
            "analyses": v.interim.declared,
            "level": v.primary.level,
            "detectable": v.primary.detectable,
            "seeds_needed": v.primary.needed,
            "scope": prose.scope(v),
            "robustness": prose.robustness(v),
        }
        for v in verdicts
    )


def strata(verdicts: list[ClaimVerdict]) -> pd.DataFrame:
    """One row a stratum of a question of a claim."""
    return pd.DataFrame(
        {"claim": v.claim, "question": answer.label or "primary", **stratum.model_dump()}
        for v in verdicts
        for answer in (v.primary, *v.secondary)
        for stratum in answer.strata
    )


def calibration(rates: Sequence[Rate]) -> pd.DataFrame:
    """One row a test, A/A sample, number of seeds and simulated effect."""
    return pd.DataFrame({**rate.model_dump(), "off": rate.off} for rate in rates)


def cost(runs: pd.DataFrame) -> pd.DataFrame:
    """One row a cell, study and task: its size, and what an update takes, the LSTM's as 1.

    Runs with everything else plain. Times are a run's share of those of the nets that trained
    together with it, evaluations included; other jobs may have run beside them.
    """
    rows: pd.DataFrame = _plain(runs)
    rows = rows.assign(
        milliseconds_per_update=1000 * rows["seconds"] / rows["updates"].where(rows["updates"] > 0),
        megaflops_per_update=rows["flops_per_update"] / 1e6,
    )
    where = ["study", "variant", "task", "length"]
    measures = ["parameters", "megaflops_per_update", "milliseconds_per_update"]
    table = rows.groupby([*where, "cell"], sort=False).agg(
        units=("hidden", "first"), **{name: (name, "median") for name in measures}
    )
    reference = (
        table.xs("lstm", level="cell")
        if "lstm" in table.index.get_level_values("cell")
        else table[:0]
    )
    for name in measures:
        against = table.reset_index("cell").index.map(reference[name].to_dict())
        table[f"{name}_to_lstm"] = table[name] / against.to_numpy(float)
    whole: pd.DataFrame = table.reset_index()
    return whole


def reach(runs: pd.DataFrame) -> pd.DataFrame:
    """One row a study, task and cell: the length up to which at least half of its runs learn (T50).

    Runs with everything else plain, of tasks at two lengths or more. T50 lies from ``learned``, the
    longest length before the first at which fewer than half of the runs reached their target, to
    that first one, ``lost``; either is missing where T50 lies beyond the lengths that were run.
    """
    by = ["study", "variant", "task", "cell"]
    rows = []
    for key, own in _plain(runs).groupby(by, sort=False):
        of_length = own.groupby("length")["reached"].mean()
        if len(of_length) > 1:
            learned = (of_length >= HALF).cummin()
            lengths = of_length.index
            rows.append(
                {
                    **dict(zip(by, key, strict=True)),
                    "lengths": " ".join(map(str, lengths)),
                    "learned": lengths[learned].max(),
                    "lost": lengths[~learned].min(),
                    "shares": " ".join(f"{share:.2f}" for share in of_length),
                }
            )
    return pd.DataFrame(rows, columns=[*by, "lengths", "learned", "lost", "shares"])


def _plain(runs: pd.DataFrame) -> pd.DataFrame:
    """Training runs that differ in their cells alone."""
    plain = (runs[axis].isin(values) for axis, values in PLAIN.items())
    rows: pd.DataFrame = runs[(runs["stage"] == "train") & np.logical_and.reduce(list(plain))]
    return rows


def arms(runs: pd.DataFrame) -> pd.DataFrame:
    """One row an arm: how its runs came out.

    Diverged runs count with score 0, and as not reaching; they have no metric value.
    """
    rows = runs[runs["stage"] == "train"].assign(score=scores)
    rows["diverged"] = rows["status"] == "diverged"
    grouped = rows.groupby(list(ARM))
    return grouped.agg(
        seeds=("seed", "size"),
        parameters=("parameters", "first"),
        score=("score", "mean"),
        score_sd=("score", "std"),
        metric=("metric", "first"),
        metric_value=("metric_value", "mean"),
        metric_sd=("metric_value", "std"),
        reached=("reached", "mean"),
        diverged=("diverged", "mean"),
        median_updates_to_target=("updates_to_target", "median"),
        clip_rate=("clip_rate", "mean"),
    ).reset_index()
