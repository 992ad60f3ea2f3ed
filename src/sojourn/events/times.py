"""Times in any common form: what form a column has, found from a sample of its values.

The result is a value, :class:`TimeForm`; :mod:`sojourn.events.expressions` turns it into a scan, so that the parsing
of millions of rows runs in compiled code.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import pyarrow as pa

EARLIEST_US: Final = 31_536_000_000_000
"""1971-01-01: earlier times come from a zero or a misread unit, not from a customer."""

WRITTEN_EARLIEST_US: Final = -2_208_988_800_000_000
"""1900-01-01: the bound where the format writes dates out in full (XES), so that 1970 cannot be a misread zero."""

FUTURE_SLACK_US: Final = 86_400_000_000
"""One day: clocks differ and zones are unknown, so "now" is not sharp."""

RELATIVE_ORIGIN_US: Final = 946_684_800_000_000
"""2000-01-01: where times that only count from a start are put."""

EPOCH_UNITS: Final = {"s": 1_000_000.0, "ms": 1_000.0, "us": 1.0, "ns": 0.001}
"""Microseconds per unit of a number that counts from 1970-01-01."""

RELATIVE_UNITS: Final = {
    "second": 1e6,
    "minute": 60e6,
    "hour": 3_600e6,
    "day": 86_400e6,
    "week": 604_800e6,
    "month": 2_629_800e6,
}
"""Microseconds per unit of a number that counts from an unnamed start (a month is a twelfth of 365.25 days)."""

EXCEL_ORIGIN_US: Final = -2_209_161_600_000_000
"""1899-12-30, day 0 of spreadsheet serial dates."""

Kind = Literal["typed", "text", "epoch", "excel", "relative"]


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How the values of a column say when something happened.

    Attributes
    ----------
    kind
        ``typed``: the file stores timestamps; ``text``: words and digits; ``epoch``: a number that counts from
        1970; ``excel``: days since 1899-12-30; ``relative``: a number that counts from an unnamed start.
    iso
        Text that reads like ISO 8601 (fast path).
    formats
        strptime patterns of the other texts.
    unit
        Unit of an epoch or relative number.
    zone
        Whether the values name their time zone: ``all``, ``none`` or ``some``.
    note
        The form in words, with what had to be assumed.
    share
        Share of the sample that has this form, 0 … 1.
    has_clock
        Whether a time of day is given, or only the day.
    offset_us
        Microseconds per unit of a second column that counts from the start of the day; 0 if there is none.
    """

    kind: Kind
    note: str
    iso: bool = False
    formats: tuple[str, ...] = ()
    unit: str = ""
    zone: Literal["all", "none", "some"] = "none"
    share: float = 1.0
    has_clock: bool = True
    offset_us: float = 0.0


_DATE = (
    r"(?:(?P<Y>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m>\d{1,2})(?P=s1)(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<s2>[-/.])(?P<b>\d{1,2})(?P=s2)(?P<Y2>(?:19|20)\d\d|\d\d)"
    r"|(?P<Y3>(?:19|20)\d\d)\s?年\s?(?P<m3>\d{1,2})\s?月\s?(?P<d3>\d{1,2})\s?[日号]"
    r"|(?P<d4>\d{1,2})[-/ ](?P<n4>[A-Za-z]{3,9})\.?[-/ ,]\s?(?P<Y4>(?:19|20)\d\d|\d\d)"
    r"|(?P<n5>[A-Za-z]{3,9})\.?\s(?P<d5>\d{1,2}),?\s(?P<Y5>(?:19|20)\d\d))"
)
_CLOCK = (
    r"(?:(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,](?P<f>\d{1,9}))?)?(?:\s?(?P<p>[AaPp][Mm]))?"
    r"|(?P<H2>\d{1,2})\s?[时点]\s?(?P<M2>\d{1,2})\s?分(?:\s?(?P<S2>\d{1,2})\s?秒)?)"
)
_ZONE = r"(?:\s?(?P<z>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d))"
_TEXT: Final = re.compile(
    rf"(?:(?P<w>[A-Za-z]{{3,9}}),?\s)?{_DATE}(?:(?:T|:|,\s?|\s+|(?<=[日号])){_CLOCK}{_ZONE}?)?", re.ASCII
)
_TWITTER: Final = re.compile(
    r"(?P<w>[A-Z][a-z]{2}) (?P<n5>[A-Z][a-z]{2}) (?P<d5>\d{1,2}) (?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d) "
    r"(?P<z>[+-]\d{4}|UTC|GMT) (?P<Y5>\d{4})"
)
_COMPACT: Final = re.compile(
    r"(?P<Y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?:(?:T| )?(?P<H>[01]\d|2[0-3])(?P<M>[0-5]\d)(?P<S>[0-5]\d)?(?:[.,]?(?P<f>\d{3,6}))?(?P<z>Z)?)?"
)
_ISO: Final = re.compile(
    r"(?:19|20)\d\d(?P<s>[-/])\d{1,2}(?P=s)\d{1,2}"
    r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?P<z>Z| UTC|[+-]\d\d(?::?\d\d)?)?)?"
)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE]\+?\d+)?")
_CLOCK_ONLY: Final = re.compile(_CLOCK)
_DIRECTIVES: Final = {
    "Y": "%Y", "m": "%m", "d": "%d", "Y3": "%Y", "m3": "%m", "d3": "%d", "d4": "%d", "d5": "%d", "Y5": "%Y",
    "H2": "%H", "M": "%M", "M2": "%M", "S": "%S", "S2": "%S",
}  # fmt: skip
_TIME_WORDS: Final = re.compile(
    r"time|date|day|stamp|(?:^|[ _])(?:ts|at|on|when|dt|t)$|created|occurred|时间|日期|时刻", re.IGNORECASE
)
_ORDER: Final = {True: "day before month", False: "month before day"}
_MIN_SHARE: Final = 0.5


