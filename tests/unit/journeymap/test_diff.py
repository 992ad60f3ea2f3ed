"""The difference of two maps: few commands, the right ones, in words sorted by place."""

import pytest

from sojourn.errors import UsageError
from sojourn.journeymap import model as m
from sojourn.journeymap.commands import Add, Edit, Move, Remove, replay
from sojourn.journeymap.diff import changes, diff, heading


def shop(order="abcd", *, stages="xy", flows=("a>b",), names=None, pains=None, evidence=None):
    """A map of touchpoints with one letter each; the first half is in the first stage."""
    names, pains = names or {}, pains or {}
    return m.JourneyMap(
        title="Shop",
        stages=tuple(m.Stage(id=s, name=names.get(s, s.upper())) for s in stages),
        touchpoints=tuple(
            m.Touchpoint(
                id=k,
                name=names.get(k, k.upper()),
                stage=stages[0],
                pain_points=tuple(m.PainPoint(id=p, text="It hurts") for p in pains.get(k, "")),
            )
            for k in order
        ),
        flow=tuple(m.Flow(source=f[0], target=f[2], when=f[3:] or None) for f in flows),
        opportunities=(m.Opportunity(id="o", title="O", pain_points=tuple("".join(pains.values()))),),
        evidence=evidence,
    )


def measured(**customers):
    found = {
        k: m.TouchpointEvidence(customers=n, events=n, share=0.5, exits=0, exits_share=0)
        for k, n in customers.items()
    }
    numbers = {"customers": 9, "events": 9, "touchpoints_shown": 1, "touchpoints_total": 1}
    return m.Evidence(**numbers, transitions_shown_share=0.5, touchpoints=found)


@pytest.mark.parametrize(
    ("a", "b", "commands"),
    [
        (shop(), shop(), []),
        (shop("abcd"), shop("bcda"), [Move(part="touchpoint", id="a")]),
        (shop("abcd"), shop("dabc"), [Move(part="touchpoint", id="d", before="a")]),
        (shop("abcd"), shop("acbd"), 1),
        (shop(stages="xyz"), shop(stages="xzy"), 1),
        (shop(flows=()), shop("acd", flows=()), [Remove(part="touchpoint", id="b")]),
        (shop(flows=("a>b", "c>d", "b>c")), shop("acd", flows=("c>d",)), [Remove(part="touchpoint", id="b")]),
        (
            shop("abcd", flows=("a>b", "b>c")),
            shop("aecd", names={"e": "B"}, flows=("a>e", "e>c")),
            [Edit(part="touchpoint", id="b", field="id", value="e")],
        ),
        (
            shop(stages="xy"),
            shop(stages="zy", names={"z": "X"}),
            [Edit(part="stage", id="x", field="id", value="z")],
        ),
        (shop(), shop(flows=("a>b", "b>a")), [Add(part="flow", value=m.Flow(source="b", target="a"))]),
        (
            shop(flows=("a>b", "a>b if", "b>c")),
            shop(flows=("a>b", "b>c")),
            [Remove(part="flow", id="a>b>2"), Remove(part="flow", id="a>b"), 1],
        ),
        (shop(pains={"a": "p"}), shop(pains={"b": "p"}), 3),
        (shop(pains={"a": "p", "b": "q"}), shop(pains={"a": "q", "b": "p"}), 5),
        (shop(evidence=measured(a=1)), shop(evidence=measured(a=2)), []),
    ],
)
def test_a_difference_is_what_one_would_say(a, b, commands):
    found = diff(a, b)
    assert replay(a.model_copy(update={"evidence": None}), found) == b.model_copy(update={"evidence": None})
    if isinstance(commands, int):
        assert len(found) == commands
    elif commands and commands[-1] == 1:
        assert list(found[: len(commands) - 1]) == commands[:-1]
    else:
        assert list(found) == commands


def test_what_was_measured_counts_if_asked():
    a, b = shop(evidence=measured(a=1, b=1)), shop(evidence=measured(a=2))
    found = diff(a, b, evidence=True)
    assert [(c.do, c.part, c.id) for c in found] == [
        ("remove", "evidence.touchpoint", "b"),
        ("edit", "evidence.touchpoint", "a"),
        ("edit", "evidence.touchpoint", "a"),
    ]
    assert replay(a, found) == b
    none = diff(a, shop(), evidence=True)
    assert none == (Edit(part="map", id="", field="evidence", value=None),)


def test_forty_stages_are_replaced_by_forty_others():
    def full(prefix):
        stages = tuple(m.Stage(id=f"{prefix}{i}", name=f"{prefix}{i}") for i in range(40))
        return m.JourneyMap(
            title="T",
            stages=stages,
            touchpoints=(m.Touchpoint(id="t", name="T", stage=f"{prefix}3"),),
        )

    a, b = full("a"), full("b")
    assert replay(a, diff(a, b)) == b


def test_a_flow_that_stands_twice_is_named():
    with pytest.raises(UsageError, match="has the flow 'a>b' twice"):
        diff(shop(flows=("a>b", "a>b")), shop())


def test_changes_stand_at_their_places_in_the_order_of_the_map():
    a = shop("abcd", stages="xyz", flows=("a>b",))
    b = replay(
        a,
        [
            Add(part="touchpoint", value={"id": "n", "name": "New", "stage": "y"}),
            Edit(part="touchpoint", id="a", field="channel", value="web"),
            Add(part="flow", value={"from": "n", "to": "a"}),
            Remove(part="stage", id="z"),
            Edit(part="map", id="", field="owner", value="Ann"),
        ],
    )
    found = changes(a, diff(a, b))
    assert [(heading(c), c.sign, c.says) for c in found] == [
        ("The map", "~", "“Shop”: owner now “Ann”"),
        ("Stage “X”", "~", "“A”: channel now “web”"),
        ("Stage “Y”", "+", "new touchpoint “New” in “Y”, first of its stage"),
        ("Stage “Z”", "−", "stage “Z” removed"),
        ("Flow", "+", "new flow New → A"),
    ]
    assert [heading(c, "zh") for c in found] == ["地图", "阶段“X”", "阶段“Y”", "阶段“Z”", "流向"]
