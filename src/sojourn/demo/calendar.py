"""When people do things: days of the month and the week, hours of the day, the clocks of Berlin and Shanghai."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from sojourn.errors import UsageError

Times = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

HOURS: Final = (2, 1, 1, 1, 1, 2, 5, 9, 11, 12, 12, 13, 15, 13, 12, 12, 13, 16, 19, 24, 26, 22, 13, 6)
"""Relative activity in each hour of the local day."""
WEEKDAYS: Final = (1.05, 1.0, 1.0, 1.0, 0.9, 0.85, 1.2)
"""Relative number of first contacts, Monday to Sunday."""
MONTH_SWING: Final = 0.45
"""First contacts at the turn of the month are this share above the mean, in the middle this share below."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the exports cover, in UTC.

    Attributes
    ----------
    start
        First instant, microseconds since 1970.
    days
        Length in days.
    """

    start: int
    days: int

    @classmethod
    def beginning(cls, first: date, days: int) -> "Period":
        """Build a period from its first day and its length.

        Raises
        ------
        UsageError
            If it is shorter than 60 days: nobody could come to a first renewal.
        """
        if days < 60:
            raise UsageError(f"The demo company needs a period of at least 60 days, got {days}.")
        midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
        return cls(int(midnight.timestamp()) * SECOND, days)

    @property
    def end(self) -> int:
        """First instant after the period, microseconds since 1970."""
        return self.start + self.days * DAY

    @property
    def change(self) -> int:
        """The instant from which the new carrier delivers: 57.6 % into the period, at midnight."""
        return self.start + round(self.days * 0.576) * DAY


def month_wave(times: Times) -> Floats:
    """+1 on the first and the last day of a month, −1 in its middle.

    >>> month_wave(np.array(["2026-03-01", "2026-03-16", "2026-03-31"], "M8[us]").astype(np.int64)).round(2).tolist()
    [1.0, -1.0, 1.0]
    """
    days = times.astype("M8[us]").astype("M8[D]")
    month = days.astype("M8[M]")
    first = month.astype("M8[D]")
    length = ((month + 1).astype("M8[D]") - first).astype(np.float64)
    position = (days - first).astype(np.float64) / (length - 1)
    return np.asarray(np.cos(2 * np.pi * position), np.float64)


def weekday(times: Times) -> npt.NDArray[np.int64]:
    """Day of the week, Monday = 0."""
    return (times // DAY + 3) % 7


def first_days(u: Floats, period: Period) -> Times:
    """Midnights of first contact: more at the turn of the month, more on Sundays, none in the last fifth."""
    midnights = period.start + np.arange(max(1, round(period.days * 0.8)), dtype=np.int64) * DAY
    weights = (1 + MONTH_SWING * month_wave(midnights)) * np.array(WEEKDAYS)[weekday(midnights)]
    share = np.cumsum(weights / weights.sum())
    return midnights[np.minimum(np.searchsorted(share, u), len(midnights) - 1)]


def time_of_day(u: Floats) -> Times:
    """Microseconds since local midnight, by the hours people keep."""
    edges = np.concatenate([[0.0], np.cumsum(np.array(HOURS, np.float64))])
    hour = np.interp(u * edges[-1], edges, np.arange(25.0))
    return np.asarray(np.round(hour * HOUR), np.int64)


def _last_sunday(year: int, month: int) -> int:
    days = [d for d in range(25, 32) if date(year, month, d).weekday() == 6]
    return int(datetime(year, month, days[0], 1, tzinfo=UTC).timestamp()) * SECOND


def berlin_offset(times: Times) -> Times:
    """What to add to UTC to read a clock in Berlin (European summer time), microseconds.

    >>> berlin_offset(np.array(["2026-03-29T00:59", "2026-03-29T01:00"], "M8[us]").astype(np.int64)).tolist()
    [3600000000, 7200000000]
    """
    offset = np.full(times.shape, HOUR, np.int64)
    if times.size:
        years = times.astype("M8[us]").astype("M8[Y]").astype(np.int64) + 1970
        for year in range(int(years.min()), int(years.max()) + 1):
            summer = (times >= _last_sunday(year, 3)) & (times < _last_sunday(year, 10))
            offset[summer] = 2 * HOUR
    return offset


def local_offset(times: Times, china: npt.NDArray[np.bool_]) -> Times:
    """What to add to UTC to read the customer's clock: Shanghai where ``china``, Berlin elsewhere."""
    return np.where(china, 8 * HOUR, berlin_offset(times))


def human_time(after: Times, u: Floats, china: npt.NDArray[np.bool_]) -> Times:
    """The first moment after ``after`` at the local time of day that ``u`` stands for."""
    offset: Times = local_offset(after, china)
    local = after + offset
    moment = local - local % DAY + time_of_day(u)
    return np.asarray(moment + np.where(moment <= local, DAY, 0) - offset, np.int64)
