"""Sentences of the report, generated from the data."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import isnan
from typing import Any

from rnnbench.claims import PLAIN
from rnnbench.judging.json_model import OUTCOMES
from rnnbench.judging.robustness import Check
from rnnbench.judging.verdicts import Answer, ClaimVerdict, StratumResult
from rnnbench.pipeline.calibration.experiments import Rate
from rnnbench.plan.plan import ProbeFacts

SMALL = {2: "two", 3: "three"}
ROBUSTNESS = {
    "seed left out": "with one seed left out",
    "place alone": "on a single task or point of the probe's axis",
    "margin": "with half or twice the margin",
    "learning rate": "at one learning rate for both sides",
}
"""Words for each kind of check."""
PLAIN_RUNS = f"runs with {', '.join(f'{axis} {values[0]}' for axis, values in PLAIN.items())}"
REACH = (
    "T50 is the length at which half of the runs reach their target. It lies between two of the "
    f"lengths run, or outside them. The table counts only {PLAIN_RUNS}."
)
COST = (
    f"Medians over {PLAIN_RUNS}. Networks that train together share their training time equally. "
    "Times also depend on other jobs that ran at the same time."
)


def number(value: float | None, unbounded: str = "∞") -> str:
    """A number with three significant digits; None is unbounded."""
    if value is None:
        return unbounded
    return f"{value:.3g}".replace("-", "−").replace("e−0", "e−")


def metric_value(value: float | None) -> str:
    """A metric value with four significant digits, as in papers; empty if there is none."""
    return "" if value is None or isnan(value) else f"{value:.4g}"


def ratio(value: float) -> str:
    """A ratio with two decimals; empty if there is none."""
    return "" if isnan(value) else f"{value:.2f}"


def study(row: Mapping[Hashable, Any]) -> str:
    """A row's study, and its variant if it has one."""
    return row["study"] if row["variant"] == "plain" else f"{row['study']}, {row['variant']}"


def half_learn(row: Mapping[Hashable, Any]) -> str:
    """The range of T50 that the lengths run leave open."""
    if isnan(row["lost"]):
        return f"beyond {row['learned']:.0f}"
    if isnan(row["learned"]):
        return f"below {row['lost']:.0f}"
    return f"{row['learned']:.0f} to {row['lost']:.0f}"


def our_value(row: Mapping[Hashable, Any]) -> str:
    """Our metric value, with its interval if there are several seeds."""
    if not row["seeds"]:
        return "diverged"
    mean = metric_value(row["ours"])
    return (
        mean
        if isnan(row["low"])
        else f"{mean} [{metric_value(row['low'])}, {metric_value(row['high'])}]"
    )


def probability(p: float | None) -> str:
    """A p-value; empty if there is none."""
    if p is None:
        return ""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def interval(answer: Answer | StratumResult) -> str:
    """An effect with its interval."""
    if answer.effect is None:
        return "no effect"
    if answer.low == answer.effect == answer.high:
        return number(answer.effect)
    if answer.low is answer.high is None and answer.n < 2:
        return f"{number(answer.effect)}, no interval (n = {answer.n})"
    low, high = number(answer.low, "−∞"), number(answer.high)
    return f"{number(answer.effect)} [{low}, {high}]"


def checked(check: Check) -> str:
    """The effect of a robustness check, with its interval if it has one."""
    if check.kind == "learning rate":
        return number(check.effect)
    return f"{number(check.effect)} [{number(check.low, '−∞')}, {number(check.high)}]"


def region(answer: Answer) -> str:
    """The predicted range; empty if there is none."""
    if answer.region_low is None and answer.region_high is None:
        return ""
    if answer.region_low is None:
        return f"below {number(answer.region_high)}"
    if answer.region_high is None:
        return f"above {number(answer.region_low)}"
    return f"between {number(answer.region_low)} and {number(answer.region_high)}"


def sentence(answer: Answer) -> str:
    """The verdict in a sentence."""
    verdict = capitalised(answer.verdict)
    if answer.effect is None:
        return f"{verdict}. No effect to report: {answer.reason}."
    sides = f"{answer.a} against {answer.b}" if answer.b else answer.a
    found = [f"the {answer.unit}, {sides}, is {interval(answer)}"]
    if region(answer):
        found.append(f"predicted {region(answer)}")
    found.append(replication(answer))
    if answer.p_adjusted is not None:
        found.append(f"{probability(answer.p_adjusted)} after correction")
    return f"{verdict}: {'; '.join(found)}. {capitalised(answer.reason)}."


