"""The report page: one HTML file that needs no script, no network and no other file."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sojourn.journeymap.model import JourneyMap
from sojourn.render import numbers
from sojourn.render.html_style import content_policy
from sojourn.render.layout.plan import picture
from sojourn.render.layout.text import clean
from sojourn.render.numbers import Language
from sojourn.render.report.answer import answer
from sojourn.render.report.changes import changes
from sojourn.render.report.channels import channels
from sojourn.render.report.feelings import feelings
from sojourn.render.report.figures import figures
from sojourn.render.report.flows import flows
from sojourn.render.report.heat import retention, rhythm
from sojourn.render.report.meaning import arc, attribution, drivers, lifetime, truths, what_if
from sojourn.render.report.measures import consistency, measures
from sojourn.render.report.method import method
from sojourn.render.report.pains import decision, small, statement, verdict
from sojourn.render.report.quality import quality
from sojourn.render.report.sections import funnel, leaving, one_touchpoint, paths, waits
from sojourn.render.report.style import style_sheet
from sojourn.render.report.words import known, say
from sojourn.render.svg import svg
from sojourn.render.svg_write import by_class
from sojourn.report.document import Report

_TAGS: Final = {"en": "en", "zh": "zh-Hans"}
_MAP_WIDTH: Final = 1180.0
_LONG: Final = 1600.0


def to_html(report: Report, jmap: JourneyMap | None = None, *, language: Language | None = None) -> str:
    """The report as one HTML page.

    Parameters
    ----------
    report
        The numbers.
    jmap
        The map that is drawn on the page; no picture if None.
    language
        Of the page's own words; that of the report if None.

    Returns
    -------
    str
        HTML with everything inside: one style sheet, no script, no outside reference, no ``style`` attribute. Its
        content security policy allows exactly that style sheet. Light or dark as the reader's system is.
    """
    tongue: Language = language or report.language
    sheet = style_sheet()
    return (
        _environment(tongue)
        .get_template("report.html")
        .render(
            tag=_TAGS[tongue],
            title=clean(report.title) or say("title", tongue),
            sheet=Markup(sheet),  # noqa: S704  # our own style sheet
            policy=content_policy(sheet),
            report=report,
            answer=answer(report, tongue),
            figures=figures(report, tongue),
            **_meaning(report, tongue),
            leaving=leaving(report),
            map=None if one_touchpoint(report) else _map(jmap, tongue),
            flows=None if one_touchpoint(report) else flows(report, jmap),
            funnel=funnel(report),
            paths=paths(report),
            waits=waits(report),
            channels=channels(report),
            feelings=None if report.emotions else feelings(report),
            rhythm=rhythm(report, tongue),
            retention=retention(report, tongue),
            quality=quality(report),
            method=method(report, tongue),
        )
    )


def _meaning(report: Report, language: Language) -> dict[str, object]:
    """The sections on what the journey means; those without data are None and absent from the page."""
    return {
        "pain": decision(report, language),
        "emotions": arc(report, language),
        "truths": truths(report, language),
        "voice": report.voice if report.voice is not None and report.voice.texts else None,
        "metrics": measures(report, language),
        "attribution": attribution(report, language),
        "segments": report.segments,
        "drivers": drivers(report, language),
        "trends": changes(report, language),
        "consistency": consistency(report, language),
        "what_if": what_if(report, language),
        "lifetime": lifetime(report, language),
    }


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map as an SVG element; `long` if it would be too small to read in the width of a page."""

    svg: Markup
    long: bool


def _map(jmap: JourneyMap | None, language: Language) -> Drawing | None:
    if jmap is None:
        return None
    drawn = picture(jmap, language=language, width=_MAP_WIDTH)
    size = f'width="{drawn.width:.0f}" height="{drawn.height:.0f}" viewBox="0 0 {drawn.width:.0f} {drawn.height:.0f}"'
    element = Markup(svg(drawn, by_class, size=size))  # noqa: S704  # the renderer escapes what it draws
    return Drawing(element, drawn.width > _LONG)


@cache
def _environment(language: Language) -> Environment:
    """Templates whose filters and words speak one language; everything is escaped."""
    environment = Environment(
        loader=PackageLoader("sojourn.render.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "count": numbers.count,
        "name": clean,
        "share": lambda share: numbers.percent(share, language, _digits(share)),
        "points": lambda share: numbers.decimal(share * 100, 1),
        "duration": lambda seconds: "–" if seconds is None else numbers.duration(seconds, language),
        "decimal": numbers.decimal,
        "signed": numbers.signed,
        "pp": lambda share: "–" if share is None else numbers.points(share, language),
        "small": small,
        "event": statement,
        "verdict": lambda pain: verdict(pain, language),
        "ours": lambda quotes: sorted(quotes, key=lambda quote: quote.language != language),
        "money": lambda amount, currency: numbers.about(amount, currency or ""),
        "tone": lambda sentiment: "good" if sentiment >= 0.2 else "harm" if sentiment <= -0.2 else "neutral",
    }
    environment.globals |= {
        "tag": _TAGS[language],
        "say": lambda key, /, **values: say(key, language, **values),
        "known": lambda key, /: known(key, language),
        "between": lambda low, high, /: numbers.between(low, high, language),
        "period": lambda first, last, /: numbers.period(first, last, language),
    }
    return environment


def _digits(share: float) -> int:
    """Shares near an end need a decimal to be told apart."""
    return 0 if 0.1 <= share <= 0.9 or share in {0.0, 1.0} else 1
