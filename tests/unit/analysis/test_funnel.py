import pytest

from sojourn.analysis.funnel import funnel
from sojourn.errors import UnitError, UnknownNameError, UsageError
from sojourn.testing import log_of


def customers(result):
    return result.table.column("customers").to_pylist()


def one(text):
    """A log of one customer from `09:00 A, 09:05 B`."""
    return log_of("\n".join("ann  " + "  ".join(event.split()) for event in text.split(",")))


def test_a_later_attempt_can_succeed_where_the_first_is_too_slow():
    log = one("09:00 A, 12:00 A, 12:10 B")
    assert customers(funnel(log, ["A", "B"], within="30m")) == [1, 1]
    assert customers(funnel(log, ["A", "B"], within="9m")) == [1, 0]


def test_the_limit_itself_is_within():
    assert customers(funnel(one("09:00 A, 09:30 B"), ["A", "B"], within="30m")) == [1, 1]


def test_steps_need_order_but_ties_keep_the_order_of_the_log():
    assert customers(funnel(one("09:00 B, 09:30 A"), ["A", "B"])) == [1, 0]
    assert customers(funnel(one("09:00 A, 09:00 B"), ["A", "B"])) == [1, 1]
    assert customers(funnel(one("09:00 B, 09:00 A"), ["A", "B"])) == [1, 0]


def test_a_repeated_step_needs_a_repeated_event():
    assert customers(funnel(one("09:00 A, 09:30 B"), ["A", "A", "B"])) == [1, 0, 0]
    assert customers(funnel(one("09:00 A, 09:10 A, 09:30 B"), ["A", "A", "B"])) == [1, 1, 1]


def test_strict_allows_nothing_between():
    log = one("09:00 A, 09:10 X, 09:20 B, 09:30 A, 09:40 B, 09:50 X, 09:55 C")
    assert customers(funnel(log, ["A", "B", "C"], strict=True)) == [1, 1, 0]
    assert customers(funnel(log, ["A", "B", "C"])) == [1, 1, 1]


def test_strict_does_not_look_across_customers():
    log = log_of("ann  09:00  A\nbob  09:01  B\ncat  09:00  A\ncat  09:01  B")
    assert customers(funnel(log, ["A", "B"], strict=True)) == [2, 1]


def test_an_excluded_touchpoint_ends_the_attempt_but_not_the_funnel():
    log = one("09:00 A, 09:10 X, 09:20 B")
    assert customers(funnel(log, ["A", "B"], exclude=["X"])) == [1, 0]
    again = one("09:00 A, 09:10 X, 09:15 A, 09:20 B, 09:25 X")
    assert customers(funnel(again, ["A", "B"], exclude="X")) == [1, 1]


def test_any_of_several_touchpoints():
    log = one("09:00 Phone, 09:20 Buy")
    result = funnel(log, [("Buy", "Phone"), "Buy"])
    assert result.table.column("step").to_pylist() == ["Buy | Phone", "Buy"]
    assert customers(result) == [1, 1]


def test_times_come_from_the_attempt_that_began_last():
    log = one("09:00 A, 10:00 A, 10:10 B, 10:40 B, 10:50 C")
    table = funnel(log, ["A", "B", "C"]).table
    assert table.column("mean_s").to_pylist() == [None, 600, 2400]
    assert table.column("median_s").to_pylist() == [None, 600, 2400]


def test_segments_are_the_first_value_and_add_up():
    log = log_of("""
        ann  09:00  A  web
        ann  09:05  B  app
        bob  10:00  A  web
        cat  10:00  A
        cat  10:05  B
        dan  10:00  B  app
    """)
    result = funnel(log, ["A", "B"], by="channel")
    assert [tuple(row.values())[:3] for row in result.table.to_pylist()] == [
        ("web", "A", 2),
        ("web", "B", 1),
        ("app", "A", 0),
        ("app", "B", 0),
        (None, "A", 1),
        (None, "B", 1),
    ]
    assert result.customers == 4
    assert result.conversion == pytest.approx(2 / 3)


def test_segments_by_a_text_property():
    log = log_of("ann  09:00  A\nann  09:05  B\nbob  09:00  A", plan=[None, "gold", "basic"])
    table = funnel(log, ["A", "B"], by="plan").table
    assert table.column("segment").to_pylist() == ["basic", "basic", "gold", "gold"]
    assert table.column("customers").to_pylist() == [1, 0, 1, 1]


def test_nobody_at_the_first_step_has_no_shares():
    log = log_of("ann  09:00  A\nbob  09:00  B").where(lambda journeys: journeys.slice(0, 0))
    rows = funnel(log, ["A", "B"]).table.to_pylist()
    assert [row["share_of_first"] for row in rows] == [None, None]
    assert funnel(log, ["A", "B"]).conversion is None


def test_any_number_of_steps():
    log = one("09:00 A, 09:01 B, 09:02 A, 09:03 B, 09:04 A")
    assert customers(funnel(log, ["A", "B"] * 40)) == [1] * 5 + [0] * 75


@pytest.mark.parametrize(
    ("steps", "options", "error", "message"),
    [
        ([], {}, UsageError, "at least one step"),
        (["A", ()], {}, UsageError, "every step a touchpoint"),
        ("A", {}, UsageError, "must be a list"),
        (["A", "Bb"], {}, UnknownNameError, "no touchpoint 'Bb'"),
        (["A"], {"exclude": ["A"]}, UsageError, "step and excluded"),
        (["A"], {"exclude": ["a"]}, UsageError, "excluded at the same time"),
        (["A"], {"within": 7}, UnitError, "bare value"),
        (["A"], {"by": "plan"}, UnknownNameError, "no attribute 'plan'"),
        (["A"], {"by": "value"}, UsageError, "holds numbers"),
    ],
)
def test_wrong_parameters_are_refused(steps, options, error, message):
    with pytest.raises(error, match=message):
        funnel(one("09:00 A, 09:01 B"), steps, **options)


def test_too_many_segments_are_refused():
    log = log_of("\n".join(f"c{i}  09:00  A" for i in range(1001)), name=[f"n{i}" for i in range(1001)])
    with pytest.raises(UsageError, match="more than 1,000 values"):
        funnel(log, ["A"], by="name")
