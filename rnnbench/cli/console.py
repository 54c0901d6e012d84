"""Lists of components, corpora and studies, and the power of a claim, on the console."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rnnbench.components import data_files
from rnnbench.components.corpora import Corpus
from rnnbench.components.registry import Registry, summary
from rnnbench.config import Config
from rnnbench.judging import foresight
from rnnbench.judging.pairs import MissingRunsError
from rnnbench.pipeline.judge import JudgingJob
from rnnbench.plan.plan import broken_claims, claims_of
from rnnbench.stats.power import POWER
from rnnbench.storage.files import ResultsError


def power(job: JudgingJob) -> None:
    """Print how likely a claim is decided, by number of seeds."""
    claim = Registry.of(job.components).load("claims", job.claim)
    console = Console()
    try:
        shares = foresight.decided(claim, job.evidence(), job.interim)
    except MissingRunsError as error:
        raise ResultsError(f"{job.claim} was not run: {error}") from None
    if not shares:
        console.print(
            f"{job.claim}: no informative stratum, or an exact test that seeds do not change"
        )
        return
    table = Table("seeds", "chance of a verdict", title=job.claim)
    for seeds, share in shares.items():
        table.add_row(str(seeds), f"{share:.0%}")
    console.print(table)
    enough = next((seeds for seeds, share in shares.items() if share >= POWER), None)
    console.print(
        f"about {enough} seeds decide it with a chance of {POWER:.0%}, before Holm's correction"
        if enough
        else f"more than {max(shares)} seeds would be needed for a chance of {POWER:.0%}"
    )


def components(kind: str, registry: Registry) -> dict[str, str]:
    """A line on each component of a kind: docstring, a claim's wording, or what is wrong."""
    if kind == "claims":
        found = {name: claim.wording for name, claim in claims_of(registry).items()}
        return {**found, **{one.what: f"broken: {one.why}" for one in broken_claims(registry)}}
    return {name: _line(registry, kind, name) for name in registry.names(kind)}


def _line(registry: Registry, kind: str, name: str) -> str:
    problem = registry.broken(kind, name)
    return f"broken: {problem}" if problem else summary(registry.load(kind, name))


def corpora(found: Iterable[Corpus]) -> None:
    """Print what there is of real data, and how to get the rest."""
    table = Table("corpus", "licence", title=f"files go to {data_files.folders()[0]}")
    table.add_column("MB", justify="right")
    table.add_column("is there", justify="right")
    for corpus in found:
        size = sum(file.size or 0 for file in corpus.files) / 1e6
        there = "no" if corpus.missing else "yes"
        table.add_row(escape(corpus.name), escape(corpus.licence), f"{size:.1f}", there)
    console = Console()
    console.print(table)
    console.print("rnnbench data NAME downloads one; docs/data.md says how to get them by hand")


def studies(config: Config) -> dict[str, str]:
    """A line on each study of a config."""
    return {
        name: f"{' × '.join(study.cells)}; {', '.join(study.tasks)}; "
        f"{' + '.join(map(str, study.seeds))} seeds"
        for name, study in config.studies.items()
    }
