"""What kind of letter begins at a byte of UTF-8."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

SIGN, WORD, IDEOGRAPH, KANA, HANGUL = 0, 1, 2, 3, 4
"""Punctuation, blanks and emoji; letters of words between blanks; letters that need no blanks around their words."""


@compiled
def width(lead: int) -> int:
    """Bytes of the character that begins with this byte."""
    if lead < 0xC0:
        return 1
    if lead < 0xE0:
        return 2
    return 3 if lead < 0xF0 else 4


@compiled
def kind_at(data: NDArray[np.uint8], i: int, end: int) -> int:
    """Kind of the character that begins at byte ``i``."""
    c = data[i]
    if c < 0x80:
        letter = 97 <= (c | 32) <= 122 or 48 <= c <= 57
        return WORD if letter else SIGN
    second = data[i + 1] if i + 1 < end else 0
    if c == 0xC2 or c == 0xE2 or (c == 0xE3 and second == 0x80) or c == 0xEF:
        return SIGN
    if c == 0xF0:
        return SIGN if second == 0x9F else IDEOGRAPH
    if c == 0xE3 and second <= 0x83:
        return KANA
    if 0xE3 <= c <= 0xE9:
        return IDEOGRAPH
    if 0xEA <= c <= 0xED:
        return HANGUL
    return WORD


@compiled
def count_kinds(offsets: NDArray[np.int32], data: NDArray[np.uint8]) -> NDArray[np.int32]:
    """How many characters of every kind each text has, without ASCII digits; shape (texts, 5)."""
    n = offsets.shape[0] - 1
    out = np.zeros((n, 5), np.int32)
    for t in range(n):
        i, end = offsets[t], offsets[t + 1]
        while i < end:
            if not 48 <= data[i] <= 57:
                out[t, kind_at(data, i, end)] += 1
            i += width(data[i])
    return out
