"""The few figures under the headline that frame the answer."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sojourn.analysis.metrics.dictionary import METRICS
from sojourn.render.numbers import Language, between, decimal, duration, money
from sojourn.render.report.names import named
from sojourn.render.report.units import amount
from sojourn.render.report.words import known, say
from sojourn.report.document import Metric, Report

_SHOWN: Final = 5
_ORDER: Final = ("conversion", "aov", "nps", "csat", "ces")
_MORE_THAN_ONE: Final = 1.05
"""Visits or events per customer below this read as 1.0."""
_SCARCELY: Final = 0.01
"""A repeat rate below this says how the data were made, not what customers do, and frames nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it is, and what it rests on."""

    value: str
    label: Markup
    note: Markup | None
    basis: Markup


def figures(report: Report, language: Language) -> tuple[Figure, ...]:
    """At most five: what can be computed of the metrics, then visits, repeats and events as far as they tell something.

    One visit per customer, or one event, is the form of the data and no finding.
    """
    metrics = report.metrics or {}
    found = [
        _figure(name, metrics[name], report, language)
        for name in _ORDER
        if name in metrics and metrics[name].value is not None
    ]
    visits, customers = report.visits, report.summary.customers
    per_customer = visits.visits_per_customer if visits is not None else None
    if visits is not None and per_customer is not None and per_customer >= _MORE_THAN_ONE:
        found.append(
            Figure(
                decimal(per_customer),
                say("figure.visits", language),
                say("figure.gap", language, gap=duration(visits.gap_s, language)),
                say("unit.visits", language, n=visits.visits),
            )
        )
    again = metrics.get("repeat_rate")
    if again is not None and again.value is not None and again.value >= _SCARCELY:
        found.append(_figure("repeat_rate", again, report, language))
    if report.summary.events >= _MORE_THAN_ONE * customers > 0:
        each = decimal(report.summary.events / customers)
        basis = say("unit.events", language, n=report.summary.events)
        found.append(Figure(each, say("figure.events", language), None, basis))
    if visits is not None and visits.median_duration_s:
        length = duration(visits.median_duration_s, language)
        basis = say("unit.visits", language, n=visits.visits)
        found.append(Figure(length, say("figure.duration", language), None, basis))
    return tuple(found[:_SHOWN])


def unit_of(name: str, metric: Metric) -> str:
    """The unit of a metric: its currency where it is money, else what the dictionary of metrics says."""
    if metric.currency:
        return metric.currency
    return str(METRICS[name].unit) if name in METRICS else "rating"


def metric_words(name: str, language: Language) -> str:
    """What a metric is called; its name as it is where the page has no word for it."""
    return known(f"metric.{name}", language) or name.replace("_", " ")


def metric_text(name: str, metric: Metric, value: float, language: Language) -> str:
    """A metric's value in its unit: percent, points, money or the scale's own."""
    if name == "aov":
        return money(value, metric.currency or "", 2 if abs(value) < 1000 else 0)
    return amount(value, unit_of(name, metric), language)


def metric_range(name: str, metric: Metric, language: Language) -> Markup | None:
    """The interval of a metric in its unit; None if there is none."""
    if metric.low is None or metric.high is None:
        return None
    low, high = (metric_text(name, metric, end, language) for end in (metric.low, metric.high))
    return Markup.escape(between(low, high, language))


def _figure(name: str, metric: Metric, report: Report, language: Language) -> Figure:
    assert metric.value is not None
    goal = named(report.summary.goal or "")
    told = known(f"figure.{name}", language) is not None
    label = (
        say(f"figure.{name}", language, goal=goal) if told else Markup.escape(metric_words(name, language))
    )
    basis = say("figure.n", language, n=metric.n)
    value = metric_text(name, metric, metric.value, language)
    return Figure(value, label, metric_range(name, metric, language), basis)
