"""One matrix again and again is less stable than a matrix for each layer."""

import math

from rnnbench.claims import Claim, Question, Readings, Superior

# Of two spreads, one larger by less than a tenth is not worth the name of less stable.
LARGER = Superior(math.log(1.1))
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L3"),
    wording="Multiplying by the same matrix again and again makes a recurrent net's gradient less "
    "stable than that of a net as deep with a matrix of its own in each layer.",
    # At the scale that keeps vectors' lengths, where nothing else vanishes or explodes.
    refuted_by="a log norm of the gradient that does not vary more from net to net with one shared "
    "matrix, in nets with tanh whose weights keep the length of vectors",
    primary=Question(Readings("tied_depth", "tanh, kept", a=("tied",), b=("own",)), LARGER),
    secondary={
        label: Question(Readings("tied_depth", quantity, a=("tied",), b=("own",)), LARGER)
        for label, quantity in (
            ("with smaller weights", "tanh, standard"),
            ("with larger weights", "tanh, large"),
            ("in linear nets", "linear"),
        )
    },
)
