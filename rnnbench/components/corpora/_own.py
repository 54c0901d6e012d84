"""User-defined text corpora, as described in a config."""

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rnnbench.components.corpora._kinds import SPLITS, Text, TextCorpus, in_order, text
from rnnbench.components.data_files import DataError, File, read
from rnnbench.components.registry import BUILT_IN, Registry


class OwnText(BaseModel):
    """A UTF-8 text: a file, a URL, or three files (``train``, ``valid`` and ``test``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    path: str | None = Field(
        default=None, description="a file, split 90/5/5 into train, valid and test"
    )
    url: str | None = Field(
        default=None, pattern="^https?://", description="an address instead of a path"
    )
    sha256: str | None = Field(
        default=None, pattern="^[0-9a-f]{64}$", description="of the file at the address"
    )
    train: str | None = Field(default=None, description="the training part, a file")
    valid: str | None = Field(default=None, description="the validation part, a file")
    test: str | None = Field(default=None, description="the test part, a file")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = {name for name in type(self).model_fields if getattr(self, name) is not None}
        if given not in ({"path"}, {"url", "sha256"}, set(SPLITS)):
            raise ValueError("needs path, or url and sha256, or train, valid and test")
        return self


class OwnCorpus(TextCorpus):
    """A user-defined text.

    Args:
        origin: source files or URL.
        registry: names the config's folder of data.
    """

    licence = "the user's own"

    def __init__(self, origin: OwnText, registry: Registry = BUILT_IN) -> None:
        names = (origin.path, origin.train, origin.valid, origin.test)
        self._local = tuple(Path(name) for name in names if name)
        if origin.url and origin.sha256:
            ending = ".gz" if urlsplit(origin.url).path.endswith(".gz") else ".txt"
            self.files = (File(f"own/{origin.sha256}{ending}", origin.url, origin.sha256),)
        super().__init__(registry)

    @property
    def name(self) -> str:
        return ", ".join(file.url for file in self.files) or ", ".join(map(str, self._local))

    @property
    def paths(self) -> tuple[Path, ...]:
        return super().paths or self._local

    @property
    def missing(self) -> str | None:
        absent = ", ".join(str(path) for path in self.paths if not path.is_file())
        if not absent:
            return None
        if self.files:
            return f"not there: {absent}; get it with: rnnbench data --config THIS_CONFIG"
        return f"there is no file {absent}; put it there and run again"

    @property
    def sources(self) -> tuple[Path, ...]:
        return self._local

    def check(self) -> None:
        _ = self.content

    def load(self) -> Text:
        contents = [file.read() for file in self.files] or [read(path) for path in self._local]
        texts = [_decoded(*both) for both in zip(self.paths, contents, strict=True)]
        parts = in_order(*texts) if len(texts) == 1 else dict(zip(SPLITS, texts, strict=True))
        return text(parts, self.name)


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 text ({error})") from None
