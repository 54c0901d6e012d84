"""The textbooks' gradients equal those of automatic differentiation."""

from rnnbench.claims import Claim, Identity, Question, Readings

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L4", "L5"),
    wording="The recursions of back-propagation through time give the gradients that automatic "
    "differentiation gives, for vanilla nets, LSTMs, LSTMs with peepholes, and GRUs.",
    refuted_by="one net, sequence and loss for which they differ",
    primary=Question(
        Readings("bptt", "off", a=("vanilla", "lstm", "peephole_lstm", "gru")), Identity()
    ),
)
