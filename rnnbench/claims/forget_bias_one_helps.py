"""A forget-gate bias of 1 is the better start."""

from rnnbench.claims import Claim, Contrast, Faster, Question, Superior

CONTRAST = Contrast(
    "core", "init", a=("forget_bias_one",), b=("default",), where={"cell": ("lstm", "gru")}
)

CLAIM = Claim(
    section="Initialisation",
    sources=("L1",),
    wording="A forget-gate bias of 1 is the better start than one around 0.",
    refuted_by="a restricted mean time to target that is less than the margin below the default's",
    primary=Question(CONTRAST, Faster("updates")),
    secondary={"a bias of 1 gives the better score": Question(CONTRAST, Superior())},
    notes={
        "does not hold": "On the whole a forget-gate bias of one does not speed training up by the "
        "margin: gates that start half open can learn to open, and where the answer lies near they "
        "need not. Jozefowicz, Zaremba and Sutskever recommend it for the LSTM; here the GRU, "
        "whose update gate starts out keeping as much, counts as well.",
        "undecided": "The LSTM's forget gate and the GRU's update gate count alike here, and so "
        "do tasks with near and with distant answers. Jozefowicz, Zaremba and Sutskever recommend "
        "the bias for the LSTM alone. A time to target leaves out tasks that few runs learn; the "
        "question about scores, beside it, does not.",
    },
)
