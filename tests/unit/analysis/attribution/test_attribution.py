"""Attribution of logs: which touches make a path, what the models give, what it cost, and what is refused."""

import math
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.attribution.credits import DRAWS, FEWEST_CONVERSIONS
from sojourn.analysis.attribution.rules import MODELS
from sojourn.errors import UnitError, UnknownNameError, UsageError
from sojourn.events.spend import Spend
from sojourn.testing import log_of

LOG = log_of(
    """
    ann  2026-01-01  Ad     social
    ann  2026-01-08  Mail   email
    ann  2026-01-15  Ad     search
    ann  2026-01-15  Order  web     30
    ann  2026-01-20  Mail   email
    ann  2026-01-21  Order  web     10
    ann  2026-01-22  Mail   email
    bob  2026-01-01  Ad     social
    bob  2026-03-01  Ad     search
    eve  2026-01-05  Order  web     5
    """
)


def credits_of(result, column="conversions"):
    found = {}
    for row in result.table.to_pylist():
        found.setdefault(row["model"], {})[row["channel"]] = row[column]
    return found


def test_a_path_begins_after_the_conversion_before_and_the_rest_ends_without_one():
    result = sj.attribution(LOG, "Order", level=None)
    # ann: social > email > search, email, and a last e-mail without order; bob: two paths, two months apart.
    assert (result.conversions, result.without_touch, result.paths) == (2, 1, 5)
    assert result.customers == 3
    given = credits_of(result)
    assert given["first"] == {"email": 1, "social": 1, "search": 0}
    assert given["last"] == {"email": 1, "search": 1, "social": 0}
    assert given["linear"] == pytest.approx({"email": 4 / 3, "search": 1 / 3, "social": 1 / 3})
    assert given["position"] == pytest.approx({"email": 1.2, "search": 0.4, "social": 0.4})
    assert given["shapley"] == pytest.approx(given["linear"])
    worth = credits_of(result, "value")
    assert worth["last"] == {"email": 10, "search": 30, "social": 0}
    assert result.value == 40


def test_time_decay_halves_with_every_half_life():
    given = credits_of(sj.attribution(LOG, "Order", half_life="7d", models=["time_decay"], level=None))
    # 14, 7 and 0 days before: 1/4, 1/2, 1 of 7/4.
    assert given["time_decay"] == pytest.approx({"email": 1 + 2 / 7, "search": 4 / 7, "social": 1 / 7})


def test_the_window_ends_paths_and_nothing_is_lost():
    result = sj.attribution(LOG, "Order", window="7d", models=["first"], level=None)
    assert credits_of(result)["first"] == {"email": 2, "search": 0, "social": 0}
    # social, 14 days before the order, is a path of its own now.
    assert (result.conversions, result.paths) == (2, 6)
    endless = sj.attribution(LOG, "Order", window=None, models=["first"], level=None)
    assert endless.paths == 4  # bob's two touches are one path


def test_touches_of_one_visit_are_one():
    log = log_of(
        """
        ann  09:00  Home   web
        ann  09:10  Cart   web
        ann  09:20  Ad     search
        ann  09:30  Home   web
        ann  10:30  Home   web
        ann  10:31  Order  shop
        """
    )
    assert credits_of(sj.attribution(log, "Order", models=["linear"], level=None))["linear"] == {
        "web": 0.75,
        "search": 0.25,
    }
    every = sj.attribution(log, "Order", visit_gap=None, models=["linear"], level=None)
    assert credits_of(every)["linear"] == {"web": 0.8, "search": 0.2}


def test_the_goal_brings_its_own_channel_where_that_says_what_brought_the_customer():
    log = log_of(
        """
        ann  09:00  Visit  web
        ann  10:00  Order  web
        eve  10:00  Order  web
        """,
        source=["mail", "google", "mail"],
    )
    by_source = sj.attribution(log, "Order", by="source", models=["last"], level=None)
    assert credits_of(by_source)["last"] == {"google": 1, "mail": 1}
    by_channel = sj.attribution(log, "Order", models=["last"], level=None)
    assert (credits_of(by_channel)["last"], by_channel.without_touch) == ({"web": 1}, 1)
    without = sj.attribution(log, "Order", by="source", goal_touch=False, models=["last"], level=None)
    assert credits_of(without)["last"] == {"mail": 1}


def test_only_chosen_touchpoints_are_touches():
    result = sj.attribution(LOG, "Order", by="touchpoint", touches=["Ad"], level=None, models=["linear"])
    assert credits_of(result)["linear"] == {"Ad": 1}
    assert (result.conversions, result.without_touch) == (1, 2)


