"""What counts as success."""

import pytest

from sojourn.errors import UnknownNameError
from sojourn.goal import Goal, find_goal
from sojourn.testing import log_of


def goal_of(*events, named=()):
    lines = [
        f"c{i}  10:00  {name}  web{f'  {value}' if value else ''}" for i, (name, value) in enumerate(events)
    ]
    return find_goal(log_of("\n".join(lines)), named)


def test_a_name_given_is_taken_whatever_its_case_space_and_underscore():
    assert goal_of(("Order placed", 0), named=["order_placed", "ORDER  Placed"]) == Goal(
        ("Order placed",), "given"
    )


def test_a_name_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'Order placed'"):
        goal_of(("Order placed", 0), named=["Order place"])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Home", "purchase_completed"], "purchase_completed"),
        (["Order history", "Order cancelled", "OrderPlaced"], "OrderPlaced"),
        (["Payment failed", "Payment page", "Subscription renewed"], "Subscription renewed"),
        (["浏览商品", "取消订单", "支付成功"], "支付成功"),
        (["Buyer persona", "Deal won"], "Deal won"),
    ],
)
def test_a_word_of_success_decides_and_words_of_failure_do_not(names, expected):
    goal = goal_of(*((name, 0) for name in names))
    assert goal.touchpoints == (expected,)
    assert goal.basis == "word"


def test_among_names_as_sure_the_one_with_more_value():
    assert goal_of(("Store purchase", 20), ("Order", 50), ("Order placed", 0)).touchpoints == ("Order",)


def test_without_a_word_the_value_decides_and_without_value_there_is_no_goal():
    assert goal_of(("Home", 0), ("Till", 20), ("Kiosk", 30)) == Goal(("Kiosk",), "value")
    assert goal_of(("Home", 0), ("Till", 0)) == Goal((), "none")


def test_of_equal_value_the_one_that_says_it_is_done():
    assert goal_of(("payment_choice", 0), ("payment_card", 0), ("payment_done", 0)).touchpoints == (
        "payment_done",
    )
