import pytest

from sojourn.analysis.steps import steps
from sojourn.errors import UnknownNameError, UsageError
from sojourn.testing import log_of


@pytest.fixture
def log():
    return log_of("""
        ann  09:00  Home
        ann  09:10  Cart
        ann  09:20  Home
        ann  09:30  Cart
        bob  09:00  Cart
        cat  09:00  Home
    """)


def cells(result):
    return {(row["step"], row["touchpoint"]): row["customers"] for row in result.table.to_pylist()}


def test_from_the_start(log):
    assert cells(steps(log, size=3)) == {
        (1, "Home"): 2,
        (1, "Cart"): 1,
        (2, ""): 2,
        (2, "Cart"): 1,
        (3, ""): 2,
        (3, "Home"): 1,
    }


def test_around_the_first_and_the_last_anchor(log):
    first = steps(log, around="Cart", before=1, after=1)
    assert cells(first) == {(-1, "Home"): 1, (-1, ""): 1, (0, "Cart"): 2, (1, "Home"): 1, (1, ""): 1}
    assert (first.customers, first.without_anchor) == (2, 1)
    last = steps(log, around="Cart", before=0, after=1, which="last")
    assert cells(last) == {(0, "Cart"): 2, (1, ""): 2}
    assert "1 never met it" in last.headline()


def test_the_neighbours_are_never_those_of_another_customer():
    log = log_of("a  09:00  X\nb  09:00  Y\nc  09:00  Z")
    for name in "XYZ":
        assert cells(steps(log, around=name, before=2, after=2)) == {
            (-2, ""): 1,
            (-1, ""): 1,
            (0, name): 1,
            (1, ""): 1,
            (2, ""): 1,
        }


def test_wrong_parameters_are_refused(log):
    with pytest.raises(UnknownNameError, match="Did you mean 'Cart'"):
        steps(log, around="Card")
    for options in ({"size": 0}, {"around": "Cart", "before": -1}, {"which": "middle"}):
        with pytest.raises(UsageError, match="must be"):
            steps(log, **options)
