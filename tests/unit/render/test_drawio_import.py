"""draw.io diagrams as maps: ours with what a person changed, anybody's, and files that mean harm."""

import base64
import importlib
import re
import urllib.parse
import zlib
from xml.etree import ElementTree as ET

import pytest

from sojourn.errors import LimitError, SourceError
from sojourn.journeymap.forms.opening import opened
from sojourn.render import render


def read(tmp_path, xml, name="map.drawio"):
    (tmp_path / name).write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    return opened(tmp_path / name)


def tea():
    return importlib.import_module("tea").MAP


def diagram():
    """Our diagram as a tree, and a function that finds the cell of a part."""
    root = ET.fromstring(render(tea(), "drawio"))

    def cell(what, name):
        return next(o for o in root.iter("object") if o.get("sojourn") == what and o.get("label") == name)

    return root, cell


def taken_out(root, element):
    next(parent for parent in root.iter() if element in list(parent)).remove(element)


def test_a_card_that_was_moved_stands_in_the_stage_below_it(tmp_path):
    root, cell = diagram()
    card, other = cell("touchpoint", "购物车"), cell("stage", "了解")
    at = cell("stage", "下单").find("mxCell/mxGeometry")
    geometry = card.find("mxCell/mxGeometry")
    to = other.find("mxCell/mxGeometry")
    geometry.set(
        "x", str(float(to.get("x")) - float(at.get("x")) + 30)
    )  # draw.io may leave the parent as it was
    found = read(tmp_path, ET.tostring(root)).map
    moved = next(t for t in found.touchpoints if t.name == "购物车")
    before = next(t for t in tea().touchpoints if t.name == "购物车")
    assert moved == before.model_copy(update={"stage": other.get("sojourn_id")})


def test_labels_arrows_and_cards_that_were_changed_come_back(tmp_path):
    root, cell = diagram()
    cell("touchpoint", "购物车").set("label", "购物篮")
    cell("stage", "下单").set("label", "购买")
    cell("pain_point", "偏远地区要等六天以上").set("label", "要等太久")
    gone = cell("touchpoint", "在线客服咨询")
    taken_out(root, gone)
    cells = root.find(".//root")
    new = ET.SubElement(
        cells,
        "mxCell",
        id="new",
        value="<div>电话&nbsp;<b>回访</b></div>",
        style="rounded=1;html=1;",
        vertex="1",
    )
    new.set("parent", cell("stage", "购买").get("id"))
    ET.SubElement(new, "mxGeometry", x="20", y="300", width="120", height="40")
    arrow = ET.SubElement(
        cells, "mxCell", id="arrow", style="endArrow=block;", edge="1", parent="1", value="若未付款"
    )
    arrow.set("source", cell("touchpoint", "购物篮").get("id"))
    arrow.set("target", "new")
    loose = ET.SubElement(cells, "mxCell", id="loose", style="", edge="1", parent="1", source="new")
    ET.SubElement(loose, "mxGeometry")
    found = read(tmp_path, ET.tostring(root))
    jmap = found.map
    names = [t.name for t in jmap.touchpoints]
    assert "购物篮" in names
    assert "在线客服咨询" not in names
    assert names[-1] == "电话 回访"
    assert jmap.touchpoints[-1].stage == cell("stage", "购买").get("sojourn_id")
    assert "购买" in [s.name for s in jmap.stages]
    assert jmap.flow[-1].when == "若未付款"
    assert "要等太久" in [p.text for t in jmap.touchpoints for p in t.pain_points]
    assert gone.get("sojourn_id") not in {f.source for f in jmap.flow} | {f.target for f in jmap.flow}
    assert jmap.opportunities[0].pain_points == ()
    assert {note.about for note in found.notes} >= {"arrows", "pains"}


