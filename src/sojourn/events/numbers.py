"""Numbers and ratings as exports write them: money with symbols, decimal commas, thumbs, and their scales."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.events.looks import Look
from sojourn.events.names import words

_DECIMAL_COMMA: Final = re.compile(r".*,\d{1,2}\D*")
_DECIMAL_POINT: Final = re.compile(r".*\.\d+\D*")
_PLAIN: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_SYMBOLS: Final = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "CNY", "￥": "CNY", "元": "CNY", "₹": "INR"}
_CODE: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")

GOOD_WORDS: Final = (
    "1",
    "true",
    "yes",
    "y",
    "up",
    "good",
    "like",
    "liked",
    "thumbs up",
    "thumbs_up",
    "positive",
    "👍",
    "好评",
    "赞",
)
BAD_WORDS: Final = (
    "0", "-1", "false", "no", "n", "down", "bad", "dislike", "disliked", "thumbs down", "thumbs_down", "negative", "👎", "差评", "踩",
)  # fmt: skip
"""Words of a thumb up and of a thumb down."""


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How the numbers of a column are written.

    Attributes
    ----------
    plain
        Digits and a point only; nothing has to be taken off.
    decimal_comma
        ``1.234,50`` rather than ``1,234.50``.
    currency
        ISO 4217 code, if every value carries the same symbol or code.
    """

    plain: bool = True
    decimal_comma: bool = False
    currency: str = ""


def number_form(values: Sequence[str]) -> NumberForm:
    """The way a column writes its numbers, from a sample.

    >>> number_form(["€ 1.234,50", "€ 12,00"])
    NumberForm(plain=False, decimal_comma=True, currency='EUR')
    """
    if all(_PLAIN.fullmatch(v) for v in values):
        return NumberForm()
    comma = sum(
        1 for v in values if _DECIMAL_COMMA.fullmatch(v) and not _DECIMAL_POINT.fullmatch(v[v.rfind(",") :])
    )
    point = sum(1 for v in values if _DECIMAL_POINT.fullmatch(v) and v.rfind(".") > v.rfind(","))
    found = {_currency(v) for v in values}
    return NumberForm(False, comma > point, found.pop() if len(found) == 1 else "")


def _currency(value: str) -> str:
    if code := _CODE.search(value):
        return code[0]
    return next((code for symbol, code in _SYMBOLS.items() if symbol in value), "")


_SCALE_RULES: Final = (
    ("nps_0_10", r"nps|recommend|推荐", 0, 10, "its name speaks of recommending; "),
    ("ces_1_5", r" ces |effort", 1, 5, "its name speaks of effort; "),
    ("ces_1_7", r" ces |effort", 1, 7, "its name speaks of effort; "),
    ("csat_1_5", r"csat|satisf|满意", 1, 5, "its name speaks of satisfaction; "),
    ("stars_1_5", r"", 1, 5, ""),
)
"""Scale, words of the name, lowest and highest value, and what the name tells; the first that fits counts."""


def scale_of(look: Look) -> tuple[str, str]:
    """The rating scale of a column by its name and range, and why; two empty texts if it is no rating.

    Notes
    -----
    The name decides between scales of the same range. A name that only says "score" or "rating" is taken for stars if
    its whole numbers lie within 1 … 5, and for a likelihood to recommend if they lie within 0 … 10 and pass 7.
    """
    if _is_thumbs(look):
        return "thumbs", "its values are yes and no"
    if look.content not in {"integer", "number"}:
        return "", ""
    name = f" {words(look.name)} "
    for scale, hint, low, high, subject in _SCALE_RULES:
        if re.search(hint, name) and low <= look.low and look.high <= high:
            return scale, f"{subject}values {look.low:g} … {look.high:g}"
    whole = look.content == "integer" and look.distinct <= 11
    if whole and look.low >= 0 and 7 < look.high <= 10:
        return "nps_0_10", f"values {look.low:g} … {look.high:g}"
    return "", ""


def _is_thumbs(look: Look) -> bool:
    if look.content == "integer" and not (look.low >= -1 and look.high <= 1):
        return False
    values = {v.strip().lower() for v in look.values}
    return bool(values) and len(values) <= 4 and values <= {*GOOD_WORDS, *BAD_WORDS, "offered", "unoffered"}
