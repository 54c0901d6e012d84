"""What trained language models write."""

from collections.abc import Sequence

import torch

from rnnbench.components.tasks._language import LanguageTask
from rnnbench.engine.generation import Drawing, unfit, write
from rnnbench.pipeline.weights import Trained
from rnnbench.seeding import generator
from rnnbench.storage.files import ResultsError


def texts(
    trained: Trained, count: int, tokens: int, drawing: Drawing, prompt: str, seed: int
) -> Sequence[str]:
    """Texts that a run's net writes, each after the prompt.

    Args:
        trained: the run.
        count: number of texts.
        tokens: number of characters or words to draw for each.
        drawing: how.
        prompt: what the net reads first; if it is empty, a zero vector.
        seed: of the draws.

    Raises:
        ResultsError: the run is none of a language model that can be drawn from.
    """
    task, network = trained.task, trained.network
    if not isinstance(task, LanguageTask):
        raise ResultsError(f"{trained.run.task} is no language model of text: nothing to sample")
    why = unfit(network)
    if why:
        raise ResultsError(f"{trained.file}: cannot be sampled from: {why}")
    read = task.encode(prompt)[:, None].expand(-1, count)
    drawn = write(network, trained.weights, read, tokens, drawing, generator("sample", seed))
    return [task.decode(one) for one in torch.cat([read, drawn]).T]
