"""What one pass over journeys keeps of every customer, from which features are made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.stats.zones import zone_pieces
from sojourn.events.schema import SCALES
from sojourn.log.journeys import Flat, Journeys, frozen
from sojourn.log.kernels.summaries import SUMMARY_COLUMNS, codes_of_rows, sum_rows, summarise_rows
from sojourn.log.vocabulary import Vocabulary
from sojourn.units import microseconds

Numbers = NDArray[np.float64]

COUNTED: Final = ("touchpoint", "channel", "device")
"""Attributes whose codes are counted per customer."""

_TOKEN: Final = re.compile(r"[a-z]+")
_CONTACT: Final = frozenset((
    "call", "called", "calls", "callback", "chat", "ticket", "contact", "contacted", "complaint", "complained",
    "inquiry", "enquiry", "helpdesk",
))  # fmt: skip
_NO_CONTACT: Final = frozenset((
    "solved", "resolved", "closed", "replied", "reply", "survey", "rated", "rating", "sales", "details", "ended",
    "answered", "form",
))  # fmt: skip
_CONTACT_ZH: Final = ("投诉", "客服", "来电", "工单", "咨询")
_REVERSAL: Final = frozenset((
    "return", "returned", "refund", "refunded", "cancel", "canceled", "cancelled", "cancellation",
))  # fmt: skip
_REVERSAL_ZH: Final = ("退货", "退款", "取消", "退订")


@dataclass(frozen=True, slots=True)
class Ragged:
    """Codes and counts of every customer: those of customer ``i`` are ``starts[i]:starts[i + 1]``."""

    starts: NDArray[np.int64]
    codes: NDArray[np.int32]
    counts: NDArray[np.int32]

    @classmethod
    def of(cls, offsets: NDArray[np.int32], codes: NDArray[np.int32], names: int) -> "Ragged":
        """Count the codes of the events of every customer; −1 does not count."""
        starts, found, counts, _, _ = codes_of_rows(offsets, codes, names, True, False)
        return cls(starts, found, counts)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The customer of every entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class Portraits:
    """Some customers, one entry each.

    Attributes
    ----------
    customers
        Ids.
    summary
        int64, shape (n, :data:`~sojourn.log.kernels.summaries.SUMMARY_COLUMNS`).
    money, ratings
        float64, shape (n, 2): how many positive values, and ratings on a known scale moved to −5 … +5, and their
        sums; None if the log has none.
    counted
        Attribute → its codes, for those of :data:`COUNTED` that the log has.
    currencies
        Codes of the currencies in which values came in.
    """

    customers: pa.Array
    summary: NDArray[np.int64]
    money: Numbers | None
    ratings: Numbers | None
    counted: Mapping[str, Ragged]
    currencies: frozenset[int]

    def __len__(self) -> int:
        return len(self.customers)


def portraits(journeys: Journeys, timezone: str, gap: timedelta) -> Portraits:
    """Look at complete customers once."""
    offsets, times = journeys.offsets, journeys.flat("timestamp")
    if journeys.events:
        inside = times[offsets[0] : offsets[-1]]
        pieces = zone_pieces(timezone, int(inside.min()), int(inside.max()))
        summary = summarise_rows(offsets, times, microseconds(gap), *pieces)
    else:
        summary = np.zeros((len(journeys), SUMMARY_COLUMNS), np.int64)
    counted = {
        name: Ragged.of(offsets, journeys.flat(name), len(journeys.vocabularies[name]))
        for name in COUNTED
        if name in journeys.columns
    }
    money = earned(journeys)
    feelings = emotions(journeys)
    return Portraits(
        journeys.customers,
        summary,
        None if money is None else sum_rows(offsets, frozen(money)),
        None if feelings is None else sum_rows(offsets, frozen(feelings)),
        counted,
        currencies(journeys, money),
    )


def earned(journeys: Journeys) -> Numbers | None:
    """The positive value of every flat event, NaN elsewhere; None if the log has no values."""
    if "value" not in journeys.columns:
        return None
    values = journeys.flat("value")
    return np.where(values > 0, values, np.nan)


def emotions(journeys: Journeys) -> Numbers | None:
    """The rating of every flat event moved to −5 … +5, NaN where there is none on a known scale.

    None if the log has no ratings.
    """
    if "score" not in journeys.columns or "scale" not in journeys.columns:
        return None
    names = journeys.vocabularies["scale"].names
    base, slope, low, high = (np.full(len(names) + 1, np.nan) for _ in range(4))
    for code, name in enumerate(names):
        scale = SCALES.get(name.casefold())
        if scale is not None:
            base[code] = scale.emotion(0.0)
            slope[code] = scale.emotion(1.0) - base[code]
            low[code], high[code] = scale.low, scale.high
    scores, scales = journeys.flat("score"), journeys.flat("scale")
    felt = np.full(len(scores), np.nan)
    rated = np.flatnonzero(~np.isnan(scores))
    scores, scales = scores[rated], scales[rated]
    valid = (scores >= low[scales]) & (scores <= high[scales])
    felt[rated] = np.where(valid, base[scales] + slope[scales] * scores, np.nan)
    return felt


def currencies(journeys: Journeys, money: Numbers | None) -> frozenset[int]:
    """Codes of the currencies of the values that are known."""
    if money is None or "currency" not in journeys.columns:
        return frozenset()
    span = slice(journeys.offsets[0], journeys.offsets[-1])
    used: Flat = journeys.flat("currency")[span][~np.isnan(money[span])]
    return frozenset(np.unique(used).tolist())


def plain(customers: pa.Array) -> pa.Array:
    """Ids of any number and length in one type."""
    return customers.cast(pa.large_string())


def chained(parts: tuple[Ragged, ...]) -> Ragged:
    """The customers of all parts, one after another."""
    lengths = np.concatenate([np.diff(p.starts) for p in parts])
    return Ragged(
        np.concatenate([[0], np.cumsum(lengths)]),
        np.concatenate([p.codes for p in parts]),
        np.concatenate([p.counts for p in parts]),
    )


def contact_codes(names: Vocabulary) -> NDArray[np.bool_]:
    """By code: touchpoints at which customers ask for help, by the words of their names."""
    return np.array([_speaks_of(name, _CONTACT, _CONTACT_ZH, _NO_CONTACT) for name in names], np.bool_)


def reversal_codes(names: Vocabulary) -> NDArray[np.bool_]:
    """By code: returns, refunds and cancellations, by the words of their names."""
    return np.array([_speaks_of(name, _REVERSAL, _REVERSAL_ZH, frozenset()) for name in names], np.bool_)


def _speaks_of(name: str, words: frozenset[str], parts: tuple[str, ...], never: frozenset[str]) -> bool:
    lowered = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    tokens = set(_TOKEN.findall(lowered))
    if tokens & never:
        return False
    return bool(tokens & words) or any(part in lowered for part in parts)
