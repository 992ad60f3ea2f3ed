"""Visits, hours of the week, and cohorts as blocks of a report."""

from datetime import timedelta
from itertools import groupby
from typing import Final, Literal

from sojourn.analysis.retention import retention
from sojourn.analysis.rhythm import rhythm
from sojourn.analysis.visits import visits
from sojourn.log.journeylog import JourneyLog
from sojourn.report.document import Cohort, Retention, Rhythm, RhythmCell, Visits

VISIT_GAP: Final = timedelta(minutes=30)
COHORTS_LISTED: Final = 60
_MONTHS_FROM: Final = timedelta(days=150)
_WEEKS_FROM: Final = timedelta(days=15)


def visits_block(log: JourneyLog) -> Visits:
    """Runs of events without a gap longer than :data:`VISIT_GAP`."""
    result = visits(log, VISIT_GAP)
    return Visits(
        gap_s=VISIT_GAP.total_seconds(),
        visits=result.visits,
        visits_per_customer=result.visits_per_customer,
        events_per_visit=result.events_per_visit,
        median_duration_s=result.duration_median_s,
        one_event_share=result.bounce_share,
    )


def rhythm_block(log: JourneyLog, timezone: str) -> Rhythm:
    """Events by hour and weekday."""
    rows = rhythm(log, timezone).table.to_pylist()
    cells = tuple(RhythmCell(weekday=r["weekday"], hour=r["hour"], events=r["events"]) for r in rows)
    return Rhythm(timezone=timezone, cells=cells)


def retention_block(log: JourneyLog, timezone: str) -> Retention:
    """Cohorts by month where the log covers 150 days or more, by week from 15 days on, else by day; the latest 60."""
    unit = cohort_unit(log)
    rows = retention(log, period=unit, timezone=timezone).table.to_pylist()
    cohorts = []
    for first, group in groupby(rows, key=lambda row: row["cohort"]):
        cells = list(group)
        returned = tuple(cell["active"] for cell in cells if cell["complete"])
        cohorts.append(Cohort(period=first.isoformat(), customers=cells[0]["customers"], returned=returned))
    return Retention(unit=unit, timezone=timezone, cohorts=tuple(cohorts[-COHORTS_LISTED:]))


def cohort_unit(log: JourneyLog) -> Literal["day", "week", "month"]:
    """The calendar period that gives a readable number of cohorts."""
    extent = log.extent
    span = extent.last - extent.first if extent.first and extent.last else timedelta()
    return "month" if span >= _MONTHS_FROM else "week" if span >= _WEEKS_FROM else "day"
