"""Sentences about verdicts, made from the data alone."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import isnan
from typing import Any

from rnnbench.judging.records import OUTCOMES
from rnnbench.judging.robustness import Check
from rnnbench.judging.verdicts import Answer, ClaimVerdict, StratumResult
from rnnbench.pipeline.calibration.experiments import Rate
from rnnbench.probes import Probe

SMALL = {2: "two", 3: "three"}
ROBUSTNESS = {
    "seed left out": "with one seed left out",
    "place alone": "on each place alone",
    "margin": "with half and twice the margin",
    "learning rate": "at one learning rate for both sides",
}
"""What each kind of check is called in a sentence."""
REACH = (
    "T50 is the length at which half of the runs reach their target; it lies between two lengths "
    "that were run, or beyond them. Runs with everything else plain."
)
COST = (
    "Medians over runs with everything else plain. The time of an update is a run's share of the "
    "time of the nets that trained together with it; other jobs may have run beside them."
)


def number(value: float | None, unbounded: str = "∞") -> str:
    """Three significant digits; None is unbounded."""
    if value is None:
        return unbounded
    return f"{value:.3g}".replace("-", "−").replace("e−0", "e−")


def metric_value(value: float | None) -> str:
    """Four significant digits, as papers give them; empty if there is none."""
    return "" if value is None or isnan(value) else f"{value:.4g}"


def study(row: Mapping[Hashable, Any]) -> str:
    """A row's study, and its variant if it has one."""
    return row["study"] if row["variant"] == "plain" else f"{row['study']}, {row['variant']}"


def half_learn(row: Mapping[Hashable, Any]) -> str:
    """Where the length lies at which half of the runs learn, as far as the lengths run tell."""
    if isnan(row["lost"]):
        return f"beyond {row['learned']:.0f}"
    if isnan(row["learned"]):
        return f"below {row['lost']:.0f}"
    return f"{row['learned']:.0f} to {row['lost']:.0f}"


def our_value(row: Mapping[Hashable, Any]) -> str:
    """Our figure beside a published one, with its interval if there are several seeds."""
    if not row["seeds"]:
        return "diverged"
    mean = metric_value(row["ours"])
    return (
        mean
        if isnan(row["low"])
        else f"{mean} [{metric_value(row['low'])}, {metric_value(row['high'])}]"
    )


def probability(p: float | None) -> str:
    """A p-value as shown to people."""
    if p is None:
        return ""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def interval(answer: Answer | StratumResult) -> str:
    """Effect with its interval."""
    if answer.effect is None:
        return "no effect to show"
    if answer.low == answer.effect == answer.high:
        return number(answer.effect)
    low, high = number(answer.low, "−∞"), number(answer.high)
    return f"{number(answer.effect)} [{low}, {high}]"


def checked(check: Check) -> str:
    """A check's effect, with its interval if it has one."""
    if check.kind == "learning rate":
        return number(check.effect)
    return f"{number(check.effect)} [{number(check.low, '−∞')}, {number(check.high)}]"


def region(answer: Answer) -> str:
    """What the claim predicts."""
    if answer.region_low is None and answer.region_high is None:
        return ""
    if answer.region_low is None:
        return f"below {number(answer.region_high)}"
    if answer.region_high is None:
        return f"above {number(answer.region_low)}"
    return f"between {number(answer.region_low)} and {number(answer.region_high)}"


def sentence(answer: Answer) -> str:
    """The verdict in a sentence."""
    if answer.effect is None:
        return f"{answer.verdict.capitalize()}: {answer.reason}."
    sides = f"{answer.a} against {answer.b}" if answer.b else answer.a
    adjusted = answer.p_adjusted
    corrected = "" if adjusted is None else f", {probability(adjusted)} after correction"
    return (
        f"{answer.verdict.capitalize()}: the {answer.unit}, {sides}, "
        f"is {interval(answer)}; the claim predicts {region(answer)}; {replication(answer)}"
        f"{corrected}. {answer.reason[:1].upper()}{answer.reason[1:]}."
    )


def replication(answer: Answer) -> str:
    """How often it was measured: instances of an identity, else seeds."""
    return f"{answer.n:,} instances" if answer.p is None else f"{answer.n} seeds"


def percent(share: float) -> str:
    """A share with one decimal."""
    return f"{100 * share:.1f} %"


def calibration(rates: list[Rate]) -> str:
    """Whether any test errs more often than it should."""
    off = [f"{rate.test} ({rate.pool}, {rate.n} seeds)" for rate in rates if rate.off]
    if not off:
        return f"No test errs more often than it should, in {len(rates)} rows of experiments."
    return f"{len(off)} of {len(rates)} rows err more often than they should: {', '.join(off)}."


