"""Amounts in their unit, as the page and its charts write them."""

from typing import Final

from sojourn.render.numbers import Language, about, count, decimal, duration, percent, signed

_PLAIN: Final = frozenset({"rating", "ratio", "per_customer", "per_order", "index", "emotion"})


def amount(value: float, unit: str, language: Language, *, sign: bool = False) -> str:
    """A number of a unit (``share``, ``seconds``, ``rating``, ``points``, ``events``, a currency …) as text.

    With `sign`, a difference of two such numbers: of shares in percentage points.

    >>> amount(0.274, "share", "zh"), amount(-0.018, "share", "en", sign=True)
    ('27.4%', '−1.8')
    """
    if sign:
        return _difference(value, unit, language)
    if unit in _PLAIN:
        return decimal(value, 2)
    if unit == "share":
        return percent(value, language, 1)
    if unit == "seconds":
        return duration(value, language)
    if unit == "points":
        return signed(value, 0)
    return _counted(value, unit)


def _counted(value: float, unit: str) -> str:
    """Money, or something that is counted."""
    if _is_money(unit):
        return about(value, "" if unit == "money" else unit)
    return count(round(value)) if abs(value) >= 10 or value == int(value) else decimal(value, 1)


def _is_money(unit: str) -> bool:
    return unit == "money" or (unit.isupper() and len(unit) == 3)


def _difference(value: float, unit: str, language: Language) -> str:
    if unit == "share":
        return signed(value * 100, 1)
    if unit == "seconds":
        text = duration(abs(value), language)
        return text if value == 0 else ("+" if value > 0 else "−") + text
    if unit in _PLAIN:
        return signed(value, 2)
    if _is_money(unit):
        return ("+" if value > 0 else "") + _counted(value, unit)
    return signed(value, 0 if abs(value) >= 10 or value == int(value) else 1)
