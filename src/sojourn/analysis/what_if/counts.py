"""What is counted for scenarios: steps between states, by groups of customers, and what follows waits."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.emotion.words import is_support
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.stepping import walk
from sojourn.log.layout import hashes_of

GROUPS: Final = 32
"""Groups of customers, by a hash of their ids, that are left out in turn for intervals."""

EXACT: Final = 1000
"""Money and feelings are summed in thousandths, as whole numbers, so that any split gives the same sum."""

Counts = NDArray[np.int64]
_ALWAYS: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class WhatIfTally:
    """Counts of :func:`sojourn.log.kernels.stepping.walk`; parts are groups of customers.

    Attributes
    ----------
    earlier, later
        Rows, starts and steps of customers who began in the first third of the time, and in the second; each as far as a
        third of the time after their first event.
    currencies
        Events with a value by currency code; those without one at the end.
    """

    rows: Counts
    starts: Counts
    steps: Counts
    sums: Counts
    waits: Counts
    earlier: tuple[Counts, Counts, Counts]
    later: tuple[Counts, Counts, Counts]
    currencies: Counts

    @property
    def customers(self) -> int:
        """Customers counted."""
        return int(self.rows.sum())

    def __add__(self, other: "WhatIfTally") -> "WhatIfTally":
        return WhatIfTally(
            self.rows + other.rows,
            self.starts + other.starts,
            self.steps + other.steps,
            self.sums + other.sums,
            self.waits + other.waits,
            _added(self.earlier, other.earlier),
            _added(self.later, other.later),
            self.currencies + other.currencies,
        )


def _added(
    a: tuple[Counts, Counts, Counts], b: tuple[Counts, Counts, Counts]
) -> tuple[Counts, Counts, Counts]:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


@dataclass(frozen=True, slots=True)
class States:
    """The states of the model: touchpoints by themselves, and all others as one, the last.

    Attributes
    ----------
    names
        Touchpoints that are states.
    goals
        Those of them that are success.
    waits
        Those of them whose waits until the next event are counted.
    feelings
        Touchpoint and feeling, −5 … +5.
    """

    names: tuple[str, ...]
    goals: tuple[str, ...]
    waits: tuple[str, ...]
    feelings: tuple[tuple[str, float], ...]

    @property
    def number(self) -> int:
        """How many there are, with the last."""
        return len(self.names) + 1

    def called(self) -> NDArray[np.bool_]:
        """Which are a contact with support."""
        return np.array([*map(is_support, self.names), False], np.bool_)


def count_steps(
    journeys: Journeys, states: States, gap: timedelta, window: tuple[int, int] | None
) -> WhatIfTally:
    """Count complete customers; ``window`` is the time of the first and the last event of the log, µs."""
    begin, end = int(journeys.offsets[0]), int(journeys.offsets[-1])
    names = journeys.touchpoints
    place = {name: i for i, name in enumerate(states.names)}
    of_code = np.array([*(place.get(name, len(place)) for name in names), len(place)], np.int32)
    goal = np.array([*(name in states.goals for name in names), False], np.bool_)
    felt = dict(states.feelings)
    mark = np.array([*(round(felt.get(name, 0.0) * EXACT) for name in names), 0], np.int32)
    waited = np.full(states.number, -1, np.int32)
    for k, name in enumerate(states.waits):
        waited[place[name]] = k
    codes = journeys.flat("touchpoint")[begin:end]
    amounts, currencies = _amounts(journeys, begin, end)
    offsets = frozen(journeys.offsets - np.int32(begin))
    times = frozen(journeys.flat("timestamp")[begin:end])
    events = (offsets, times, frozen(of_code[codes]), amounts, frozen(mark[codes]), frozen(goal[codes]))
    rules = frozen(states.called()), frozen(waited)
    longest = int(np.timedelta64(gap, "us").astype(np.int64))
    groups = (hashes_of(journeys.customers) % np.uint64(GROUPS)).astype(np.int32)
    always = np.full(len(groups), _ALWAYS)
    rows, starts, steps, sums, waits = walk(
        *events, *rules, frozen(groups), frozen(always), (states.number, len(states.waits), GROUPS), longest
    )
    parts, until = _halves(offsets, times, window)
    there, began, moves, _, _ = walk(
        *events, rules[0], frozen(np.full(states.number, -1, np.int32)), parts, until, (states.number, 0, 2), longest
    )  # fmt: skip
    return WhatIfTally(
        rows, starts, steps, sums, waits,
        (there[0], began[0], moves[0]), (there[1], began[1], moves[1]), currencies,
    )  # fmt: skip


def _halves(
    offsets: NDArray[np.int32], times: NDArray[np.int64], window: tuple[int, int] | None
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Whether each customer began in the first (0), the second (1) or another (−1) third, and how far they are followed."""
    customers = len(offsets) - 1
    if window is None or customers == 0:
        return frozen(np.full(customers, -1, np.int32)), frozen(np.zeros(customers, np.int64))
    first, last = window
    third = max((last - first) // 3, 1)
    begins = times[offsets[:-1]]
    part = np.clip((begins - first) // third, -1, 2).astype(np.int32)
    part[(part > 1) | (np.diff(offsets) == 0)] = -1
    return frozen(part), frozen(begins + third)


def _amounts(journeys: Journeys, begin: int, end: int) -> tuple[Counts, Counts]:
    """Values in thousandths, 0 without one; and how many there are by currency, those without one at the end."""
    width = len(journeys.vocabularies.get("currency", ())) + 1
    if "value" not in journeys.columns:
        return frozen(np.zeros(end - begin, np.int64)), np.zeros(width, np.int64)
    values = journeys.flat("value")[begin:end]
    there = np.isfinite(values)
    amounts = np.rint(np.where(there, values, 0.0) * EXACT).astype(np.int64)
    if width == 1:
        return frozen(amounts), np.array([there.sum()], np.int64)
    codes = journeys.flat("currency")[begin:end][there]
    return frozen(amounts), np.bincount(np.where(codes < 0, width - 1, codes), minlength=width)
