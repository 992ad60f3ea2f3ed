"""Figures in the words of an explanation."""

from typing import Final, Literal

Language = Literal["en", "zh"]
_JOIN: Final = {"en": " to ", "zh": " 至 "}


def plain(value: float) -> str:
    """A number with at most four digits that tell something, thousands apart.

    >>> plain(5290), plain(0.18234), plain(34718.4)
    ('5,290', '0.1823', '34,718')
    """
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def share(value: float) -> str:
    """A share as percent.

    >>> share(0.274)
    '27.4 %'
    """
    return f"{value * 100:.1f} %"


def points(value: float) -> str:
    """A difference of shares in percentage points.

    >>> points(-0.0412)
    '−4.1 pp'
    """
    sign = "−" if value < 0 else "+" if value > 0 else ""
    return f"{sign}{abs(value) * 100:.1f} pp"


def span(low: str, high: str, language: Language) -> str:
    """An interval.

    >>> span("1", "3", "en")
    '1 to 3'
    """
    return low + _JOIN[language] + high


def money(value: float, currency: str | None) -> str:
    """An amount with its currency.

    >>> money(34718.4, "EUR")
    '34,718 EUR'
    """
    return f"{plain(round(value, 2))} {currency or ''}".strip()
