from datetime import UTC, date, datetime

import pytest
from scipy import stats

from sojourn.analysis.compare import compare
from sojourn.analysis.exits import exits
from sojourn.analysis.paths import paths
from sojourn.analysis.seam import ANALYSES
from sojourn.analysis.visits import visits
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.selection import CustomersWith, EventsWith
from sojourn.results import Result
from sojourn.testing import log_of, random_log


def planted():
    """40 customers on plan A of whom 30 buy, 40 on plan B of whom 10 buy, 1 without a plan."""
    lines, plan = ["c00  09:00  Home  web"], [None]
    for i in range(1, 81):
        lines.append(f"c{i:02d}  09:00  Home  web")
        plan.append("A" if i <= 40 else "B")
        if i <= 30 or i > 70:
            lines.append(f"c{i:02d}  09:30  Buy  app")
            plan.append(None)
    return log_of("\n".join(lines), plan=plan)


def find(result, *key, measure="customers_share"):
    (row,) = (r for r in result.table.to_pylist() if r["key"] == list(key) and r["measure"] == measure)
    return row


def test_a_property_that_never_changes_makes_groups_of_customers():
    result = compare(exits, planted(), by="plan", a="A", b="B")
    assert (result.unit, result.customers_a, result.customers_b, result.overlap) == ("customers", 40, 40, 0)
    row = find(result, "Buy", "met")
    assert (row["value_a"], row["value_b"], row["n_a"], row["n_b"]) == (0.75, 0.25, 40, 40)
    assert row["difference"] == 0.5
    # Newcombe's method 10 from the Wilson intervals (0.5981, 0.8581) and (0.1419, 0.4019).
    assert (row["low"], row["high"]) == (pytest.approx(0.2851, abs=1e-4), pytest.approx(0.6529, abs=1e-4))
    assert row["p"] == pytest.approx(7.7442e-06, rel=1e-4)  # z = 0.5 / sqrt(0.5 * 0.5 * 2 / 40)
    assert row["q"] >= row["p"]
    assert row["status"] == "ok"
    assert "2 of 2" not in result.headline()


def test_without_b_the_other_group_is_everybody_else():
    result = compare(exits, planted(), by="plan", a="A")
    assert (result.customers_a, result.customers_b) == (40, 41)
    assert compare(exits, planted(), by="reached", a="Buy").customers_b == 41
    assert compare(exits, planted(), by="channel", a="app").unit == "events"


def test_an_attribute_that_changes_makes_groups_of_events_and_says_so():
    result = compare("exits", planted(), by="channel", a="web", b="app")
    assert (result.unit, result.customers_a, result.customers_b, result.overlap) == ("events", 81, 40, 40)
    assert "40 in both, journeys cut to the events of each group" in result.headline()


def test_periods_cut_journeys_in_the_zone_asked_for():
    log = log_of("ann  2026-02-28T23:30  Home\nann  2026-03-31T21:59  Buy\nann  2026-03-31T22:00  Home")
    march = {"by": "period", "a": "2026-03", "b": ("2026-03-31", datetime(2027, 1, 1, tzinfo=UTC))}
    berlin = compare(exits, log, timezone="Europe/Berlin", **march)
    assert [r["touchpoint"] for r in berlin.result_a.table.to_pylist()] == ["Buy", "Home"]
    utc = compare(exits, log, **march)
    assert berlin.result_a.table.to_pylist()[0]["exits"] == 1
    assert utc.result_a.table.column("exits").to_pylist() == [1, 0]
    assert utc.overlap == 1
    day = compare(exits, log, by="period", a="2026-02-28", b=(date(2026, 3, 1), date(2026, 3, 31)))
    assert (day.customers_a, day.customers_b) == (1, 0)
    assert compare(exits, log, by="period", a="2026", b="2025").customers_a == 1


def test_a_group_without_anybody_is_a_status_and_not_a_number():
    result = compare(exits, planted(), by="period", a="2026-01-01", b="2031-12")
    assert result.customers_b == 0
    assert set(result.table.column("status").to_pylist()) == {"not_computed"}
    assert set(result.table.column("p").to_pylist()) == {None}
    assert result.table.column("reason").to_pylist()[0] == "group b has nobody to count here"


