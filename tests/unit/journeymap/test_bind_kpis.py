"""KPIs beside their targets: what is measured, with which interval, and when a target is said to be met."""

import numpy as np
import pytest

import sojourn as sj
from sojourn.analysis.stats.proportions import wilson
from sojourn.journeymap.bind import bind
from sojourn.journeymap.bind.targets import Target, read_target
from sojourn.journeymap.model import JourneyMap, Kpi, Stage, Touchpoint
from sojourn.testing import log_of

CUSTOMERS = 100


def a_log():
    """A hundred customers rate a survey 1 … 5, the first sixty go on to buy after two hours, ten of them twice in a row."""
    rows, score, scale = [], [], []

    def add(row, rated=None):
        rows.append(row)
        score.append(rated)
        scale.append(None if rated is None else "csat_1_5")

    for i in range(CUSTOMERS):
        add(f"c{i:03}  09:00  Survey", 1.0 + i % 5)
        if i < 60:
            add(f"c{i:03}  11:00  Order  web  {10 + i % 3}")
        if i < 10:
            add(f"c{i:03}  12:00  Order  web  5")
    return log_of("\n".join(rows), score=score, scale=scale)


LOG = a_log()


def measured(*kpis, goal="Order", language="en", at="survey"):
    jmap = JourneyMap(
        title="T",
        language=language,
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(
            Touchpoint(
                id=i,
                name=i.title(),
                stage="s",
                kpis=tuple(Kpi(metric=m, target=t) for m, t in kpis) if i == at else (),
            )
            for i in ("survey", "order")
        ),
    )
    return bind(jmap, LOG, goal=goal).evidence.touchpoints[at].kpis


def the(metric, target="", **where):
    (found,) = measured((metric, target), **where)
    return found


def test_shares_have_wilsons_interval_and_the_customers_behind_them():
    for metric, at, hits, n in [
        ("share", "order", 60, 100),
        ("exits_share", "survey", 40, 100),
        ("Repeats share", "order", 10, 60),
    ]:
        found = the(metric, at=at)
        low, high = (round(float(x[0]), 4) for x in wilson(np.array([hits]), np.array([n])))
        assert (found.value, found.low, found.high, found.n, found.unit) == (
            round(hits / n, 4), low, high, n, "share",
        )  # fmt: skip
        assert found.metric == metric


@pytest.mark.parametrize("metric", ["csat", "conversion", "aov", "response-rate"])
def test_metrics_of_a_touchpoint_are_those_of_the_metrics_of_the_log(metric):
    table = sj.metrics(LOG, goal="Order", by="touchpoint").table.to_pylist()
    at = "order" if metric == "aov" else "survey"
    row = next(r for r in table if r["metric"] == metric.replace("-", "_") and r["group"] == at.title())
    found = the(metric, at=at)
    if row["value"] is None:
        assert (found.value, found.met) == (None, None)
        assert row["status"].removeprefix("cannot be computed: ") in found.reason
        return
    assert found.value == round(row["value"], 4)
    assert (found.low, found.high, found.n) == (round(row["low"], 4), round(row["high"], 4), row["n"])


def test_satisfaction_above_one_is_the_mean_rating():
    assert the("csat", ">= 60 %").value == 0.4
    mean = the("CSAT", ">= 4.5")
    assert (mean.value, mean.unit, mean.met) == (3.0, "rating", False)


def test_the_median_wait_is_in_seconds_with_an_interval_of_ranks():
    found = the("median_wait", "<= 3h")
    assert found.value == pytest.approx(7200, rel=0.016)
    assert found.low == found.high == found.value  # all sixty waits are alike
    assert (found.n, found.unit, found.met) == (60, "s", True)
    rng = np.random.default_rng(5)
    times = rng.integers(60, 600, 400).tolist()
    log = log_of(
        "\n".join(
            f"c{i}  2026-01-01T00:00:00  A\nc{i}  2026-01-01T{t // 60:02}:{t % 60:02}:00  B"
            for i, t in enumerate(times)
        )
    )
    jmap = JourneyMap(title="T", stages=(Stage(id="s", name="S"),), touchpoints=(
        Touchpoint(id="a", name="A", stage="s", kpis=(Kpi(metric="median_wait"),)),))  # fmt: skip
    (wait,) = bind(jmap, log).evidence.touchpoints["a"].kpis
    ordered = sorted(60 * t for t in times)
    for value, rank in ((wait.value, 200), (wait.low, 180), (wait.high, 221)):
        assert value == pytest.approx(ordered[rank - 1], rel=0.02)


