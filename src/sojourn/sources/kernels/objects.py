"""Lines of JSON taken apart in one pass: where the value of every known key begins and ends.

What is unusual — broken JSON, a key with an escape, a key twice, an object where a word is expected, a number that is
not in its shortest form — is not decided here: the line is called odd and left to a full parser.
"""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int32]
SOUND, ODD, BLANK = 0, 1, 2
_DEEPEST = 60
_UNKNOWN = -2
_SEED, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


@compiled
def _space(buffer: Bytes, i: int, end: int) -> int:
    while i < end and (buffer[i] == 32 or buffer[i] == 9 or buffer[i] == 13 or buffer[i] == 10):
        i += 1
    return i


@compiled
def _four(buffer: Bytes, at: int, end: int) -> int:
    """Four hexadecimal digits as a number, −1 if they are none."""
    if at + 4 > end:
        return -1
    value = 0
    for i in range(at, at + 4):
        c = buffer[i]
        if 48 <= c < 58:
            value = value * 16 + c - 48
        elif 97 <= (c | 32) < 103:
            value = value * 16 + (c | 32) - 87
        else:
            return -1
    return value


@compiled
def _escape(buffer: Bytes, i: int, end: int) -> int:
    """The position behind an escape that begins at i, −1 if it is not sound."""
    if i + 1 >= end:
        return -1
    c = buffer[i + 1]
    if c != 117:
        return i + 2 if c in (34, 92, 47, 98, 102, 110, 114, 116) else -1
    code = _four(buffer, i + 2, end)
    if code < 0 or 0xDC00 <= code < 0xE000:
        return -1
    if not 0xD800 <= code < 0xDC00:
        return i + 6
    if i + 8 > end or buffer[i + 6] != 92 or buffer[i + 7] != 117:
        return -1
    low = _four(buffer, i + 8, end)
    return i + 12 if 0xDC00 <= low < 0xE000 else -1


@compiled
def _string(buffer: Bytes, i: int, end: int) -> int:
    """From behind the opening quote to the closing one; negative if there are escapes, 0 if it is not sound."""
    escaped = False
    while i < end:
        c = buffer[i]
        if c == 34:
            return -i if escaped else i
        if c < 32:
            return 0
        if c == 92:
            escaped = True
            i = _escape(buffer, i, end)
            if i < 0:
                return 0
        else:
            i += 1
    return 0


@compiled
def _number(buffer: Bytes, i: int, end: int, strict: bool) -> int:
    """Behind a number, −1 if it is not sound or (strict) might be written otherwise by a parser."""
    begin = i
    if buffer[i] == 45:
        i += 1
    whole = i
    while i < end and 48 <= buffer[i] < 58:
        i += 1
    digits = i - whole
    if digits == 0 or (buffer[whole] == 48 and digits > 1):
        return -1
    fraction = 0
    if i < end and buffer[i] == 46:
        i += 1
        first = i
        while i < end and 48 <= buffer[i] < 58:
            i += 1
        fraction = i - first
        if fraction == 0:
            return -1
        long = digits + fraction > 15 or (fraction > 1 and buffer[i - 1] == 48)
        tiny = buffer[whole] == 48 and fraction >= 3 and buffer[first] == 48 and buffer[first + 1] == 48
        if strict and (long or tiny):
            return -1
    if i < end and (buffer[i] | 32) == 101:
        if strict:
            return -1
        i += 1
        if i < end and (buffer[i] == 43 or buffer[i] == 45):
            i += 1
        first = i
        while i < end and 48 <= buffer[i] < 58:
            i += 1
        if i == first:
            return -1
    if strict and whole > begin and fraction == 0 and buffer[whole] == 48:
        return -1
    return i


@compiled
def _word(buffer: Bytes, i: int, end: int) -> int:
    """Behind ``true``, ``false`` or ``null``, −1 if it is none of them."""
    c = buffer[i]
    if c == 116 and i + 4 <= end and buffer[i + 1] == 114 and buffer[i + 2] == 117 and buffer[i + 3] == 101:
        return i + 4
    if c == 110 and i + 4 <= end and buffer[i + 1] == 117 and buffer[i + 2] == 108 and buffer[i + 3] == 108:
        return i + 4
    ends_so = i + 5 <= end and buffer[i + 3] == 115 and buffer[i + 4] == 101
    if c == 102 and ends_so and buffer[i + 1] == 97 and buffer[i + 2] == 108:
        return i + 5
    return -1


