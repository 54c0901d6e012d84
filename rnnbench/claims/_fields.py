"""Types and defaults of the fields of claims and tests."""

from typing import Annotated

from pydantic import ConfigDict, Field

CHECKED = ConfigDict(strict=True, extra="forbid")
"""Claims and tests are validated where they are written: an error names the wrong field."""

Names = Annotated[tuple[str, ...], Field(min_length=1)]
Margin = Annotated[float, Field(allow_inf_nan=False)]

SCORE_MARGIN = 0.02
"""Smallest score difference that matters; a score of 0 is the baseline, 1 is solved."""
TIME_MARGIN = 0.1
"""Smallest relative difference of times that matters."""
