"""Identifiers made from names: readable, unique, the same for the same names."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_KEEP: Final = re.compile(r"[^a-z0-9\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST: Final = 60


def slug(name: str) -> str:
    """A name as an identifier: small letters and digits without accents, Chinese characters, and hyphens.

    >>> slug("Order placed"), slug("Crème brûlée"), slug("加入 购物车"), slug("🙂")
    ('order-placed', 'creme-brulee', '加入-购物车', 'x')
    """
    plain = unicodedata.normalize("NFKD", name[: 4 * _LONGEST])
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return _KEEP.sub("-", plain).strip("-")[:_LONGEST].rstrip("-") or "x"


def slugs(names: Iterable[str]) -> dict[str, str]:
    """An identifier for every name; names that would share one get -2, -3, … in their order.

    >>> slugs(["Cart", "cart!", "Home"])
    {'Cart': 'cart', 'cart!': 'cart-2', 'Home': 'home'}
    """
    found: dict[str, str] = {}
    used: set[str] = set()
    for name in dict.fromkeys(names):
        base = candidate = slug(name)
        number = 2
        while candidate in used:
            candidate = f"{base}-{number}"
            number += 1
        used.add(candidate)
        found[name] = candidate
    return found
