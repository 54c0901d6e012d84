"""English text from the CPython distribution."""

from pydoc_data.topics import topics

from rnnbench.components.corpora._kinds import Split, Text, TextCorpus, tenth, text


class EnglishReference(TextCorpus):
    """The language reference inside every CPython (``pydoc_data.topics``): English prose and code.

    About 465,000 characters, no download. Split by topic: the hash of a topic's name assigns
    80 % of the topics to train, 10 % to valid and 10 % to test. Topics differ in length: in Python
    3.11 the parts have 372,527, 81,951 and 10,492 characters. The test part is easier than valid,
    so its scores are higher: bigrams of train code its characters in 3.65 bits, those of valid in
    3.75. The text differs slightly between Python versions; the results record version and hash.
    """

    licence = "Python Software Foundation License"

    def load(self) -> Text:
        parts: dict[Split, str] = {"train": "", "valid": "", "test": ""}
        for topic in sorted(topics):
            parts[_split(topic)] += topics[topic]
        return text(parts, "pydoc_data.topics")


def _split(topic: str) -> Split:
    number = tenth(topic)
    return "valid" if number == 8 else "test" if number == 9 else "train"