def test_the_median_wait_of_few_customers_is_unsure():
    """Two hundred waits: of forty customers five like ones each, then of two hundred customers."""
    minutes = [10 + i for i in range(40)]
    jmap = JourneyMap(title="T", stages=(Stage(id="s", name="S"),), touchpoints=(
        Touchpoint(id="a", name="A", stage="s", kpis=(Kpi(metric="median_wait"),)),))  # fmt: skip
    widths = []
    for per_customer in (5, 1):
        lines = [
            f"c{i}-{k // per_customer}  2026-01-01T{m * (k % per_customer) // 60:02}:{m * (k % per_customer) % 60:02}:00  A\n"
            f"c{i}-{k // per_customer}  2026-01-01T{m * (k % per_customer + 1) // 60:02}:{m * (k % per_customer + 1) % 60:02}:00  {'A' if (k + 1) % per_customer else 'B'}"
            for i, m in enumerate(minutes) for k in range(5)
        ]  # fmt: skip
        (wait,) = bind(jmap, log_of("\n".join(dict.fromkeys("\n".join(lines).splitlines())))).evidence.touchpoints["a"].kpis  # fmt: skip
        assert (wait.n, wait.value) == (200, pytest.approx(29 * 60, rel=0.016))
        widths.append(wait.high - wait.low)
    assert widths[0] == pytest.approx(widths[1] * 5**0.5, rel=0.3)


def test_conversion_at_the_goal_is_that_of_everybody():
    at_the_goal = the("conversion", ">= 90 %", at="order")
    assert (at_the_goal.value, at_the_goal.n, at_the_goal.met) == (0.6, CUSTOMERS, False)


def test_a_metric_of_whole_journeys_is_that_of_everybody():
    table = sj.metrics(LOG, goal="Order").table.to_pylist()
    row = next(r for r in table if r["metric"] == "contacts_per_order")
    assert the("contacts_per_order").reason.endswith(row["status"].removeprefix("cannot be computed: ") + ".")
    row = next(r for r in table if r["metric"] == "time_to_first_value")
    assert (the("time_to_first_value", "<= 3h").value, the("time_to_first_value").unit) == (row["value"], "s")


@pytest.mark.parametrize(
    ("metric", "target", "met"),
    [
        ("exits_share", "<= 60 %", True),
        ("exits_share", "<= 20 %", False),
        ("exits_share", "<= 41 %", None),
        ("exits_share", ">= 0.2", True),
        ("exits_share", "≥ 60 %", False),
        ("csat", "< 80%", True),
        ("median_wait", "<= 1h", False),
        ("emotion", ">= 4", False),
        ("emotion", ">= -3", True),
        ("aov", ">= 2", True),
    ],
)
def test_a_target_is_met_or_missed_only_where_the_interval_is_clear_of_it(metric, target, met):
    found = the(metric, target, at="order" if metric == "aov" else "survey")
    assert found.met is met
    assert found.reason == (
        "" if met is not None else "The interval holds the target; the data do not decide."
    )
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(
    ("metric", "target", "reason"),
    [
        ("exits_share", "as low as can be", "not a comparison"),
        ("exits_share", "<= 40", "has no %"),
        ("exits_share", "<= 2d", "has no %"),
        ("median_wait", "<= 5", "no unit of time"),
        ("median_wait", "<= soon", "not a comparison"),
        ("emotion", ">= 40 %", "a unit that the metric does not have"),
        ("emotion", "= 3", "not a comparison"),
    ],
)
def test_targets_that_cannot_be_read_are_named(metric, target, reason):
    found = the(metric, target)
    assert found.met is None
    assert found.value is not None
    assert reason in found.reason
    assert f"“{target}”" in found.reason


@pytest.mark.parametrize(
    ("metric", "goal", "language", "reason"),
    [
        ("Hugs per hour", "Order", "en", "Events cannot measure this."),
        ("conversion", None, "en", "No goal is given."),
        ("conversion", None, "zh", "没有给定目标。"),
        ("nps", "Order", "zh", "此处没有这类评分。"),
        ("ces", "Order", "en", "There are no such ratings here."),
    ],
)
def test_what_cannot_be_measured_says_why(metric, goal, language, reason):
    found = the(metric, ">= 4", goal=goal, language=language)
    assert (found.value, found.met, found.reason) == (None, None, reason)


def test_kpis_stand_in_the_order_of_the_map():
    found = measured(("csat", ""), ("share", ""), ("Hugs", ""), ("share", ">= 99 %"))
    assert [(k.metric, k.met) for k in found] == [
        ("csat", None),
        ("share", None),
        ("Hugs", None),
        ("share", None),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        (">= 40 %", "share", Target(True, 0.4)),
        ("≤5％", "share", Target(False, 0.05)),
        (" < 1 ", "share", Target(False, 1.0)),
        (">= 1,000", "number", Target(True, 1000.0)),
        (">= −2.5", "number", Target(True, -2.5)),
        ("<= 1h 30m", "duration", Target(False, 5400.0)),
        (">= 4,5", "number", "target_number"),
        (">= 101", "share", "target_share"),
        ("<=", "number", "target"),
        ("40", "number", "target"),
        (">= " + "9" * 400, "number", Target(True, float("inf"))),
    ],
)
def test_targets_are_read(text, kind, found):
    assert read_target(text, kind) == found
