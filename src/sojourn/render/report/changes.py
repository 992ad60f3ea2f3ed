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
from sojourn.report.blocks.trends import Series
from sojourn.report.document import Report

_SHOWN: Final = 9
_KINDS: Final = ("weekday", "day_of_month")


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
    series: tuple[Drawn, ...]
    seasons: tuple[Drawn, ...]
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
    seasons = []
    for kind in _KINDS:
        name = str(say(f"trends.{kind}", language).unescape())
        chart = seasons_chart(block.seasons, kind, name, language)
        if chart is not None:
            seasons.append(Drawn(chart, season_words.told(block.seasons, kind, language)))
            tables.append(_days(report, kind, name, language))
    if not drawn and not seasons:
        return None
    return Changes(block.timezone, tuple(drawn), tuple(seasons), tuple(tables))


def _calm(series: Series) -> tuple[bool, bool]:
    """Sorts series that changed first, then those with a slope that stands out; else as the report has them."""
    return not series.changes, (series.slope_q if series.slope_q is not None else 1.0) >= 0.05


def series_words(series: Series, language: Language) -> str:
    """What a series is called."""
    measure = known(f"measure.{series.measure}", language) or metric_words(series.measure, language)
    if not series.touchpoint:
        return measure
    said: Markup = say("trends.name_at", language, measure=measure, name=clean(series.touchpoint))
    return str(said.unescape())


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


def _days(report: Report, kind: str, name: str, language: Language) -> ChangeTable:
    seasons = report.trends.seasons if report.trends else ()
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
