"""A forget-gate bias of 1 is a better start than a bias around 0."""

from rnnbench.claims import Claim, Contrast, Faster, Question, Superior

CONTRAST = Contrast(
    "core", "init", a=("forget_bias_one",), b=("default",), where={"cell": ("lstm", "gru")}
)

CLAIM = Claim(
    section="Initialisation",
    sources=("L1",),
    wording="A forget-gate bias of 1 is a better start than a bias around 0.",
    refuted_by="a restricted mean time to target that is not shorter, by the margin, than with the "
    "default bias",
    primary=Question(CONTRAST, Faster("updates")),
    secondary={"a bias of 1 gives a higher score": Question(CONTRAST, Superior())},
    notes={
        "does not hold": "Overall a forget-gate bias of one does not speed up training by the "
        "margin. Gates that start half open can learn to open, and where the relevant input is "
        "near they need not. Jozefowicz, Zaremba and Sutskever recommend the bias for the LSTM. "
        "Here the GRU counts as well: its update gate starts out keeping as much.",
        "undecided": "The LSTM's forget gate and the GRU's update gate count alike here, and so do "
        "tasks with near and with distant dependencies. Jozefowicz, Zaremba and Sutskever "
        "recommend the bias for the LSTM alone. The time to target leaves out tasks that few runs "
        "learn. The secondary question about scores includes them.",
    },
)
