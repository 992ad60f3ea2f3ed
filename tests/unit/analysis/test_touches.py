import pytest

from sojourn.analysis.touches import touches
from sojourn.errors import UnknownNameError, UsageError
from sojourn.testing import log_of


@pytest.fixture
def log():
    return log_of(
        """
        ann  09:00  Ad
        ann  09:05  Home  app
        ann  09:06  Buy   web
        bob  10:00  Buy   web
        bob  10:01  Home  app
        cat  10:00  Ad
        """,
        plan=["gold", "", None, None, None, None],
    )


def rows(result):
    return {row["name"]: (row["first"], row["last"]) for row in result.table.to_pylist()}


def test_events_without_a_value_are_passed_over(log):
    assert rows(touches(log)) == {"app": (1, 1), "web": (1, 1), "": (1, 1)}


def test_with_a_goal_only_what_came_before_it_counts(log):
    result = touches(log, goal="Buy")
    assert rows(result) == {"app": (1, 1), "": (1, 1)}
    assert (result.customers, result.without_goal) == (2, 1)
    assert rows(touches(log, "touchpoint", goal="Buy")) == {"Ad": (1, 0), "Home": (0, 1), "": (1, 1)}


def test_a_text_property_may_hold_the_empty_text(log):
    assert rows(touches(log, "plan")) == {"gold": (1, 0), "": (2, 3)}


def test_wrong_parameters_are_refused(log):
    with pytest.raises(UsageError, match="holds numbers or times"):
        touches(log, "value")
    with pytest.raises(UnknownNameError, match="no attribute 'chanel'"):
        touches(log, "chanel")
    with pytest.raises(UnknownNameError, match="no touchpoint 'Purchase'"):
        touches(log, goal="Purchase")
