"""The numbers of a report agree with the analyses and with counting by hand."""

import numpy as np
import pytest
from shop import discovered, shop, shop_map, shop_report

from sojourn.analysis.exits import exits
from sojourn.analysis.paths import paths
from sojourn.analysis.retention import retention
from sojourn.analysis.transitions import transitions
from sojourn.errors import UnitError, UnknownNameError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.selection import CustomersWith
from sojourn.report.compose import build, funnel_steps
from sojourn.report.groups import SMALLEST
from sojourn.report.mapping import Placed, placed
from sojourn.report.outcome import OutcomeSpec
from sojourn.testing import log_of, random_log


def test_summary_by_hand():
    summary = shop_report().summary
    assert (summary.customers, summary.events, summary.touchpoints, summary.channels) == (4, 10, 4, 2)
    assert (summary.goal, summary.goals, summary.goal_customers) == ("Buy", ("Buy",), 2)
    assert f"{summary.first:%m-%d %H:%M}" == "03-02 09:00"


def test_metrics_by_hand():
    metrics = shop_report().metrics
    assert (metrics["conversion"].value, metrics["conversion"].n) == (0.5, 4)
    assert (metrics["repeat_rate"].value, metrics["repeat_rate"].n) == (0.5, 2)
    assert (metrics["aov"].value, metrics["aov"].n, metrics["aov"].currency) == (20.0, 3, "EUR")
    # 9, 10 promote, 6 detracts: (2 − 1) / 3
    assert metrics["nps"].value == pytest.approx(100 / 3)
    assert metrics["nps"].n == 3
    assert metrics["csat"].value == pytest.approx(1 / 3)  # 4 of 2, 3, 4
    assert (metrics["ces"].value, metrics["ces"].n, metrics["ces"].low) == (7.0, 1, None)
    assert all(m.status == "computed" for m in metrics.values())
    assert "clv" not in metrics  # two buyers are too few to ask


def test_intervals_hold_the_value():
    for name, metric in shop_report().metrics.items():
        if metric.low is not None:
            assert metric.low <= metric.value <= metric.high, name
            assert metric.low < metric.high, name


def test_conversion_has_wilsons_interval():
    metric = shop_report().metrics["conversion"]  # 2 of 4: Wilson by hand
    assert (metric.low, metric.high) == pytest.approx((0.150039, 0.849961), abs=1e-6)


def test_values_in_two_currencies_are_not_added():
    log = log_of("ann  09:00  Buy  web  10\nbob  09:00  Buy  web  20", currency=["EUR", "USD"])
    metric = build(log, None, goal=("Buy",)).metrics["aov"]
    assert metric.value is None
    assert metric.status.startswith("cannot be computed: ")
    assert metric.n == 2


def test_a_goal_nobody_values():
    log = log_of("ann  09:00  Home  web  10\nann  09:01  Buy  web")
    assert build(log, None, goal=("Buy",)).metrics["aov"].status == (
        "cannot be computed: no goal event carries a value"
    )


def test_lost_by_hand():
    rows = {t.name: t for t in shop_report().touchpoints}
    assert {name: t.lost for name, t in rows.items()} == {"Home": 1, "Cart": 1, "Buy": 0, "Help": 0}
    assert rows["Buy"].exits == 2
    assert (rows["Home"].stage, rows["Help"].stage) == ("Look", None)


@pytest.mark.parametrize("seed", range(5))
def test_counts_reconcile_with_the_analyses(seed):
    log = random_log(seed, customers=120, touchpoints=9)
    report, _ = discovered(log, "T3")
    customers = report.summary.customers
    assert sum(t.exits for t in report.touchpoints) == customers
    assert sum(t.lost for t in report.touchpoints) + report.summary.goal_customers == customers
    lost = exits(log.where(CustomersWith("touchpoint", ("T3",), negate=True))).table.to_pylist()
    assert {t.name: t.lost for t in report.touchpoints if t.lost} == {
        r["touchpoint"]: r["exits"] for r in lost if r["exits"]
    }
    assert [t.model_dump() for t in report.transitions] == transitions(log).table.to_pylist()
    assert sum(t.events for t in report.touchpoints) == report.summary.events
    listed = paths(log, top=50).table.to_pylist()
    assert [(list(p.path), p.customers) for p in report.paths] == [
        (r["path"], r["customers"]) for r in listed if r["path"]
    ]
    reached = sum(p.customers * p.goal_share for p in report.paths)
    assert reached <= report.summary.goal_customers
    assert sum(c.events for c in report.rhythm.cells) == report.summary.events
    assert sum(c.customers for c in report.retention.cohorts) == customers


def test_lists_are_cut_and_counted(monkeypatch):
    import sojourn.report.compose as compose

    monkeypatch.setattr(compose, "TRANSITIONS_LISTED", 3)
    monkeypatch.setattr(compose, "PATHS_LISTED", 2)
    monkeypatch.setattr(compose, "TOUCHPOINTS_LISTED", 2)
    log = random_log(1)
    report = build(log, None, goal=("T0",))
    whole = transitions(log).table
    counts = whole.column("count").to_pylist()
    cover = report.coverage
    assert (cover.transitions_listed, cover.transitions_total) == (3, whole.num_rows)
    assert cover.transitions_listed_share == pytest.approx(sum(counts[:3]) / sum(counts))
    assert (cover.paths_listed, cover.paths_total) == (2, paths(log).distinct)
    assert cover.paths_listed_share == pytest.approx(
        sum(paths(log).table.column("customers").to_pylist()[:2]) / 40
    )
    assert (cover.touchpoints_listed, cover.touchpoints_total) == (2, 6)
    assert report.summary.touchpoints == 6


