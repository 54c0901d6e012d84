"""LSTM with peepholes but without a forget gate."""

from rnnbench.components.cells.no_forget_gate_lstm import NoForgetGateLSTM


class NoForgetGatePeepholeLSTM(NoForgetGateLSTM):
    """LSTM with peepholes but without a forget gate.

        i = σ(a_i + p_i * c(t-1))    g = tanh(a_g)
        c(t) = c(t-1) + i * g
        o = σ(a_o + p_o * c(t))
        h(t) = o * tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NFG, whose reference is ``peephole_lstm``.
    """

    vectors = ("p_i", "p_o")
