"""A slow oracle of the recurrent cells: the papers' equations, one number at a time.

Everything is a nested list of Python floats (double precision). A grid has one row for each example
of the batch and one column for each unit. A product that an equation writes as W x is the row
vector x times the matrix W.
"""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

NORM_EPSILON = 1e-5  # joins the variance inside the square root
STEP = 0.1  # ε of the antisymmetric net
DIFFUSION = 0.01  # γ of the antisymmetric net


def states(cell, norm, weights, gates, inputs):
    """First state vector (the output h) after each step: (T, B, H).

    Args:
        cell: name of the cell.
        norm: "none", "weight", "layer" or "batch" (the statistics of the batch at that time step,
            as in training).
        weights: arrays of one net: "W" (D, G*H), "U" (S*H, ·) of the first gates, "b" (G*H),
            vectors such as "p_i" (H), matrices (H, H), and under a norm "gain" (G*H). With output
            recurrence "U" is (O, H), and "V" (H, O).
        gates: names of the G gates in the order of their blocks of H columns in W, U, b, gain.
        inputs: (T, B, D).
    """
    if cell not in CELLS:
        raise NotImplementedError(f"the oracle has no cell {cell!r}")
    lists = {name: _floats(array) for name, array in weights.items()}
    if norm == "weight":
        norm, lists = "none", _weight_normed(lists)
    if norm not in NORMS:
        raise NotImplementedError(f"the oracle has no norm {norm!r}")
    net = Net(norm, lists, tuple(gates), MATRICES.get(cell, _plain_matrix)(lists))
    starts = {**dict.fromkeys("hcifom", 0.0), "n": 1.0}
    state = {name: [[v] * net.units for _ in inputs[0]] for name, v in starts.items()}
    outputs = []
    for x in _floats(inputs):
        state = CELLS[cell](partial(net.sums, x), state, lists)
        outputs.append(state["h"])
    return np.array(outputs)


@dataclass(frozen=True)
class Net:
    """The weights of one net and what its pre-activations are made of.

    Attributes:
        norm: "none", "layer" or "batch".
        weights: nested lists by name.
        gates: names of the gates in the order of their blocks of columns.
        matrix: what the recurrent vector is multiplied by.
    """

    norm: str
    weights: dict
    gates: tuple
    matrix: list

    @property
    def units(self):
        """How many hidden units there are: H."""
        return len(self.weights["b"]) // len(self.gates)

    def sums(self, x, vectors, gate=None):
        """Pre-activations norm(x W + v U) * gain + b of one gate: a grid.

        Args:
            x: inputs of this step, one row for each example.
            vectors: recurrent vectors v, one row for each example; None: there is no v U.
            gate: name of the gate; the first one by default.
        """
        first = self.units * (self.gates.index(gate) if gate else 0)
        columns = range(first, first + self.units)
        products = [[_dot(row, self.weights["W"], k) for k in columns] for row in x]
        if vectors is not None:
            recurrent = [[_dot(vector, self.matrix, k) for k in columns] for vector in vectors]
            products = _each(_plus, products, recurrent)
        return [
            [self._shifted(value, k) for value, k in zip(row, columns, strict=True)]
            for row in NORMS[self.norm](products)
        ]

    def _shifted(self, value, k):
        """A normalised product times its gain (there is none without a norm), plus its bias."""
        gain = 1.0 if self.norm == "none" else self.weights["gain"][k]
        return value * gain + self.weights["b"][k]


# Arithmetic


def _floats(array):
    """Nested lists of Python floats."""
    return np.asarray(array, dtype=np.float64).tolist()


def _dot(vector, matrix, column):
    """Sum over d of vector[d] * matrix[d][column]."""
    total = 0.0
    for value, row in zip(vector, matrix, strict=True):
        total += value * row[column]
    return total


def _each(rule, *grids):
    """A grid: the rule of the numbers that stand at the same place in all grids."""
    return [
        [rule(*values) for values in zip(*rows, strict=True)] for rows in zip(*grids, strict=True)
    ]


def _sigmoid(a):
    """1 / (1 + exp(-a)), for any a without overflow."""
    if a >= 0:
        return 1 / (1 + math.exp(-a))
    return math.exp(a) / (1 + math.exp(a))


