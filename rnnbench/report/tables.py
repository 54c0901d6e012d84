"""Tables of the report, as data frames."""

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
    """One row per claim."""
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
    """One row per stratum of a claim's question."""
    return pd.DataFrame(
        {"claim": v.claim, "question": answer.label or "primary", **stratum.model_dump()}
        for v in verdicts
        for answer in (v.primary, *v.secondary)
        for stratum in answer.strata
    )


def calibration(rates: Sequence[Rate]) -> pd.DataFrame:
    """One row per test, A/A sample, number of seeds and simulated effect."""
    return pd.DataFrame({**rate.model_dump(), "off": rate.off} for rate in rates)


def cost(runs: pd.DataFrame) -> pd.DataFrame:
    """One row per cell, study and task: size and cost of an update, also relative to the LSTM's.

    Over runs with all other axes plain. Each run counts its share of the training time, with
    evaluations, of the networks trained together with it; other jobs may have run at the same time.
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
    """One row per study, task and cell: the length up to which half of its runs learn (T50).

    Over runs with all other axes plain, of tasks with two lengths or more. ``lost`` is the shortest
    length at which fewer than half of the runs reached their target, ``learned`` the next shorter
    one. T50 lies between the two; one is missing where T50 lies outside the lengths run.
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
    """Training runs with all axes but the cell plain."""
    plain = (runs[axis].isin(values) for axis, values in PLAIN.items())
    rows: pd.DataFrame = runs[(runs["stage"] == "train") & np.logical_and.reduce(list(plain))]
    return rows


def arms(runs: pd.DataFrame) -> pd.DataFrame:
    """One row per arm: means over its runs.

    A diverged run scores 0 and does not reach the target; it has no metric value.
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
