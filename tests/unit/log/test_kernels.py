import numpy as np
import pytest

from sojourn.log.kernels.cells import sum_pairs


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pairs_are_summed_in_the_order_of_their_facts(seed):
    dice = np.random.default_rng(seed)
    cells, rows = dice.integers(-1, 3, 400), dice.integers(0, 30, 400)
    terms = dice.normal(size=(2, 400)) * 10.0 ** dice.integers(-8, 8, 400)
    wanted: dict[tuple[int, int], list[float]] = {}
    for cell, row, *own in zip(cells.tolist(), rows.tolist(), *terms.tolist(), strict=True):
        if cell >= 0:
            sums = wanted.setdefault((cell, row), [0.0, 0.0])
            sums[:] = [a + b for a, b in zip(sums, own, strict=True)]
    found, sums = sum_pairs(cells, rows, terms, (3, 30))
    assert found.tolist() == [cell for cell, _ in sorted(wanted)]
    assert sums.T.tolist() == [wanted[pair] for pair in sorted(wanted)]


def test_no_facts_are_no_pairs():
    found, sums = sum_pairs(np.full(4, -1), np.arange(4), np.ones((1, 4)), (0, 4))
    assert (found.shape, sums.shape) == ((0,), (1, 0))
