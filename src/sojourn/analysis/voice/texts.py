"""Gathering what customers wrote, with where, when and what rating went with it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.events.schema import SCALES
from sojourn.log.journeys import Journeys

COLUMNS: Final = pa.schema(
    [
        ("customer_id", pa.string()),
        ("timestamp", pa.int64()),
        ("touchpoint", pa.int32()),
        ("text", pa.string()),
        ("rating", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class VoiceTally:
    """Customers looked at, and their texts, one row each."""

    customers: int
    texts: pa.Table

    def __add__(self, other: "VoiceTally") -> "VoiceTally":
        return VoiceTally(self.customers + other.customers, pa.concat_tables([self.texts, other.texts]))

    def sorted(self) -> pa.Table:
        """The texts by customer id, those of one customer in their own order."""
        whole = self.texts.combine_chunks()
        ranked = whole.append_column("place", pa.array(np.arange(len(whole))))
        order = pc.sort_indices(ranked, [("customer_id", "ascending"), ("place", "ascending")])
        return whole.take(order)


def gather(journeys: Journeys) -> VoiceTally:
    """The texts of some customers that are not blank."""
    empty = VoiceTally(len(journeys), COLUMNS.empty_table())
    if "text" not in journeys.columns or not journeys.events:
        return empty
    start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
    texts = journeys.text("text").slice(start, stop - start)
    spoken = pc.fill_null(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(texts)), 0), False)
    rows = np.flatnonzero(spoken.to_numpy(zero_copy_only=False))
    if not rows.size:
        return empty
    places = rows + start
    whose = np.searchsorted(journeys.offsets, places, side="right") - 1
    return VoiceTally(
        len(journeys),
        pa.table(
            [
                journeys.customers.take(pa.array(whose)).cast(pa.string()),
                pa.array(journeys.flat("timestamp")[places].astype(np.int64)),
                pa.array(journeys.flat("touchpoint")[places].astype(np.int32)),
                texts.take(pa.array(rows)).cast(pa.string()),
                pa.array(_ratings(journeys, places)),
            ],
            schema=COLUMNS,
        ),
    )


def _ratings(journeys: Journeys, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """The rating given with each text, −5 … +5; NaN where there is none or its scale is not known."""
    out = np.full(len(places), np.nan)
    if "score" not in journeys.columns or "scale" not in journeys.columns:
        return out
    scores, scales = journeys.flat("score")[places], journeys.flat("scale")[places]
    for code, name in enumerate(journeys.vocabularies["scale"].names):
        scale = SCALES.get(name.casefold())
        if scale is not None:
            on = np.flatnonzero((scales == code) & (scores >= scale.low) & (scores <= scale.high))
            bottom, top = scale.emotion(scale.low), scale.emotion(scale.high)
            out[on] = bottom + (top - bottom) * (scores[on] - scale.low) / (scale.high - scale.low)
    return out
