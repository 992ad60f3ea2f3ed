"""The metrics of a report and their breakdowns."""

from datetime import date, timedelta
from functools import cache

import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.events.spend import SPEND_SCHEMA, Spend
from sojourn.report.context import Context
from sojourn.report.making.metric_words import PHRASES
from sojourn.report.making.metrics import GROUPS_LISTED, LEAST, metrics_block
from sojourn.testing import log_of


@cache
def company():
    return sj.read(ledger(simulate(1_000, 2)))


def block(log, goals=("Order placed",), language="en", **more):
    return metrics_block(Context(log, goals, {}, language, "Europe/Berlin", None, **more))


def test_numbers_are_those_of_the_analysis():
    whole, parts = block(company())
    found = sj.metrics(company(), goal="Order placed", by=("touchpoint", "first_channel"))
    rows = {(r["metric"], r["dimension"], r["group"]): r for r in found.table.to_pylist()}
    for name, metric in whole.items():
        right = rows[name, "", ""]["value"]
        assert metric.value is right or metric.value == pytest.approx(right, rel=1e-9), name
        assert metric.n == rows[name, "", ""]["n"]
    shared = [p for p in parts if p.dimension in ("touchpoint", "first_channel")]
    assert len(shared) > 20
    for part in shared:
        assert part.n == rows[part.metric, part.dimension, part.group]["n"]


def test_small_groups_are_not_shown_and_every_breakdown_has_its_metric():
    whole, parts = block(company())
    assert all(p.n >= LEAST and p.metric in whole for p in parts)
    assert {"touchpoint", "stage", "channel", "device", "first_channel", "month"} <= {
        p.dimension for p in parts
    }
    months = [p.group for p in parts if (p.metric, p.dimension) == ("conversion", "month")]
    assert months == sorted(months)
    assert months[0] == "2026-03"
    assert (
        max(sum(q.metric == p.metric and q.dimension == p.dimension for q in parts) for p in parts)
        <= GROUPS_LISTED
    )


def test_both_languages_say_the_same_numbers():
    english, chinese = block(company())[0], block(company(), language="zh")[0]
    assert list(english) == list(chinese)
    for name, metric in english.items():
        assert metric.value == chinese[name].value
        assert metric.definition != chinese[name].definition
        assert "{" not in metric.definition + chinese[name].definition
    assert (
        "do not" in english["response_rate"].definition
        or "does not differ" in english["response_rate"].definition
    )


def pages(count, answers):
    """Customers who come once, twice … seven times; `answers` says who rates, at every page."""
    who = [i for i in range(count) for _ in range(i % 7 + 1)]
    lines = [
        f"c{i:03d}  2026-01-01T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}  Page"
        for n, i in enumerate(who)
    ]
    scores = [4.0 if answers(i) else None for i in who]
    return log_of("\n".join(lines), score=scores, scale=["csat_1_5" if s else None for s in scores])


@pytest.mark.parametrize(
    ("language", "word", "more"),
    [("en", "those who answered", "events (more)"), ("zh", "作答者", "事件数（更多）")],
)
def test_ratings_say_for_whom_they_speak(language, word, more):
    told, _ = block(pages(150, lambda i: i % 7 > 3), (), language)
    assert word in told["csat"].definition
    assert more in told["csat"].definition
    assert more in told["response_rate"].definition
    by_chance, _ = block(pages(150, lambda i: i % 2), (), language)
    assert word not in by_chance["csat"].definition
    assert by_chance["response_rate"].definition.endswith(PHRASES[language]["no bias"])
    few, _ = block(pages(14, lambda i: i % 2), (), language)
    assert few["response_rate"].definition.endswith(PHRASES[language]["too few"])


def test_what_the_data_know_nothing_about_is_absent():
    log = log_of("ann  2026-01-01  Home\nbob  2026-01-02  Home")
    assert block(log, ()) == ({}, ())
    whole, _ = block(log, ("Home",))
    assert set(whole) == {"conversion", "repeat_rate", "aov", "time_to_first_value"}
    assert whole["aov"].status == "cannot be computed: no goal event carries a value"


def test_a_reason_is_said_in_the_language_of_the_report():
    log = log_of(
        "ann  09:00  Home\nbob  09:01  Home\neve  09:02  Order\neve  09:30  Home\nann  09:40  Home\nbob  09:50  Home"
    )
    for language, reason in (("en", "fewer than half"), ("zh", "不足一半")):
        metric = block(log, ("Order",), language)[0]["time_to_first_value"]
        assert metric.value is None
        assert reason in metric.status


def test_segments_and_spend_come_along():
    log = company()
    customers = [c for part in log.journeys() for c in part.customers.to_pylist()]
    segments = {c: "even" if int(c[1:]) % 2 == 0 else "odd" for c in customers}
    whole, parts = metrics_block(Context(log, ("Order placed",), {}, "en", "UTC", None), segments)
    assert {p.group for p in parts if p.dimension == "segment"} == {"even", "odd"}
    days = [date(2026, 3, 1) + timedelta(days=i) for i in range(184)]
    columns = [pa.array(days), ["ads"] * 184, pa.nulls(184, pa.string()), [10.0] * 184, ["EUR"] * 184]
    spend = Spend(pa.table(columns, schema=SPEND_SCHEMA), ("spend.csv",))
    whole, parts = block(log, spend=spend)
    assert whole["cac"].value == pytest.approx(1840 / whole["cac"].n)
    assert "spend tables, 2026-03-01 to 2026-08-31" in whole["cac"].definition
    assert [p.group for p in parts if (p.metric, p.dimension) == ("cac", "first_channel")] == ["ads"]


def test_what_is_written_into_a_report_can_be_read_by_the_document():
    whole, parts = block(company())
    assert all(m.status == "computed" or m.value is None for m in whole.values())
    assert all(p.low <= p.value <= p.high for p in parts if p.low is not None)
