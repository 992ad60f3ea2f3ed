"""Numbers as people read them: thin spaces, a true minus, percent, money, durations, dates; in English and Chinese.

All of them return text that must not break across lines (thin spaces are U+202F, others U+00A0).
"""

import math
from datetime import datetime
from typing import Final, Literal

from sojourn.units import duration_text

Language = Literal["en", "zh"]
THIN: Final = "\u202f"
_SPACE: Final = "\u00a0"
MINUS: Final = "−"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥", "JPY": "¥", "INR": "₹", "KRW": "₩"}


def count(number: int) -> str:
    """A whole number, its thousands apart.

    >>> count(1204377).replace(THIN, "_"), count(-9)
    ('1_204_377', '−9')
    """
    return _sign(number) + f"{abs(number):,}".replace(",", THIN)


def percent(share: float, language: Language = "en", digits: int = 0) -> str:
    """A share as percent; a little is never called nothing, nor almost all everything.

    >>> [percent(s).replace(THIN, "_") for s in (0.274, 0.0004, 0.999, 1.0, -0.17)]
    ['27_%', '<1_%', '>99_%', '100_%', '−17_%']
    >>> percent(0.274, "zh", digits=1)
    '27.4%'
    """
    gap = "" if language == "zh" else THIN
    size = abs(share) * 100
    smallest = 10.0**-digits
    text = f"{size:.{digits}f}"
    if size > 0 and float(text) == 0:
        text = f"<{smallest:.{digits}f}"
    elif size < 100 and float(text) >= 100:
        text = f">{100 - smallest:.{digits}f}"
    return f"{_sign(share)}{text}{gap}%"


def signed(number: float, digits: int = 1) -> str:
    """A number with its sign, also when positive; zero has none.

    >>> signed(4.2), signed(-0.96), signed(-0.01)
    ('+4.2', '−1.0', '0.0')
    """
    text = f"{abs(number):.{digits}f}"
    if float(text) == 0:
        return text
    return ("+" if number > 0 else MINUS) + text


def points(share: float, language: Language = "en", digits: int = 1) -> str:
    r"""A difference of two shares in percentage points, with its sign.

    >>> points(-0.182).replace(THIN, "_"), points(0.04, "zh")
    ('−18.2_pp', '+4.0\xa0个百分点')
    """
    unit = "\u00a0个百分点" if language == "zh" else f"{THIN}pp"
    return signed(share * 100, digits) + unit


def decimal(number: float, digits: int = 1) -> str:
    """A number with a fixed number of decimals, its thousands apart.

    >>> decimal(-1234.56).replace(THIN, "_")
    '−1_234.6'
    """
    return _sign(number) + f"{abs(number):,.{digits}f}".replace(",", THIN)


def between(low: str, high: str, language: Language = "en") -> str:
    r"""Two spelled numbers as an interval: a dash between numbers without a sign, a word where one has a sign.

    What both have in common around the number, such as percent or a currency, is said once in English.

    >>> between("34.8\u202f%", "37.8\u202f%").replace(THIN, "_"), between("−12.5", "−3.6")
    ('34.8–37.8_%', '−12.5\xa0to\xa0−3.6')
    >>> between("€\u202f31", "€\u202f35").replace(THIN, "_")
    '€_31–35'
    >>> between("34.8%", "37.8%", "zh"), between("−12.5", "−3.6", "zh")
    ('34.8%–37.8%', '−12.5\xa0至\xa0−3.6')
    """
    if any(mark in low + high for mark in (MINUS, "+", "<", ">")):
        return f"{low}{_SPACE}{'至' if language == 'zh' else 'to'}{_SPACE}{high}"
    if language == "zh":
        return f"{low}–{high}"
    unit, sign = low.rpartition(THIN)[2], high.partition(THIN)[0]
    if not any(c.isdigit() for c in unit) and high.endswith(THIN + unit):
        low = low.removesuffix(THIN + unit)
    elif not any(c.isdigit() for c in sign) and low.startswith(sign + THIN):
        high = high.removeprefix(sign + THIN)
    return f"{low}–{high}"


def money(amount: float, currency: str, digits: int = 0) -> str:
    """An amount with its currency: the sign in front where there is one, else the code behind.

    >>> money(34700, "EUR").replace(THIN, "_"), money(-5, "CHF").replace(THIN, "_")
    ('€_34_700', '−5_CHF')
    """
    size = f"{abs(amount):,.{digits}f}".replace(",", THIN)
    sign = _sign(amount)
    if currency in _SIGNS:
        return f"{sign}{_SIGNS[currency]}{THIN}{size}"
    return f"{sign}{size}{THIN}{currency}" if currency else sign + size


def about(amount: float, currency: str) -> str:
    """An estimated amount, to three digits: more would claim more than an interval allows; small ones with cents.

    >>> about(34_718.4, "EUR").replace(THIN, "_"), about(20, "EUR").replace(THIN, "_")
    ('€_34_700', '€_20.00')
    """
    if amount == 0:
        return money(0, currency)
    places = 2 - math.floor(math.log10(abs(amount)))
    return money(round(amount, min(places, 2)), currency, 2 if places > 0 else 0)


def duration(seconds: float, language: Language = "en") -> str:
    """A duration by its two largest units that matter.

    >>> duration(187_200).replace("\u00a0", "_"), duration(187_200, "zh").replace("\u00a0", "_")
    ('2_d_4_h', '2_天_4_小时')
    """
    if not math.isfinite(seconds):
        return "–"
    return duration_text(seconds, language).replace(" ", _SPACE)


def period(first: datetime, last: datetime, language: Language = "en") -> str:
    """The days from first to last, each thing said once.

    >>> period(datetime(2026, 3, 1), datetime(2026, 5, 31))
    '1 Mar – 31 May 2026'
    >>> period(datetime(2026, 3, 1), datetime(2026, 5, 31), "zh")
    '2026年3月1日 – 5月31日'
    """
    same_year, same_day = first.year == last.year, first.date() == last.date()
    if language == "zh":
        start = f"{first.year}年{first.month}月{first.day}日"
        end = f"{last.month}月{last.day}日" if same_year else f"{last.year}年{last.month}月{last.day}日"
        return start if same_day else f"{start} – {end}"
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    if same_day:
        return end
    start = f"{first.day} {_MONTHS[first.month - 1]}"
    return f"{start} – {end}" if same_year else f"{start} {first.year} – {end}"


def _sign(number: float) -> str:
    return MINUS if number < 0 else ""