def test_flow_over_the_map_passes_over_the_rest():
    report = shop_report()
    flow = report.map_flow
    assert flow.passed_over == 1  # Help
    assert flow.passed_over_events_share == pytest.approx(0.1)
    starts = {t.target: t.count for t in flow.transitions if not t.source}
    assert starts == {"Home": 3, "Buy": 1}  # joe's journey starts at Buy once Help is passed over


def test_a_map_of_everything_needs_no_flow_of_its_own():
    log = random_log(2)
    report, jmap = discovered(log, "T0")
    assert len(jmap.touchpoints) == len(log.touchpoints)
    assert report.map_flow is None


def test_funnel_by_hand():
    steps = [(s.step, s.customers) for s in shop_report().funnel]
    assert steps == [("Home", 3), ("Cart", 2), ("Buy", 1)]


def test_funnel_steps_follow_the_rule():
    places = placed(shop(), shop_map())
    counts = {"Home": 5, "Cart": 3, "Buy": 4}
    assert funnel_steps(shop_map(), places, counts, ("Buy",)) == [
        ("Home",),
        ("Buy",),
    ]  # fewer at Cart than at Buy
    assert funnel_steps(shop_map(), places, counts, ("Cart",)) == [("Home",), ("Cart",)]  # Buy comes later
    assert funnel_steps(shop_map(), places, counts, ()) == []  # no goal, no way to it
    assert funnel_steps(shop_map(), places, counts, ("Help",)) == [("Home",), ("Cart",), ("Buy",), ("Help",)]
    assert funnel_steps(None, (), counts, ("Buy",)) == []


def test_of_the_goals_own_stage_everything_before_it_is_a_step():
    jmap = shop_map()
    stage = jmap.touchpoints[2].stage
    places = tuple(Placed(t.name, stage, t, None) for t in jmap.touchpoints)
    counts = {"Home": 5, "Cart": 4, "Buy": 3}
    assert funnel_steps(jmap, places, counts, ("Buy",)) == [("Home",), ("Cart",), ("Buy",)]


def test_several_goals_are_alternatives():
    report = build(shop(), shop_map(), goal=("Buy", "Help"))
    assert report.summary.goal == "Buy, Help"
    assert report.summary.goal_customers == 2
    assert report.funnel[-1].step == "Buy | Help"


def test_the_goal_of_the_map_is_taken_where_none_is_asked_for():
    log = shop()
    _, jmap = discovered(log, "Buy")
    assert build(log, jmap).summary.goals == ("Buy",)
    assert build(log, None).summary.goal is None


def test_a_goal_that_does_not_exist():
    with pytest.raises(UnknownNameError, match="Did you mean 'Buy'"):
        build(shop(), None, goal=("Byu",))


def test_a_zone_that_does_not_exist():
    with pytest.raises(UnitError, match="Mars"):
        build(shop(), None, timezone="Mars/Olympus")


def test_first_channels_by_hand():
    lines = [f"w{i:02}  09:00  Home  web\nw{i:02}  09:01  Buy  app" for i in range(SMALLEST)]
    lines += [f"a{i:02}  09:00  Home  app" for i in range(SMALLEST)]
    lines += ["x  09:00  Home  post"]
    rows = build(log_of("\n".join(lines)), None, goal=("Buy",)).comparisons
    found = {c.a: (c.value_a, c.n_a, c.value_b, c.n_b) for c in rows}
    assert found == {"web": (1.0, 20, 0.0, 21), "app": (0.0, 20, pytest.approx(20 / 21), 21)}
    assert all(c.dimension == "first_channel" and c.b == "" and c.q < 0.001 for c in rows)
    assert all(c.low < c.difference < c.high or c.difference in {c.low, c.high} for c in rows)


def test_too_few_customers_are_not_compared():
    assert shop_report().comparisons is None


def test_cohorts_hold_only_whole_periods():
    report = shop_report()
    assert report.retention.unit == "day"
    whole = [r for r in retention(shop(), period="day").table.to_pylist() if r["complete"]]
    assert sum(len(c.returned) for c in report.retention.cohorts) == len(whole)


def test_outcomes_add_up_however_the_customers_are_split():
    log = random_log(7)
    spec = OutcomeSpec(("T1", "T4"))
    whole = log.reduce(spec.measure)
    (journeys,) = log.journeys()
    for cut in (0, 1, 17, len(journeys)):
        both = spec.measure(journeys.slice(0, cut)) + spec.measure(journeys.slice(cut, len(journeys)))
        assert (both.customers, both.reached, both.again) == (whole.customers, whole.reached, whole.again)
        assert np.array_equal(both.lost, whole.lost)
        assert np.array_equal(both.by_channel, whole.by_channel)


def test_an_empty_log():
    log = shop()
    nobody = JourneyLog((), log.kinds, log.vocabularies)
    report = build(nobody, None, goal=("Buy",))
    assert (report.summary.customers, report.summary.goal_customers, report.summary.first) == (0, 0, None)
    assert report.metrics is None
    assert report.attribution is None
    assert report.rhythm is None
    assert report.transitions is None
