"""Bach's chorales."""

from rnnbench.components.corpora._rolls import MatCorpus, file


class JsbChorales(MatCorpus):
    """Bach's 382 four-part chorales: 229 train, 76 valid, 77 test (Allan and Williams 2005).

    Piano rolls of 88 keys and split by Boulanger-Lewandowski et al. (2012).
    """

    files = (
        file(
            "JSB_Chorales.mat",
            "ac0e608527cc411c7e21ef7d38be47f0de7fb6b13b3ae168b8eccf1c2a9b18d4",
            96095,
        ),
    )
