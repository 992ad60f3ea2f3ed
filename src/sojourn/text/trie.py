"""Words and phrases, compiled so that all of them are looked for at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.text.kernels.matching import fill, find

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found in texts.

    Attributes
    ----------
    starts
        int32, shape (texts + 1,): matches of text ``i`` are ``starts[i]:starts[i + 1]`` of the others.
    entries
        Which word, as its place in the list that the trie was made of.
    places
        How many words (characters, where words have no blanks between them) stand before it.
    sentences
        In which sentence of the text.
    """

    starts: Ints
    entries: Ints
    places: Ints
    sentences: Ints


@dataclass(frozen=True, slots=True)
class Trie:
    """A list of words and phrases as a compiled trie over their UTF-8 bytes; made by :func:`trie`."""

    keys: NDArray[np.int64]
    children: Ints
    entries: Ints
    open_ended: NDArray[np.bool_]

    def find(self, offsets: Ints, data: NDArray[np.uint8]) -> Matches:
        """The longest entries in each text, from left to right, without overlap."""
        return Matches(*find(offsets, data, self.keys, self.children, self.entries, self.open_ended))


def trie(words: Sequence[str]) -> Trie:
    """Compile words and phrases.

    Parameters
    ----------
    words
        In lower case; the first of equal ones counts. ``delay*`` also stands for every word that begins so.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from sojourn.text.bytes import plain_bytes
    >>> offsets, letters = plain_bytes(pa.array(["Not bad! Delayed again"]))
    >>> found = trie(["bad", "not bad", "delay*"]).find(offsets, letters)
    >>> found.entries.tolist(), found.sentences.tolist()
    ([1, 2], [0, 1])
    """
    steps: dict[int, int] = {}
    entry_of: dict[int, int] = {}
    for number, word in enumerate(words):
        node = 0
        for byte in word.removesuffix("*").encode():
            node = steps.setdefault(node * 256 + byte, len(steps) + 1)
        entry_of.setdefault(node, number)
    entries = np.full(len(steps) + 1, -1, np.int32)
    entries[list(entry_of)] = list(entry_of.values())
    size = 1 << max(4, (2 * len(steps)).bit_length())
    keys, children = np.full(size, -1, np.int64), np.zeros(size, np.int32)
    fill(
        np.fromiter(steps.keys(), np.int64, len(steps)),
        np.fromiter(steps.values(), np.int32, len(steps)),
        keys,
        children,
    )
    return Trie(keys, children, entries, np.array([w.endswith("*") for w in words], np.bool_))
