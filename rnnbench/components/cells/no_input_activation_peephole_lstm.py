"""LSTM with peepholes but without an input activation function."""

from rnnbench.components.cells.no_input_activation_lstm import NoInputActivationLSTM


class NoInputActivationPeepholeLSTM(NoInputActivationLSTM):
    """LSTM with peepholes but without an input activation function.

        i = σ(a_i + p_i * c(t-1))    f = σ(a_f + p_f * c(t-1))
        c(t) = f * c(t-1) + i * a_g
        o = σ(a_o + p_o * c(t))
        h(t) = o * tanh(c(t))

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NIAF, whose reference is ``peephole_lstm``.
    """

    vectors = ("p_i", "p_f", "p_o")