def test_last_non_direct_passes_over_direct_only_where_something_else_was():
    table = pa.table(
        {"path": ["Mail > Direct > Direct", "Direct"], "total_conversions": [2, 1], "total_null": [0, 0]}
    )
    given = credits_of(sj.attribute_paths(table, models=["last", "last_non_direct"], level=None))
    assert given == {"last": {"Direct": 3, "Mail": 0}, "last_non_direct": {"Mail": 2, "Direct": 1}}
    renamed = sj.attribute_paths(table, models=["last_non_direct"], direct=["mail"], level=None)
    assert credits_of(renamed)["last_non_direct"] == {"Direct": 3, "Mail": 0}


def test_two_hundred_channels():
    rng = np.random.default_rng(5)
    names = np.array([f"c{i:03d}" for i in range(200)])
    lengths = rng.integers(1, 9, 20_000)
    paths = [" > ".join(names[rng.integers(0, 200, n)]) for n in lengths.tolist()]
    table = pa.table(
        {
            "path": paths,
            "total_conversions": rng.integers(0, 2, len(paths)),
            "total_conversion_value": rng.random(len(paths)),
            "total_null": rng.integers(0, 3, len(paths)),
        }
    )
    table = table.filter(pa.array(table["total_conversions"].to_numpy() > 0))
    result = sj.attribute_paths(table, level=None)
    assert (len(result.channels), result.order) == (200, 1)
    for column, total in (("conversions", result.conversions), ("value", result.value)):
        for model, given in credits_of(result, column).items():
            assert min(given.values()) >= 0
            assert math.fsum(given.values()) == pytest.approx(total, rel=1e-9), model


def test_one_path_without_any_null():
    result = sj.attribute_paths(pa.table({"path": ["a > a"], "total_conversions": [3]}))
    assert {m: g for m, g in credits_of(result).items() if g != {"a": 3.0}} == {}
    assert result.removal.to_pylist() == [{"channel": "a", "effect": 1.0, "value_effect": None}]
    assert result.money.status == "cannot be computed: no column total_conversion_value"


def spread(n, seed):
    """n customers who saw one of two channels or both, and bought or not."""
    rng = np.random.default_rng(seed)
    lines = []
    for i in range(n):
        seen = rng.random(2) < (0.6, 0.5)
        for name, met, hour in zip(("social", "search"), seen, ("08:00", "10:00"), strict=True):
            if met:
                lines.append(f"c{i}  {hour}  Ad  {name}")
        if rng.random() < 0.4:
            lines.append(f"c{i}  12:00  Order  web  20")
    return log_of("\n".join(lines))


def test_intervals_are_those_of_counts():
    result = sj.attribution(spread(600, 1), "Order", models=["first", "markov"])
    assert result.draws == DRAWS
    for row in result.table.to_pylist():
        assert row["low"] <= row["conversions"] <= row["high"]
        assert row["share_low"] <= row["share"] <= row["share_high"]
        assert row["value_low"] <= row["value"] <= row["value_high"]
        if row["model"] == "first":
            width = 2 * 1.96 * math.sqrt(row["conversions"])
            assert (row["high"] - row["low"]) / width == pytest.approx(1, abs=0.25)
            assert row["value_high"] == pytest.approx(20 * row["high"])


def test_intervals_cover_what_the_customers_would_give():
    """Shares of the first touch over many samples of one company: the interval holds the company's own share."""
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(60):
        counts = rng.multinomial(400, [0.15, 0.25, 0.35, 0.25])
        table = pa.table(
            {
                "path": ["a > b", "b > a", "a", "b"],
                "total_conversions": counts,
                "total_null": rng.multinomial(800, [0.25] * 4),
            }
        )
        row = sj.attribute_paths(table, models=["first"]).table.to_pylist()
        share = next(r for r in row if r["channel"] == "a")
        hits += share["share_low"] <= 0.5 <= share["share_high"]
    assert hits >= 53


def test_customers_are_drawn_with_all_their_conversions():
    """Who buys ten times is one customer: the interval is wider than that of ten customers who buy once."""
    often = "\n".join(
        f"c{i}  2026-01-{day:02d}T{hour}  {what}"
        for i in range(30)
        for day in range(1, 11)
        for hour, what in (("09:00", "Ad  social" if i % 2 else "Ad  search"), ("10:00", "Order  web"))
    )
    result = sj.attribution(log_of(often), "Order", models=["first"])
    row = result.table.to_pylist()[0]
    assert row["conversions"] == 150
    assert (row["high"] - row["low"]) / (2 * 1.96 * math.sqrt(15) * 10) == pytest.approx(1, abs=0.3)


