"""Time zones as arrays: when the offset from UTC changes, and to what."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import InputError, UnitError
from sojourn.log.journeys import frozen

DAY: Final = 86_400_000_000
"""Microseconds of a day."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = -719_000  # June of the year 1
_LAST_DAY: Final = 2_932_000  # June of the year 9997
_SECOND: Final = 1_000_000

Pieces = tuple[NDArray[np.int64], NDArray[np.int64]]


def check_zone(zone: str) -> None:
    """Refuse a zone that does not exist.

    Raises
    ------
    UnitError
        If it is not a name of the IANA time zone database.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise UnitError(
            f"There is no time zone {zone!r}.",
            hint='Write it as "Europe/Berlin" or "UTC".',
            context={"value": zone},
        ) from error


def zone_pieces(zone: str, first_us: int, last_us: int) -> Pieces:
    """Times (µs UTC, rising) at which the offset of a zone changes, and the offsets (µs) between them.

    Parameters
    ----------
    zone
        Name in the IANA time zone database.
    first_us, last_us
        The time range to cover.

    Raises
    ------
    InputError
        If the range leaves the years 1 to 9997.

    Examples
    --------
    >>> edges, shifts = zone_pieces("Europe/Berlin", 1_767_225_600_000_000, 1_798_761_600_000_000)
    >>> (shifts // 3_600_000_000).tolist(), (edges // 1_000_000).tolist()
    ([1, 2, 1], [1774746000, 1792890000])
    """
    first_day, last_day = first_us // DAY - 1, last_us // DAY + 1
    if first_day < _FIRST_DAY or last_day > _LAST_DAY:
        raise InputError("Events lie outside the years 1 to 9997, where there is no calendar.")
    return _pieces(zone, first_day, last_day)


@lru_cache(maxsize=64)
def _pieces(zone: str, first_day: int, last_day: int) -> Pieces:
    info = ZoneInfo(zone)

    def shift(seconds: int) -> int:
        offset = (_EPOCH + timedelta(seconds=seconds)).astimezone(info).utcoffset()
        assert offset is not None  # a zone always knows it
        return offset // timedelta(microseconds=1)

    shifts, edges = [shift(first_day * 86_400)], []
    for day in range(first_day + 1, last_day + 1):
        now = shift(day * 86_400)
        if now != shifts[-1]:
            edges.append(_change(shift, (day - 1) * 86_400, day * 86_400) * _SECOND)
            shifts.append(now)
    return frozen(np.array(edges, np.int64)), frozen(np.array(shifts, np.int64))


def _change(shift: Callable[[int], int], before: int, after: int) -> int:
    """The second at which the offset becomes what it is at ``after``."""
    target = shift(after)
    while after - before > 1:
        middle = (before + after) // 2
        if shift(middle) == target:
            after = middle
        else:
            before = middle
    return after


def local_day(time_us: int, pieces: Pieces) -> int:
    """The local day of a time, counted from 1970-01-01."""
    edges, shifts = pieces
    return int((time_us + int(shifts[np.searchsorted(edges, time_us, side="right")])) // DAY)


def local_days(first_us: int, last_us: int, pieces: Pieces) -> tuple[int, int]:
    """The first and the last local day that a time range can touch; a clock set back may touch one more."""
    _, shifts = pieces
    return int((first_us + int(shifts.min())) // DAY), int((last_us + int(shifts.max())) // DAY)
