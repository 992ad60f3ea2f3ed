"""Heat tables: events by hour and weekday, and customers who come back by cohort."""

from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final

from markupsafe import Markup

from sojourn.render.numbers import Language, count, percent
from sojourn.render.report.style import HEAT_LEVELS
from sojourn.render.report.words import say
from sojourn.report.document import Cohort, Report

_COHORTS: Final = 12
_HOURS_OF_DATES: Final = 2
_PERIODS: Final = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a heat table: as shown, in full, and how strong its ground is."""

    text: str
    whole: str
    level: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row: its head, the figure beside it, its cells."""

    head: str | Markup
    total: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat table with the sentence above it."""

    intro: Markup
    heads: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    left_out: int = 0


def rhythm(report: Report, language: Language) -> Heat | None:
    """Events by weekday and hour; None where they fall on one hour or two, so that there is no rhythm to see.

    Dates without a time of day do so: on midnight, seen from the zone, in winter and in summer time.
    """
    block = report.rhythm
    events = {(c.weekday, c.hour): c.events for c in block.cells} if block else {}
    most = max(events.values(), default=0)
    if block is None or len({hour for (_, hour), n in events.items() if n}) <= _HOURS_OF_DATES:
        return None
    weekday, hour = max(sorted(events), key=lambda at: events[at])
    rows = tuple(
        HeatRow(
            say(f"day.{day}", language),
            _compact(sum(events.get((day, h), 0) for h in range(24))),
            tuple(_cell(events.get((day, h), 0), most) for h in range(24)),
        )
        for day in range(1, 8)
    )
    intro = say(
        "rhythm.intro",
        language,
        zone=block.timezone,
        day=say(f"day.{weekday}", language),
        hour=f"{hour:02}:00–{(hour + 1) % 24:02}:00",
        share=percent(most / sum(events.values()), language, digits=1),
    )
    return Heat(intro, tuple(f"{h:02}" for h in range(24)), rows)


def retention(report: Report, language: Language) -> Heat | None:
    """Cohorts by first event, the latest twelve; None if nobody is seen to come back in a later period."""
    block = report.retention
    if block is None or not any(sum(c.returned[1:]) for c in block.cohorts):
        return None
    shown = block.cohorts[-_COHORTS:]
    periods = min(_PERIODS, max(len(c.returned) for c in shown) - 1)
    most = max(
        (c.returned[p] / c.customers for c in shown for p in range(1, len(c.returned)) if c.customers),
        default=0,
    )
    rows = tuple(_cohort(c, periods, most, block.unit) for c in shown)
    heads = tuple(say("retention.after", language, n=p) for p in range(1, periods + 1))
    return Heat(say(f"retention.intro.{block.unit}", language), heads, rows, len(block.cohorts) - len(shown))


def _cohort(cohort: Cohort, periods: int, most: float, unit: str) -> HeatRow:
    day = date.fromisoformat(cohort.period)
    cells = []
    for returned in cohort.returned[1 : periods + 1]:
        share = returned / cohort.customers if cohort.customers else 0.0
        cells.append(Cell(f"{share * 100:.0f}", count(returned), _level(share, most)))
    head = f"{day:%Y-%m}" if unit == "month" else day.isoformat()
    return HeatRow(head, count(cohort.customers), tuple(cells))


def _cell(events: int, most: int) -> Cell:
    return Cell(_compact(events), count(events), _level(events, most))


def _level(part: float, most: float) -> int:
    """0 for nothing, else equal steps of the square root, so that one peak does not hide the rest."""
    return (
        0
        if not part or not most
        else min(HEAT_LEVELS - 1, 1 + int(sqrt(part / most) * (HEAT_LEVELS - 1) * 0.999))
    )


def _compact(number: int) -> str:
    """At most four characters.

    >>> [_compact(n) for n in (7, 999, 1204, 48_210, 2_300_000)]
    ['7', '999', '1.2k', '48k', '2.3M']
    """
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size * 0.9995:
            scaled = number / size
            return f"{scaled:.1f}{letter}" if scaled < 9.95 else f"{scaled:.0f}{letter}"
    return str(number)