def _relu(a):
    return max(a, 0.0)


def _identity(a):
    return a


def _times(a, b):
    return a * b


def _plus(a, b):
    return a + b


def _between(gate, old, new):
    """The old value where the gate is 0, the new one where it is 1."""
    return (1 - gate) * old + gate * new


# Norms of a grid of products


def _standardised(values):
    """(v - mean) / sqrt(variance + epsilon), the variance being the mean squared deviation."""
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / len(values)
    return [(v - mean) / math.sqrt(variance + NORM_EPSILON) for v in values]


def _layer_norm(grid):
    """Ba et al. 2016 (arXiv:1607.06450): over the units of one gate, for each example."""
    return [_standardised(row) for row in grid]


def _batch_norm(grid):
    """Ioffe & Szegedy 2015 (arXiv:1502.03167), algorithm 1: over the examples, for each unit."""
    columns = [_standardised(column) for column in zip(*grid, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


NORMS = {
    "none": _identity,
    "layer": _layer_norm,
    "layer_memory": _layer_norm,
    "batch": _batch_norm,
}


# Matrices


def _plain_matrix(weights):
    """U itself, if there is one."""
    return weights.get("U")


def _antisymmetric_matrix(weights):
    """A - A^T - γ I (Chang et al. 2019), where U holds A."""
    a = weights["U"]
    size = range(len(a))
    return [[a[j][k] - a[k][j] - (DIFFUSION if j == k else 0.0) for k in size] for j in size]


def _weight_normed(weights):
    """Salimans & Kingma 2016 (arXiv:1602.07868): w = g v / |v|, v all weights into a unit."""
    rows = [*weights["W"], *weights.get("U", [])]
    lengths = [
        math.sqrt(sum(row[k] ** 2 for row in rows if k < len(row))) for k in range(len(rows[0]))
    ]
    scales = [gain / length for gain, length in zip(weights["gain"], lengths, strict=True)]
    scaled = {
        name: [[w * scale for w, scale in zip(row, scales, strict=False)] for row in weights[name]]
        for name in {"W", "U"} & set(weights)
    }
    return {**weights, **scaled}


MATRICES = {"antisymmetric_rnn": _antisymmetric_matrix}


# Cells. Each takes the pre-activations of this step as a function of (recurrent vectors, gate), the
# state before it and the weights, and gives the state after it. An equation's W x + U v + b stands
# for the pre-activation, norm included.


def _simple(pre, state, weights, *, activation):
    """Elman 1990 (Finding structure in time): h(t) = activation(W x(t) + U h(t-1) + b)."""
    return {"h": _each(activation, pre(state["h"]))}


def _antisymmetric(pre, state, weights):
    """Chang et al. 2019 (arXiv:1902.09689), the AntisymmetricRNN with diffusion.

    h(t) = h(t-1) + ε tanh(W x(t) + (A - A^T - γ I) h(t-1) + b)
    """
    h = state["h"]
    return {"h": _each(lambda h, a: h + STEP * math.tanh(a), h, pre(h))}


def _output_recurrence(pre, state, weights):
    """After Jordan 1986 (Serial order): the last output is fed back, here a linear readout.

    y(t-1) = V h(t-1);  h(t) = tanh(W x(t) + U y(t-1) + b)
    """
    readout = weights["V"]
    y = [[_dot(row, readout, o) for o in range(len(readout[0]))] for row in state["h"]]
    return {"h": _each(math.tanh, pre(y))}


def _seen_memory(c, weights):
    """Ba et al. 2016 (arXiv:1607.06450), eq. 22: the output sees the memory layer-normalised."""
    if "memory_gain" not in weights:
        return c
    gain, bias = weights["memory_gain"], weights["memory_bias"]
    return [
        [g * value + b for g, value, b in zip(gain, row, bias, strict=True)]
        for row in _layer_norm(c)
    ]


def _lstm(
    pre,
    state,
    weights,
    *,
    peepholes=False,
    absent="",
    coupled=False,
    full=False,
    input_activation=math.tanh,
    output_activation=math.tanh,
):
    """Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000, and its variants.

    Greff et al. 2017 (LSTM: A Search Space Odyssey, arXiv:1503.04069), section II.A:

    i(t) = σ(W_i x(t) + U_i h(t-1) + p_i c(t-1) + b_i)
    f(t) = σ(W_f x(t) + U_f h(t-1) + p_f c(t-1) + b_f)
    g(t) = tanh(W_g x(t) + U_g h(t-1) + b_g)
    c(t) = f(t) c(t-1) + i(t) g(t)
    o(t) = σ(W_o x(t) + U_o h(t-1) + p_o c(t) + b_o)
    h(t) = o(t) tanh(c(t))

    Args:
        pre: pre-activations of this step.
        state: the state before it.
        weights: nested lists by name.
        peepholes: whether the terms with p_i, p_f and p_o are there.
        absent: the gate that is always open.
        coupled: whether f(t) = 1 - i(t).
        full: whether the gates' last values i(t-1), f(t-1), o(t-1) follow h(t-1) in the recurrent
            vector.
        input_activation: takes the place of the tanh of g(t).
        output_activation: takes the place of the tanh of c(t) in h(t).
    """
    parts = [state[name] for name in ("hifo" if full else "h")]
    vectors = [[value for row in rows for value in row] for rows in zip(*parts, strict=True)]

    def gate(name, cells):
        if name == absent:
            return _each(lambda _: 1.0, cells)
        sums = pre(vectors, name)
        if peepholes:
            sums = _with_peephole(sums, weights[f"p_{name}"], cells)
        return _each(_sigmoid, sums)

    i = gate("i", state["c"])
    f = _each(lambda i: 1 - i, i) if coupled else gate("f", state["c"])
    g = _each(input_activation, pre(vectors, "g"))
    c = _each(lambda f, c, i, g: f * c + i * g, f, state["c"], i, g)
    o = gate("o", c)
    h = _each(lambda o, c: o * output_activation(c), o, _seen_memory(c, weights))
    return {"h": h, "c": c, "i": i, "f": f, "o": o}


def _with_peephole(sums, peephole, cells):
    """Pre-activations plus p * c, unit by unit."""
    return _each(lambda a, p, c: a + p * c, sums, [peephole] * len(cells), cells)


def _gru(pre, state, weights):
    """Chung et al. 2014 (arXiv:1412.3555), section 3.2: reset before the product.

    r = σ(W_r x + U_r h + b_r);  u = σ(W_u x + U_u h + b_u)
    n = tanh(W_n x + U_n (r h) + b_n);  h(t) = (1 - u) h(t-1) + u n
    """
    h = state["h"]
    r = _each(_sigmoid, pre(h, "r"))
    u = _each(_sigmoid, pre(h, "u"))
    n = _each(math.tanh, pre(_each(_times, r, h), "n"))
    return {"h": _each(_between, u, h, n)}


def _gru_reset_after(pre, state, weights):
    """cuDNN's GRU: reset after the product, which is the pre-activation m with its own bias.

    r and u as in the GRU of Chung et al. 2014;  n = tanh(W_n x + b_n + r (U_m h + b_m))
    h(t) = (1 - u) h(t-1) + u n, where cuDNN writes 1 - u for our u.
    U_n and W_m are expected to be zero in the arrays.
    """
    h = state["h"]
    r = _each(_sigmoid, pre(h, "r"))
    u = _each(_sigmoid, pre(h, "u"))
    n = _each(lambda n, r, m: math.tanh(n + r * m), pre(h, "n"), r, pre(h, "m"))
    return {"h": _each(_between, u, h, n)}


def _gru_without_reset_gate(pre, state, weights):
    """The GRU of Chung et al. 2014 with r = 1."""
    h = state["h"]
    u = _each(_sigmoid, pre(h, "u"))
    n = _each(math.tanh, pre(h, "n"))
    return {"h": _each(_between, u, h, n)}


def _gru_without_update_gate(pre, state, weights):
    """The GRU of Chung et al. 2014 with u = 1: h(t) = n."""
    h = state["h"]
    r = _each(_sigmoid, pre(h, "r"))
    return {"h": _each(math.tanh, pre(_each(_times, r, h), "n"))}


def _minimal_gru(pre, state, weights):
    """Zhou et al. 2016 (Minimal Gated Unit, arXiv:1603.09420): one gate resets and updates.

    f = σ(W_f x + U_f h + b_f);  n = tanh(W_n x + U_n (f h) + b_n);  h(t) = (1 - f) h(t-1) + f n
    """
    h = state["h"]
    f = _each(_sigmoid, pre(h, "f"))
    n = _each(math.tanh, pre(_each(_times, f, h), "n"))
    return {"h": _each(_between, f, h, n)}


def _min_gru(pre, state, weights):
    """Feng et al. 2024 (arXiv:2410.01201), section 3.1: gates see the input alone.

    z = σ(W_z x + b_z);  n = W_n x + b_n;  h(t) = (1 - z) h(t-1) + z n
    """
    return {"h": _each(_between, _each(_sigmoid, pre(None, "z")), state["h"], pre(None, "n"))}


def _diagonal_rnn(pre, state, weights):
    """Orvieto et al. 2023 (arXiv:2303.06349), real: λ = exp(-exp(ν)), normalised by √(1 - λ²).

    h(t) = λ h(t-1) + √(1 - λ²) (W x + b)
    """
    poles = [math.exp(-math.exp(nu)) for nu in weights["nu"]]
    rows = [poles] * len(state["h"])
    return {
        "h": _each(
            lambda p, h, u: p * h + math.sqrt(1 - p * p) * u, rows, state["h"], pre(None, "u")
        )
    }


def _slstm(pre, state, weights):
    """Beck et al. 2024 (arXiv:2405.04517), section 2.2, without the stabiliser, which cancels out.

    c(t) = exp(a_f) c(t-1) + exp(a_i) tanh(a_z);  n(t) = exp(a_f) n(t-1) + exp(a_i)
    h(t) = σ(a_o) c(t) / n(t), from n(0) = 1
    """
    i, f = (_each(math.exp, pre(state["h"], gate)) for gate in "if")
    z, o = _each(math.tanh, pre(state["h"], "z")), _each(_sigmoid, pre(state["h"], "o"))
    c = _each(lambda f, c, i, z: f * c + i * z, f, state["c"], i, z)
    n = _each(lambda f, n, i: f * n + i, f, state["n"], i)
    seen = _seen_memory(_each(lambda c, n: c / n, c, n), weights)
    return {"h": _each(_times, o, seen), "c": c, "n": n}


def _multiplicative_rnn(pre, state, weights):
    """Sutskever et al. 2011 (Generating text with RNNs), with a bias in the factor of the input.

    m = (W_m x + b_m) (R h(t-1));  h(t) = tanh(W_h x + U m + b_h)
    """
    units = range(len(weights["R"]))
    turned = [[_dot(row, weights["R"], k) for k in units] for row in state["h"]]
    return {"h": _each(math.tanh, pre(_each(_times, pre(None, "m"), turned), "h"))}


# Greff et al. 2017's variants by the start of their names, the empty one being the LSTM itself.
LSTM_VARIANTS = {
    "": {},
    "no_input_gate_": {"absent": "i"},
    "no_forget_gate_": {"absent": "f"},
    "no_output_gate_": {"absent": "o"},
    "no_input_activation_": {"input_activation": _identity},
    "no_output_activation_": {"output_activation": _identity},
    "coupled_": {"coupled": True},
    "full_gate_recurrence_": {"full": True},
}

CELLS = {
    "vanilla": partial(_simple, activation=math.tanh),
    "relu_rnn": partial(_simple, activation=_relu),
    "sigmoid_rnn": partial(_simple, activation=_sigmoid),
    "linear_rnn": partial(_simple, activation=_identity),
    "antisymmetric_rnn": _antisymmetric,
    "output_recurrence": _output_recurrence,
    **{f"{start}lstm": partial(_lstm, **how) for start, how in LSTM_VARIANTS.items()},
    **{
        f"{start}peephole_lstm": partial(_lstm, peepholes=True, **how)
        for start, how in LSTM_VARIANTS.items()
    },
    "gru": _gru,
    "gru_reset_after": _gru_reset_after,
    "gru_without_reset_gate": _gru_without_reset_gate,
    "gru_without_update_gate": _gru_without_update_gate,
    "minimal_gru": _minimal_gru,
    "min_gru": _min_gru,
    "diagonal_rnn": _diagonal_rnn,
    "slstm": _slstm,
    "multiplicative_rnn": _multiplicative_rnn,
}