def test_what_a_group_does_not_have_is_zero_of_its_customers():
    result = compare(paths, planted(), by="reached", a="Buy")
    row = find(result, "Home")
    assert (row["value_a"], row["value_b"], row["n_a"]) == (0.0, 1.0, 40)
    # ... but a share of those who met a touchpoint is not known where nobody met it.
    row = find(compare(exits, planted(), by="reached", a="Buy"), "Buy", measure="exits_share")
    assert (row["value_b"], row["n_b"], row["p"]) == (None, 0, None)


def test_no_difference_to_find_and_too_few_to_tell_are_said():
    log = log_of("a  09:00  X  web\nb  09:00  X  web\nb  09:01  Y  web\nc  09:00  X  app\nd  09:00  X  app")
    result = compare(exits, log, by="channel", a="web", b="app")
    assert find(result, "X", "met")["reason"] == "all or none in both groups"
    row = find(result, "Y", "met")
    assert row["reason"] == "too few cases: no outcome could give p < 0.05"
    assert row["low"] < row["difference"] < row["high"]
    assert result.tested == 0


def test_means_are_compared_after_welch():
    lines = [f"a{i}  2026-01-{d:02d}  X  web" for i in range(6) for d in range(1, 3 + i % 3)]
    lines += [f"b{i}  2026-01-{d:02d}  X  app" for i in range(6) for d in range(1, 8 + i % 2)]
    row = find(
        compare(visits, log_of("\n".join(lines)), by="channel", a="web", b="app"),
        measure="visits_per_customer",
    )
    assert row["difference"] == pytest.approx(3 - 7.5)
    expected = stats.ttest_ind([2, 3, 4] * 2, [7, 8] * 3, equal_var=False)
    assert row["p"] == pytest.approx(expected.pvalue, rel=1e-9)


def test_a_single_customer_has_no_variance():
    log = log_of("a  09:00  X  web\nb  09:00  X  app\nb  12:00  X  app")
    row = find(compare(visits, log, by="channel", a="web", b="app"), measure="visits_per_customer")
    assert (row["value_a"], row["value_b"], row["reason"]) == (1.0, 2.0, "group a has a single observation")


NEEDED = {
    "funnel": {"steps": ["T0", "T1"]},
    "attribution": {"goal": "T0"},
    "response_bias": {"touchpoints": ("T0",)},
    "what_if": {"goal": "T0", "change": {"touchpoint": "T2", "less_drop_off": 0.2}},
}
"""Parameters without which an analysis has no question."""
NO_NUMBERS = {
    "attribution",
    "consistency",
    "correlations",
    "drivers",
    "emotion",
    "moments_of_truth",
    "pain_points",
    "response_bias",
    "trends",
    "voice",
    "what_if",
}
"""Analyses that compare themselves, or whose numbers this log, without ratings, texts and goals, does not have."""


@pytest.mark.parametrize("name", list(ANALYSES))
@pytest.mark.parametrize(
    "groups", [{"by": "channel", "a": "C0", "b": ("C1", "C2")}, {"by": "reached", "a": "T1"}]
)
def test_every_analysis_can_be_compared(name, groups):
    log = random_log(5, customers=300)
    table = compare(name, log, **groups, **NEEDED.get(name, {})).table
    assert table.num_rows > 0 or name in NO_NUMBERS
    for row in table.to_pylist():
        assert (
            (row["status"] == "ok")
            == (row["p"] is not None)
            == (row["q"] is not None)
            == (row["reason"] is None)
        )
        if row["low"] is not None:
            assert row["low"] <= row["difference"] <= row["high"]


def test_a_group_against_itself_does_not_differ():
    log = random_log(5, customers=300)
    result = compare(exits, log, by="channel", a="C0", b="C0")
    assert set(result.table.column("difference").to_pylist()) == {0.0}
    assert result.overlap == result.customers_a


def test_selections_make_any_groups():
    log = random_log(5, customers=300)
    both = compare(exits, log, a=CustomersWith("touchpoint", ("T0",)), b=EventsWith("channel", ("C1",)))
    assert both.overlap > 0
    assert "'touchpoint'" not in both.headline()
    assert both.to_dict()["spec"]["a"] == {"attribute": "touchpoint", "values": ["T0"], "negate": False}


