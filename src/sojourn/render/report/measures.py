"""The measures with their breakdowns, and steps that differ between channels."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from markupsafe import Markup

from sojourn.render.numbers import Language, between, signed
from sojourn.render.report.figures import metric_words, unit_of
from sojourn.render.report.units import amount
from sojourn.render.report.words import known, say
from sojourn.report.blocks.trends import Inconsistency
from sojourn.report.document import Breakdown, Metric, Report

_GROUPS_SHOWN: Final = 12
_STEPS_SHOWN: Final = 12
_UNITS: Final = {"goal_share": "share", "median_wait_s": "seconds", "rating": "rating"}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure, or one group of it."""

    name: str
    value: str
    interval: str
    n: int
    reason: str
    """Why it cannot be computed; empty if it can."""


@dataclass(frozen=True, slots=True)
class Split:
    """One measure by one dimension."""

    title: Markup
    dimension: str
    rows: tuple[MeasureRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures, then their breakdowns."""

    rows: tuple[MeasureRow, ...]
    splits: tuple[tuple[str, tuple[Split, ...]], ...]
    """Measure → one table per dimension."""


def measures(report: Report, language: Language) -> Measures | None:
    """The table of measures; None without any. Groups with most behind them first, periods in order."""
    metrics = report.metrics or {}
    if not metrics or not (report.breakdowns or len(metrics) > 5):
        return None
    rows = tuple(
        _row(metric_words(name, language), metric, unit_of(name, metric), language)
        for name, metric in metrics.items()
    )
    order = {name: i for i, name in enumerate(metrics)}
    found = sorted(
        (b for b in report.breakdowns or () if b.metric in metrics),
        key=lambda b: (order[b.metric], b.dimension),
    )
    splits = []
    for name, own in groupby(found, key=lambda b: b.metric):
        parts = groupby(own, key=lambda b: b.dimension)
        tables = tuple(
            _split(name, dimension, list(part), metrics[name], language) for dimension, part in parts
        )
        splits.append((metric_words(name, language), tables))
    return Measures(rows, tuple(splits))


def _split(name: str, dimension: str, parts: list[Breakdown], metric: Metric, language: Language) -> Split:
    if dimension in {"week", "month"}:
        parts = sorted(parts, key=lambda b: b.group)
        shown = parts[-_GROUPS_SHOWN:]
    else:
        shown = sorted(parts, key=lambda b: (-b.n, b.group))[:_GROUPS_SHOWN]
    words = known(f"dimension.{dimension}", language) or dimension.replace("_", " ")
    title = say("metrics.by", language, metric=metric_words(name, language), dimension=words)
    unit = unit_of(name, metric)
    rows = tuple(_row(b.group, b, unit, language) for b in shown)
    return Split(title, words, rows, len(parts) - len(shown))


def _row(name: str, metric: Metric | Breakdown, unit: str, language: Language) -> MeasureRow:
    if metric.value is None:
        return MeasureRow(name, "–", "", metric.n, metric.status.partition(": ")[2] or metric.status)
    interval = ""
    if metric.low is not None and metric.high is not None:
        ends = (amount(metric.low, unit, language), amount(metric.high, unit, language))
        interval = between(*ends, language)
    return MeasureRow(name, amount(metric.value, unit, language), interval, metric.n, "")


@dataclass(frozen=True, slots=True)
class GapRow:
    """A step that differs between two channels."""

    gap: Inconsistency
    measure: str
    a: str
    b: str
    difference: str
    interval: str


def consistency(report: Report, language: Language) -> tuple[GapRow, ...] | None:
    """Steps that differ between channels; None where none does."""
    rows = []
    for gap in (report.consistency or ())[:_STEPS_SHOWN]:
        unit = _UNITS.get(gap.measure, "rating")
        low, high = (amount(v, unit, language, sign=True) for v in (gap.low, gap.high))
        rows.append(
            GapRow(
                gap,
                known(f"measure.{gap.measure}", language) or gap.measure.replace("_", " "),
                amount(gap.value_a, unit, language),
                amount(gap.value_b, unit, language),
                amount(gap.difference, unit, language, sign=True),
                between(low, high, language),
            )
        )
    return tuple(rows) or None


def signed_amount(value: float) -> str:
    """A coefficient with its sign, with as many digits as it has at most three that tell something.

    >>> signed_amount(0.11), signed_amount(-12.5), signed_amount(0.004)
    ('+0.11', '−12.5', '+0.004')
    """
    size = abs(value)
    return signed(value, 1 if size >= 10 else 2 if size >= 0.1 else 3)
