"""What every part of a report is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sojourn.journeymap.model import Basis

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0)]
Feeling = Annotated[float, Field(ge=-5, le=5)]


class Part(BaseModel):
    """Every part of a report is frozen, knows all its fields, and holds no number that is not one."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Emotion(Part):
    """A feeling, −5 … +5, with its interval and what it rests on."""

    score: Feeling
    low: Feeling
    high: Feeling
    n: Count
    """Ratings, texts or visits behind it, as the basis says."""
    basis: Basis
