"""Slides: real shapes where the picture has them, with names, text that fits, arrows that stay attached."""

import importlib
import io
import sys
import zipfile

import pytest

from sojourn.errors import MissingExtraError
from sojourn.journeymap.model import (
    Emotion,
    Flow,
    JourneyMap,
    Opportunity,
    PainPoint,
    Persona,
    Stage,
    Touchpoint,
)
from sojourn.render import render
from sojourn.render.layout.plan import picture
from sojourn.render.office.deck import Wish, views
from sojourn.render.office.outline import extent, segments

SAMPLES = ("socks", "tea")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def sample_map(name):
    return importlib.import_module(name).MAP


@pytest.fixture(scope="module")
def decks():
    from pptx import Presentation

    return {name: Presentation(io.BytesIO(render(sample_map(name), "pptx"))) for name in SAMPLES}


def authored(stages=3, **more):
    return JourneyMap(
        title="Drawn",
        stages=tuple(Stage(id=f"s{i}", name=f"Stage {i}") for i in range(stages)),
        touchpoints=tuple(Touchpoint(id=f"t{i}", name=f"Touchpoint {i}", stage=f"s{i}", **more) for i in range(stages)),
        flow=tuple(Flow(source=f"t{i}", target=f"t{i + 1}") for i in range(stages - 1)),
    )  # fmt: skip


def opened(jmap, **options):
    from pptx import Presentation

    return Presentation(io.BytesIO(render(jmap, "pptx", **options)))


def every(shapes):
    for shape in shapes:
        yield shape
        if hasattr(shape, "shapes"):
            yield from every(shape.shapes)


def words(slide):
    return " ".join("".join(t.text or "" for t in shape._element.iter(f"{A}t")) for shape in slide.shapes)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_text_of_the_picture_is_on_the_first_slide(decks, name):
    drawn = views(Wish(sample_map(name)))[0].pictures[0][0]
    said = words(decks[name].slides[0])
    missing = [t.content for t in drawn.texts() if t.content.strip() and t.content not in said]
    title = "".join(t.content for t in drawn.title)
    assert [m for m in missing if m not in title] == []
    assert decks[name].slides[0].shapes.title.text_frame.text.replace(" ", "") == title.replace(" ", "")


@pytest.mark.parametrize("name", SAMPLES)
def test_cards_are_rectangles_with_their_name_in_them_and_all_they_say_as_their_description(decks, name):
    jmap = sample_map(name)
    cards = {c.label for lane in picture(jmap).lanes for c in lane.cards}
    found = {
        shape.name: shape
        for shape in every(decks[name].slides[0].shapes)
        if shape.shape_type is not None
        and not hasattr(shape, "shapes")
        and shape.has_text_frame
        and shape.name in cards
    }
    assert set(found) == cards
    for label, shape in found.items():
        text = shape.text_frame.text.replace("\x0b", " ").rstrip("…").replace(" ", "")
        assert text
        assert text in label.replace(" ", "")
    told = {
        s.name: s._element.nvGrpSpPr.cNvPr.get("descr")
        for s in decks[name].slides[0].shapes
        if hasattr(s, "shapes")
    }
    assert cards <= set(told.values())


@pytest.mark.parametrize("name", SAMPLES)
def test_shapes_stand_on_the_page_and_have_ids_of_their_own(decks, name):
    deck = decks[name]
    for slide in deck.slides:
        ids = [e.get("id") for e in slide.shapes._spTree.iter() if e.tag.endswith("}cNvPr")]
        assert len(ids) == len(set(ids))
        for shape in slide.shapes:
            if "Placeholder" in shape.name or shape.width is None:
                continue
            assert shape.left >= -2e5
            assert shape.left + shape.width <= deck.slide_width + 2e5
            assert shape.top + shape.height <= deck.slide_height + 2e5


