"""Maps that open from maps: every picture leads to the picture of its own form, and ``map convert --inner`` makes them."""

import io
from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from tea import MAP as TEA
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.journeymap.forms.opening import open_map
from sojourn.journeymap.model import JourneyMap, Stage, Touchpoint
from sojourn.render import render
from sojourn.render.layout.plan import picture

ODD = "sub/“a” <b> & 50%#?'.journey.yaml"
DETAIL = Touchpoint(
    id="pay", name="Pay", stage="buy", map="pay.journey.yaml", moment_of_truth=True, importance=4
)
OUTER = JourneyMap(
    title="Shop",
    stages=(Stage(id="buy", name="Buy", map=ODD), Stage(id="use", name="Use")),
    touchpoints=(DETAIL, Touchpoint(id="wear", name="Wear", stage="use")),
)
SVG = "{http://www.w3.org/2000/svg}"


def links(svg):
    root = ET.fromstring(svg)
    return root, [a.get("href") for a in root.iter(f"{SVG}a")]


def test_a_picture_leads_to_the_pictures_of_inner_maps():
    root, found = links(render(OUTER, "svg"))
    assert [unquote(href) for href in found] == ["sub/“a” <b> & 50%#?'.svg", "pay.svg"]
    assert not set("<>\"'#? ") & set("".join(found))
    assert root.get("role") == "group"
    named = next(a for a in root.iter(f"{SVG}a") if a.get("href") == "pay.svg")
    assert "closer in pay.journey.yaml" in named.get("aria-label")
    bare, none = links(render(TEA, "svg"))
    assert (none, bare.get("role")) == ([], "img")


def test_the_page_leads_there_from_the_picture_and_from_its_words():
    page = render(OUTER, "html")
    assert page.count('href="pay.html"') == 2
    assert "<script" not in page
    assert unescape(page).count("closer in pay.journey.yaml") >= 2


def test_slides_and_diagrams_lead_there_and_other_forms_stay_as_they_are(tmp_path):
    pptx = pytest.importorskip("pptx")
    deck = pptx.Presentation(io.BytesIO(render(OUTER, "pptx")))
    slide = deck.slides[0]
    targets = [r.target_ref for r in slide.part.rels.values() if r.is_external]
    assert sorted(unquote(t) for t in targets) == ["pay.pptx", "sub/“a” <b> & 50%#?'.pptx"]
    card = next(g for g in slide.shapes if g.name.startswith("Pay"))
    clicked = [s.name for s in card.shapes if s._element.find(".//{*}cNvPr/{*}hlinkClick") is not None]
    assert card.name in clicked
    assert len(clicked) == len(card.shapes)
    render(OUTER, tmp_path / "map.drawio")
    drawn = ET.parse(tmp_path / "map.drawio")
    assert [o.get("link") for o in drawn.iter("object") if o.get("link")][1] == "pay.drawio"
    assert open_map(tmp_path / "map.drawio") == OUTER


def test_the_mark_is_explained_and_covers_no_other():
    drawn = picture(OUTER)
    assert "opens" in [entry.symbol for entry in drawn.legend]
    card = next(card for lane in drawn.lanes for card in lane.cards if card.opens)
    assert card.star[0] - card.opens.at[0] >= 16
    assert max(line.x for line in card.name) < card.opens.at[0]
    assert "opens" not in [entry.symbol for entry in picture(TEA).legend]


@pytest.fixture
def folder(tmp_path):
    inner = TEA.model_copy(update={"evidence": None, "current_state": None})
    (tmp_path / "sub").mkdir()
    stages = (Stage(id="buy", name="Buy", map="deep.journey.yaml"),)
    OUTER.model_copy(
        update={"stages": (Stage(id="buy", name="Buy", map="sub/pay.journey.yaml"), OUTER.stages[1])}
    ).save(tmp_path / "map.journey.yaml")
    JourneyMap(title="Pay", stages=stages, touchpoints=()).save(tmp_path / "sub" / "pay.journey.yaml")
    inner.save(tmp_path / "sub" / "deep.journey.yaml")
    inner.save(tmp_path / "pay.journey.yaml")
    return tmp_path


def convert(*words):
    return CliRunner().invoke(app, ["map", "convert", *map(str, words)])


def test_inner_maps_are_converted_along_when_asked_for(folder):
    out = folder / "out"
    out.mkdir()
    alone = convert(folder / "map.journey.yaml", out / "all.svg")
    assert "not there yet: sub/pay.svg, pay.svg. --inner" in alone.stderr
    assert (
        "尚不存在的文件：sub/pay.svg、pay.svg。"
        in convert(folder / "map.journey.yaml", out / "all.svg", "--lang", "zh").stderr
    )
    done = convert(folder / "map.journey.yaml", out / "all.svg", "--inner")
    made = ["all.svg", "sub/pay.svg", "sub/deep.svg", "pay.svg"]
    assert (done.exit_code, done.stdout.split()) == (0, [str(out / name) for name in made])
    for name in made:
        for href in links((out / name).read_text(encoding="utf-8"))[1]:
            assert (out / name).parent.joinpath(href).is_file()
    assert convert(folder / "map.journey.yaml", out / "all.svg").stderr == ""
    (folder / "pay.journey.yaml").rename(folder / "sub" / "real.journey.yaml")
    (folder / "pay.journey.yaml").symlink_to("sub/real.journey.yaml")
    assert convert(folder / "map.journey.yaml", out / "all.svg", "--inner").stdout.split()[-1] == str(
        out / "pay.svg"
    )
    assert convert(folder / "map.journey.yaml", out / "all.md").stderr == ""


def test_what_cannot_be_converted_along_is_refused_before_anything_is_written(folder):
    assert convert(folder / "map.journey.yaml", folder / "pay.svg", "--inner").exit_code == 2
    assert convert(folder / "map.journey.yaml", folder / "x.journey.yaml", "--inner").exit_code == 2
    convert(folder / "map.journey.yaml", folder / "map.xlsx")
    assert convert(folder / "map.xlsx", folder / "map.svg", "--inner").exit_code == 2
    (folder / "sub" / "deep.journey.yaml").unlink()
    lost = convert(folder / "map.journey.yaml", folder / "map.svg", "--inner")
    assert (lost.exit_code, "there is no file 'deep.journey.yaml'" in lost.stderr) == (3, True)
    assert not list(folder.rglob("*.svg"))