def test_parameters_reach_the_analysis_and_the_record():
    result = compare("rhythm", random_log(5), by="channel", a={"C0", "C1"}, b="C2", timezone="Asia/Shanghai")
    assert result.result_a.spec.timezone == "Asia/Shanghai"
    assert result.spec.a == ("C0", "C1")
    assert compare(paths, random_log(5), by="reached", a="T0", top=3).spec.parameters == (("top", 3),)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"a": "web"}, UsageError, "must be selections"),
        ({"by": "chanel", "a": "web"}, UnknownNameError, "no attribute 'chanel'"),
        ({"by": "channel", "a": "wed"}, UnknownNameError, "Did you mean 'web'"),
        ({"by": "channel", "a": 7}, UsageError, "7 is not a value of 'channel'"),
        ({"by": "value", "a": "1"}, UsageError, "holds numbers"),
        ({"by": "reached", "a": "Bye"}, UnknownNameError, "no touchpoint 'Bye'"),
        ({"by": "period", "a": "2026-03"}, UsageError, "None is not a period"),
        ({"by": "period", "a": "March", "b": "2026"}, UsageError, "not a year, month or day"),
        ({"by": "period", "a": ("x", "2026-01-01"), "b": "2026"}, UsageError, "not a date or time"),
        ({"by": "period", "a": ("2026-01-02", "2026-01-01"), "b": "2026"}, UsageError, "is empty"),
    ],
)
def test_wrong_groups_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        compare(exits, planted(), **arguments)


def test_means_that_do_not_vary_are_not_tested():
    log = log_of("a  09:00  X  web\nb  09:00  X  web\nc  09:00  X  app\nd  09:00  X  app")
    row = find(compare(visits, log, by="channel", a="web", b="app"), measure="visits_per_customer")
    assert (row["reason"], row["difference"], row["p"]) == ("neither group varies", 0.0, None)


def test_a_result_without_numbers_to_compare_is_refused():
    class Silent(Result):
        table = None

    with pytest.raises(UsageError, match="Silent has no numbers to compare"):
        compare(lambda log: Silent(), planted(), by="reached", a="Buy")


def test_an_unknown_analysis_is_refused():
    with pytest.raises(UnknownNameError, match="no analysis 'exit'"):
        compare("exit", planted(), by="reached", a="Buy")


def test_before_and_since_a_date():
    log = log_of("""
        ann  2026-01-01T12:00  Home  web
        ann  2026-02-01T12:00  Buy   web
        bob  2026-02-01T00:30  Home  web
        cat  2026-02-02T12:00  Home  web
    """)
    result = compare(exits, log, by="since", a="2026-02-01")
    assert (result.unit, result.customers_a, result.customers_b, result.overlap) == ("events", 3, 1, 1)
    result = compare(exits, log, by="since", a=date(2026, 2, 1), timezone="America/New_York")
    assert (result.customers_a, result.customers_b) == (2, 2)
    with pytest.raises(UsageError, match="one date"):
        compare(exits, log, by="since", a="2026-02-01", b="2026-03-01")


def test_customers_by_their_first_channel_keep_their_whole_journeys():
    log = log_of("""
        ann  09:00  Home  web
        ann  09:30  Buy   app
        bob  09:00  Home  app
        bob  09:10  Buy   web
    """)
    result = compare(exits, log, by="first_channel", a="web")
    assert (result.unit, result.customers_a, result.customers_b, result.overlap) == ("customers", 1, 1, 0)
    assert find(result, "Buy", "met")["value_a"] == 1.0
    with pytest.raises(UnknownNameError):
        compare(exits, log, by="first_channel", a="phone")


def test_groups_of_customers_by_a_mapping():
    log = random_log(5, customers=300)
    names = {f"c{i:04d}": "even" if i % 2 == 0 else "odd" for i in range(250)}
    result = compare(exits, log, by=names, a="even", b="odd")
    assert (result.customers_a, result.customers_b, result.spec.by) == (125, 125, "groups of 250 customers")
    assert compare(exits, log, by=names, a="even").table.equals(result.table)
    with pytest.raises(UnknownNameError, match="third"):
        compare(exits, log, by=names, a="third")