def robustness(verdict: ClaimVerdict) -> str:
    """Whether the verdict stays where something is left out or chosen otherwise."""
    parts = []
    for kind, words in ROBUSTNESS.items():
        found = [check for check in verdict.robustness if check.kind == kind]
        if found:
            stays = sum(check.verdict == verdict.verdict for check in found)
            parts.append(f"{words} in {stays} of {len(found)}")
    if not parts or verdict.verdict == "undecided":
        return ""
    flips = ", ".join(check.what for check in verdict.flips)
    return f"The verdict stays {'; '.join(parts)}. " + (
        f"It flips: {flips}." if flips else "It never flips."
    )


def interim_analysis(verdict: ClaimVerdict) -> str:
    """Which look at the data it was, and at which level."""
    look, level = verdict.look, 100 * verdict.primary.level
    return f"{look.number} of at most {look.declared}, each with intervals of level {level:.3g} %"


def settings(probe: Probe) -> str:
    """A probe's settings."""
    return ", ".join(f"{name} {value}" for name, value in probe.model_dump().items())


def scope(verdict: ClaimVerdict) -> str:
    """Where the claim holds, where it does not, and what cannot tell, each contrast by itself."""
    strata = verdict.primary.strata
    telling = verdict.primary.telling
    groups = (
        ("holds on", [s for s in telling if s.verdict == "holds"]),
        ("does not hold on", [s for s in telling if s.verdict == "does not hold"]),
        ("is undecided on", [s for s in telling if s.verdict == "undecided"]),
    )
    parts = [f"{words} {_names(group, strata)}" for words, group in groups if group]
    silent = Counter(s.uninformative for s in strata if s.uninformative)
    parts += [
        f"{count} of {len(strata)} contrasts cannot tell ({why})" for why, count in silent.items()
    ]
    return "; ".join(parts)


def scope_in_short(verdict: ClaimVerdict) -> str:
    """Of the contrasts that have a verdict of their own, how many bear the claim out."""
    judged = [s.verdict for s in verdict.primary.telling if s.verdict]
    return f"{judged.count('holds')} of {len(judged)} contrasts" if judged else ""


def alt(verdict: ClaimVerdict) -> str:
    """What the claim's figure shows, for people who cannot see it."""
    answer = verdict.primary
    below = "the readings behind them" if verdict.probes else "the runs behind them over training"
    return (
        f"Effects one by one for “{verdict.wording}” The pooled {answer.unit} is "
        f"{interval(answer)}; the claim predicts {region(answer)}. Below, {below}."
    )


def by_reason(without: Mapping[str, str]) -> dict[str, list[str]]:
    """Claims that were not run, given with the reason of each, by reason."""
    reasons = dict.fromkeys(without.values())
    return {why: [name for name in without if without[name] == why] for why in reasons}


def not_run(without: Mapping[str, str]) -> list[str]:
    """A line for each reason why claims, given with the reason of each, were not run."""
    return [
        f"not run at this scale ({why}): {', '.join(names)}"
        for why, names in by_reason(without).items()
    ]


def came_out(outcome: str, count: int) -> str:
    """A verdict of so many claims, after their number."""
    return _plural(outcome, count)


def counted(counts: Iterable[tuple[str, int]]) -> str:
    """How many claims came out how."""
    return ", ".join(f"{count} {came_out(outcome, count)}" for outcome, count in counts)


def surprising(verdicts: Sequence[ClaimVerdict]) -> str:
    """What stands above the largest departures."""
    if not verdicts:
        return "No claim was refuted"
    if len(verdicts) == 1:
        return "The surprise"
    return f"The {SMALL[len(verdicts)]} largest surprises"


def order(verdict: ClaimVerdict) -> int:
    """A number to sort by: refuted, undecided, supported."""
    return ("does not hold", "undecided", "holds", "not run").index(verdict.verdict)


def tasks(verdict: ClaimVerdict) -> list[str]:
    """The tasks that a claim was judged on; none for readings of a probe."""
    if not verdict.studies:
        return []
    found = (s.task.partition(" (")[0] for s in verdict.primary.strata)
    return list(dict.fromkeys(found))


def headline(verdicts: list[ClaimVerdict]) -> str:
    """How many claims came out how."""
    counts = {outcome: sum(v.verdict == outcome for v in verdicts) for outcome in OUTCOMES}
    judged = len(verdicts) - counts["not run"]
    came = counted((word, count) for word, count in counts.items() if count)
    return f"{judged} of {len(verdicts)} claims judged: {came}"


def _plural(words: str, count: int) -> str:
    if count == 1:
        return words
    return words.replace("holds", "hold").replace("does not", "do not")


def _names(group: list[StratumResult], everything: tuple[StratumResult, ...]) -> str:
    sides_vary = len({(s.a, s.b) for s in everything}) > 1
    return ", ".join(
        " ".join(part for part in (s.task, s.held, _sides(s) if sides_vary else "") if part)
        for s in group
    )


def _sides(stratum: StratumResult) -> str:
    return f"{stratum.a} against {stratum.b}" if stratum.b else stratum.a
