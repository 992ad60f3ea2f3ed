"""What feels otherwise since a change, in a sentence each."""

from datetime import datetime
from typing import Final

from markupsafe import Markup

from sojourn.render.numbers import Language, between, period, signed
from sojourn.render.report.names import named
from sojourn.render.report.words import say
from sojourn.report.document import Comparison, Report
from sojourn.report.making.rated_apart import FEELING

_SHOWN: Final = 4
_SURE: Final = 0.05


def felt_since(report: Report, language: Language) -> tuple[Markup, ...]:
    """Touchpoints whose feeling surely differs since the surest change, the surest first."""
    rows = [
        c
        for c in report.comparisons or ()
        if c.measure.startswith(FEELING) and c.q is not None and c.q < _SURE and c.difference is not None
    ]
    rows.sort(key=lambda c: (c.q, c.measure))
    return tuple(_sentence(c, language) for c in rows[:_SHOWN])


def _sentence(row: Comparison, language: Language) -> Markup:
    day = datetime.fromisoformat(row.a)
    ends = signed(row.low or 0.0), signed(row.high or 0.0)
    return say(
        "felt_since.went",
        language,
        day=period(day, day, language),
        what=named(row.measure.removeprefix(FEELING)),
        before=signed(row.value_b or 0.0),
        after=signed(row.value_a or 0.0),
        change=signed(row.difference or 0.0),
        interval=between(*ends, language),
    )
