import itertools

import numpy as np
import pytest

from sojourn.analysis.stats.ragged import SequenceCounts
from sojourn.log.kernels.numbering import number_rows

NAMES = tuple(f"T{i % 7}-{i}" for i in range(40))


def ragged(sequences):
    offsets = np.cumsum([0, *map(len, sequences)])
    return offsets, np.array([code for sequence in sequences for code in sequence], np.int32)


def sequences_of(counts):
    edges, codes = counts.offsets.tolist(), counts.codes.tolist()
    return [codes[a:b] for a, b in itertools.pairwise(edges)]


def test_sequences_of_one_hash_are_told_apart_by_their_codes():
    offsets, codes = ragged([[1, 2], [1, 3], [1, 2], [1], [1, 2, 3], [1, 3]])
    numbers, firsts = number_rows(offsets, codes, np.full(6, 5, np.uint64))
    assert numbers.tolist() == [0, 1, 0, 2, 3, 1]
    assert firsts.tolist() == [0, 1, 3, 4]


@pytest.mark.parametrize("prefix", [0, 1, 30])
def test_equally_frequent_sequences_stand_in_the_order_of_their_names(prefix):
    rng = np.random.default_rng(prefix)
    found = [[5] * prefix + rng.integers(0, 40, rng.integers(0, 5)).tolist() for _ in range(500)]
    counts = SequenceCounts.of(*ragged(found), np.arange(500, dtype=np.int32)).sorted(NAMES)
    named = [[NAMES[code] for code in sequence] for sequence in sequences_of(counts)]
    often = {tuple(NAMES[c] for c in s): 0 for s in found}
    for sequence in found:
        often[tuple(NAMES[c] for c in sequence)] += 1
    assert named == [list(s) for s in sorted(often, key=lambda s: (-often[s], s))]
    assert counts.counts[:, 0].tolist() == sorted(often.values(), reverse=True)


@pytest.mark.parametrize("most", [0, 1, 7, 100, 10_000])
def test_the_most_frequent_are_the_first_of_all_in_order(most):
    rng = np.random.default_rng(3)
    found = [rng.integers(0, 40, rng.integers(0, 3)).tolist() for _ in range(500)]
    counts = SequenceCounts.of(*ragged(found), np.arange(500, dtype=np.int32))
    first, every = counts.most_frequent(NAMES, most), counts.sorted(NAMES)
    kept = min(most, len(every))
    assert sequences_of(first) == sequences_of(every)[:kept]
    assert first.counts.tolist() == every.counts[:kept].tolist()
