"""What a customer costs and what comes back: the cost of events, and spend tables beside it."""

from datetime import date

import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.events.spend import SPEND_SCHEMA, Spend
from sojourn.testing import log_of

EVENTS = """
    ann  2026-03-02  Ad     ads
    ann  2026-03-03  Order  web  100
    bob  2026-03-02  Ad     ads
    eve  2026-03-04  Home   web
    eve  2026-03-05  Order  web  50
    ann  2026-03-20  Order  web  70
"""


def log(**columns):
    given = {"cost": [2.0, None, 3.0, None, None, None], "currency": ["EUR"] * 6}
    return log_of(EVENTS, **(given | columns))


def spend(*rows):
    names = SPEND_SCHEMA.names
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=SPEND_SCHEMA)
    return Spend(table, ("spend.csv",))


def found(log_, dimension="", **given):
    rows = sj.metrics(log_, goal="Order", by=dimension or None, **given).table.to_pylist()
    return {(r["metric"], r["group"]): r for r in rows if r["dimension"] == dimension}


def test_the_cost_of_events_counts_where_there_is_no_table():
    rows = found(log())
    assert (rows["cac", ""]["value"], rows["cac", ""]["n"], rows["cac", ""]["currency"]) == (2.5, 2, "EUR")
    assert (rows["roas", ""]["value"], rows["roas", ""]["unit"]) == (pytest.approx(220 / 5), "ratio")
    assert rows["cac", ""]["low"] < 2.5 < rows["cac", ""]["high"]
    first = found(log(), "first_channel")
    assert (first["cac", "ads"]["value"], first["roas", "ads"]["value"]) == pytest.approx((5.0, 170 / 5))
    assert ("cac", "web") not in first


def test_what_comes_back_is_all_money_of_the_customers():
    back = log_of(EVENTS + "    ann  2026-03-21  Renew  web  40\n    bob  2026-03-22  Return  web  -10\n",
                  cost=[2.0, None, 3.0] + [None] * 5, currency=["EUR"] * 8)  # fmt: skip
    rows = found(back)
    assert (rows["roas", ""]["value"], rows["cac", ""]["value"]) == (pytest.approx(250 / 5), 2.5)


def test_a_table_counts_alone_and_only_in_the_days_that_both_cover():
    table = spend(
        (date(2026, 3, 1), "ads", None, 1_000.0, "EUR"),  # before the first event
        (date(2026, 3, 2), "ads", None, 10.0, "EUR"),
        (date(2026, 3, 5), "Mail", None, 20.0, "EUR"),
    )
    rows = found(log(), spend=table)
    assert (rows["cac", ""]["value"], rows["cac", ""]["n"]) == (15.0, 2)
    assert rows["roas", ""]["value"] == pytest.approx(150 / 30)  # the order of 20 March lies outside
    assert rows["cac", ""]["method"] == "spend tables, 2026-03-02 to 2026-03-05"
    assert found(log(), "first_channel", spend=table)["cac", "ads"]["value"] == 10.0


def test_campaigns_are_met_by_name():
    named = log(campaign=["Spring", None, "Spring", None, None, None])
    rows = found(named, "first_campaign", spend=spend((date(2026, 3, 3), "x", "SPRING", 8.0, None)))
    assert (rows["cac", "Spring"]["value"], rows["cac", "Spring"]["currency"]) == (8.0, None)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (
            [(date(2025, 1, 1), "ads", None, 1.0, "EUR")],
            "the days of the spend table and of the events do not meet",
        ),
        (
            [(date(2026, 3, 2), "ads", None, 1.0, "EUR"), (date(2026, 3, 5), "ads", None, 1.0, "USD")],
            "values stand in several currencies",
        ),
        ([(date(2026, 3, 4), "ads", None, 1.0, "EUR")], "no customer was won"),
    ],
)
def test_what_cannot_be_computed(table, reason):
    assert found(log(), spend=spend(*table))["cac", ""]["status"] == f"cannot be computed: {reason}"


def test_revenue_in_another_currency_is_not_divided():
    dollars = spend((date(2026, 3, 2), "ads", None, 1.0, "USD"), (date(2026, 3, 20), "ads", None, 1.0, "USD"))
    assert found(log(), spend=dollars)["roas", ""]["status"].endswith("several currencies")


def test_no_money_no_figure():
    rows = found(log(cost=[None] * 6))
    assert (
        rows["cac", ""]["status"]
        == "cannot be computed: neither a spend table nor events with a cost are there"
    )
    assert rows["roas", ""]["value"] is None


def test_spend_by_month():
    table = spend((date(2026, 3, 2), "ads", None, 10.0, "EUR"), (date(2026, 3, 20), "ads", None, 20.0, "EUR"))
    rows = sj.metrics(log(), goal="Order", every="month", spend=table).table.to_pylist()
    cost = next(r for r in rows if r["metric"] == "cac")
    assert (cost["start"], cost["value"], cost["n"]) == (date(2026, 3, 1), 15.0, 2)


def test_money_to_come_is_worth_less_today():
    assert round(sj.clv_discounted([1_000] * 5, 0.05), 2) == 4329.48
    assert sj.clv_discounted([], 0.05) == 0.0
    assert sj.clv_discounted([100, 100], 0.0) == 200.0
    with pytest.raises(sj.errors.UsageError, match="above -1"):
        sj.clv_discounted([1], -1)
