"""What verdicts are written down as."""

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

Outcome = Literal["supported", "refuted", "inconclusive", "not run"]


class Record(BaseModel):
    """Frozen; written to and read from JSON. Infinite bounds are null."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_inf_nan="null", use_attribute_docstrings=True
    )


def finite(value: float) -> float | None:
    """The value; None if it is infinite or not a number."""
    return value if np.isfinite(value) else None
