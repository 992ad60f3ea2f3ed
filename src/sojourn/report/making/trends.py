"""The block on how measures move, and the points of time that comparisons before and after start from."""

from typing import Any, Final

from sojourn.analysis.metrics.contacts import contact_kind
from sojourn.analysis.touchpoints import touchpoints
from sojourn.analysis.trends import MOST_DAYS, Period, Trends, trends
from sojourn.report.blocks.trends import ChangePoint, Point, Season, Series
from sojourn.report.blocks.trends import Trends as Block
from sojourn.report.context import Context
from sojourn.report.metrics import tidy

TOUCHPOINTS_FOLLOWED: Final = 40
SERIES_LISTED: Final = 40
REAL: Final = 0.05
_SHORT: Final = 56
_LONG: Final = 730


def moved(context: Context) -> Trends | None:
    """The analysis behind the block; None where the log has no whole day or more days than can be looked at.

    The :data:`TOUCHPOINTS_FOLLOWED` touchpoints that most customers meet have series of their own.
    """
    extent = context.log.extent
    if extent.first is None or extent.last is None:
        return None
    days = (extent.last - extent.first).days
    if not 2 <= days <= MOST_DAYS:
        return None
    names = touchpoints(context.log).table.column("touchpoint").to_pylist()
    period: Period = "day" if days < _SHORT else "week" if days < _LONG else "month"
    return trends(
        context.log,
        every=period,
        touchpoints=names[:TOUCHPOINTS_FOLLOWED],
        goal=context.goals,
        within="30d" if days >= 2 * _SHORT else "7d",
        contacts=[name for name in names if contact_kind(name) == 1],
        timezone=context.timezone,
    )


def trends_block(context: Context, found: Trends | None = None) -> Block | None:
    """How measures move; None where there is no whole period.

    Series of all customers are listed always, those of touchpoints where a slope or a change has q ≤ :data:`REAL`,
    smallest q first, :data:`SERIES_LISTED` in all.

    Parameters
    ----------
    found
        What :func:`moved` gave, where it is known already.
    """
    result = found or moved(context)
    if result is None or result.table.num_rows == 0:
        return None
    slopes = result.slopes.to_pylist()
    changes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in result.changes.to_pylist():
        if change["q"] <= REAL:
            changes.setdefault(_key(change), []).append(change)
    points: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in result.table.to_pylist():
        points.setdefault(_key(row), []).append(row)

    def surest(row: dict[str, Any]) -> float:
        qs = [float(change["q"]) for change in changes.get(_key(row), [])]
        return min([*qs, 1.0 if row["q"] is None else float(row["q"])])

    whole = [row for row in slopes if row["touchpoint"] is None]
    parts = sorted(
        (row for row in slopes if row["touchpoint"] is not None), key=lambda r: (surest(r), _key(r))
    )
    listed = whole + [row for row in parts if surest(row) <= REAL]
    return Block(
        timezone=context.timezone,
        first=result.spec.first.isoformat(),
        last=result.spec.last.isoformat(),
        series_total=len(slopes),
        series=tuple(
            _series(row, points[_key(row)], changes.get(_key(row), []), result.spec.every)
            for row in listed[:SERIES_LISTED]
        ),
        seasons=tuple(
            Season(
                measure=s["measure"], kind=s["kind"], day=s["day"], factor=tidy(s["factor"]), low=tidy(s["low"]),
                high=tidy(s["high"]), q=tidy(s["q"]),
            )
            for s in result.seasons.to_pylist()
        ),
    )  # fmt: skip


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    return row["measure"], row["touchpoint"] or "", row["after"] or ""


def _maybe(number: float | None) -> float | None:
    return None if number is None else tidy(number)


def _series(
    row: dict[str, Any], points: list[dict[str, Any]], changes: list[dict[str, Any]], every: str
) -> Series:
    return Series(
        measure=row["measure"],
        touchpoint=row["touchpoint"],
        after=row["after"],
        unit=row["unit"],
        period=every,
        points=tuple(
            Point(
                start=p["start"].isoformat(), value=_maybe(p["value"]), low=_maybe(p["low"]), high=_maybe(p["high"]),
                n=p["n"],
            )
            for p in points
        ),
        slope=_maybe(row["slope"]),
        slope_low=_maybe(row["low"]),
        slope_high=_maybe(row["high"]),
        slope_q=_maybe(row["q"]),
        changes=tuple(
            ChangePoint(
                date=c["date"].isoformat(), first=c["first"].isoformat(), last=c["last"].isoformat(),
                before=tidy(c["before"]), after=tidy(c["after_value"]), q=tidy(c["q"]),
            )
            for c in changes
        ),
    )  # fmt: skip
