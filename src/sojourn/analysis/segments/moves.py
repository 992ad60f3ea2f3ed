"""The transitions on every customer's path, counted."""

from typing import Final

import numpy as np

from sojourn.analysis.features.portraits import Ragged
from sojourn.log.journeys import Journeys, frozen

MOST_NAMES: Final = 1_000
"""With more touchpoints transitions are not counted."""


def moves(journeys: Journeys) -> Ragged:
    """The transitions of every customer, coded as source × names + target; none where there are too many names."""
    names = len(journeys.touchpoints)
    codes = journeys.flat("touchpoint").astype(np.int64)
    pairs = np.full(len(codes), -1, np.int32)
    if names <= MOST_NAMES and len(codes):
        known = (codes[:-1] >= 0) & (codes[1:] >= 0)
        pairs[1:] = np.where(known, codes[:-1] * names + codes[1:], -1)
        starts = journeys.offsets[:-1]
        pairs[starts[starts < len(codes)]] = -1
    return Ragged.of(journeys.offsets, frozen(pairs), names * names if names <= MOST_NAMES else 0)
