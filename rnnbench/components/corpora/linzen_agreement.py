"""Wikipedia sentences with a choice of the verb's number."""

from rnnbench.components.corpora._kinds import ChoicesCorpus, VerbChoice, VerbChoices
from rnnbench.components.data_files import DataError, File

ADDRESS = (
    "https://raw.githubusercontent.com/facebookresearch/colorlessgreenRNNs/"
    "dbffbf0f2ef86c50bac204d7a2292862e1c6036f/data/linzen_testset"
)


class LinzenAgreement(ChoicesCorpus):
    """7,485 Wikipedia sentences, each with the right and the wrong verb form (Linzen et al. 2016).

    The test set as published by Gulordava et al. (2018), in lower case. Each sentence has 0 to 4
    attractors: nouns of the other number between subject and verb. Four sentences with two equal
    forms are left out.
    """

    licence = "CC BY-NC 4.0"
    files = (
        File(
            "agreement/linzen_testset/subj_agr_filtered.text",
            f"{ADDRESS}/subj_agr_filtered.text",
            "618f7583d6cc3942b2127e5ffb61603e0fd8b031628d574b10b9bc2930452be4",
            1045625,
        ),
        File(
            "agreement/linzen_testset/subj_agr_filtered.gold",
            f"{ADDRESS}/subj_agr_filtered.gold",
            "984be2eaf9f37812b1727ec165b2c9802fb71552684cc6a123daf96091118f5b",
            108320,
        ),
    )

    def load(self) -> VerbChoices:
        sentences, answers = (file.read().decode().splitlines() for file in self.files)
        if len(sentences) != len(answers):
            raise DataError(f"{self.name}: {len(sentences)} sentences, {len(answers)} answers")
        choices = []
        for sentence, answer in zip(sentences, answers, strict=True):
            place, right, wrong, attractors = answer.split("\t")
            before = tuple(sentence.split()[: int(place)])
            if right == wrong:
                continue
            # Some forms are capitalised, unlike the sentences.
            choices.append(VerbChoice(before, right.lower(), wrong.lower(), int(attractors)))
        return VerbChoices(self.provenance(), tuple(choices))