def typed_form(kind: pa.DataType) -> TimeForm | None:
    """The form of a column that the file itself calls a time; None for any other type.

    >>> typed_form(pa.timestamp("us", "UTC")).zone
    'all'
    """
    if pa.types.is_timestamp(kind):
        zone: Literal["all", "none"] = "all" if kind.tz else "none"
        return TimeForm("typed", "stored as timestamps" + ("" if kind.tz else " without a zone"), zone=zone)
    if pa.types.is_date(kind):
        return TimeForm("typed", "stored as dates", has_clock=False)
    return None


def time_form(values: Sequence[str], name: str = "") -> TimeForm | None:
    """The form of a column of text or numbers, or None if it does not hold times.

    Parameters
    ----------
    values
        A sample of the column's filled values, as text.
    name
        The column's name: a number is only a time if its name says so or its range leaves little doubt.

    Notes
    -----
    Whether ``03/04/2025`` is March or April is decided from the whole sample: one value above 12 settles it.
    Otherwise the part that takes more distinct values is taken for the day, and the note says that it is assumed.

    Examples
    --------
    >>> time_form(["13/04/2025 10:00", "02/04/2025 11:30"]).formats
    ('%d/%m/%Y %H:%M',)
    >>> time_form(["1759830626", "1759830700"], "ts").note
    'numbers that count seconds since 1970'
    """
    sample = [v.strip() for v in values if v and v.strip()]
    if not sample:
        return None
    numbers = sum(1 for v in sample if _NUMBER.fullmatch(v))
    if numbers > len(sample) / 2:
        return _number_form(sample, name)
    return _text_form(sample)


def is_clock(values: Sequence[str]) -> bool:
    """Whether the values are times of day alone, such as ``09:30`` or ``9:30:15 PM``."""
    sample = [v.strip() for v in values]
    return bool(sample) and all(_CLOCK_ONLY.fullmatch(v) for v in sample)


def relative_form(values: Sequence[str], name: str) -> TimeForm | None:
    """A form for numbers that only count from a start; the last resort, when no column holds real times."""
    numbers = [float(v) for v in values if _NUMBER.fullmatch(v.strip())]
    if len(numbers) < len(values) / 2 or not numbers or not 0 <= min(numbers) <= max(numbers) < 1e7:
        return None
    lowered = name.lower()
    unit = next((u for u in RELATIVE_UNITS if u in lowered), "day")
    note = f"numbers that count {unit}s from an unnamed start, put at 2000-01-01"
    return TimeForm("relative", note, unit=unit, share=len(numbers) / len(values), has_clock=False)


def _number_form(sample: list[str], name: str) -> TimeForm | None:
    named = bool(_TIME_WORDS.search(name))
    values = [float(v) for v in sample if _NUMBER.fullmatch(v)]
    compact = [m for v in sample if (m := _COMPACT.fullmatch(v.removesuffix(".0")))]
    if len(compact) > 0.9 * len(sample) and (named or len(sample) > 1):
        formats = tuple(sorted({_format(m, day_first=False) for m in compact}, key=len, reverse=True))
        clock = any(m["H"] for m in compact)
        return TimeForm(
            "text", "dates of eight digits (yyyymmdd)" if not clock else "digits yyyymmddHHMMSS",
            formats=formats, share=len(compact) / len(sample), has_clock=clock,
        )  # fmt: skip
    for unit, scale in EPOCH_UNITS.items():
        low, high = 631_152_000e6 / scale, 4_102_444_800e6 / scale  # 1990 … 2100
        inside = sum(1 for v in values if low <= v <= high)
        if inside > (0.6 if named else 0.98) * len(sample):
            word = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}[unit]
            share = (1.0 if named else 0.49) * inside / len(sample)
            return TimeForm(
                "epoch", f"numbers that count {word} since 1970", unit=unit, zone="all", share=share
            )
    if named and sum(1 for v in values if 30_000 <= v <= 60_000) > 0.98 * len(sample):
        return TimeForm("excel", "spreadsheet serial dates (days since 1899-12-30)", share=0.9)
    return None


