"""How every figure on the page was computed, in words, with what it rests on."""

from dataclasses import dataclass

from markupsafe import Markup

from sojourn.render.numbers import Language, duration, percent
from sojourn.render.report.figures import metric_range, metric_text, metric_words
from sojourn.render.report.names import named
from sojourn.render.report.sections import one_touchpoint
from sojourn.render.report.words import known, say
from sojourn.report.document import Report


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and its meaning; for a metric also its value."""

    term: Markup
    text: Markup
    figure: Markup | None = None


def method(report: Report, language: Language) -> tuple[Definition, ...]:
    """Definitions of everything that is shown, in the order it is shown."""

    def entry(key: str, **values: object) -> Definition:
        return Definition(say(f"method.{key}", language), say(f"method.{key}.text", language, **values))

    summary = report.summary
    found = [entry("customers", n=summary.customers)]
    if summary.goal is not None:
        found.append(entry("reach", goal=named(summary.goal)))
    moves = not one_touchpoint(report)
    if summary.last is not None and moves:
        found.append(entry("lost", last=f"{summary.last:%Y-%m-%d %H:%M}"))
    found += _metrics(report, language)
    found += [entry("transition"), entry("median")] if moves else []
    found.append(entry("interval"))
    if report.visits is not None:
        found.append(entry("visit", gap=duration(report.visits.gap_s, language), n=report.visits.visits))
    if report.paths is not None and moves:
        found.append(entry("path", n=report.coverage.paths_total))
    lists = report.coverage
    found.append(
        entry(
            "lists",
            a=lists.touchpoints_listed,
            b=lists.touchpoints_total,
            c=lists.transitions_listed,
            d=lists.transitions_total,
            share=percent(lists.transitions_listed_share, language),
            e=lists.paths_listed,
            f=lists.paths_total,
            people=percent(lists.paths_listed_share, language),
        )
    )
    if fits := _samples(report, language):
        found.append(entry("sample", fits=say("sample.apart", language).join(fits)))
    found.append(entry("time", zone=report.rhythm.timezone if report.rhythm is not None else "UTC"))
    return tuple(found)


def _samples(report: Report, language: Language) -> list[Markup]:
    """The fits that rest on fewer than all, each with how many of how many."""
    told = []
    for sample in report.samples or ():
        if sample.used < sample.whole:
            group = known(f"{sample.block}.{sample.group}", language) or sample.group
            what = say(f"sample.{sample.block}.{sample.step}", language, group=group)
            unit = say(f"sample.{sample.unit}", language)
            told.append(
                say("sample.row", language, what=what, used=sample.used, whole=sample.whole, unit=unit)
            )
    return told


def _metrics(report: Report, language: Language) -> list[Definition]:
    found = []
    for name, metric in (report.metrics or {}).items():
        term = Markup.escape(metric_words(name, language))
        if metric.value is None:
            reason = metric.status.partition(": ")[2]
            figure = say("metric.not", language, reason=reason)
        else:
            value = metric_text(name, metric, metric.value, language)
            between = metric_range(name, metric, language)
            n = say("metric.n", language, n=metric.n)
            figure = Markup(" · ").join(
                part for part in (Markup.escape(value), between, n) if part is not None
            )
        found.append(Definition(term, Markup.escape(metric.definition), figure))
    return found
