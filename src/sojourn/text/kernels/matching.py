"""Finding the longest known words and phrases in texts, by a trie over their bytes."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.text.kernels.letters import SIGN, WORD, kind_at, width

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int32]
Keys = NDArray[np.int64]


@compiled
def child(keys: Keys, children: Ints, node: int, byte: int) -> int:
    """The node that follows a node by a byte, or −1. The table is open addressed; its size is a power of two."""
    mask = keys.shape[0] - 1
    key = np.int64(node) * 256 + byte
    place = (key * np.int64(-7046029254386353131)) >> np.int64(20) & mask
    while keys[place] != -1:
        if keys[place] == key:
            return int(children[place])
        place = (place + 1) & mask
    return -1


@compiled
def fill(places: Keys, targets: Ints, keys: Keys, children: Ints) -> None:
    """Put the steps of a trie into its table, which is empty (−1) and larger than they are many."""
    mask = keys.shape[0] - 1
    for k in range(places.shape[0]):
        place = (places[k] * np.int64(-7046029254386353131)) >> np.int64(20) & mask
        while keys[place] != -1:
            place = (place + 1) & mask
        keys[place] = places[k]
        children[place] = targets[k]


@compiled
def longest(
    data: Bytes, i: int, end: int, keys: Keys, children: Ints, entries: Ints, open_ended: NDArray[np.bool_]
) -> tuple[int, int]:
    """The longest entry that begins at byte ``i``, and the byte after it; entry −1 if there is none.

    An entry that ends in a letter of words must end where the word ends, unless it is open ended: it then takes the
    rest of the word with it.
    """
    node, found, stop, k = 0, -1, i, i
    while k < end:
        node = child(keys, children, node, data[k])
        if node < 0:
            break
        k += 1
        entry = entries[node]
        if entry < 0:
            continue
        begin = k - 1
        while data[begin] & 0xC0 == 0x80 and begin > i:
            begin -= 1
        inside = kind_at(data, begin, end) == WORD and k < end and kind_at(data, k, end) == WORD
        if not inside:
            found, stop = entry, k
        elif open_ended[entry]:
            found, stop = entry, k
            while stop < end and kind_at(data, stop, end) == WORD:
                stop += width(data[stop])
    return found, stop


@compiled
def find(
    offsets: Ints, data: Bytes, keys: Keys, children: Ints, entries: Ints, open_ended: NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints, Ints]:
    """All entries of a trie in texts, longest first, from left to right, without overlap.

    Returns
    -------
    tuple
        ``starts`` (texts + 1): which matches are whose; per match its entry, its place (words before it, or characters
        where words have no blanks), and the sentence it stands in.
    """
    n = offsets.shape[0] - 1
    starts = np.zeros(n + 1, np.int32)
    size = 1024
    found, place, sentence = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    m = 0
    for t in range(n):
        i, end, position, part = offsets[t], offsets[t + 1], 0, 0
        previous = SIGN
        while i < end:
            kind = kind_at(data, i, end)
            if kind == SIGN or kind != WORD or previous != WORD:
                entry, stop = longest(data, i, end, keys, children, entries, open_ended)
                # A sign such as ":/" counts only where it stands free: not in "http://".
                if entry >= 0 and kind == SIGN and data[i] < 0x80:
                    free = (previous == SIGN or data[i - 1] >= 0x80) and (
                        stop >= end or data[stop] <= 32 or data[stop] in (33, 46, 44, 63)
                    )
                    entry = entry if free else -1
                if entry >= 0:
                    if m == size:
                        size *= 2
                        found, place, sentence = _larger(found), _larger(place), _larger(sentence)
                    found[m], place[m], sentence[m] = entry, position, part
                    m += 1
                    position += 1
                    i = stop
                    previous = kind_at(data, i - 1, end) if data[i - 1] < 0x80 else SIGN
                    if kind == WORD:
                        previous = WORD
                    continue
            if kind == SIGN:
                if _ends_sentence(data, i, end):
                    part += 1
            elif kind != WORD or previous != WORD:
                position += 1
            previous = kind
            i += width(data[i])
        starts[t + 1] = m
    return starts, found[:m], place[:m], sentence[:m]


@compiled
def _larger(values: Ints) -> Ints:
    out = np.empty(values.shape[0] * 2, np.int32)
    out[: values.shape[0]] = values
    return out


@compiled
def _ends_sentence(data: Bytes, i: int, end: int) -> bool:
    """Whether a full stop, an exclamation or question mark, a semicolon, an ellipsis or a new line stands here."""
    c = data[i]
    if c < 0x80:
        if c == 46:  # not the point in 3.5
            return not (i + 1 < end and 48 <= data[i + 1] <= 57)
        return c in (33, 63, 59, 10)
    if c == 0xE3:  # 。
        return i + 2 < end and data[i + 1] == 0x80 and data[i + 2] == 0x82
    if c == 0xEF:  # ！ ； ？
        return i + 2 < end and data[i + 1] == 0xBC and data[i + 2] in (0x81, 0x9B, 0x9F)
    return c == 0xE2 and i + 2 < end and data[i + 1] == 0x80 and data[i + 2] == 0xA6


@compiled
def count_marks(offsets: Ints, data: Bytes) -> tuple[Ints, Ints]:
    """Exclamation and question marks of each text, plain and full width."""
    n = offsets.shape[0] - 1
    cries, questions = np.zeros(n, np.int32), np.zeros(n, np.int32)
    for t in range(n):
        for i in range(offsets[t], offsets[t + 1]):
            c = data[i]
            if c == 33 or (c == 0x81 and data[i - 1] == 0xBC and data[i - 2] == 0xEF):
                cries[t] += 1
            elif c == 63 or (c == 0x9F and data[i - 1] == 0xBC and data[i - 2] == 0xEF):
                questions[t] += 1
    return cries, questions
