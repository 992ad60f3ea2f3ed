"""Two periods of one map: what is compared, when it is told, and what is refused."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from sojourn.errors import UsageError
from sojourn.journeymap.conform import drift
from sojourn.journeymap.conform.changes import _felt
from sojourn.journeymap.model import Emotion, Flow, JourneyMap, MeasuredEmotion, Stage, Touchpoint
from sojourn.testing import log_of

SPANS = {"before": ("2026-01-01", "2026-02-01"), "after": ("2026-02-01", "2026-03-01")}


def two_periods(before, after):
    """Journeys of some customers in January and of others in February: (n, names with hours between)."""
    lines = []
    for month, groups in (("01", before), ("02", after)):
        number = 0
        for n, path in groups:
            for _ in range(n):
                number += 1
                hour = 0
                for name, wait in path:
                    lines.append(f"{month}-{number:04}  2026-{month}-10T{hour:02}:00  {name}")
                    hour += wait
    return log_of("\n".join(lines))


def shop(flow=(("home", "cart"),), **wait):
    return JourneyMap(
        title="Shop",
        stages=(Stage(id="s", name="S"),),
        touchpoints=(
            Touchpoint(id="home", name="Home", stage="s", starts=True, **wait),
            Touchpoint(id="cart", name="Cart", stage="s"),
            Touchpoint(id="help", name="Help", stage="s"),
        ),
        flow=tuple(Flow(source=a, target=b) for a, b in flow),
    )


HOME_CART = (("Home", 1), ("Cart", 0))
HOME_HELP = (("Home", 1), ("Help", 0))


def test_what_appears_and_what_vanishes():
    log = two_periods([(200, HOME_CART)], [(100, HOME_HELP), (100, (("Home", 1), ("New", 1), ("New", 0)))])
    found = drift(shop(), log, **SPANS)
    told = {(c.measure, c.names): c for c in found.changed}
    assert told["touchpoint", ("Cart",)].verdict == "vanished"
    assert told["touchpoint", ("Help",)].verdict == "appeared"
    assert told["touchpoint", ("New",)].id == ""
    assert told["flow", ("Home", "Cart")].verdict == "vanished"
    assert told["flow", ("Home", "Help")].verdict == "appeared"
    assert told["fitness", ()].verdict == "fell"
    assert found.score_after < found.score_before
    assert ("touchpoint", ("Home",)) not in told


def test_nothing_changed():
    groups = [(100, HOME_CART), (100, HOME_HELP)]
    found = drift(shop(), two_periods(groups, groups), **SPANS)
    assert found.changed == ()
    assert found.headline() == "Drift: score 0.91 before, 0.91 after, 0 changes"
    assert found.table["says"].to_pylist() == [""] * len(found.changes)


def test_waits_against_what_was_usual_or_expected():
    slow = (("Home", 3), ("Cart", 0))
    log = two_periods([(200, HOME_CART)], [(200, slow)])
    for jmap, limit in ((shop(), 3600), (shop(expected_wait="2h"), 7200)):
        change = next(c for c in drift(jmap, log, **SPANS).changed if c.measure == "waits")
        assert (change.id, change.verdict, change.after) == ("home", "rose", 1.0)
        assert change.limit == pytest.approx(limit, rel=0.016)


def test_waits_of_few_customers_are_no_change():
    often, once = (("Home", 3),) * 7 + (("Home", 0),), (("Home", 3), ("Cart", 0))
    before, quick = [(188, HOME_CART), (12, once)], (60, HOME_CART)
    for slow, verdict in (((2, often), "same"), ((14, once), "rose")):
        found = drift(shop(expected_wait="2h"), two_periods(before, [slow, quick]), **SPANS)
        change = next(c for c in found.changes if c.measure == "waits")
        assert (change.before, change.after, change.n_after) == (0.06, pytest.approx(14 / 74), 74)
        assert change.verdict == verdict
        assert change.low <= change.difference <= change.high


def test_feelings_at_the_end_of_the_scale_are_not_surer_than_elsewhere():
    """An interval that is cut off at +5 is as wide as its other side says."""
    cut = _feeling(MeasuredEmotion(score=4.6, low=4.0, high=5.0, n=20, basis="observed"), 3.8)
    free = _feeling(MeasuredEmotion(score=0.6, low=0.0, high=1.2, n=20, basis="observed"), -0.2)
    assert (cut.low, cut.high, cut.p) == pytest.approx((free.low, free.high, free.p))


def _feeling(before, after):
    measured = [before, before.model_copy(update={"score": after, "low": after - 0.6, "high": after + 0.6})]
    facts = [
        SimpleNamespace(jmap=shop(), feelings={(0, ""): (Emotion(score=4), value)}) for value in measured
    ]
    (change,) = _felt(*facts)
    return change


def test_many_comparisons_are_corrected():
    found = drift(shop(), two_periods([(200, HOME_CART)], [(196, HOME_CART), (4, HOME_HELP)]), **SPANS)
    tested = [c for c in found.changes if c.p is not None]
    assert all(c.q >= c.p for c in tested)
    assert all(c.low <= c.difference <= c.high for c in found.changes)


@pytest.mark.parametrize("since", ["2026-01-25", date(2026, 1, 25), datetime(2026, 1, 25, tzinfo=UTC)])
def test_since_takes_as_long_before_as_after(since):
    log = two_periods([(20, HOME_CART)], [(20, HOME_CART)])
    spec = drift(shop(), log, since=since).spec
    assert spec.before[1] == spec.after[0] == datetime(2026, 1, 25, tzinfo=UTC)
    assert spec.before[0] in (log.extent.first, spec.before[1] - (spec.after[1] - spec.after[0]))
    assert spec.after[1] > log.extent.last


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        ({}, "needs either"),
        ({"since": "2026-02-01", "before": SPANS["before"]}, "needs either"),
        ({"since": "tomorrow"}, "no moment"),
        ({"since": "2030-01-01"}, "does not part"),
        ({**SPANS, "after": ("2026-05-01", "2026-06-01")}, "nobody meets"),
        ({"since": "2026-02-01", "language": "fr"}, "no language"),
    ],
)
def test_what_is_refused(periods, message):
    log = two_periods([(20, HOME_CART)], [(20, HOME_CART)])
    with pytest.raises(UsageError, match=message):
        drift(shop(), log, **periods)