@compiled
def _scalar(buffer: Bytes, i: int, end: int, strict: bool) -> int:
    c = buffer[i]
    if c == 34:
        close = _string(buffer, i + 1, end)
        if close == 0 or (strict and close < 0):
            return -1
        return abs(close) + 1
    if c == 45 or 48 <= c < 58:
        return _number(buffer, i, end, strict)
    return _word(buffer, i, end)


@compiled
def _value(buffer: Bytes, i: int, end: int, strict: bool) -> int:
    """Behind any value, −1 if it is not sound (strict: or if a parser might write it otherwise)."""
    if i >= end:
        return -1
    if buffer[i] != 123 and buffer[i] != 91:
        return _scalar(buffer, i, end, strict)
    objects, depth, awaited = (
        np.uint64(0),
        0,
        0,
    )  # awaited: 0 value, 1 key or }, 2 value or ], 3 comma or end, 4 key
    one = np.uint64(1)
    while True:
        if i < end and buffer[i] <= 32:
            if strict:
                return -1
            i = _space(buffer, i, end)
        if i >= end:
            return -1
        c = buffer[i]
        inside = depth > 0 and (objects & one) == one
        if (
            (awaited == 2 and c == 93)
            or (awaited == 1 and c == 125)
            or (awaited == 3 and c == (125 if inside else 93))
        ):
            depth -= 1
            objects >>= one
            i += 1
            if depth == 0:
                return i
            awaited = 3
        elif awaited == 3:
            if c != 44:
                return -1
            awaited = 4 if inside else 0
            i += 1
        elif awaited == 1 or awaited == 4:
            close = _string(buffer, i + 1, end) if c == 34 else 0
            if close == 0 or (strict and close < 0):
                return -1
            i = abs(close) + 1
            if not strict:
                i = _space(buffer, i, end)
            if i >= end or buffer[i] != 58:
                return -1
            i += 1
            awaited = 0
        elif c == 123 or c == 91:
            depth += 1
            if depth > _DEEPEST:
                return -1
            objects = (objects << one) | (one if c == 123 else np.uint64(0))
            awaited = 1 if c == 123 else 2
            i += 1
        else:
            i = _scalar(buffer, i, end, strict)
            if i < 0:
                return -1
            awaited = 3


@compiled
def _child(
    buffer: Bytes, start: int, end: int, node: int, mixed: np.uint64, slots: NDArray[np.int64], keys: Bytes
) -> int:
    """The number of a key under a node, −1 if it is not known; a slot holds node, beginning and end of key, number."""
    mask = slots.shape[0] - 1
    at = np.int64(mixed & np.uint64(mask))
    while slots[at, 3] >= 0:
        size = slots[at, 2] - slots[at, 1]
        if slots[at, 0] == node and size == end - start:
            same = True
            for i in range(size):
                if keys[slots[at, 1] + i] != buffer[start + i]:
                    same = False
                    break
            if same:
                return int(slots[at, 3])
        at = (at + 1) & mask
    return -1


@compiled
def slots_of(nodes: Positions, bounds: Positions, keys: Bytes) -> NDArray[np.int64]:
    """The table that finds the number of a key under a node: key k lies in `keys` from bounds[k] to bounds[k + 1]."""
    size = 8
    while size < 4 * nodes.shape[0]:
        size *= 2
    slots = np.full((size, 4), -1, np.int64)
    for k in range(nodes.shape[0]):
        mixed = _SEED ^ np.uint64(np.int64(nodes[k]))
        for i in range(bounds[k], bounds[k + 1]):
            mixed = (mixed ^ np.uint64(keys[i])) * _PRIME
        at = np.int64(mixed & np.uint64(size - 1))
        while slots[at, 3] >= 0:
            at = (at + 1) & (size - 1)
        slots[at, 0], slots[at, 1], slots[at, 2], slots[at, 3] = nodes[k], bounds[k], bounds[k + 1], k
    return slots


