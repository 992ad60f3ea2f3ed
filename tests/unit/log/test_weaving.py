"""Kernels that weave new rows into sorted groups, against plain Python."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sojourn.log.kernels import weaving
from sojourn.log.kernels.ordering import order_ties
from sojourn.log.layout import hashes_of
from sojourn.log.strings import string_buffers

ROW = st.tuples(st.integers(0, 3), st.integers(-1, 2), st.integers(0, 50))
GROUPS = st.dictionaries(st.integers(0, 8), st.lists(ROW, min_size=1, max_size=5, unique=True), max_size=6)


def flat(groups):
    rows = [row for rows in groups.values() for row in sorted(rows)]
    lengths = [len(rows) for rows in groups.values()]
    columns = np.array(rows, np.int64).reshape(-1, 3)
    times, files, numbers = (np.ascontiguousarray(columns[:, i]) for i in range(3))
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32), times, files.astype(np.int32), numbers


def rows_of(runs, old, new):
    both = [np.concatenate([a, b]) for a, b in zip(old[1:], new[1:], strict=True)]
    lengths = np.diff(runs[1], prepend=0).tolist()
    places = [
        start + k for start, length in zip(runs[0].tolist(), lengths, strict=True) for k in range(length)
    ]
    return [tuple(column[p].item() for column in both) for p in places], places


@given(old=GROUPS, new=GROUPS, stay=st.sets(st.integers(0, 8)), out=st.sets(st.integers(0, 40)))
def test_weaving_is_a_sort_of_both(old, new, stay, out):
    old, new = (dict(sorted(groups.items())) for groups in (old, new))
    keys = list(old)
    found = np.array([keys.index(k) if k in old else -1 for k in new], np.int32)
    slots = np.array([sum(other < k for other in keys) for k in new], np.int32)
    keep = np.array([k in stay for k in keys], np.bool_)
    a, b = flat(old), flat(new)
    starts, ends, offsets, origin, mixed = weaving.weave(keep, *a, found, slots, *b)
    expected = {
        k: sorted((old[k] if k in stay and k in old else []) + new.get(k, []))
        for k in sorted({*new, *(k for k in old if k in stay)})
    }
    rows, places = rows_of((starts, ends), a, b)
    assert rows == [row for group in expected.values() for row in group]
    assert np.diff(offsets).tolist() == [len(group) for group in expected.values()]
    assert [(keys + list(new))[i] for i in origin] == list(expected)
    assert [list(expected)[g] for g in mixed] == [k for k in new if k in old and k in stay]

    assert weaving.places_at(starts, ends, np.arange(len(places), dtype=np.int32)).tolist() == places
    again = weaving.runs_of(np.array(places, np.int32), len(a[1]))
    assert (again[0].tolist(), again[1].tolist()) == (starts.tolist(), ends.tolist())
    left_out = np.array(sorted(i for i in out if i < len(places)), np.int32)
    fewer = weaving.without(starts, ends, left_out)
    assert rows_of(fewer, a, b)[1] == [p for i, p in enumerate(places) if i not in out]


@given(
    old=st.lists(st.text(max_size=4), max_size=8),
    new=st.lists(st.text(max_size=4), max_size=8),
    data=st.data(),
)
def test_texts_are_gathered_in_runs(old, new, data):
    both = old + new
    places = data.draw(st.lists(st.integers(0, len(both) - 1), max_size=12)) if both else []
    here, there = (string_buffers(pa.array(texts, pa.string())) for texts in (old, new))
    runs = weaving.runs_of(np.array(places, np.int32), len(old))
    offsets = np.empty(len(places) + 1, np.int64)
    weaving.gather_offsets(here[0], there[0], *runs, offsets)
    letters = np.empty(offsets[-1], np.uint8)
    weaving.gather_letters(*here, *there, *runs, letters)
    found = [letters[a:b].tobytes().decode() for a, b in pairwise(offsets)]
    assert found == [both[p] for p in places]


def test_codes_are_renumbered_and_lost_ones_counted():
    old, new = np.array([0, 1, -1, 2], np.int32), np.array([7], np.int32)
    out = np.empty(5, np.int32)
    runs = weaving.runs_of(np.arange(5, dtype=np.int32), 4)
    lost = weaving.gather_codes(old, np.array([5, -1, 3, -1], np.int32), new, *runs, out)
    assert (out.tolist(), lost) == ([5, -1, -1, 3, 7], 1)


@given(
    names=st.sets(st.text(max_size=3)),
    wanted=st.lists(st.text(max_size=3), max_size=9),
    bits=st.integers(0, 2),
)
def test_strings_are_found_also_where_hashes_clash(names, wanted, bits):
    def hashes(texts):
        return hashes_of(pa.array(texts, pa.string())) & np.uint64(2**bits - 1)

    keyed = sorted(zip(hashes(list(names)).tolist(), [n.encode() for n in names], strict=True))
    stored = pa.array([name.decode() for _, name in keyed], pa.string())
    found, slots = weaving.find_rows(
        np.array([h for h, _ in keyed], np.uint64),
        *string_buffers(stored),
        hashes(wanted),
        *string_buffers(pa.array(wanted, pa.string())),
    )
    for i, key in enumerate(zip(hashes(wanted).tolist(), [w.encode() for w in wanted], strict=True)):
        assert found[i] == (keyed.index(key) if key in keyed else -1)
        assert slots[i] == sum(other < key for other in keyed)


@given(rows=st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 2), st.integers(0, 4)), max_size=150))
def test_ties_are_ordered_by_file_and_row(rows):
    times = np.array([t for t, _, _ in rows], np.int64)
    order = np.argsort(times, kind="stable").astype(np.int32)
    files = np.array([f for _, f, _ in rows], np.int32)
    order_ties(
        np.array([0, len(rows)], np.int32), order, times, files, np.array([r for _, _, r in rows], np.int64)
    )
    assert order.tolist() == sorted(range(len(rows)), key=lambda i: rows[i])
