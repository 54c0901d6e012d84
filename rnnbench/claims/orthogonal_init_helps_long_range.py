"""Orthogonal recurrent initialisation fights vanishing gradients."""

from rnnbench.claims import Claim, Contrast, Faster, Question, Succeeds

CONTRAST = Contrast(
    "inits",
    "init",
    a=("orthogonal",),
    b=("small_random",),
    where={"cell": ("vanilla", "lstm", "gru")},
    long_range=True,
)

CLAIM = Claim(
    section="Initialisation",
    sources=("L1",),
    wording="Orthogonal recurrent initialisation fights vanishing gradients: long-range "
    "dependencies are learned more often than from small random weights.",
    refuted_by="nets from small random weights that reach the target more often",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={"orthogonal weights make training faster": Question(CONTRAST, Faster("updates"))},
    notes={
        "does not hold": "An orthogonal matrix keeps the gradient where nothing but the matrix acts on "
        "it, as in the linear nets of Saxe, McClelland and Ganguli. The slopes of tanh shrink it "
        "all the same, and in an LSTM or GRU it is the gates that carry the memory, so it is no "
        "sure help with distant dependencies.",
        "undecided": "A length that a cell learns from both inits, or from neither, tells "
        "nothing: where they differ, if anywhere, is between the two.",
    },
)
