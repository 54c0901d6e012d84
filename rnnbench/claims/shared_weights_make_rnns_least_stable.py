"""One repeated matrix is less stable than a separate matrix for each layer."""

import math

from rnnbench.claims import Claim, Question, Readings, Superior

# A spread that is larger by less than a tenth does not count as less stable.
LARGER = Superior(math.log(1.1))
CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L1", "L3"),
    wording="Repeated multiplication by the same matrix makes a recurrent net's gradient less "
    "stable than that of an equally deep net with a separate matrix in each layer.",
    # At the scale that keeps the length of vectors, where nothing else vanishes or explodes.
    refuted_by="in tanh nets whose weights keep the length of vectors, a log gradient norm that "
    "varies no more between nets with one shared matrix than between nets with separate matrices",
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
