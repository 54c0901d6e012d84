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
)
