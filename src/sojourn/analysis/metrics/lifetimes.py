"""How long customers take to get something out of it, and how many are lost."""

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.metrics.cells import Cells
from sojourn.analysis.metrics.facts import NEVER
from sojourn.analysis.metrics.figures import Figures, none, shares
from sojourn.analysis.metrics.goals import NO_GOAL
from sojourn.analysis.metrics.whole import Whole
from sojourn.analysis.stats.survival import kaplan_meier
from sojourn.units import duration_text

NOT_YET = "fewer than half of the customers get there within the data"


def time_to_first_value(whole: Whole, cells: Cells) -> Figures:
    """Median seconds from a customer's first event to the first goal; who is not there yet is watched until the data end."""
    method = "median by Kaplan and Meier"
    if not whole.has_goal:
        return none(len(cells), NO_GOAL, method)
    if whole.bounds is None:
        return none(len(cells), NOT_YET, method)
    first, goal = whole.people["first"], whole.people["first_goal"]
    there = goal != NEVER
    durations = np.where(there, goal, whole.bounds[1]) - first
    order = np.argsort(cells.of_people, kind="stable")
    edges = np.searchsorted(cells.of_people[order], np.arange(len(cells) + 1))
    rows = [_median(durations[own], there[own]) for own in np.split(order, edges)[1:-1]]
    value, low, high = np.array(rows, np.float64).reshape(-1, 3).T
    found = Figures(value, low, high, np.diff(edges), [""] * len(cells), method=method)
    return found.without(np.isnan(value), NOT_YET)


def _median(durations: NDArray[np.int64], there: NDArray[np.bool_]) -> list[float]:
    median, low, high = kaplan_meier(durations, there).median()
    if median is None:
        return [np.nan] * 3
    return [np.nan if seconds is None else seconds / 1e6 for seconds in (median, low, high)]


def churn(whole: Whole, cells: Cells) -> Figures:
    """Customers without an event in the last stretch of the data, of those who had one in the stretch before it."""
    longest = whole.definitions.churn_us
    days = duration_text(longest / 1e6)
    method = f"no event in the last {days}, of customers with one in the {days} before"
    if whole.bounds is None or whole.bounds[1] - whole.bounds[0] < 2 * longest:
        return none(len(cells), f"the data cover less than twice {days}", method)
    turn = whole.bounds[1] - longest
    first, last = whole.people["first"], whole.people["last"]
    lost = (last > turn - longest) & (last <= turn)
    silent = np.zeros(len(whole.people), np.bool_)
    across = (whole.silences["start"] <= turn - longest) & (whole.silences["end"] > turn)
    silent[whole.silences["customer"][across]] = True
    stayed = (last > turn) & (first <= turn) & ~silent
    active = lost | stayed
    hits, n = cells.sums(cells.of_people, (lost & active).astype(float), active.astype(float))
    return shares(hits, n, method=method, nobody="nobody was active in the time before")


def cancellation_rate(whole: Whole, cells: Cells) -> Figures:
    """Customers who cancel and do not reach the goal afterwards, of those who reached it or cancelled."""
    method = "a cancellation and no goal after it"
    left = whole.people["cancelled"]
    if not left.any():
        return none(len(cells), "no touchpoint met is a cancellation", method)
    own = left | (whole.people["goals"] > 0)
    hits, n = cells.sums(cells.of_people, left.astype(float), own.astype(float))
    return shares(hits, n, method=method, nobody="nobody reached the goal or cancelled")