def test_a_copy_of_a_card_gets_an_id_of_its_own(tmp_path):
    root, cell = diagram()
    card = cell("touchpoint", "付款")
    copy = ET.fromstring(ET.tostring(card))
    copy.set("id", "copy")
    root.find(".//root").append(copy)
    found = read(tmp_path, ET.tostring(root)).map
    assert len(found.touchpoints) == len(tea().touchpoints) + 1
    assert found.touchpoints[-1].id == f"{card.get('sojourn_id')}-2"


def test_stages_follow_their_place_across(tmp_path):
    root, cell = diagram()
    stage = cell("stage", "了解").find("mxCell/mxGeometry")
    stage.set("x", "9000")
    assert read(tmp_path, ET.tostring(root)).map.stages[-1].name == "了解"


FOREIGN = """<mxfile><diagram name="Onboarding"><mxGraphModel><root>
<mxCell id="0"/><mxCell id="1" parent="0"/>
<mxCell id="pool" value="Pool" style="swimlane;" vertex="1" parent="1"><mxGeometry x="0" y="0" width="800" height="400" as="geometry"/></mxCell>
<mxCell id="b" value="Use" style="swimlane;html=1;" vertex="1" parent="pool"><mxGeometry x="400" y="20" width="400" height="300" as="geometry"/></mxCell>
<mxCell id="a" value="&lt;b&gt;Sign&lt;/b&gt; up" style="swimlane;html=1;" vertex="1" parent="pool"><mxGeometry x="0" y="20" width="400" height="300" as="geometry"/></mxCell>
<mxCell id="t2" value="Confirm&lt;br&gt;e-mail" style="rounded=1;html=1;" vertex="1" parent="a"><mxGeometry x="200" y="60" width="120" height="60" as="geometry"/></mxCell>
<mxCell id="t1" value="Form" style="rounded=1;html=1;" vertex="1" parent="a"><mxGeometry x="20" y="60" width="120" height="60" as="geometry"/></mxCell>
<mxCell id="t3" value="Form" style="html=1;" vertex="1" parent="1"><mxGeometry x="450" y="90" width="120" height="60" as="geometry"/></mxCell>
<mxCell id="note" value="draft" style="text;html=1;" vertex="1" parent="1"><mxGeometry x="0" y="900" width="100" height="20" as="geometry"/></mxCell>
<mxCell id="e1" style="edgeStyle=orthogonalEdgeStyle;" edge="1" parent="1" source="t1" target="t2"><mxGeometry relative="1" as="geometry"/></mxCell>
<mxCell id="l1" value="sent" style="edgeLabel;html=1;" vertex="1" connectable="0" parent="e1"><mxGeometry relative="1" as="geometry"/></mxCell>
<mxCell id="e2" edge="1" parent="1" source="t2" target="t3"/>
</root></mxGraphModel></diagram><diagram name="Other"><mxGraphModel><root><mxCell id="x" value="x" vertex="1"/></root></mxGraphModel></diagram></mxfile>"""


def packed(xml):
    page = re.search(r"<mxGraphModel>.*?</mxGraphModel>", xml, re.DOTALL)[0]
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeezed = press.compress(urllib.parse.quote(page).encode()) + press.flush()
    return f'<mxfile><diagram name="Onboarding">{base64.b64encode(squeezed).decode()}</diagram></mxfile>'


@pytest.mark.parametrize("form", ["plain", "packed", "model"])
def test_boxes_and_arrows_somebody_drew_become_a_map(tmp_path, form):
    xml = {"plain": FOREIGN, "packed": packed(FOREIGN), "model": re.search(r"<mxGraphModel>.*?</mxGraphModel>", FOREIGN, re.DOTALL)[0]}[form]  # fmt: skip
    found = read(tmp_path, xml, name="x.drawio")
    jmap = found.map
    assert jmap.title == ("Onboarding" if form != "model" else "x")
    assert [s.name for s in jmap.stages] == ["Sign up", "Use"]
    assert [(t.name, t.stage) for t in jmap.touchpoints] == [
        ("Form", "sign-up"),
        ("Confirm e-mail", "sign-up"),
        ("Form", "use"),
    ]
    assert [(f.source, f.target, f.when) for f in jmap.flow] == [
        ("form", "confirm-e-mail", "sent"),
        ("confirm-e-mail", "form-2", None),
    ]
    assert any("Other" in note.said() for note in found.notes) == (form == "plain")


