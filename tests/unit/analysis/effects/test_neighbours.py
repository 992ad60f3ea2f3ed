"""The kernels on neighbours, against plain loops."""

from itertools import pairwise

import numpy as np

from sojourn.log.journeys import frozen
from sojourn.log.kernels.neighbours import (
    count_answers,
    counts_before,
    last_marked,
    next_alike,
    next_marked,
    next_other,
    owners_by_code,
    wait_bin,
)

RNG = np.random.default_rng(3)
LENGTHS = RNG.integers(0, 9, 60)
OFFSETS = frozen(np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int32))
N = int(OFFSETS[-1])
CODES = frozen(RNG.integers(-1, 4, N).astype(np.int32))
TIMES = frozen(np.cumsum(RNG.integers(0, 9_000_000, N)).astype(np.int64))
ROW = frozen(np.repeat(np.arange(60, dtype=np.int32), LENGTHS))
MARKED = frozen(CODES == 2)


def row_of(e):
    return range(OFFSETS[ROW[e]], OFFSETS[ROW[e] + 1])


def test_next_last_and_alike():
    after, before = next_marked(OFFSETS, MARKED), last_marked(OFFSETS, MARKED)
    alike, other = next_alike(OFFSETS, CODES, 4), next_other(OFFSETS, CODES)
    for e in range(N):
        assert after[e] == next((f for f in row_of(e) if f > e and MARKED[f]), -1)
        assert before[e] == max((f for f in row_of(e) if f < e and MARKED[f]), default=-1)
        changed = (f for f in row_of(e) if f > e and CODES[f] not in (-1, CODES[e]))
        assert other[e] == (next(changed, -1) if CODES[e] >= 0 else -1)
        own = (f for f in row_of(e) if f > e and CODES[f] == CODES[e] >= 0)
        assert alike[e] == next(own, -1)


def test_counts_before_and_owners():
    places = np.flatnonzero(CODES == 1)
    found = counts_before(OFFSETS, ROW[places], places.astype(np.int32), CODES, 4)
    for k, e in enumerate(places):
        assert found[k].tolist() == [sum(CODES[f] == c for f in row_of(e) if f < e) for c in range(4)]
    owners = owners_by_code(CODES, ROW, MARKED | (CODES == 0), 4)
    assert owners.tolist() == [len(set(ROW[CODES == 0])), 0, len(set(ROW[CODES == 2])), 0]


def test_an_answer_answers_the_last_open_occurrence():
    answering = frozen(np.array([-1, -1, 0, 1, -1], np.int32))
    waits = count_answers(OFFSETS, CODES, TIMES, answering, 4, 2)
    expected = np.zeros_like(waits)
    for code in range(4):
        for column, answer in ((0, 2), (1, 3)):
            for begin, end in pairwise(OFFSETS):
                opened = -1
                for e in range(begin, end):
                    if CODES[e] == answer and opened >= 0:
                        expected[code, column, wait_bin(TIMES[e] - TIMES[opened])] += 1
                        opened = -1
                    if CODES[e] == code:
                        opened = e
    assert (waits == expected).all()
    assert waits.sum() > 50
