"""A measure over time: a line with its interval, change points, round numbers behind it, values said at both ends."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from sojourn.render.layout.text import width
from sojourn.render.numbers import Language, period
from sojourn.render.report.charts.scale import ticks
from sojourn.render.report.charts.static import TEXT, Chart, across, along, chart, rows, tone, unchecked
from sojourn.render.report.units import amount
from sojourn.render.report.words import say
from sojourn.report.blocks.trends import Point, Series

_WIDTH: Final = 340
_HEIGHT: Final = 172
_GAP: Final = 8
"""Between the words of a line behind the chart and the chart."""
_TOP: Final = 26
_SMALL: Final = 11
_COUNTED: Final = frozenset({"events", "customers", "money"})
"""Units whose slope and levels are those of a day, whatever the period of the points."""
_BOTTOM: Final = 24
_CLIP: Final = 0.12
"""Room above and below the line, as a share of its span."""


@unchecked()
def trend_chart(series: Series, name: str, language: Language) -> Chart | None:
    """The chart of a series; None with fewer than two values to join."""
    known = [p for p in series.points if p.value is not None]
    if len(known) < 2:
        return None
    days = [date.fromisoformat(p.start).toordinal() for p in known]
    domain = _domain(known)
    lines = [
        {"value": t, "text": amount(t, series.unit, language)}
        for t in ticks(*domain, clock=series.unit == "seconds")
    ]
    left = max(width(str(line["text"]), _SMALL) for line in lines) + _GAP
    told_last = amount(known[-1].value or 0.0, series.unit, language)
    right = _WIDTH - 12 - width(told_last, TEXT, bold=True)
    across_days = partial(across, domain=(days[0], days[-1]), span=(left, right))
    along_values = partial(along, domain=domain, span=(_HEIGHT - _BOTTOM, _TOP))
    x, y = across_days("day:Q"), along_values("value:Q")
    points: list[dict[str, Any]] = [
        {"day": day, "value": p.value, "low": _or(p.low, p.value), "high": _or(p.high, p.value)}
        for day, p in zip(days, known, strict=True)
    ]
    layers = [
        *_guides(lines, y, left, right),
        rows(points).mark_area(color=tone("ribbon"), opacity=0.2).encode(x=x, y=along_values("low:Q"), y2="high:Q"),
        *_changes(series, days, across_days, language),
        rows(points).mark_line(color=tone("ink"), strokeWidth=1.8).encode(x=x, y=y),
        rows(points[-1:]).mark_circle(color=tone("ink"), size=34, opacity=1).encode(x=x, y=y),
        rows([{**points[-1], "text": told_last}])
        .mark_text(align="left", baseline="middle", dx=7, fontSize=TEXT, fontWeight=600, color=tone("ink"))
        .encode(x=x, y=y, text="text:N"),
        *_ends(days, x, language),
    ]  # fmt: skip
    return chart(layers, _WIDTH, _HEIGHT, name, told(series, language))


def _domain(points: Sequence[Point]) -> tuple[float, float]:
    """From the lowest to the highest bound, but no further beyond the values than these span: one wide interval hides no line."""
    values = [p.value for p in points if p.value is not None]
    least, most = min(values), max(values)
    span = most - least or abs(most) or 1.0
    low = max(min(_or(p.low, p.value) for p in points), least - span)
    high = min(max(_or(p.high, p.value) for p in points), most + span)
    room = (high - low or span) * _CLIP
    return low - room, high + room


def told(series: Series, language: Language) -> str:
    """The series in a sentence or two: where it starts and ends, its slope, its changes."""
    known = [p for p in series.points if p.value is not None]
    counted = series.unit in _COUNTED and series.period != "day"
    daily = str(say("trend.daily", language).unescape()) if counted else ""
    sentences = [
        say(
            "trend.span",
            language,
            first=_day(known[0].start, language),
            a=amount(known[0].value or 0.0, series.unit, language),
            last=_day(known[-1].start, language),
            b=amount(known[-1].value or 0.0, series.unit, language),
        )
    ]
    if series.slope is not None and series.slope_low is not None and series.slope_high is not None:
        moves = (series.slope_q if series.slope_q is not None else 1) < 0.05
        key = "trend.slope" if moves else "trend.level"
        sentences.append(
            say(
                key,
                language,
                slope=amount(series.slope, series.unit, language, sign=True) + daily,
                low=amount(series.slope_low, series.unit, language, sign=True),
                high=amount(series.slope_high, series.unit, language, sign=True),
            )
        )
    sentences += [
        say(
            "trend.change_day" if c.first == c.last else "trend.change",
            language,
            day=_day(c.date, language),
            first=_day(c.first, language),
            last=_day(c.last, language),
            a=amount(c.before, series.unit, language),
            b=amount(c.after, series.unit, language) + daily,
        )
        for c in series.changes
    ]
    return ("" if language == "zh" else " ").join(str(s.unescape()) for s in sentences)


def _or(value: float | None, other: float | None) -> float:
    return value if value is not None else other if other is not None else 0.0


def _day(text: str, language: Language) -> str:
    when = datetime.fromisoformat(text)
    return period(when, when, language)


def _guides(lines: list[dict[str, Any]], y: Any, left: float, right: float) -> list[Any]:
    """Round numbers behind the chart, each with its figure left of it."""
    import altair as alt

    return [
        rows(lines).mark_rule(color=tone("line")).encode(y=y, x=alt.value(left), x2=alt.value(right)),
        rows(lines)
        .mark_text(align="right", baseline="middle", fontSize=_SMALL, color=tone("soft"))
        .encode(y=y, x=alt.value(left - _GAP), text="text:N"),
    ]  # fmt: skip


def _changes(
    series: Series, days: list[int], across_days: Callable[[str], Any], language: Language
) -> list[Any]:
    """Where the level changed: a dashed line, the interval of its day as a pale band, the day above."""
    import altair as alt

    marks: list[dict[str, Any]] = [
        {
            "day": date.fromisoformat(c.date).toordinal(),
            "first": date.fromisoformat(c.first).toordinal(),
            "last": date.fromisoformat(c.last).toordinal(),
            "text": _day(c.date, language),
        }
        for c in series.changes
    ]
    if not marks:
        return []
    x, middle = across_days("day:Q"), (days[0] + days[-1]) / 2
    layers: list[Any] = [
        rows(marks)
        .mark_rect(color=tone("harm"), opacity=0.12)
        .encode(x=across_days("first:Q"), x2="last:Q", y=alt.value(_TOP - 6), y2=alt.value(_HEIGHT - _BOTTOM)),
        rows(marks)
        .mark_rule(color=tone("harm"), strokeDash=[4, 3], strokeWidth=1.3)
        .encode(x=x, y=alt.value(_TOP - 6), y2=alt.value(_HEIGHT - _BOTTOM)),
    ]  # fmt: skip
    align = "left" if marks[0]["day"] <= middle else "right"
    layers.append(
        rows(marks[:1])
        .mark_text(align=align, baseline="bottom", dx=4 if align == "left" else -4, fontSize=TEXT, color=tone("harm_text"))
        .encode(x=x, y=alt.value(_TOP - 8), text="text:N")
    )  # fmt: skip
    return layers


def _ends(days: list[int], x: Any, language: Language) -> list[Any]:
    """The first and the last day below."""
    import altair as alt

    drawn = []
    for day, align in ((days[0], "left"), (days[-1], "right")):
        when = datetime.fromordinal(day)
        drawn.append(
            rows([{"day": day, "text": period(when, when, language)}])
            .mark_text(align=align, baseline="bottom", fontSize=_SMALL, color=tone("soft"))
            .encode(x=x, y=alt.value(_HEIGHT - 4), text="text:N")
        )
    return drawn