def test_few_conversions_have_no_interval():
    table = pa.table(
        {"path": ["a", "b"], "total_conversions": [FEWEST_CONVERSIONS - 2, 1], "total_null": [9, 9]}
    )
    result = sj.attribute_paths(table)
    assert result.draws == 0
    assert all(row["low"] is None and row["share_high"] is None for row in result.table.to_pylist())


def test_the_same_log_gives_the_same_bytes_however_it_is_cut():
    log = spread(200, 2)
    whole = sj.attribution(log, "Order").table
    pieces = tuple(s.slice(i, 1) for s in log.shards for i in reversed(range(s.num_rows)))
    cut = sj.JourneyLog(pieces, log.kinds, log.vocabularies)
    assert sj.attribution(cut, "Order").table.equals(whole)


def test_costs_of_events_and_of_a_table_and_the_return_on_them():
    log = log_of(
        """
        ann  2026-01-01  Ad     social
        ann  2026-01-02  Order  web     30
        bob  2026-01-02  Ad     search
        bob  2026-01-03  Order  web     50
        eve  2026-01-03  Ad     radio
        """,
        cost=[2.0, None, 4.0, None, 1.0],
        currency=["EUR"] * 5,
    )
    result = sj.attribution(log, "Order", models=["last"], level=None)
    rows = {r["channel"]: r for r in result.table.to_pylist()}
    assert {c: (r["cost"], r["roas"]) for c, r in rows.items()} == {
        "social": (2, 15),
        "search": (4, 12.5),
        "radio": (1, 0),
    }
    spend = pa.table(
        {
            "day": [date(2026, 1, 1), date(2026, 1, 2), date(2025, 1, 1), date(2026, 1, 2)],
            "channel": ["Search Ads", "SEARCH", "search", "tv"],
            "campaign": pa.nulls(4, pa.string()),
            "amount": [10.0, 15.0, 99.0, 7.0],
            "currency": ["EUR"] * 4,
        }
    )
    for given in (spend, Spend(spend, ("ads.csv",))):
        result = sj.attribution(log, "Order", models=["last"], level=None, spend=given)
        rows = {r["channel"]: r for r in result.table.to_pylist()}
        # The table counts where it names the channel, days outside the log do not, and the rest is told.
        assert (rows["search"]["cost"], rows["search"]["roas"]) == (25, 2)
        assert rows["social"]["cost"] == 2
        assert result.unmatched_spend == (("tv", "EUR", 7.0),)


def test_currencies_are_not_mixed():
    log = log_of(
        """
        ann  09:00  Ad     social
        ann  10:00  Order  web     30
        bob  09:00  Ad     social
        bob  10:00  Order  web     50
        """,
        currency=["EUR", "EUR", "EUR", "USD"],
        cost=[1.0, None, 1.0, None],
    )
    result = sj.attribution(log, "Order", models=["last"], level=None)
    assert (result.value, result.money.status) == (
        None,
        "cannot be computed: values stand in several currencies",
    )
    row = result.table.to_pylist()[0]
    assert (row["value"], row["cost"], row["roas"]) == (None, 2, None)
    dollars = pa.table({"channel": ["social", "social"], "amount": [1.0, 2.0], "currency": ["USD", "EUR"]})
    both = sj.attribution(log, "Order", models=["last"], level=None, spend=dollars)
    assert both.table.to_pylist()[0]["cost"] is None


def test_spend_of_platforms_belongs_to_their_paid_group():
    log = log_of(
        """
        ann  2026-01-01  Ad     ads
        ann  2026-01-02  Order  web  30
        """,
        channel_group=["Paid Social", None],
    )
    spend = pa.table({"channel": ["Instagram", "Google Ads"], "amount": [3.0, 4.0]})
    result = sj.attribution(log, "Order", by="channel_group", models=["last"], level=None, spend=spend)
    assert result.table.to_pylist()[0]["cost"] == 3
    assert result.unmatched_spend == (("Google Ads", None, 4.0),)


def test_what_cannot_be_computed_says_why():
    nobody = sj.attribution(LOG.where(lambda journeys: journeys.slice(0, 0)), "Order")
    assert nobody.status == "cannot be computed: nobody reached the goal"
    assert (nobody.table.num_rows, nobody.value, nobody.customers) == (0, None, 0)
    untouched = sj.attribution(log_of("ann  09:00  Order  web"), "Order")
    assert untouched.status == "cannot be computed: no touch comes before a conversion"
    assert untouched.without_touch == 1
    assert untouched.headline() == "Attribution cannot be computed: no touch comes before a conversion"
    unpaid = sj.attribution(log_of("ann  09:00  Ad  web\nann  10:00  Order  web"), "Order", level=None)
    assert unpaid.money.status == "cannot be computed: no conversion carries a value"
    refund = sj.attribution(log_of("ann  09:00  Ad  web\nann  10:00  Order  web  -4"), "Order", level=None)
    assert refund.money.status == "cannot be computed: a conversion has a negative value"


