"""Hashed n-grams of texts: words, pairs of words, and the letters within words."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.text.kernels.letters import SIGN, WORD, kind_at, width

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

SHORTEST, LONGEST = 3, 5
"""Letters of the n-grams within words, the word's two edges among them."""


@compiled
def _mixed(h: np.uint64) -> np.uint64:
    h = (h ^ (h >> np.uint64(33))) * np.uint64(18397679294719823053)
    return h ^ (h >> np.uint64(29))


@compiled
def _step(h: np.uint64, byte: int) -> np.uint64:
    return (h ^ np.uint64(byte)) * np.uint64(1099511628211)


@compiled
def ngrams(offsets: Ints, data: Bytes, bits: int) -> tuple[NDArray[np.int64], Ints, Ints]:
    """Count the hashed n-grams of every text.

    A token is a word, a sign, or a character of a script without blanks. Counted are tokens, pairs of neighbours,
    triples of characters, and of words all runs of 3 to 5 letters with the edges of the word as letters.

    Parameters
    ----------
    offsets, data
        Texts as UTF-8 in lower case.
    bits
        Features are numbered 0 … 2^bits − 1.

    Returns
    -------
    tuple
        ``starts`` (texts + 1), and per text its distinct features in the order of their number, and how often each occurs.
    """
    n = offsets.shape[0] - 1
    starts = np.zeros(n + 1, np.int64)
    size = 4096
    features, counts = np.empty(size, np.int32), np.empty(size, np.int32)
    m = 0
    longest = 0
    for t in range(n):
        longest = max(longest, offsets[t + 1] - offsets[t])
    bag = np.empty(longest * 8 + 16, np.int32)
    for t in range(n):
        k = _bag(data, offsets[t], offsets[t + 1], bag, bits)
        own = bag[:k]
        own.sort()
        if m + k > size:
            while m + k > size:
                size *= 2
            more_features, more_counts = np.empty(size, np.int32), np.empty(size, np.int32)
            more_features[:m], more_counts[:m] = features[:m], counts[:m]
            features, counts = more_features, more_counts
        for j in range(k):
            if j and own[j] == own[j - 1]:
                counts[m - 1] += 1
            else:
                features[m], counts[m] = own[j], 1
                m += 1
        starts[t + 1] = m
    return starts, features[:m], counts[:m]


@compiled
def _bag(data: Bytes, begin: int, end: int, bag: Ints, bits: int) -> int:
    """Write the features of one text; how many there are."""
    shift = np.uint64(64 - bits)
    basis = np.uint64(14695981039346656037)
    before, before2 = np.uint64(0), np.uint64(0)
    i, k = begin, 0
    while i < end:
        kind = kind_at(data, i, end)
        stop = i + width(data[i])
        if kind == SIGN and data[i] <= 32:
            i = stop
            continue
        if kind == WORD:
            while stop < end and kind_at(data, stop, end) == WORD:
                stop += width(data[stop])
        h = basis
        for b in range(i, stop):
            h = _step(h, data[b])
        bag[k] = np.int32(_mixed(h) >> shift)
        k += 1
        if before:
            bag[k] = np.int32(_mixed(before * np.uint64(31) + h) >> shift)
            k += 1
            if before2 and kind != WORD and kind != SIGN:
                triple = (before2 * np.uint64(31) + before) * np.uint64(31) + h
                bag[k] = np.int32(_mixed(triple + np.uint64(7)) >> shift)
                k += 1
        before2, before = before, h
        if kind == WORD:
            k = _runs(data, i, stop, bag, k, shift)
        i = stop
    return k


@compiled
def _runs(data: Bytes, i: int, stop: int, bag: Ints, k: int, shift: np.uint64) -> int:
    """Write the runs of letters within one word, its edges counting as letters; they need 8 places per byte at most."""
    a = i - 1  # i − 1 is the edge before the word
    while a < stop:
        h = np.uint64(1469598103934665603)
        letters = 0
        b = a
        while letters < LONGEST and b <= stop:
            if b < i or b == stop:
                h = _step(h, 32)
                b += 1
            else:
                w = width(data[b])
                for c in range(b, min(b + w, stop)):
                    h = _step(h, data[c])
                b += w
            letters += 1
            if letters >= SHORTEST:
                bag[k] = np.int32(_mixed(h) >> shift)
                k += 1
        a = i if a < i else a + width(data[a])
    return k
