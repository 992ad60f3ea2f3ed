import itertools
import pickle
from functools import reduce
from operator import add

import numpy as np
import pytest

from sojourn.analysis.stats import ragged as counting
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


def test_rows_are_numbered_by_first_appearance_however_many_there_are_and_whatever_they_share_of_a_hash():
    values = np.random.default_rng(1).integers(0, 3000, 9000).astype(np.int32)
    hashes = (values % 5).astype(np.uint64) << np.uint64(40) | (values % 900).astype(np.uint64)
    numbers, firsts = number_rows(np.arange(9001), values, hashes)
    distinct, first = np.unique(values, return_index=True)
    assert firsts.tolist() == sorted(first.tolist())
    assert values[firsts][numbers].tolist() == values.tolist()
    assert len(firsts) == len(distinct) > 2500


def counted(sequences, owners):
    return SequenceCounts.of(*ragged(sequences), np.array(owners, np.int32))


def told(counts):
    first = counts.sorted(tuple(f"{code:05}" for code in range(70_000)))
    return sequences_of(first), first.counts.tolist()


@pytest.mark.parametrize("at_once", [1, 100, 1_000_000])
@pytest.mark.parametrize("alike", [False, True])
def test_parts_merge_to_what_all_together_would_have_given(at_once, alike, monkeypatch):
    rng = np.random.default_rng(at_once)
    found = [rng.integers(0, 6, rng.integers(0, 4)).tolist() for _ in range(600)]
    found += [[5, code] for code in (255, 256, 300, 65_535, 65_536, 255)]
    owners = np.arange(len(found)) // 3
    monkeypatch.setattr(counting, "_AT_ONCE", at_once)
    if alike:
        monkeypatch.setattr(
            counting, "hash_sequences", lambda offsets, _: np.full(len(offsets) - 1, 2**63, np.uint64)
        )
    whole = counted(found, owners)
    cuts = [0, 0, 3, 90, 300, 591, 600, 603, 606]
    parts = [counted(found[a:b], owners[a:b]) for a, b in itertools.pairwise(cuts)]
    for some in (parts, parts[::-1]):
        total = reduce(add, some)
        assert told(total) == told(whole)
        assert len(total) == len(whole) == len({tuple(sequence) for sequence in found})
    assert told(reduce(add, parts[:3]).merged() + reduce(add, parts[3:]).merged()) == told(whole)


def test_what_is_sent_elsewhere_is_merged_before():
    one = counted([[1, 2], [3], [1, 2]], [0, 0, 1])
    sent = pickle.loads(pickle.dumps(one + one + one))
    assert sum(map(len, sent.parts)) == 2
    assert told(sent) == ([[1, 2], [3]], [[6, 6], [3, 3]])
    assert told(sent + one) == ([[1, 2], [3]], [[8, 8], [4, 4]])


def test_rows_of_a_part_of_a_longer_array_are_those_of_the_part_alone():
    offsets, codes = ragged([[900, 1], [1, 2], [3], [1, 2], [900]])
    some = SequenceCounts.of(offsets[1:5], codes, np.arange(3, dtype=np.int32))
    assert told(some) == ([[1, 2], [3]], [[2, 2], [1, 1]])
    assert some.parts[0].codes.dtype == np.uint8


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


@pytest.mark.parametrize("longest", [3, 30])
@pytest.mark.parametrize("prefix", [0, 40])
@pytest.mark.parametrize("most", [0, 1, 7, 100, 10_000])
def test_the_most_frequent_are_the_first_of_all_in_order(most, prefix, longest):
    rng = np.random.default_rng(3)
    found = [[5] * prefix + rng.integers(0, 40, rng.integers(0, longest)).tolist() for _ in range(500)]
    cut = SequenceCounts.of(*ragged(found[:200]), np.arange(200, dtype=np.int32))
    counts = cut + SequenceCounts.of(*ragged(found[200:]), np.arange(300, dtype=np.int32))
    first, every = counts.most_frequent(NAMES, most), counts.sorted(NAMES)
    kept = min(most, len(every))
    assert sequences_of(first) == sequences_of(every)[:kept]
    assert first.counts.tolist() == every.counts[:kept].tolist()