def capitalised(text: str) -> str:
    """The text with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"


def replication(answer: Answer) -> str:
    """The sample size: instances of an identity, else seeds."""
    return f"{answer.n:,} instances" if answer.p is None else f"{answer.n} seeds"


def percent(share: float) -> str:
    """A share with one decimal."""
    return f"{100 * share:.1f} %"


def calibration(rates: list[Rate]) -> str:
    """Whether a test exceeds its nominal error rate."""
    off = [f"{rate.test} ({rate.aa_sample}, {rate.n} seeds)" for rate in rates if rate.off]
    if not off:
        return f"No test exceeds its nominal error rate in any of {len(rates)} settings."
    return f"Tests exceed their nominal error rate in {len(off)} of {len(rates)} settings: " + (
        f"{', '.join(off)}."
    )


def robustness(verdict: ClaimVerdict) -> str:
    """How many checks leave the verdict unchanged, and which reverse it."""
    parts = []
    for kind, words in ROBUSTNESS.items():
        found = [check for check in verdict.robustness if check.kind == kind]
        if found:
            same = sum(check.verdict == verdict.verdict for check in found)
            parts.append(f"{same} of {len(found)} {words}")
    if not parts or verdict.verdict == "undecided":
        return ""
    reversing = ", ".join(check.what for check in verdict.flips)
    return f"Checks with the same verdict: {'; '.join(parts)}. " + (
        f"Reversed by: {reversing}." if reversing else "No check reverses it."
    )


def interim_analysis(verdict: ClaimVerdict) -> str:
    """The number of the interim analysis, and the level of its intervals."""
    analysis, level = verdict.interim, 100 * verdict.primary.level
    return f"analysis {analysis.number} of at most {analysis.declared}, {level:.3g} % intervals"


def settings(probe: ProbeFacts) -> str:
    """A probe's settings."""
    return ", ".join(f"{name} {value}" for name, value in probe.settings.items())


def scope(verdict: ClaimVerdict) -> str:
    """The contrasts by their own verdicts, and how many are uninformative; may be empty."""
    strata = verdict.primary.strata
    informative = verdict.primary.informative
    groups = (
        ("Holds on", [s for s in informative if s.verdict == "holds"]),
        ("Does not hold on", [s for s in informative if s.verdict == "does not hold"]),
        ("Undecided on", [s for s in informative if s.verdict == "undecided"]),
    )
    parts = [f"{words} {_names(group, strata)}." for words, group in groups if group]
    uninformative = Counter(s.uninformative for s in strata if s.uninformative)
    parts += [
        f"{count} of {len(strata)} contrasts {'is' if count == 1 else 'are'} uninformative ({why})."
        for why, count in uninformative.items()
    ]
    return " ".join(parts)


def scope_in_short(verdict: ClaimVerdict) -> str:
    """The number of contrasts on which the claim holds, of those with their own verdict."""
    judged = [s.verdict for s in verdict.primary.informative if s.verdict]
    return f"{judged.count('holds')} of {len(judged)} contrasts" if judged else ""


def alt(verdict: ClaimVerdict) -> str:
    """Alternative text of a claim's figure."""
    answer = verdict.primary
    pooled = (
        f"no overall effect: {answer.reason}"
        if answer.effect is None
        else f"the overall {answer.unit} is {interval(answer)}, predicted {region(answer)}"
    )
    below = "readings of the probe" if verdict.probes else "runs over training"
    return f"Effect of each contrast; {pooled}. Below: {below}."


def by_reason(without: Mapping[str, str]) -> dict[str, list[str]]:
    """Names of claims that were not run by reason, from the reason of each."""
    reasons = dict.fromkeys(without.values())
    return {why: [name for name in without if without[name] == why] for why in reasons}


def not_run(without: Mapping[str, str]) -> list[str]:
    """One line for each reason not to run claims, from the reason of each claim."""
    return [
        f"not run at this scale ({why}): {', '.join(names)}"
        for why, names in by_reason(without).items()
    ]


def came_out(outcome: str, count: int) -> str:
    """A verdict after its number of claims."""
    return _plural(outcome, count)


def counted(counts: Iterable[tuple[str, int]]) -> str:
    """The number of claims by verdict."""
    return ", ".join(f"{count} {came_out(outcome, count)}" for outcome, count in counts)


def surprising(verdicts: Sequence[ClaimVerdict]) -> str:
    """Heading of the refuted claims with the largest departures."""
    if not verdicts:
        return "No surprises"
    if len(verdicts) == 1:
        return "The largest surprise"
    return f"The {SMALL[len(verdicts)]} largest surprises"


def order(verdict: ClaimVerdict) -> int:
    """A sort key: claims that do not hold, undecided ones, those that hold."""
    return ("does not hold", "undecided", "holds", "not run").index(verdict.verdict)


def tasks(verdict: ClaimVerdict) -> list[str]:
    """Tasks that a claim was judged on; none for readings of a probe."""
    if not verdict.studies:
        return []
    found = (s.task.partition(" (")[0] for s in verdict.primary.strata)
    return list(dict.fromkeys(found))


def headline(verdicts: list[ClaimVerdict]) -> str:
    """The number of claims judged, and their verdicts."""
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
    return "; ".join(
        " with ".join(part for part in (s.task, s.held, _sides(s) if sides_vary else "") if part)
        for s in group
    )


def _sides(stratum: StratumResult) -> str:
    return f"{stratum.a} against {stratum.b}" if stratum.b else stratum.a
