"""LSTM with peepholes but without an output activation function."""

from rnnbench.components.cells.no_output_activation_lstm import NoOutputActivationLSTM


class NoOutputActivationPeepholeLSTM(NoOutputActivationLSTM):
    """LSTM with peepholes but without an output activation function.

        i = σ(a_i + p_i * c(t-1))    f = σ(a_f + p_f * c(t-1))    g = tanh(a_g)
        c(t) = f * c(t-1) + i * g
        o = σ(a_o + p_o * c(t))
        h(t) = o * c(t)

    Source: Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: a search space odyssey",
    IEEE TNNLS 28 (2017), section III.C, variant NOAF, whose reference is ``peephole_lstm``.
    """

    vectors = ("p_i", "p_f", "p_o")
