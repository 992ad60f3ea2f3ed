"""Which rows the tables of the page show: every rule of selection is here, and what it leaves out is counted."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sojourn.report.document import FunnelStep, Path, Report, Touchpoint, Transition

LEAVING_SHOWN: Final = 8
PATHS_SHOWN: Final = 10
PATH_LENGTH: Final = 12
WAITS_SHOWN: Final = 8
FLOWS_SHOWN: Final = 10
_COMMON: Final = 0.02
"""A hand-over is common if at least this share of customers makes it, and never fewer than 5 customers."""
_FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Leaving:
    """The touchpoints where most journeys end, and the rest in numbers."""

    rows: tuple[Touchpoint, ...]
    ends: tuple[int, ...]
    """Per row: journeys that end there (without the goal, if there is one)."""
    elsewhere: int
    """Such journeys that end at none of the rows."""


def one_touchpoint(report: Report) -> bool:
    """Whether nobody can go anywhere: with a single touchpoint there is no flow, no path, and no place to leave."""
    return report.summary.touchpoints < 2


def ends_of(touchpoint: Touchpoint) -> int:
    """Journeys that end at a touchpoint without the goal; all that end there if there is no goal."""
    return touchpoint.exits if touchpoint.lost is None else touchpoint.lost


def by_loss(report: Report) -> list[Touchpoint]:
    """Touchpoints where journeys end, the largest loss first."""
    lossy = [t for t in report.touchpoints or () if ends_of(t)]
    return sorted(lossy, key=lambda t: (-ends_of(t), t.name))


def leaving(report: Report) -> Leaving | None:
    """Where customers leave; None if no journey ends anywhere (there are none, or all reach the goal)."""
    ranked = by_loss(report)
    if not ranked or one_touchpoint(report):
        return None
    rows = tuple(ranked[:LEAVING_SHOWN])
    ends = tuple(ends_of(t) for t in rows)
    every = report.summary.customers - (report.summary.goal_customers or 0)
    return Leaving(rows, ends, every - sum(ends))


@dataclass(frozen=True, slots=True)
class Waits:
    """The slowest common hand-overs."""

    rows: tuple[Transition, ...]
    longest_s: float
    fewest: int


def waits(report: Report) -> Waits | None:
    """The slowest hand-overs between different touchpoints that enough customers make."""
    fewest = max(_FEWEST, round(_COMMON * report.summary.customers))
    common = [
        t
        for t in report.transitions or ()
        if t.source and t.target and t.source != t.target and t.median_s and t.customers >= fewest
    ]
    common.sort(key=lambda t: (-(t.median_s or 0), t.source, t.target))
    rows = tuple(common[:WAITS_SHOWN])
    return Waits(rows, rows[0].median_s or 0.0, fewest) if rows else None


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A step, and how many did not come from the step before."""

    step: FunnelStep
    lost: int | None
    worst: bool
    """Whether this step loses the largest share of all."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps, and customers who reach the goal another way."""

    rows: tuple[FunnelRow, ...]
    others: int


def funnel(report: Report) -> Funnel | None:
    """The funnel; None if it has fewer than two steps or nobody makes the first."""
    steps = report.funnel or ()
    if len(steps) < 2 or not steps[0].customers:
        return None
    kept = [s.share_of_previous for s in steps[1:] if s.share_of_previous is not None]
    lowest = min(kept, default=1.0)
    rows = tuple(
        FunnelRow(
            step,
            None if before is None else before.customers - step.customers,
            before is not None and step.share_of_previous == lowest and lowest < 1,
        )
        for before, step in zip((None, *steps), steps, strict=False)
    )
    reached = report.summary.goal_customers
    return Funnel(rows, 0 if reached is None else reached - steps[-1].customers)


@dataclass(frozen=True, slots=True)
class PathStep:
    """A touchpoint of a path, and how often it comes in a row."""

    name: str
    times: int


@dataclass(frozen=True, slots=True)
class PathRow:
    """A path as far as it is shown."""

    path: Path
    shown: tuple[PathStep, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Paths:
    """The most common paths, and the rest in numbers."""

    rows: tuple[PathRow, ...]
    other: int
    other_share: float


def paths(report: Report) -> Paths | None:
    """The most common paths; None if no two customers share one."""
    listed = report.paths or ()
    if not listed or listed[0].customers < 2 or one_touchpoint(report):
        return None
    top = [p for p in listed[:PATHS_SHOWN] if p.customers > 1]
    rows = []
    for path in top:
        steps = [PathStep(name, len(list(run))) for name, run in groupby(path.path)]
        rows.append(PathRow(path, tuple(steps[:PATH_LENGTH]), max(0, len(steps) - PATH_LENGTH)))
    shown = sum(p.customers for p in top)
    rest = (report.summary.customers - shown) / report.summary.customers
    return Paths(tuple(rows), report.coverage.paths_total - len(top), rest)
