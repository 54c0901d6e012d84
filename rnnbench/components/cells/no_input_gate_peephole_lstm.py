"""LSTM with peepholes but without an input gate."""

from rnnbench.components.cells.no_input_gate_lstm import NoInputGateLSTM


class NoInputGatePeepholeLSTM(NoInputGateLSTM):
    """LSTM with peepholes but without an input gate.

        f = σ(a_f + p_f * c(t-1))    g = tanh(a_g)
        c(t) = f * c(t-1) + g
        o = σ(a_o + p_o * c(t))
        h(t) = o * tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NIG, whose reference is ``peephole_lstm``.
    """

    vectors = ("p_f", "p_o")