def _text_form(sample: list[str]) -> TimeForm | None:
    iso = [m for v in sample if (m := _ISO.fullmatch(v))]
    if len(iso) == len(sample):
        return TimeForm(
            "text", _described("like 2025-10-07 09:50", iso), iso=True, zone=_zone(iso),
            has_clock=any(":" in m[0] for m in iso),
        )  # fmt: skip
    matches = [
        m for v in sample if (m := _TEXT.fullmatch(v) or _TWITTER.fullmatch(v) or _COMPACT.fullmatch(v))
    ]
    share = len(matches) / len(sample)
    if share < _MIN_SHARE:
        return None
    day_first, assumed = _day_first(matches)
    formats = Counter(_format(m, day_first=day_first) for m in matches if not _ISO.fullmatch(m[0]))
    # A two-digit year goes first: %Y would read 25 as the year 25.
    ordered = tuple(sorted(formats, key=lambda f: ("%y" not in f, -formats[f], f)))
    note = _described(f"like {matches[0][0]!r}", matches) + (f"; {assumed}" if assumed else "")
    return TimeForm(
        "text", note, iso=bool(iso), formats=ordered, zone=_zone(matches), share=share,
        has_clock=any(m["H"] or m.groupdict().get("H2") for m in matches),
    )  # fmt: skip


def _described(example: str, matches: Iterable[re.Match[str]]) -> str:
    words = {"all": "", "none": ", without a zone", "some": ", some without a zone"}
    return f"times {example}{words[_zone(matches)]}"


def _zone(matches: Iterable[re.Match[str]]) -> Literal["all", "none", "some"]:
    named = {bool(m.groupdict().get("z")) for m in matches}
    return "some" if len(named) == 2 else "all" if True in named else "none"


def _day_first(matches: Sequence[re.Match[str]]) -> tuple[bool, str]:
    pairs = [(int(m["a"]), int(m["b"]), m["s2"]) for m in matches if m.re is _TEXT and m["a"]]
    if not pairs:
        return True, ""
    first, second = {a for a, _, _ in pairs}, {b for _, b, _ in pairs}
    too_high_first, too_high_second = sum(a > 12 for a, _, _ in pairs), sum(b > 12 for _, b, _ in pairs)
    if too_high_first != too_high_second:
        day_first = too_high_first > too_high_second
        return day_first, f"{_ORDER[day_first]}, because the other order gives months above 12"
    if len(first) != len(second):
        day_first = len(first) > len(second)
        return day_first, f"{_ORDER[day_first]} is assumed, because days vary more than months"
    day_first = pairs[0][2] != "/" or not any(m.groupdict().get("p") for m in matches)
    return day_first, f"{_ORDER[day_first]} is assumed; nothing in the sample decides"


def _format(match: re.Match[str], *, day_first: bool) -> str:
    """The strptime pattern that reads this very text."""
    text, pieces = match[0], []
    for name, value in match.groupdict().items():
        if value is not None and (directive := _directive(name, value, match, day_first=day_first)):
            pieces.append((match.span(name), directive))
    offset = match.start()
    for (start, end), directive in sorted(pieces, reverse=True):
        text = text[: start - offset] + directive + text[end - offset :]
    return text


def _directive(name: str, value: str, match: re.Match[str], *, day_first: bool) -> str:
    """The strptime directive for one named part of a time; empty for parts that stay as they are."""
    full_year = len(value) == 4
    short_name = len(value) == 3
    variable = {
        "a": "%d" if day_first else "%m",
        "b": "%m" if day_first else "%d",
        "Y2": "%Y" if full_year else "%y",
        "Y4": "%Y" if full_year else "%y",
        "n4": "%b" if short_name else "%B",
        "n5": "%b" if short_name else "%B",
        "w": "%a" if short_name else "%A",
        "H": "%I" if match.groupdict().get("p") else "%H",
        "f": "%f" if len(value) <= 6 else "%n",
        "z": "" if value in {"Z", "UTC", "GMT"} else "%z",
        "p": "%p",
    }
    return _DIRECTIVES.get(name) or variable.get(name, "")


def combined(date: TimeForm, values: Sequence[str]) -> TimeForm | None:
    """The form of a date column and a clock column written one after the other with a space between."""
    form = time_form(values)
    return (
        None
        if form is None
        else replace(form, note=form.note + ", date and time of day joined", share=date.share)
    )


def with_offset(date: TimeForm, name: str, high: float) -> TimeForm:
    """The form of a day and a number that counts from its start; the unit by the number's name and size.

    >>> day = time_form(["2025-10-07"])
    >>> with_offset(day, "offset", 86_399).offset_us
    1000000.0
    """
    lowered = name.lower()
    if "hour" in lowered and high <= 24:
        unit, word = 3_600e6, "hours"
    elif "min" in lowered and high <= 1_440:
        unit, word = 60e6, "minutes"
    elif high <= 86_400:
        unit, word = 1e6, "seconds"
    elif high <= 86_400_000:
        unit, word = 1e3, "milliseconds"
    else:
        unit, word = 1.0, "microseconds"
    return replace(
        date, offset_us=unit, has_clock=True, note=f"{date.note}, plus {word} since the start of the day"
    )
