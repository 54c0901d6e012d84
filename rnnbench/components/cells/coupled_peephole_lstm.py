"""LSTM with peepholes whose forget gate is one minus its input gate."""

from rnnbench.components.cells.coupled_lstm import CoupledLSTM


class CoupledPeepholeLSTM(CoupledLSTM):
    """LSTM with peepholes whose forget gate is one minus its input gate.

        i = σ(a_i + p_i * c(t-1))    g = tanh(a_g)
        c(t) = (1 - i) * c(t-1) + i * g
        o = σ(a_o + p_o * c(t))
        h(t) = o * tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant CIFG, whose reference is ``peephole_lstm``.
    """

    vectors = ("p_i", "p_o")
