"""What the data say nothing about has a reason, in the language of the map."""

import pytest

from sojourn.journeymap.bind import count
from sojourn.journeymap.document import dump, load
from sojourn.journeymap.model import JourneyMap, Match, Stage, Touchpoint
from sojourn.testing import log_of

LOG = log_of(
    """
    ann  09:00  Order placed  web
    ann  09:05  Help  web
    bob  10:00  Order status  app
    """,
    plan=["pro", "pro", "free"],
)


def reason(match, language="en", *others):
    rules = [match, *others]
    jmap = JourneyMap(
        title="T",
        language=language,
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(
            Touchpoint(id=f"t{i}", name=f"N{i}", stage="s", match=m) for i, m in enumerate(rules)
        ),
    )
    evidence = count(jmap, LOG)
    assert "t0" not in evidence.touchpoints
    bound = jmap.model_copy(update={"evidence": evidence})
    assert load(dump(bound)) == bound
    return evidence.missing["t0"]


@pytest.mark.parametrize(
    ("match", "english", "chinese"),
    [
        (
            Match(touchpoint=("Xorder placed",)),
            "No event is called “Xorder placed”. Close to it: “Order placed”.",
            "没有名为“Xorder placed”的事件。相近的名称：“Order placed”。",
        ),
        (Match(touchpoint=("Zebra",)), "No event is called “Zebra”.", "没有名为“Zebra”的事件。"),
        (
            Match(touchpoint=("A1", "B2", "C3", "D4")),
            "No event is called “A1” or “B2” or “C3” or ….",
            "没有名为“A1”或“B2”或“C3”或…的事件。",
        ),
        (
            Match(touchpoint=("Help",), channel=("fax",)),
            "No event has the channel “fax”.",
            "没有渠道为“fax”的事件。",
        ),
        (
            Match(touchpoint=("Help",), channel=("app",)),
            "No event fits all conditions at once.",
            "没有事件同时满足全部条件。",
        ),
        (Match(properties={"colour": ("red",)}), "Events have no “colour”.", "事件中没有“colour”这一属性。"),
        (
            Match(properties={"plan": ("gold",)}),
            "No event has “plan” = “gold”.",
            "没有“plan”为“gold”的事件。",
        ),
    ],
)
def test_the_first_condition_that_nothing_fulfils_is_named(match, english, chinese):
    assert reason(match) == english
    assert reason(match, "zh") == chinese


def test_events_taken_by_stronger_touchpoints_are_told():
    stronger = Match(touchpoint=("Help",), channel=("web",))
    assert "more conditions" in reason(Match(touchpoint=("Help",)), "en", stronger)


def test_very_long_names_are_cut():
    assert len(reason(Match(touchpoint=tuple(f"{i}" * 100_000 for i in range(4))))) < 300


def test_markup_stays_text():
    assert reason(Match(touchpoint=("<script>alert(1)</script>",))).startswith("No event is called “<script>")
