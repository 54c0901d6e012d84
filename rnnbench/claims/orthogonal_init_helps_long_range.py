"""Orthogonal recurrent initialisation counteracts vanishing gradients."""

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
    wording="Orthogonal recurrent initialisation counteracts vanishing gradients: nets learn "
    "long-range dependencies more often than from small random weights.",
    refuted_by="nets with small random initial weights that reach the target more often",
    primary=Question(CONTRAST, Succeeds("reached")),
    secondary={"orthogonal weights make training faster": Question(CONTRAST, Faster("updates"))},
    notes={
        "does not hold": "An orthogonal matrix keeps the gradient where nothing but the matrix "
        "acts on it, as in the linear nets of Saxe, McClelland and Ganguli. The derivative of tanh "
        "still shrinks the gradient. In an LSTM or GRU the gates carry the memory. Orthogonal "
        "initialisation is therefore no reliable help with distant dependencies.",
        "undecided": "A length that a cell learns from both initialisations, or from neither, is "
        "uninformative. A difference can only appear at lengths between these.",
    },
)
