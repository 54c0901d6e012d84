"""Base class of everything that verdicts are stored as."""

from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict

FORMER = {"supported": "holds", "refuted": "does not hold", "inconclusive": "undecided"}
"""Names of verdicts in files of earlier versions."""


def _current(verdict: object) -> object:
    return FORMER.get(verdict, verdict) if isinstance(verdict, str) else verdict


OUTCOMES = ("holds", "does not hold", "undecided", "not run")
Outcome = Annotated[
    Literal["holds", "does not hold", "undecided", "not run"], BeforeValidator(_current)
]


class JsonModel(BaseModel):
    """A frozen model that is written to and read from JSON. Infinite bounds are null."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_inf_nan="null", use_attribute_docstrings=True
    )


def finite(value: float) -> float | None:
    """The value; None if it is infinite or not a number."""
    return value if np.isfinite(value) else None