@compiled
def _line(
    buffer: Bytes, i: int, end: int, row: int, slots: NDArray[np.int64], keys: Bytes, columns: Positions,
    starts: Positions, ends: Positions, seen: Positions, unread: Bytes,
) -> bool:  # fmt: skip
    """Take one line apart; false if it is odd. Key k is a node if columns[k] < 0, else its values go to that column.

    `unread` becomes one in a row that has a value, neither null nor an empty object, that no column takes.
    """
    stack = np.empty(_DEEPEST, np.int32)
    stack[0] = -1
    depth, first = 1, True
    i += 1
    while True:
        if i < end and buffer[i] <= 32:
            i = _space(buffer, i, end)
        if i >= end:
            return False
        c = buffer[i]
        if c == 125:
            depth -= 1
            i += 1
            if depth == 0:
                return _space(buffer, i, end) == end
            first = False
            continue
        if not first:
            i += 1
            if i < end and buffer[i] <= 32:
                i = _space(buffer, i, end)
            if c != 44 or i >= end:
                return False
            c = buffer[i]
        if c != 34:
            return False
        begin, node = i + 1, stack[depth - 1]
        i = begin
        mixed = _SEED ^ np.uint64(np.int64(node))
        while i < end:
            c = buffer[i]
            if c == 34:
                break
            if c == 92 or c < 32:
                return False
            mixed = (mixed ^ np.uint64(c)) * _PRIME
            i += 1
        if i >= end:
            return False
        key = _child(buffer, begin, i, node, mixed, slots, keys)
        i += 1
        if i < end and buffer[i] <= 32:
            i = _space(buffer, i, end)
        if i >= end or buffer[i] != 58:
            return False
        i += 1
        if i < end and buffer[i] <= 32:
            i = _space(buffer, i, end)
        if i >= end:
            return False
        first = False
        c = buffer[i]
        column = -1
        if key >= 0:
            if seen[key] == row + 1:
                return False
            seen[key] = row + 1
            column = columns[key]
        if column < 0:
            if c == 123:
                if depth == _DEEPEST:
                    return False
                stack[depth] = key if key >= 0 else _UNKNOWN
                depth += 1
                i += 1
                first = True
                continue
            if c != 110:
                unread[row] = 1
        if c == 34:
            begin = i + 1
            i = begin
            while i < end and buffer[i] != 34 and buffer[i] != 92 and buffer[i] >= 32:
                i += 1
            close = i if i < end and buffer[i] == 34 else _string(buffer, begin, end)
            if close == 0:
                return False
            if column >= 0:
                starts[column, row] = begin
                ends[column, row] = close
            i = abs(close) + 1
            continue
        if column < 0:
            i = _value(buffer, i, end, False)
        else:
            behind = _value(buffer, i, end, True) if c != 123 else -1
            if c != 110:
                starts[column, row] = i
                ends[column, row] = behind
            i = behind
        if i < 0:
            return False


@compiled
def take_apart(
    buffer: Bytes, newline: int, slots: NDArray[np.int64], keys: Bytes, columns: Positions,
    starts: Positions, ends: Positions, lines: Positions, states: Bytes, unread: Bytes,
) -> int:  # fmt: skip
    """Take all lines apart: where each value lies, where each line lies, and whether it is sound, odd or blank.

    `unread` tells of every sound line whether it has a value that no column takes; of others it says no.
    """
    n, row, begin = buffer.shape[0], 0, 0
    seen = np.zeros(columns.shape[0], np.int32)
    while begin < n:
        end = begin
        while end < n and buffer[end] != newline:
            end += 1
        i = _space(buffer, begin, end)
        lines[0, row], lines[1, row] = begin, end
        unread[row] = 0
        if i == end:
            states[row] = BLANK
        elif buffer[i] == 123 and _line(
            buffer, i, end, row, slots, keys, columns, starts, ends, seen, unread
        ):
            states[row] = SOUND
        else:
            states[row] = ODD
            unread[row] = 0
            for column in range(starts.shape[0]):
                starts[column, row] = -1
        row += 1
        begin = end + 1
    return row
