"""Growth of the recursion h(t) = f(W h(t-1)), mostly with f linear."""

import torch
from torch import Generator, Tensor

from rnnbench.probes.measures.activations import Activation


def matrix(size: int, radius: float, departure: float, generator: Generator) -> Tensor:
    """A random matrix of a given spectral radius, (N, N), float64.

    Q (Λ + R) Q^T with a random orthogonal Q, real eigenvalues Λ that are uniform on ±radius but
    for the first, which is the radius itself, and R strictly upper triangular. The matrix is
    normal exactly when R is zero.

    Args:
        size: N, at least 1.
        radius: largest absolute eigenvalue.
        departure: Frobenius norm of R, Henrici's departure from normality (Numerische Mathematik
            4 (1962)); 0 where N = 1.
        generator: draws Q, Λ and R.
    """
    normal = torch.randn((2, size, size), generator=generator, dtype=torch.float64)
    values = 2 * torch.rand(size, generator=generator, dtype=torch.float64) - 1
    values[0] = 1.0
    upper = normal[0].triu(1)
    upper = upper / upper.norm() if size > 1 else upper
    q = torch.linalg.qr(normal[1])[0]
    found: Tensor = q @ (radius * values.diag() + departure * upper) @ q.T
    return found


def log_norms(matrix: Tensor, start: Tensor, steps: int) -> Tensor:
    """Log ‖h(t)‖ for t = 0 ... steps, (steps+1,); -inf from where the state is zero.

    The state is scaled back to length 1 after every step, so that nothing over- or underflows.

    Args:
        matrix: W, (N, N).
        start: h(0), (N,).
        steps: the last t.
    """
    logs, total, state = [], torch.zeros((), dtype=start.dtype), start
    for _ in range(steps + 1):
        length = state.norm()
        total = total + length.log()
        logs.append(total)
        state = matrix @ (state / length if length > 0 else state)
    return torch.stack(logs)


def growth_rate(matrix: Tensor, start: Tensor, steps: int) -> float:
    """log(‖h(t)‖ / ‖h(0)‖) / t after t = ``steps`` steps, in nats a step.

    It tends to log |λ| of the largest eigenvalue whose direction the start has a part in.
    """
    logs = log_norms(matrix, start, steps)
    return float(logs[-1] - logs[0]) / steps


def norm_drift(matrices: Tensor, starts: Tensor, steps: int) -> Tensor:
    """Largest |‖W^t h‖ / ‖h‖ − 1| over t = 1 ... steps, (...).

    Args:
        matrices: W, (..., N, N).
        starts: h, not zero, (..., N).
        steps: the last t.
    """
    lengths, state = [], starts.unsqueeze(-1)
    for _ in range(steps):
        state = matrices @ state
        lengths.append(state.squeeze(-1).norm(dim=-1))
    drift: Tensor = (torch.stack(lengths) / starts.norm(dim=-1) - 1).abs().amax(0)
    return drift


def nearest_orthogonal(matrix: Tensor) -> Tensor:
    """The orthogonal matrix that is nearest in the Frobenius norm, (..., N, N).

    U V^T of the singular value decomposition U S V^T, which must have no zero in S. Source: Higham,
    *Functions of Matrices* (2008), theorem 8.4.
    """
    u, _, vt = torch.linalg.svd(matrix)
    found: Tensor = u @ vt
    return found


def activated(activation: Activation, matrix: Tensor, start: Tensor, steps: int) -> Tensor:
    """h(t) = activation(W h(t-1)) for t = 0 ... steps, (steps+1, N).

    Args:
        activation: the nonlinearity.
        matrix: W, (N, N).
        start: h(0), (N,).
        steps: the last t.
    """
    states = [start]
    for _ in range(steps):
        states.append(activation(matrix @ states[-1]))
    return torch.stack(states)
