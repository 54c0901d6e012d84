"""At a cliff of the error surface plain updates are thrown away, clipped ones stay near."""

from rnnbench.claims import Claim, Question, Readings, Superior

# The longest clipped update is 0.1, learning rate times threshold: a plain one that is longer by 1
# goes ten times as far. An error of 0.01 is that of an output which is off by a tenth of σ's range.
FAR = Superior(margin=1.0)
WORSE = Superior(margin=0.01)
PLAIN, CLIPPED = ("plain",), ("clipped",)

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="On the error surface of a one-unit recurrent net a cliff throws plain gradient "
    "descent far away, while clipped updates stay near.",
    refuted_by="plain updates at the cliff that go less than 1 further in (w, b) than clipped ones",
    primary=Question(Readings("cliff", "distance", a=PLAIN, b=CLIPPED), FAR),
    secondary={
        "the error after the update": Question(
            Readings("cliff", "loss_after", a=PLAIN, b=CLIPPED), WORSE
        ),
        "the error after further updates": Question(
            Readings("cliff", "loss_later", a=PLAIN, b=CLIPPED), WORSE
        ),
        "the distance after further updates": Question(
            Readings("cliff", "distance_later", a=PLAIN, b=CLIPPED), FAR
        ),
    },
    pictures={
        "The cliff: the error surface, cut along b": Readings("cliff", "surface", a=("w = 5.5",)),
        "From the cliff on, with and without clipping": Readings(
            "cliff", "loss_along", a=PLAIN, b=CLIPPED
        ),
    },
)