@pytest.mark.parametrize("name", SAMPLES)
def test_further_slides_are_readable_and_show_every_touchpoint(decks, name):
    jmap, deck = sample_map(name), decks[name]
    details = list(deck.slides)[1 : len(views(Wish(jmap)))]
    assert details
    sizes = [
        int(r.get("sz")) for slide in details for r in slide.shapes._spTree.iter(f"{A}rPr") if r.get("sz")
    ]
    assert min(sizes) >= 700
    assert sorted(sizes)[len(sizes) // 2] >= 850
    shown = " ".join(shape.name for slide in details for shape in every(slide.shapes))
    for card in (c for lane in picture(jmap).lanes for c in lane.cards):
        assert card.label.split(" · ")[0] in shown


def test_flows_of_an_authored_map_are_connectors_attached_to_the_cards():
    slide = opened(authored()).slides[0]
    joined = [s for s in every(slide.shapes) if s._element.tag.endswith("}cxnSp")]
    ids = {s.shape_id: s.name for s in every(slide.shapes)}
    ends = set()
    for connector in joined:
        links = connector._element.nvCxnSpPr.cNvCxnSpPr
        ends.add((ids[links.stCxn.id], ids[links.endCxn.id]))
    assert ends == {("Touchpoint 0", "Touchpoint 1"), ("Touchpoint 1", "Touchpoint 2")}


def test_a_small_map_is_one_slide_and_a_wide_one_is_split_evenly():
    assert len(views(Wish(authored(1)))) == 1
    many = views(Wish(authored(12)))
    assert len(many) > 2
    counts = [len(view.pictures[0][0].columns) for view in many[1:]]
    assert max(counts) - min(counts) <= 1


def test_two_maps_and_rows_by_channel_are_drawn_as_in_the_picture():
    one, two = authored(5, channel="web", department="Sales"), authored(6, channel="app")
    for options in ({"beside": two}, {"lanes": "channel"}, {"beside": two, "lanes": "channel"}):
        deck = opened(one, **options)
        drawn = views(Wish(one, **options))[0].pictures[0][0]
        said = words(deck.slides[0])
        assert [t.content for t in drawn.texts() if t.content not in said and t not in drawn.title] == []
        assert len(deck.slides) > 1
        shown = " ".join(shape.name for slide in list(deck.slides)[1:] for shape in every(slide.shapes))
        assert all(f"Touchpoint {i}" in shown for i in range(6 if "beside" in options else 5))


def test_notes_say_what_is_covered_and_tables_what_hurts(decks):
    jmap = sample_map("tea")
    notes = decks["tea"].slides[0].notes_slide.notes_text_frame.text
    assert picture(jmap).description in notes
    assert picture(jmap).foot[0].content in notes
    cells = [
        cell.text_frame.text
        for slide in decks["tea"].slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    for pain in (p for t in jmap.touchpoints for p in t.pain_points):
        assert any(pain.text.replace(" ", "") in cell.replace("\n", "").replace(" ", "") for cell in cells)
    for opportunity in jmap.opportunities:
        assert any(
            opportunity.title.replace(" ", "") in cell.replace("\n", "").replace(" ", "") for cell in cells
        )


def test_nothing_of_the_template_is_left():
    with zipfile.ZipFile(io.BytesIO(render(authored(1), "pptx"))) as archive:
        names = archive.namelist()
    assert not [name for name in names if "thumbnail" in name or "printer" in name or "app.xml" in name]
    properties = opened(authored(1)).core_properties
    assert (properties.author, properties.title, properties.created.year) == ("Sojourn", "Drawn", 2000)


def test_the_theme_has_our_faces_and_a_chinese_one():
    master = opened(authored(1)).slide_master
    theme = next(
        r.target_part.blob for r in master.part.rels.values() if r.reltype.endswith("/theme")
    ).decode()
    assert theme.count('<a:ea typeface="Microsoft YaHei"/>') == 2
    assert theme.count('<a:latin typeface="Arial"/>') == 2
    assert opened(authored(1), theme="dark").slides[0].background.fill.fore_color.rgb == (0x11, 0x15, 0x1B)


@pytest.mark.parametrize("name", ["<a:t>&", "\x00\x1b", "]]>", "W" * 120, "=cmd|' /C calc'!A0"])
def test_hostile_names_stay_text(name):
    jmap = JourneyMap(
        title=name,
        personas=(Persona(id="p", name=name),),
        stages=(Stage(id="s", name=name),),
        touchpoints=(
            Touchpoint(id="t", name=name, stage="s", channel=name, emotion=Emotion(score=1),
                       pain_points=(PainPoint(id="x", text=name),)),
        ),
        opportunities=(Opportunity(id="o", title=name, pain_points=("x",)),),
    )  # fmt: skip
    deck = opened(jmap)
    assert len(deck.slides) >= 1


def test_a_map_without_touchpoints_or_extra():
    empty = JourneyMap(title="Empty", stages=(Stage(id="s", name="S"),), touchpoints=())
    assert len(opened(empty).slides) == 1


def test_without_the_library_the_hint_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(MissingExtraError, match=r"sojourn\[office\]"):
        render(authored(1), "pptx")


def test_outlines():
    found = segments("M0 0a5 5 0 0 1 5 5")
    assert found[-1].points[-1] == (5, 5)
    x, y = found[1].points[0]
    assert (x, y) == (pytest.approx(2.7614, abs=1e-3), pytest.approx(0, abs=1e-3))
    assert extent(segments("M1 2h3v4Z")) == (1, 2, 4, 6)
    assert segments("M0 0C0 1 2 3 4 4s3 2 5 5")[-1].points[0] == (6, 5)
    with pytest.raises(ValueError, match="command"):
        segments("M0 0X3")