def test_boxes_without_a_container_stand_in_one_stage(tmp_path):
    xml = '<mxGraphModel><root><mxCell id="a" value="One" vertex="1"/><mxCell id="b" value="Two" vertex="1"/></root></mxGraphModel>'
    jmap = read(tmp_path, xml).map
    assert [s.name for s in jmap.stages] == ["Journey"]
    assert len(jmap.touchpoints) == 2


def bomb():
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeezed = press.compress(b" " * (64 << 20)) + press.flush()
    return f"<mxfile><diagram>{base64.b64encode(squeezed).decode()}</diagram></mxfile>"


CELL = '<mxCell id="c{0}" value="x" vertex="1" parent="c{1}"/>'
HARM = {
    "not xml": ("hello", SourceError),
    "empty": ("", SourceError),
    "another xml": ("<svg/>", SourceError),
    "no shapes": ("<mxGraphModel><root/></mxGraphModel>", SourceError),
    "a document type": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><mxGraphModel>&x;</mxGraphModel>', SourceError),
    "an inflating page": (bomb(), LimitError),
    "a page that is no page": ("<mxfile><diagram>%%%%</diagram></mxfile>", SourceError),
    "a page within a page": (packed(FOREIGN.replace("<mxGraphModel>", "<mxGraphModel><diagram>AAAA</diagram>")), None),
    "deep": ("<a>" * 500 + "</a>" * 500, LimitError),
    "many cells": ("<mxGraphModel><root>" + "".join(CELL.format(i, i - 1) for i in range(30_000)), LimitError),
    "many boxes": ("<mxGraphModel><root>" + "".join(CELL.format(i, "0") for i in range(2_000)) + "</root></mxGraphModel>", SourceError),
    "its own parent": ('<mxGraphModel><root><mxCell id="a" value="x" vertex="1" parent="b"/><mxCell id="b" value="y" vertex="1" parent="a"/><mxCell id="e" edge="1" source="a" target="b"/></root></mxGraphModel>', SourceError),
    "odd numbers": ('<mxGraphModel><root><mxCell id="a" value="x" vertex="1"><mxGeometry x="nan" y="1e999" width="inf" height="-"/></mxCell></root></mxGraphModel>', None),
    "half tags": ('<mxGraphModel><root><mxCell id="a" style="html=1" value="' + "&lt;" * 50_000 + '" vertex="1"/></root></mxGraphModel>', SourceError),
}  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("what", HARM)
def test_files_that_mean_harm_are_refused_or_harmless(tmp_path, what):
    xml, error = HARM[what]
    if error is None:
        assert read(tmp_path, xml).map.touchpoints
    else:
        with pytest.raises(error) as caught:
            read(tmp_path, xml)
        assert len(str(caught.value)) < 5000


def test_scripts_in_labels_are_text_and_cells_are_never_html():
    xml = render(tea().model_copy(update={"title": "<script>alert(1)</script>"}), "drawio")
    assert "<script" not in xml
    styles = [
        cell.get("style", "")
        for cell in ET.fromstring(xml).iter("mxCell")
        if cell.get("vertex") or cell.get("edge")
    ]
    assert styles
    assert all("html=0" in style for style in styles)


def test_flows_are_edges_between_the_cells_of_their_touchpoints():
    root, _ = diagram()
    ids = {o.get("id"): o.get("sojourn_id") for o in root.iter("object") if o.get("sojourn") == "touchpoint"}
    edges = [o.find("mxCell") for o in root.iter("object") if o.get("sojourn") == "flow"]
    assert [(ids[e.get("source")], ids[e.get("target")]) for e in edges] == [
        (f.source, f.target) for f in tea().flow
    ]
    every = [e.get("id") for e in root.iter() if e.get("id") is not None]
    assert len(every) == len(set(every))
