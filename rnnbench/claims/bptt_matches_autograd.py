"""The textbook gradients of BPTT equal those of automatic differentiation."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L4", "L5"),
    wording="The recursions of back-propagation through time give the same gradients as automatic "
    "differentiation, for vanilla RNNs, LSTMs, peephole LSTMs and GRUs.",
    refuted_by="one net, sequence and loss for which the gradients differ",
    primary=Question(
        Readings("bptt", "off", a=("vanilla", "lstm", "peephole_lstm", "gru")), Identity()
    ),
)