def test_disagreement_names_the_models_that_are_furthest_apart():
    result = sj.attribution(LOG, "Order", models=["first", "last"], level=None)
    assert result.disagreement.to_pylist()[0] == {
        "channel": "search",
        "lowest": 0.0,
        "lowest_model": "first",
        "highest": 0.5,
        "highest_model": "last",
        "spread": 0.5,
    }


def test_the_result_says_that_credit_is_no_effect():
    result = sj.attribution(LOG, "order", level=None)
    assert (
        result.headline()
        == "Attribution: 2 conversions credited to 3 channels by 8 models; credit, not effect"
    )
    assert result.spec.goal == ("Order",)
    assert result.to_dict()["spec"]["window"] == timedelta(days=30).total_seconds()
    assert {row["model"] for row in result.table.to_pylist()} == set(MODELS)


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"by": "chanel"}, UnknownNameError, "Did you mean 'channel'"),
        ({"models": ["first", "makrov"]}, UnknownNameError, "Did you mean 'markov'"),
        ({"models": "markov"}, UsageError, "must be a list"),
        ({"models": []}, UsageError, "needs a model"),
        ({"window": 30}, UnitError, "needs a unit"),
        ({"position": (0.5, 0.5, 0.5)}, UsageError, "add up to 1"),
        ({"order": 5}, UsageError, "from 1 to 4"),
        ({"level": 95}, UsageError, "between 0 and 1"),
        ({"touches": ["Order"]}, UsageError, "no touch besides the goal"),
        ({"touches": ["Ads"]}, UnknownNameError, "Did you mean 'Ad'"),
        ({"spend": {"channel": ["tv"]}}, UsageError, "has no column 'amount'"),
        ({"spend": 12}, UsageError, "must be a table"),
    ],
)
def test_wrong_use_is_refused_with_what_would_work(wrong, error, words):
    with pytest.raises(error, match=words):
        sj.attribution(LOG, "Order", **wrong)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"path": ["a"]}, "needs a column 'total_conversions'"),
        ({"path": ["a"], "total_conversions": [-1]}, "numbers of 0 or more"),
        ({"path": ["a"], "total_conversions": [0.5]}, "whole numbers"),
    ],
)
def test_wrong_tables_of_paths_are_refused(table, words):
    with pytest.raises(UsageError, match=words):
        sj.attribute_paths(pa.table(table))


def test_tables_of_paths_have_no_times():
    with pytest.raises(UsageError, match="must not be empty"):
        sj.attribute_paths(pa.table({"path": ["a"], "total_conversions": [1]}), separator="")
    with pytest.raises(UsageError, match="needs the times"):
        sj.attribute_paths(pa.table({"path": ["a"], "total_conversions": [1]}), models=["time_decay"])
    with pytest.raises(UsageError, match="takes a table"):
        sj.attribute_paths("paths.csv")


@pytest.mark.parametrize("separator", [">", "->", " ", "\u2192"])
def test_touches_are_cut_at_any_separator_and_many_names_are_told_apart(separator):
    names = [f"Kanal {i} \u00e4" if separator != " " else f"K{i}" for i in range(700)]
    path = f" {separator} ".join([*names, names[0]])
    table = pa.table({"path": [path, f"  {names[1]}\u3000"], "total_conversions": [1, 1]})
    result = sj.attribute_paths(table.slice(0, 2), separator=separator, models=["first", "last"], level=None)
    assert set(result.channels) == set(names)
    given = credits_of(result)
    assert {c: v for c, v in given["first"].items() if v} == {names[0]: 1, names[1]: 1}
    assert given["last"] == given["first"]


def test_paths_come_as_lists_too_and_empty_touches_are_none():
    texts = pa.table(
        {"path": ["a >  > b ", "", None], "total_conversions": [1, 2, 0], "total_null": [0, 0, 4]}
    )
    lists = pa.table(
        {"path": [["a", "b"], [], None], "total_conversions": [1, 2, 0], "total_null": [0, 0, 4]}
    )
    for table in (texts, lists):
        result = sj.attribute_paths(table, models=["linear"], level=None)
        assert credits_of(result)["linear"] == {"a": 0.5, "b": 0.5}
        assert (result.paths, result.without_touch) == (1, 2)
