"""At a cliff of the error surface plain updates jump far away, clipped updates stay near."""

from rnnbench.claims import Claim, Question, Readings, Superior

# The longest clipped update is 0.1, learning rate times threshold: a plain update longer by 1 goes
# ten times as far. An output that is off by a tenth of σ's range has an error of 0.01.
FAR = Superior(margin=1.0)
WORSE = Superior(margin=0.01)
PLAIN, CLIPPED = ("plain",), ("clipped",)

CLAIM = Claim(
    section="Dynamics and gradients",
    sources=("L3",),
    wording="On the error surface of a one-unit recurrent net, a cliff throws plain gradient "
    "descent far away, while clipped updates stay near.",
    refuted_by="plain updates at the cliff that move less than 1 further in (w, b) than clipped "
    "updates",
    primary=Question(Readings("cliff", "distance", a=PLAIN, b=CLIPPED), FAR),
    secondary={
        "the error after one update is higher without clipping": Question(
            Readings("cliff", "loss_after", a=PLAIN, b=CLIPPED), WORSE
        ),
        "the error after further updates is higher without clipping": Question(
            Readings("cliff", "loss_later", a=PLAIN, b=CLIPPED), WORSE
        ),
        "the distance after further updates is greater without clipping": Question(
            Readings("cliff", "distance_later", a=PLAIN, b=CLIPPED), FAR
        ),
    },
    pictures={
        "The cliff: a section of the error surface along b": Readings(
            "cliff", "surface", a=("w = 5.5",)
        ),
        "The error over further updates, with and without clipping": Readings(
            "cliff", "loss_along", a=PLAIN, b=CLIPPED
        ),
    },
)
