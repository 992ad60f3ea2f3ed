"""The question behind a touchpoint gives its numbers again."""

import pytest

import sojourn as sj
from sojourn.journeymap.bind import bind
from sojourn.journeymap.model import JourneyMap, Match, Stage, Touchpoint
from sojourn.testing import log_of

LOG = log_of(
    """
    ann  09:00  Bob's "Shop"  web
    ann  09:05  Help  web
    ann  09:06  Help  phone
    ann  09:07  Help
    bob  10:00  help  app  3
    bob  10:01  x'); DROP TABLE events; --  app
    bob  10:02  Cart  web  7
    cem  10:03  cart  phone
    """,
    **{
        "plan": ["pro", "pro", None, "pro", "free", "free", None, "free"],
        "Group by": ["a", "b", None, "a", "b", "a", "b", "a"],
        "Tier": ["x"] * 8,
        "tier": ["y"] * 8,
        "note": [f"said {i}" for i in range(8)],
    },
)


def a_map(*rules):
    return JourneyMap(
        title="T",
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(
            Touchpoint(id=f"t{i}", name=f"N{i}", stage="s", match=rule) for i, rule in enumerate(rules)
        ),
    )


@pytest.mark.parametrize(
    "rules",
    [
        [Match(touchpoint=("help",)), Match(touchpoint=("CART", 'bob\'s "shop"'))],
        [Match(touchpoint=("x'); drop table events; --",))],
        [
            Match(touchpoint=("Help",)),
            Match(touchpoint=("Help",), channel=("phone",)),
            Match(channel=("phone",)),
        ],
        [
            Match(touchpoint=("Help", "Cart")),
            Match(properties={"plan": ("pro",)}),
            Match(touchpoint=("Cart",)),
        ],
        [Match(touchpoint=("Help",)), Match(touchpoint=("Help",), properties={"plan": ("PRO", "gold")})],
        [Match(properties={"Group by": ("a",)}), Match(touchpoint=("Help",))],
        [Match(properties={"value": ("3", "seven", "7.0")})],
        [Match(properties={"value": ("nan", "-inf", "3")}), Match(properties={"value": ("inf",)})],
        [Match(properties={"note": ("said 1", "said 4")}), Match(touchpoint=("Help",), channel=("app",))],
        [Match(touchpoint=("Help",), properties={"nowhere": ("a",)}), Match(touchpoint=("Help",))],
    ],
)
def test_it_gives_the_same_numbers(rules):
    evidence = bind(a_map(*rules), LOG).evidence
    assert evidence.touchpoints
    for known in evidence.touchpoints.values():
        assert known.query.startswith(
            "SELECT count(*) AS events, count(DISTINCT customer_id) AS customers FROM events WHERE "
        )
        (row,) = sj.query(LOG, known.query).table.to_pylist()
        assert row == {"events": known.events, "customers": known.customers}


def test_what_sql_calls_otherwise_than_the_log_has_no_question():
    assert bind(a_map(Match(properties={"Tier": ("x",)})), LOG).evidence.touchpoints["t0"].query is not None
    known = bind(a_map(Match(properties={"tier": ("y",)})), LOG).evidence.touchpoints["t0"]
    assert (known.events, known.query) == (8, None)
    both = a_map(Match(properties={"tier": ("y",)}, channel=("app",)), Match(channel=("app", "web")))
    assert (
        bind(both, LOG).evidence.touchpoints["t1"].query is None
    )  # what it is not would need the other name


def test_a_question_too_long_is_left_out():
    names = tuple(f"Page {i:05}" for i in range(900))
    log = log_of("\n".join(f"c  {9 + i // 60:02}:{i % 60:02}  {n}" for i, n in enumerate(names[:800])))
    known = bind(a_map(Match(touchpoint=names)), log).evidence.touchpoints["t0"]
    assert (known.events, known.query) == (800, None)
