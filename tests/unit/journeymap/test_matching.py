"""Which events belong to which touchpoint of a map."""

import sojourn as sj
from sojourn.analysis.seam import answer
from sojourn.analysis.touchpoints import TouchpointsSpec
from sojourn.journeymap.matching import matching, on_map
from sojourn.journeymap.model import JourneyMap, Match, Stage, Touchpoint
from sojourn.testing import log_of

LOG = log_of(
    """
    ann  09:00  Home
    ann  09:05  Help
    ann  09:06  Help
    bob  10:00  home
    bob  10:01  Cart
    """,
    channel=["web", "web", "phone", "app", "app"],
    plan=["pro", "pro", "pro", "free", "free"],
)


def a_map(**matches):
    return JourneyMap(
        title="T",
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(
            Touchpoint(id=name, name=name.title(), stage="s", match=match) for name, match in matches.items()
        ),
    )


def places(jmap):
    """The id each event belongs to, Ann's events before Bob's."""
    resolved = matching(LOG, jmap)
    found = {}
    for journeys in LOG.journeys():
        codes = resolved.places(journeys)
        for row, customer in enumerate(journeys.customers.to_pylist()):
            own = codes[journeys.offsets[row] : journeys.offsets[row + 1]]
            found[customer] = [resolved.ids[place] if place >= 0 else None for place in own]
    return found["ann"] + found["bob"]


def test_without_a_match_the_name_decides_whatever_its_case():
    assert places(a_map(home=None, cart=None)) == ["home", None, None, "home", "cart"]


def test_all_conditions_must_hold_and_any_value_fits():
    by_phone = Match(touchpoint=("help", "Cart"), channel=("phone", "fax"))
    assert places(a_map(call=by_phone)) == [None, None, "call", None, None]


def test_the_touchpoint_with_more_conditions_wins_then_the_first():
    jmap = a_map(
        any_help=Match(touchpoint=("Help",)),
        same_again=Match(touchpoint=("Help",)),
        call=Match(touchpoint=("Help",), channel=("phone",)),
        pro=Match(properties={"plan": ("pro",)}),
    )
    assert places(jmap) == ["pro", "any_help", "call", None, None]


def test_properties_the_log_does_not_have_fit_nothing():
    assert places(a_map(x=Match(properties={"colour": ("red",)}))) == [None] * 5


def test_a_log_seen_through_a_map_answers_every_analysis():
    jmap = a_map(start=Match(touchpoint=("Home",)), call=Match(touchpoint=("Help",), channel=("phone",)))
    seen = on_map(LOG, jmap)
    assert seen.touchpoints.names == ("Home", "Call")
    counts = {(r["source"], r["target"]): r["count"] for r in sj.transitions(seen).table.to_pylist()}
    assert counts == {("", "Home"): 2, ("Home", "Call"): 1, ("Call", ""): 1, ("Home", ""): 1}
    whole = on_map(LOG, jmap, keep_others=True)
    assert whole.touchpoints.names == ("Home", "Call", "Cart", "Help")
    assert answer(whole, TouchpointsSpec()).customers == LOG.extent.customers
    assert whole.extent == LOG.extent


def test_a_further_selection_sees_the_names_of_the_map():
    jmap = a_map(landing=Match(touchpoint=("Home", "Cart")))
    both = on_map(on_map(LOG, jmap, keep_others=True), a_map(landing=None))
    assert both.touchpoints.names == ("Landing",)
    assert both.extent.events == 3
