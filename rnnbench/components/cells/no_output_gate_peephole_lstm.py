"""LSTM with peepholes but without an output gate."""

from rnnbench.components.cells.no_output_gate_lstm import NoOutputGateLSTM


class NoOutputGatePeepholeLSTM(NoOutputGateLSTM):
    """LSTM with peepholes but without an output gate.

        i = σ(a_i + p_i * c(t-1))    f = σ(a_f + p_f * c(t-1))    g = tanh(a_g)
        c(t) = f * c(t-1) + i * g
        h(t) = tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NOG, whose reference is ``peephole_lstm``.
    """

    vectors = ("p_i", "p_f")
