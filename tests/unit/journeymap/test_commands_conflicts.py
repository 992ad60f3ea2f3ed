"""Two editors: which commands are in each other's way, how that is called, and which are not."""

import pytest

from sojourn.journeymap.commands import (
    Add,
    Batch,
    Edit,
    Fold,
    Merge,
    Move,
    Remove,
    Split,
    conflict,
)
from sojourn.journeymap.model import Flow, JourneyMap, Stage, Touchpoint


def edit(key, field, value, part="touchpoint"):
    return Edit(part=part, id=key, field=field, value=value)


def flow(source, target, before=None, when=None):
    return Add(part="flow", value={"from": source, "to": target, "when": when}, before=before)


def touchpoint(key, before=None, stage="buy", pain=None):
    pains = [{"id": pain, "text": "It hurts"}] if pain else []
    return Add(
        part="touchpoint", value={"id": key, "name": key, "stage": stage, "pain_points": pains}, before=before
    )


NEW = [{"id": "x", "name": "X", "stage": "buy"}, {"id": "y", "name": "Y", "stage": "buy"}]


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        (edit("cart", "name", "A"), edit("cart", "name", "B"), "same_field"),
        (edit("", "title", "A", "map"), edit("", "title", "B", "map"), "same_field"),
        (edit("cart", "name", "A"), Remove(part="touchpoint", id="cart"), "removed_while_edited"),
        (Remove(part="touchpoint", id="cart"), Remove(part="touchpoint", id="cart"), "removed_while_edited"),
        (flow("cart", "pay"), Remove(part="touchpoint", id="pay"), "removed_while_edited"),
        (touchpoint("x", stage="use"), Remove(part="stage", id="use"), "removed_while_edited"),
        (edit("cart", "name", "A"), Remove(part="stage", id="use"), "tangled"),
        (
            edit("cart", "emotions", {"ann": {"score": 1}}),
            Remove(part="persona", id="ann"),
            "removed_while_edited",
        ),
        (touchpoint("x"), touchpoint("x", before="pay"), "same_id"),
        (touchpoint("x", pain="p", before="a"), touchpoint("y", pain="p", before="b"), "same_id"),
        (edit("cart", "id", "x"), touchpoint("x", before="pay"), "same_id"),
        (flow("a", "b", "c>d"), flow("a", "b", "e>f", "later"), "same_id"),
        (touchpoint("x"), touchpoint("y"), "same_place"),
        (touchpoint("x", before="pay"), touchpoint("y", before="pay"), "same_place"),
        (touchpoint("x", before="pay"), Move(part="touchpoint", id="pay"), "same_place"),
        (touchpoint("x", before="pay"), Remove(part="touchpoint", id="pay"), "removed_while_edited"),
        (Merge(ids=("pay",), into="cart"), edit("cart", "name", "A"), "tangled"),
        (Merge(ids=("pay",), into="cart"), edit("cart", "emotion", None), "same_field"),
        (Merge(ids=("pay",), into="cart"), edit("pay", "emotion", None), "removed_while_edited"),
        (Merge(ids=("pay",), into="cart"), flow("home", "cart"), "tangled"),
        (Merge(ids=("pay",), into="cart"), flow("home", "pay"), "removed_while_edited"),
        (Fold(id="cart"), flow("home", "pay"), "tangled"),
        (Fold(id="cart"), Fold(id="pay"), None),
        (Split(id="cart", into=NEW), edit("o", "pain_points", ["p"], "opportunity"), "tangled"),
        (Batch(commands=[edit("a", "name", "x")]), Batch(commands=[edit("a", "name", "y")]), "same_field"),
    ],
)
def test_what_is_in_the_way_has_a_name(a, b, kind):
    found, mirrored = conflict(a, b), conflict(b, a)
    assert found is not None
    assert mirrored is not None
    assert found.kind == mirrored.kind
    if kind:
        assert found.kind == kind
    assert found.says("en") != found.says("zh")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (edit("cart", "name", "A"), edit("cart", "channel", "web")),
        (edit("cart", "name", "A"), edit("pay", "name", "A")),
        (edit("cart", "name", "A"), edit("cart", "name", "A")),
        (edit("cart", "name", "A"), Move(part="touchpoint", id="cart")),
        (edit("cart", "name", "A"), Remove(part="touchpoint", id="pay")),
        (edit("cart", "name", "A"), edit("buy", "name", "A", "stage")),
        (touchpoint("x", before="cart"), touchpoint("y", before="pay")),
        (touchpoint("x"), Remove(part="touchpoint", id="pay")),
        (flow("cart", "pay"), Add(part="persona", value={"id": "p", "name": "P"})),
        (flow("a", "b"), Remove(part="flow", id="c>d")),
        (flow("a", "b"), Merge(ids=("c",), into="d")),
        (Remove(part="touchpoint", id="a"), Remove(part="touchpoint", id="b")),
        (Remove(part="persona", id="a"), Remove(part="persona", id="b")),
        (Move(part="stage", id="a", before="b"), Move(part="stage", id="c", before="d")),
        (edit("a", "pain_points", []), edit("b", "pain_points", [])),
        (Fold(id="cart"), edit("pay", "emotion", {"score": 1})),
    ],
)
def test_what_is_not_in_the_way_is_let_through(a, b):
    assert conflict(a, b) is None
    assert conflict(b, a) is None


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        (
            Move(part="touchpoint", id="cart", stage="use"),
            Remove(part="stage", id="use"),
            "removed_while_edited",
        ),
        (edit("cart", "name", "A"), Remove(part="stage", id="use"), None),
        (edit("cart", "name", "A"), Remove(part="stage", id="buy"), "tangled"),
        (Merge(ids=("pay",), into="cart"), Split(id="pay", into=NEW), "removed_while_edited"),
        (Merge(ids=("pay",), into="cart"), Remove(part="touchpoint", id="faq"), None),
        (Merge(ids=("pay",), into="cart"), Remove(part="touchpoint", id="pay"), "removed_while_edited"),
        (Fold(id="cart"), Fold(id="pay"), "same_field"),
        (touchpoint("x"), touchpoint("y"), "same_place"),
    ],
)
def test_with_the_map_a_conflict_is_told_where_there_is_one(a, b, kind):
    stages = [Stage(id=key, name=key) for key in ("buy", "use", "leave")]
    points = [Touchpoint(id=key, name=key, stage="buy") for key in ("home", "cart", "pay")]
    points.append(Touchpoint(id="faq", name="faq", stage="leave"))
    ways = [Flow(source="home", target="cart"), Flow(source="cart", target="pay")]
    jmap = JourneyMap(title="Shop", stages=stages, touchpoints=points, flow=ways)
    for one, other in ((a, b), (b, a)):
        found = conflict(one, other, jmap)
        assert (found and found.kind) == kind
        assert conflict(one, other) is not None
