import numpy as np
import pytest

from sojourn.analysis.transitions import transitions
from sojourn.log.kernels import transitions as kernel
from sojourn.log.kernels.durations import BINS, RELATIVE_ERROR, bin_middles, duration_bin
from sojourn.testing import log_of, random_log


def rows(log):
    return {(r["source"], r["target"]): r for r in transitions(log).table.to_pylist()}


def test_a_small_story():
    flow = rows(
        log_of("""
            ann  09:00:00  Home
            ann  09:00:10  Cart
            ann  09:00:40  Home
            ann  09:01:40  Cart
            bob  10:00:00  Home
        """)
    )
    assert flow["Home", "Cart"] == {
        "source": "Home",
        "target": "Cart",
        "count": 2,
        "customers": 1,
        "mean_s": 35.0,
        "median_s": pytest.approx(10, rel=0.016),
    }
    assert flow["Cart", "Home"]["median_s"] == 30.0  # one value: exact
    assert flow["", "Home"]["count"] == 2
    assert flow["Home", ""]["count"] == flow["Cart", ""]["count"] == 1
    assert flow["", "Home"]["mean_s"] is None


def test_many_names_give_what_few_give(monkeypatch):
    """Tables of all pairs and sorted lists of pairs are two ways to one answer."""
    log = random_log(5, customers=300, touchpoints=9)
    dense = transitions(log).table
    monkeypatch.setattr(kernel, "_DENSE_CELLS", 0)
    assert transitions(log).table.equals(dense)


def test_a_full_counter_is_not_lost():
    n = 70_000
    offsets = np.array([0, n], np.int32)
    codes, times = np.zeros(n, np.int32), np.arange(n, dtype=np.int64) * 5_000_000
    keys, sums, cells, counts = kernel.count_pairs(offsets, codes, times, 1)
    assert keys.tolist() == [0]
    assert sums[0].tolist()[:2] == [n - 1, 1]
    assert sums[0, 2] * 2**20 + sums[0, 3] == (n - 1) * 5_000_000
    assert (cells.tolist(), counts.tolist()) == ([duration_bin(5_000_000)], [n - 1])


def test_sums_of_durations_do_not_overflow():
    century = 100 * 365 * 86_400_000_000
    times = np.tile(np.array([0, century], np.int64), 5_000)
    offsets = np.arange(0, 10_001, 2, dtype=np.int32)
    _, sums, _, _ = kernel.count_pairs(offsets, np.zeros(10_000, np.int32), times, 1)
    assert int(sums[0, 2]) * 2**20 + int(sums[0, 3]) == 5_000 * century > 2**63


@pytest.mark.parametrize("us", [1_024, 1_500, 999_999, 10**6, 86_400 * 10**6, 50 * 365 * 86_400 * 10**6])
def test_a_bin_is_as_narrow_as_promised(us):
    assert bin_middles()[duration_bin(us)] == pytest.approx(us, rel=RELATIVE_ERROR)


def test_bins_cover_everything():
    assert duration_bin(0) == duration_bin(1_023) == 0
    assert duration_bin(2**62) == BINS - 1
    assert np.all(np.diff(bin_middles()) > 0)


def test_an_empty_log_has_no_transitions():
    empty = log_of("ann  09:00  Home").where(lambda j: j.keep_events(j.flat("touchpoint") < 0))
    result = transitions(empty)
    assert (result.table.num_rows, result.customers, result.transitions) == (0, 0, 0)


def test_estimates_are_shares_of_customers():
    shares = {e.key: (e.value, e.n) for e in transitions(log_of("ann  09:00  A\nbob  09:00  B")).estimates()}
    assert shares["", "A"] == (0.5, 2)
