"""Nothing overlaps, nothing leaves its box, whatever the map says."""

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import maps

from sojourn.journeymap.model import MapKind
from sojourn.render.layout.geometry import Box
from sojourn.render.layout.plan import picture

PHASES = (Phase.explicit, Phase.generate)
"""No shrinking: a map that fails is large, and its picture tells more."""
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def check(drawn):
    page = Box(0, 0, drawn.width, drawn.height)
    texts = [t for t in drawn.texts() if t.content]
    boxes = [t.box for t in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert page.holds(box), text
    order = sorted(range(len(boxes)), key=lambda i: boxes[i].y)
    for at, i in enumerate(order):
        for j in order[at + 1 :]:
            if boxes[j].y > boxes[i].bottom:
                break
            assert not boxes[i].meets(boxes[j]), (texts[i], texts[j])
    for column in drawn.columns:
        for text in (*column.name, *((column.share,) if column.share else ())):
            assert column.header.holds(text.box), text
    for lane in drawn.lanes:
        assert page.holds(lane.box)
        check_lane(drawn, lane)
    check_dividers(drawn)
    for person in drawn.personas:
        for text in (person.name, *person.lines):
            assert person.box.holds(text.box), text


def check_dividers(drawn):
    """Named lines lie between lanes, their names left of the columns."""
    edges = [(lane.box.y, lane.box.bottom) for lane in drawn.lanes]
    for lane in drawn.lanes:
        if lane.divider:
            assert all(lane.divider.y < low or lane.divider.y > high for low, high in edges)
            assert all(text.box.right < drawn.columns[0].box.x for text in lane.divider.name)


def check_lane(drawn, lane):
    for card in lane.cards:
        column = drawn.columns[card.place].box
        assert column.holds(card.box)
        assert lane.box.holds(card.box)
        for text in (*card.name, card.detail, *card.extra, *((card.share,) if card.share else ())):
            assert card.box.holds(text.box), text
    for one in range(len(lane.cards)):
        for two in range(one):
            assert not lane.cards[one].box.meets(lane.cards[two].box)
    for leaving in lane.leaving:
        assert lane.box.holds(leaving.text.box), leaving
    for entry in (*lane.notes, *lane.items):
        for text in entry.lines:
            assert drawn.columns[entry.place].box.holds(text.box), text
    for note in lane.notes:
        for text in note.lines:
            assert note.box.holds(text.box), text
        for other in lane.notes:
            assert other is note or not note.box.meets(other.box)
        if note.pill:
            assert note.pill[0].holds(note.pill[2].box)
            assert note.box.holds(note.pill[0])
    for bar in lane.bars:
        assert drawn.columns[bar.place].box.holds(bar.words.box)
        assert drawn.columns[bar.place].box.holds(bar.figure.box)
        assert all(drawn.columns[bar.place].box.holds(text.box) for text in bar.under)
    check_rows(lane)
    if lane.curve:
        check_curve(drawn, lane)


def check_rows(lane):
    """Swimlanes lie one below the other, every card in one of them."""
    for above, below in pairwise(lane.rows):
        assert above.box.bottom <= below.box.y + 0.01
    for row in lane.rows:
        assert lane.box.holds(row.box)
        assert all(row.box.holds(text.box) for text in row.lines)
    if lane.rows:
        assert all(any(row.box.holds(card.box) for row in lane.rows) for card in lane.cards)


def check_curve(drawn, lane):
    """Numbers stay in the lane, marks in their column, and none covers another."""
    several = [mark for trace in lane.curve.traces for mark in trace.marks]
    boxes = [
        (mark.place, Box(mark.x - mark.r, mark.y - mark.r, 2 * mark.r, 2 * mark.r))
        for mark in (*lane.curve.faces, *several)
    ]
    for face in (*lane.curve.faces, *several):
        if face.text is not None and face.text.content:
            assert lane.box.holds(face.text.box), face
            assert not several or drawn.columns[face.place].box.holds(face.text.box)
    for one, (place, box) in enumerate(boxes):
        assert lane.box.holds(box)
        assert drawn.columns[place].box.holds(box)
        assert not any(box.meets(other) for _, other in boxes[:one])


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(maps(most=25))
def test_text_never_overlaps_nor_leaves_its_box(jmap):
    check(picture(jmap))


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(maps(most=60))
def test_also_in_a_narrow_picture(jmap):
    check(picture(jmap, width=900))


@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(maps(most=20), st.sampled_from(["channel", "department"]))
def test_also_in_swimlanes(jmap, lanes):
    check(picture(jmap, lanes=lanes))


@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(maps(most=15), maps(most=15))
def test_also_of_two_maps_together(one, other):
    check(picture(one, beside=other))


@pytest.mark.parametrize("lanes", ["channel", "department"])
def test_every_card_stands_in_the_row_of_its_channel_or_department(sample, lanes):
    drawn = picture(sample, lanes=lanes)
    check(drawn)
    flow = drawn.lane("flow")
    named = {row.name.casefold(): row for row in flow.rows}
    for touchpoint in sample.touchpoints:
        card = next(card for card in flow.cards if card.touchpoint == touchpoint.id)
        wanted = getattr(touchpoint, lanes).casefold()
        row = named[wanted] if wanted else flow.rows[-1]
        assert row.box.holds(card.box)


@pytest.mark.parametrize("width", [None, 1280, 1000])
def test_the_samples_are_tidy_at_every_width(sample, width):
    check(picture(sample, width=width))


def test_cards_keep_the_order_of_the_document(sample):
    drawn = picture(sample)
    shown = [card.touchpoint for card in drawn.lane("flow").cards]
    order = [t.id for stage in sample.stages for t in sample.touchpoints if t.stage == stage.id]
    assert shown == order


def test_wider_ribbons_carry_more_customers(sample):
    volume = {(f.source, f.target): f.customers for f in sample.evidence.flow} if sample.evidence else {}
    ribbons = [r for r in picture(sample).lane("flow").ribbons if r.kind == "on"]
    for one in ribbons:
        for two in ribbons:
            if volume.get((one.source, one.target), 0) > volume.get((two.source, two.target), 0):
                assert one.width >= two.width


def test_the_curve_stays_between_its_points(sample):
    lane = picture(sample).lane("feeling")
    if lane is None:
        assert not any(t.emotion for t in sample.touchpoints)
        return
    ys = [face.y for face in lane.curve.faces]
    for path, _ in lane.curve.lines:
        drawn = [float(n) for n in NUMBERS.findall(path.replace("C", " "))][1::2]
        assert min(ys) - 0.1 <= min(drawn)
        assert max(drawn) <= max(ys) + 0.1


def test_a_blueprint_goes_from_the_customer_to_what_stands_behind(sample):
    drawn = picture(sample)
    lines = {lane.divider.key: lane.key for lane in drawn.lanes if lane.divider}
    if sample.kind is not MapKind.SERVICE_BLUEPRINT:
        assert lines == {}
        return
    assert lines == {"interaction": "flow", "visibility": "backstage", "internal": "support"}
    keys = [lane.key for lane in drawn.lanes]
    assert keys[:7] == ["actions", "feeling", "flow", "backstage", "support", "policies", "systems"]
    shown = " ".join(note.label for note in drawn.lane("backstage").notes)
    assert all(text in shown for t in sample.touchpoints for text in t.backstage)
