"""LSTM with peepholes whose gates also see all gates of the step before."""

from rnnbench.components.cells.full_gate_recurrence_lstm import FullGateRecurrenceLSTM


class FullGateRecurrencePeepholeLSTM(FullGateRecurrenceLSTM):
    """LSTM with peepholes whose gates also see all gates of the step before.

        i = σ(a_i + R_ii i(t-1) + R_fi f(t-1) + R_oi o(t-1) + p_i * c(t-1)), and so f
        c(t) = f * c(t-1) + i * tanh(a_g)
        o = σ(a_o + R_io i(t-1) + R_fo f(t-1) + R_oo o(t-1) + p_o * c(t))
        h(t) = o * tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant FGR, whose reference is ``peephole_lstm``.
    """

    vectors = ("p_i", "p_f", "p_o")
