"""Texts cut out of a buffer, one column at a time."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int32]


@compiled
def split_cells(
    buffer: Bytes, newline: int, tab: int, starts: Positions, ends: Positions, lines: Positions, states: Bytes
) -> int:
    """Find the cells of every line; `starts` and `ends` have a row per column, `lines` says where each line lies.

    A state is 0 for a line with as many cells as there are columns, 1 for another number, 2 for a blank line.
    """
    width, row, begin, cell, at, n = starts.shape[0], 0, 0, 0, 0, buffer.shape[0]
    if n > 0 and buffer[n - 1] == newline:
        n -= 1
    for i in range(n + 1):
        c = newline if i == n else buffer[i]
        if c == tab:
            if cell < width:
                starts[cell, row] = at
                ends[cell, row] = i
            cell += 1
            at = i + 1
        elif c == newline:
            end = i - 1 if i > begin and buffer[i - 1] == 13 else i
            lines[0, row], lines[1, row] = begin, end
            states[row] = 0 if cell == width - 1 else 2 if end == begin else 1
            if cell == width - 1:
                starts[cell, row] = at
                ends[cell, row] = end
            else:
                for column in range(width):
                    starts[column, row] = -1
            row += 1
            begin, cell, at = i + 1, 0, i + 1
    return row


@compiled
def cut(
    buffer: Bytes, starts: Positions, ends: Positions, empty_is_missing: bool
) -> tuple[Positions, Bytes, Bytes]:
    """The texts between starts and ends: offsets, bytes, and which are there.

    A start below zero is a missing text; an end below zero is that of a text with escapes, which are resolved.
    """
    n = starts.shape[0]
    offsets = np.empty(n + 1, np.int32)
    there = np.empty(n, np.uint8)
    total = 0
    for k in range(n):
        if starts[k] >= 0:
            total += abs(ends[k]) - starts[k]
    data = np.empty(total, np.uint8)
    out = 0
    for k in range(n):
        offsets[k] = out
        start, end = starts[k], ends[k]
        there[k] = start >= 0 and not (empty_is_missing and start == end)
        if start < 0:
            continue
        if end >= 0:
            for i in range(start, end):
                data[out] = buffer[i]
                out += 1
        else:
            out = _resolved(buffer, start, -end, data, out)
    offsets[n] = out
    return offsets, data, there


@compiled
def _hex(buffer: Bytes, at: int) -> int:
    """Four hexadecimal digits as a number."""
    value = 0
    for i in range(at, at + 4):
        c = buffer[i]
        value = value * 16 + (c - 48 if c < 58 else (c | 32) - 87)
    return value


@compiled
def _plain(letter: int) -> int:
    """What the letter of a short escape stands for."""
    if letter == 110:
        return 10
    if letter == 116:
        return 9
    if letter == 114:
        return 13
    if letter == 98:
        return 8
    if letter == 102:
        return 12
    return letter


@compiled
def _resolved(buffer: Bytes, start: int, end: int, data: Bytes, out: int) -> int:
    """Copy a text with escapes that were found sound, resolving them; UTF-8 is never longer than its escape."""
    i = start
    while i < end:
        c = buffer[i]
        if c != 92:
            data[out] = c
            out += 1
            i += 1
            continue
        if buffer[i + 1] != 117:
            data[out] = _plain(buffer[i + 1])
            out += 1
            i += 2
            continue
        code = _hex(buffer, i + 2)
        i += 6
        if 0xD800 <= code < 0xDC00:
            code = 0x10000 + ((code - 0xD800) << 10) + (_hex(buffer, i + 2) - 0xDC00)
            i += 6
        out = _encoded(code, data, out)
    return out


@compiled
def _encoded(code: int, data: Bytes, out: int) -> int:
    """Write a character in UTF-8."""
    if code < 0x80:
        data[out] = code
        return out + 1
    if code < 0x800:
        data[out] = 0xC0 | (code >> 6)
        data[out + 1] = 0x80 | (code & 63)
        return out + 2
    if code < 0x10000:
        data[out] = 0xE0 | (code >> 12)
        data[out + 1] = 0x80 | ((code >> 6) & 63)
        data[out + 2] = 0x80 | (code & 63)
        return out + 3
    data[out] = 0xF0 | (code >> 18)
    data[out + 1] = 0x80 | ((code >> 12) & 63)
    data[out + 2] = 0x80 | ((code >> 6) & 63)
    data[out + 3] = 0x80 | (code & 63)
    return out + 4
