"""Two sets of verdicts side by side: claims with different verdicts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rnnbench.judging.verdicts import ClaimVerdict
from rnnbench.pipeline import collect
from rnnbench.report import prose

ABSENT = "absent"


def compare(before: Path, after: Path) -> str:
    """Compare two folders of results, or files of verdicts; the differences as Markdown.

    Raises:
        ResultsError: a file of verdicts is missing or cannot be read.
    """
    old, new = (
        {v.claim: v for v in collect.verdicts_in(_file(place))} for place in (before, after)
    )
    claims = list(dict.fromkeys((*old, *new)))
    pairs = [(claim, old.get(claim), new.get(claim)) for claim in claims]
    changed = [pair for pair in pairs if _word(pair[1]) != _word(pair[2])]
    lines = [f"{len(changed)} of {len(claims)} verdicts differ.", ""]
    if changed:
        lines += _table(str(before), str(after), changed)
    others = [pair for pair in pairs if pair not in changed and _effects_differ(*pair[1:])]
    if others:
        lines += [f"Same verdict, different effect: {len(others)}.", ""]
        lines += _table(str(before), str(after), others)
    return "\n".join(lines).rstrip()


def _file(place: Path) -> Path:
    return place / "verdicts.json" if place.is_dir() else place


def _table(
    before: str,
    after: str,
    pairs: Sequence[tuple[str, ClaimVerdict | None, ClaimVerdict | None]],
) -> Iterator[str]:
    yield f"| claim | {before} | {after} |"
    yield "|---|---|---|"
    for claim, old, new in pairs:
        yield f"| {claim} | {_told(old)} | {_told(new)} |"
    yield ""


def _told(verdict: ClaimVerdict | None) -> str:
    if verdict is None or verdict.primary.effect is None:
        return _word(verdict)
    primary = verdict.primary
    return f"{_word(verdict)}: {prose.interval(primary)}, {prose.replication(primary)}"


def _word(verdict: ClaimVerdict | None) -> str:
    return verdict.verdict if verdict else ABSENT


def _effects_differ(old: ClaimVerdict | None, new: ClaimVerdict | None) -> bool:
    """Whether two equal verdicts differ in effect or sample size."""
    return _told(old) != _told(new)
