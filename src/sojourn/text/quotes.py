"""Texts as they may be shown: without likely personal data, and short."""

import re
from typing import Final

from sojourn.events.personal import masked

LONGEST: Final = 160
"""Characters of a quote."""

_HANDLE: Final = re.compile(r"(?<![\w@.])[@＠][A-Za-z0-9_][\w.]*")
_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s，。）)]+", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\s+")


def quote(text: str) -> str:
    """A text with ``[link]``, ``[e-mail]``, ``[phone]``, ``[handle]`` … for what it should not show, cut between words.

    >>> quote("@ann Mail me at ann@shop.org or +49 30 1234567, see https://x.org/ann")
    '[handle] Mail me at [e-mail] or [phone], see [link]'
    """
    plain = _BLANKS.sub(" ", _HANDLE.sub("[handle]", masked(_LINK.sub("[link]", text)))).strip()
    if len(plain) <= LONGEST:
        return plain
    cut = plain[: LONGEST - 1]
    end = cut.rfind(" ")
    return (cut[:end] if end > LONGEST // 2 else cut) + "…"


def alike(one: str, other: str) -> bool:
    """Whether two texts have most of their runs of four characters in common.

    >>> alike("The parcel came late. Please fix this.", "The parcel came late. That annoyed me.")
    True
    """
    a, b = ({text[i : i + 4] for i in range(max(1, len(text) - 3))} for text in (one, other))
    return len(a & b) > 0.5 * min(len(a), len(b))
