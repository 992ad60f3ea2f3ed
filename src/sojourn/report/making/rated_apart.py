"""Groups that rate otherwise: by the channel where customers began, and since a change."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from sojourn.analysis.compare import compare, compared
from sojourn.analysis.emotion import emotion
from sojourn.analysis.metrics import Metrics
from sojourn.analysis.seam import Estimate
from sojourn.analysis.sides import SINCE
from sojourn.report.context import Context
from sojourn.report.document import Comparison
from sojourn.report.making.metrics import LEAST, RATED
from sojourn.report.metrics import tidy

FIRST_CHANNEL: Final = "first_channel"
FEELING: Final = "feeling:"
STAGE_FEELING: Final = "stage_feeling:"
REAL: Final = 0.1
"""q up to which groups that need not be listed are."""
LISTED: Final = 10
_MEASURES: Final = {"score": FEELING, "stage_score": STAGE_FEELING}


def rated_by_channel(found: Metrics) -> list[Comparison]:
    """Every rating of customers who began in a channel, against all others; q is corrected over these.

    Groups with at least :data:`sojourn.report.making.metrics.LEAST` ratings in and outside of them, by measure and size.
    """
    known = {e.key: e for e in found.estimates() if e.measure in RATED}
    mine, others = [], []
    for (metric, dimension, channel), own in known.items():
        if dimension != FIRST_CHANNEL or own.n < LEAST:
            continue
        rest = _rest(known[metric, "", ""], own)
        if rest is not None:
            mine.append(Estimate((channel,), metric, own.n, own.value, own.variance))
            others.append(rest)
    rows = [row for row in compared(mine, others).to_pylist() if row["low"] is not None]
    rows.sort(key=lambda row: (RATED.index(row["measure"]), -row["n_a"], row["key"]))
    return [_comparison(row, FIRST_CHANNEL, row["key"][0], row["measure"]) for row in rows]


def _rest(everybody: Estimate, own: Estimate) -> Estimate | None:
    """What is left of everybody without one group; None if that is too little."""
    n = everybody.n - own.n
    if n < LEAST or everybody.value is None or own.value is None:
        return None
    mean = (everybody.n * everybody.value - own.n * own.value) / n
    if everybody.variance is None or own.variance is None:
        return Estimate(own.key, own.measure, n, mean)
    squares = _squares(everybody.n, everybody.value, everybody.variance) - _squares(
        own.n, own.value, own.variance
    )
    return Estimate(own.key, own.measure, n, mean, max(0.0, squares - n * mean * mean) / (n - 1))


def _squares(n: int, mean: float, variance: float) -> float:
    return variance * (n - 1) + n * mean * mean


def felt_since(context: Context, day: date) -> list[Comparison]:
    """Touchpoints and stages that feel otherwise since a day than before, the surest first.

    The day should not be chosen by the ratings themselves: that would flatter the test.
    """
    if not context.log.has("score") and not context.log.has("text"):
        return []
    found = compare(
        emotion, context.log, by=SINCE, a=day.isoformat(), timezone=context.timezone, stages=context.stages
    )
    return list(_sure(found.table.to_pylist(), day))[:LISTED]


def _sure(rows: list[dict[str, Any]], day: date) -> Iterator[Comparison]:
    for row in rows:
        if row["q"] is not None and row["q"] <= REAL:
            yield _comparison(row, SINCE, day.isoformat(), _MEASURES[row["measure"]] + row["key"][0])


def _comparison(row: Mapping[str, Any], dimension: str, group: str, measure: str) -> Comparison:
    return Comparison(
        dimension=dimension,
        a=group,
        b="",
        measure=measure,
        value_a=tidy(row["value_a"]),
        value_b=tidy(row["value_b"]),
        n_a=row["n_a"],
        n_b=row["n_b"],
        difference=tidy(row["difference"]),
        low=tidy(row["low"]),
        high=tidy(row["high"]),
        q=None if row["q"] is None else tidy(row["q"]),
    )
