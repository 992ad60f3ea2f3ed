"""Durations: text with a unit, or timedelta, in; whole microseconds inside; words out.

A bare number is refused, because nobody can see whether ``within=7`` means seconds or days.
"""

import re
from datetime import timedelta
from typing import Final, Literal

from sojourn.errors import UnitError

Duration = timedelta | str
"""What every duration parameter accepts: ``timedelta(days=7)``, ``"7d"``, ``"1h 30m"``."""

_MICROSECONDS: Final = {
    "us": 1,
    "µs": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "m": 60_000_000,
    "min": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
    "w": 604_800_000_000,
}
_PART: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(us|µs|ms|min|s|m|h|d|w)(?![a-zµ])")
_LONGEST: Final = 2**62
_UNITS_ZH: Final = {"s": "秒", "min": "分", "h": "小时", "d": "天"}


def microseconds(duration: Duration) -> int:
    """Whole microseconds of a duration.

    Parameters
    ----------
    duration
        A ``timedelta`` or text of one or more ``number unit`` parts; units ``us ms s m (min) h d w``.

    Raises
    ------
    UnitError
        If it is a bare number, has an unknown unit, or is not positive.

    Examples
    --------
    >>> microseconds("1h 30m")
    5400000000
    >>> microseconds(timedelta(seconds=2))
    2000000
    """
    if isinstance(duration, timedelta):
        total = duration // timedelta(microseconds=1)
    elif isinstance(duration, str):
        total = _parse(duration)
    else:
        raise UnitError(
            f"A duration needs a unit, got the bare value {duration!r}.",
            hint='Write it as "30m", "7d" or timedelta(days=7).',
            context={"value": repr(duration)},
        )
    if not 0 < total < _LONGEST:
        raise UnitError(f"A duration must be positive and below 146,000 years, got {duration!r}.")
    return total


def _parse(text: str) -> int:
    position, total = 0, 0.0
    while match := _PART.match(text, position):
        total += float(match[1]) * _MICROSECONDS[match[2]]
        position = match.end()
    if position == 0 or text[position:].strip():
        raise UnitError(
            f"Cannot read the duration {text!r}.",
            hint='Write numbers with a unit of us, ms, s, m, h, d or w: "30m", "7d", "1h 30m".',
            context={"value": text},
        )
    return round(total)


def duration_text(seconds: float, language: Literal["en", "zh"] = "en") -> str:
    """A duration for people: its two largest units that matter.

    Examples
    --------
    >>> [duration_text(s) for s in (0.2, 40, 5400, 187_200, 2_073_600)]
    ['0.2 s', '40 s', '1 h 30 min', '2 d 4 h', '24 d']
    >>> duration_text(187_200, "zh")
    '2 天 4 小时'
    """
    if language == "zh":
        return " ".join(_UNITS_ZH.get(word, word) for word in duration_text(seconds).split(" "))
    if seconds < 0:
        return "−" + duration_text(-seconds)
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 ", " ")
    if seconds < 90:
        return f"{seconds:.0f} s"
    for size, below, name, smaller, small_name in (
        (60, 3600, "min", 1, "s"),
        (3600, 86_400, "h", 60, "min"),
        (86_400, float("inf"), "d", 3600, "h"),
    ):
        if seconds < below:
            whole, rest = divmod(round(seconds / smaller), size // smaller)
            if rest and whole < 10:
                return f"{whole} {name} {rest} {small_name}"
            return f"{seconds / size:.0f} {name}"
    raise AssertionError("unreachable: the last size has no upper bound")
