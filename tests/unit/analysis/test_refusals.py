"""Parameters that make no sense are refused with what would work, before anything is counted."""

import pytest

import sojourn as sj
from sojourn.errors import UsageError
from sojourn.testing import log_of

LOG = log_of("""
    ann  09:00  Home
    ann  09:10  Cart
    bob  09:00  Home
""")

MAP = sj.discover(LOG)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: sj.steps(LOG, size=10**9), "size must be a whole number from 1 to 1,000, got 1000000000"),
        (lambda: sj.steps(LOG, size=0), "size must be a whole number from 1"),
        (lambda: sj.steps(LOG, size="x"), "size must be a whole number"),
        (lambda: sj.steps(LOG, around="Cart", before=-1), "before must be a whole number from 0"),
        (lambda: sj.steps(LOG, which="middle"), "which must be 'first' or 'last'"),
        (lambda: sj.paths(LOG, top="x"), "top must be a whole number, 1 or more, got 'x'"),
        (lambda: sj.paths(LOG, top=2.5), "top must be a whole number, 1 or more, got 2.5"),
        (lambda: sj.funnel(LOG, []), "at least one step"),
        (lambda: sj.funnel(LOG, [1, 2]), "steps must be a list of names of touchpoints"),
        (lambda: sj.funnel(LOG, [("Home", 2)]), "steps must be a list of names of touchpoints"),
        (lambda: sj.funnel(LOG, None), "steps must be a list of names of touchpoints, got None"),
        (lambda: sj.retention(LOG, period="decade"), "period must be 'day', 'week' or 'month'"),
        (lambda: sj.pain_points(LOG, 5), "goal must be a name or a list of names, got 5"),
        (lambda: sj.discover(LOG, goal=[5]), "goal must be a name or a list of names, got \\[5\\]"),
        (lambda: sj.metrics(LOG, by=b"app"), "by must be a name or a list of names, got b'app'"),
        (lambda: sj.check(MAP, LOG, by=5), "by must be a name or a list of names, got 5"),
        (lambda: sj.discover("events.csv"), "A journey log is needed, got a str"),
        (lambda: sj.bind(MAP, "out"), "A journey log is needed, got a str"),
        (lambda: sj.check(MAP, None), "A journey log is needed, got a NoneType"),
        (lambda: sj.drift(MAP, "out"), "A journey log is needed, got a str"),
        (lambda: sj.bind("shop.journey.yaml", LOG), "A journey map is needed, got a str. Open one first"),
        (lambda: sj.check(LOG, LOG), "A journey map is needed, got a JourneyLog"),
        (lambda: sj.diff(MAP, LOG), "A journey map is needed, got a JourneyLog"),
        (lambda: sj.lint(None), "A journey map is needed, got a NoneType"),
        (lambda: sj.render(LOG, "map.svg"), "A journey map is needed, got a JourneyLog"),
        (lambda: sj.render(MAP, "svg", beside="b.yaml"), "A journey map is needed, got a str"),
        (lambda: sj.open_map(3), "A path to a map is needed, got a int"),
        (lambda: sj.transitions("events.csv"), "A journey log is needed, got a str"),
        (lambda: sj.funnel(None, ["Home"]), "A journey log is needed, got a NoneType"),
    ],
)
def test_refused_with_a_remedy(question, message):
    with pytest.raises(UsageError, match=message) as raised:
        question()
    assert raised.value.hint
