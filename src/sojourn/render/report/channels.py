"""Customers by first channel: the comparison rows the page shows."""

from typing import Final

from sojourn.report.document import Comparison, Report
from sojourn.report.groups import GOAL_SHARE
from sojourn.report.making.rated_apart import FIRST_CHANNEL

_SHOWN: Final = 12


def channels(report: Report) -> tuple[Comparison, ...] | None:
    """Goal share per first channel against the rest, largest group first; None if there is nothing to compare."""
    rows = [c for c in report.comparisons or () if c.dimension == FIRST_CHANNEL and c.measure == GOAL_SHARE]
    rows.sort(key=lambda c: (-c.n_a, c.a))
    return tuple(rows[:_SHOWN]) or None
