"""How measures move: a chart per series with its sentence, and the seasons of all events."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sojourn.render.layout.text import clean
from sojourn.render.numbers import Language, between, decimal
from sojourn.render.report.charts import Chart, seasons_chart, trend_chart
from sojourn.render.report.charts import season as season_words
from sojourn.render.report.charts import trend as trend_words
from sojourn.render.report.figures import metric_words
from sojourn.render.report.units import amount
from sojourn.render.report.words import known, say
from sojourn.report.blocks.trends import Season, Series
from sojourn.report.document import Report

_SHOWN: Final = 9
_KINDS: Final = ("weekday", "day_of_month")
_SEASONAL: Final = ("events", "contacts")
"""Measures whose seasons are drawn: all that happens, and what support has to answer; all of them are in report.json."""


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """The figures of a chart, for those who read rather than see it."""

    title: str
    rows: tuple[tuple[str, str, str, int | None], ...]
    """When, value, interval, n."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart and what it says."""

    chart: Chart
    sentence: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Charts of the series, charts of the seasons, and their figures."""

    zone: str
    more: int
    """Series looked at that are not drawn."""
    series: tuple[Drawn, ...]
    seasons: tuple[Drawn, ...]
    calm: tuple[str, ...]
    """Seasons in which no day stands out; they are not drawn."""
    tables: tuple[ChangeTable, ...]


def changes(report: Report, language: Language) -> Changes | None:
    """The changes; None where nothing can be drawn. Series that change or have a trend come first."""
    block = report.trends
    if block is None:
        return None
    drawn, tables = [], []
    for series in sorted(block.series, key=_calm)[:_SHOWN]:
        name = series_words(series, language)
        chart = trend_chart(series, name, language)
        if chart is not None:
            drawn.append(Drawn(chart, trend_words.told(series, language)))
            tables.append(_figures(series, name, language))
    seasons, calm = [], []
    for measure in _SEASONAL:
        own = tuple(s for s in block.seasons if s.measure == measure)
        for kind in _KINDS:
            name = (
                f"{series_name(measure, language)}{say('colon', language)}{say(f'trends.{kind}', language)}"
            )
            chart = seasons_chart(own, kind, name, language)
            days = _days(own, kind, name, language)
            if chart is not None:
                seasons.append(Drawn(chart, season_words.told(own, kind, language)))
            elif days.rows:
                calm.append(name)
            if days.rows:
                tables.append(days)
    if not drawn and not seasons:
        return None
    return Changes(
        block.timezone,
        block.series_total - len(drawn),
        tuple(drawn),
        tuple(seasons),
        tuple(calm),
        tuple(tables),
    )


def _calm(series: Series) -> tuple[bool, bool]:
    """Sorts series that changed first, then those with a slope that stands out; else as the report has them."""
    return not series.changes, (series.slope_q if series.slope_q is not None else 1.0) >= 0.05


def series_words(series: Series, language: Language) -> str:
    """What a series is called."""
    measure = series_name(series.measure, language)
    if not series.touchpoint:
        return measure
    place = f"{series.after} → {series.touchpoint}" if series.after else series.touchpoint
    said: Markup = say("trends.name_at", language, measure=measure, name=clean(place))
    return str(said.unescape())


def series_name(measure: str, language: Language) -> str:
    """What a measure is called; of ratings also the scale."""
    scale = measure.removeprefix("rating_")
    if scale != measure:
        return f"{say('measure.rating', language)} ({scale.replace('_', ' ')})"
    return known(f"measure.{measure}", language) or metric_words(measure, language)


def _figures(series: Series, name: str, language: Language) -> ChangeTable:
    rows = []
    for p in series.points:
        if p.value is None:
            continue
        interval = ""
        if p.low is not None and p.high is not None:
            ends = (amount(p.low, series.unit, language), amount(p.high, series.unit, language))
            interval = between(*ends, language)
        rows.append((p.start, amount(p.value, series.unit, language), interval, p.n))
    return ChangeTable(name, tuple(rows))


def _days(seasons: tuple[Season, ...], kind: str, name: str, language: Language) -> ChangeTable:
    known_days = sorted((s for s in seasons if s.kind == kind), key=lambda s: (s.day < 0, s.day))
    rows = tuple(
        (
            season_words.day_words(s, language),
            decimal(s.factor, 2),
            between(decimal(s.low, 2), decimal(s.high, 2), language),
            None,
        )
        for s in known_days
    )
    return ChangeTable(name, rows)
