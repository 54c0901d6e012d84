"""Free running: nets read their own answers, in a test or mixed with true inputs in training."""

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
    """Run nets on their own answers after the prompt, except where inputs stay true.

    Args:
        nets: the nets.
        task: what they learn.
        weights: each (P, ...).
        inputs: the true ones, (P, T, B[, D]).
        prompt: number of steps at the beginning whose inputs are true.
        hidden_state: the states before the first step; replaced by those after the last one.
        true: mask of later inputs that are true as well, (P, T, B); None: there are none.
        statistics: each layer's, in place of the batch's own.

    Returns:
        Answers after every step, (P, T, B, O), and the inputs as read, both without gradients.
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
    """Answers (P, T', B, O) of a decoder that reads its own answers after a given first symbol.

    Args:
        nets: the nets, which have a decoder.
        task: what they learn.
        weights: each (P, ...).
        batch: of all members: inputs (P, T, B[, D]), lengths (P, B), shown (P, T', B).
        statistics: each layer's, in place of the batch's own.

    Raises:
        ValueError: the batch has nothing for the decoder to read.
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
