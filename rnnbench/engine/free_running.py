"""Nets that read their own answers: in a test, or mixed with true inputs in training."""

import torch
from torch import Tensor

from rnnbench.components.tasks import Batch, Task
from rnnbench.engine.batch_statistics import Statistics
from rnnbench.engine.layers import Weights
from rnnbench.engine.nets import HiddenState, Nets


@torch.no_grad()
def free_running(
    nets: Nets,
    task: Task,
    weights: Weights,
    inputs: Tensor,
    prompt: int,
    hidden_state: HiddenState,
    true: Tensor | None = None,
    statistics: dict[str, Statistics] | None = None,
) -> tuple[Tensor, Tensor]:
    """Answers where those after the prompt become inputs, but for what is kept true.

    Args:
        nets: the nets.
        task: what they learn.
        weights: each (P, ...).
        inputs: the true ones, (P, T, B[, D]).
        prompt: steps whose inputs are true.
        hidden_state: states to start from, replaced by those after the last step.
        true: which inputs after the prompt are the true ones as well, (P, T, B); None: none.
        statistics: each layer's, to be used in place of the batch's own.

    Returns:
        Answers after every step, (P, T, B, O), and what was read, both without gradients.
    """
    answers: list[Tensor] = []
    read = [inputs[:, :prompt]]
    kept = true.unsqueeze(-1) if true is not None and inputs.dim() > true.dim() else true
    for step in range(prompt, inputs.shape[1] + 1):
        done = step - read[-1].shape[1]
        now = {prefix: known.after(done) for prefix, known in (statistics or {}).items()}
        answers.append(nets(weights, read[-1], "every", now, hidden_state=hidden_state).clone())
        if step < inputs.shape[1]:
            own = task.feedback(answers[-1][:, -1:])
            if kept is not None:
                own = torch.where(kept[:, step, None], inputs[:, step, None], own)
            read.append(own)
    return torch.cat(answers, dim=1), torch.cat(read, dim=1)


@torch.no_grad()
def written(
    nets: Nets,
    task: Task,
    weights: Weights,
    batch: Batch,
    statistics: dict[str, Statistics] | None = None,
) -> Tensor:
    """Answers (P, T', B, O) of a decoder that reads its own, but for what it is shown first.

    Args:
        nets: the nets, which have a decoder.
        task: what they learn.
        weights: each (P, ...).
        batch: of all members: inputs (P, T, B[, D]), lengths (P, B), shown (P, T', B).
        statistics: each layer's, to be used in place of the batch's own.

    Raises:
        ValueError: nothing is shown.
    """
    if batch.shown is None:
        raise ValueError("a decoder needs something to read")
    context = nets.context(weights, batch.inputs, statistics, batch.lengths)
    hidden_state: HiddenState = {}
    answers: list[Tensor] = []
    read = batch.shown[:, :1]
    for step in range(batch.shown.shape[1]):
        now = {prefix: known.after(step) for prefix, known in (statistics or {}).items()}
        answers.append(nets.decode(weights, context, read, now, hidden_state).clone())
        read = task.feedback(answers[-1])
    return torch.cat(answers, dim=1)
