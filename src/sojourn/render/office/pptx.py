"""The map as slides: real shapes that can be edited, with a name for each, in the place where the picture has them."""

import io
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sojourn.errors import MissingExtraError
from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.picture import Picture
from sojourn.render.layout.rows import Lanes
from sojourn.render.layout.text import fit
from sojourn.render.numbers import Language
from sojourn.render.office.archive import day_of, timeless
from sojourn.render.office.deck import EDGE, HEAD, TALL, WIDE, View, Wish, views
from sojourn.render.office.drawing import drawing
from sojourn.render.office.drawingml import Writer
from sojourn.render.office.tables import add_tables
from sojourn.render.palette import STAGE_HUES, Theme, ThemeName, theme_named
from sojourn.render.svg import svg
from sojourn.render.svg_write import solid
from sojourn.render.xml_text import held

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

LATIN: Final = "Arial"
EAST_ASIAN: Final = "Microsoft YaHei"
_EMU: Final = 12_700
_TITLE_ONLY: Final = 5
_LEGEND: Final = ("observed", "inferred", "assumed")


def to_pptx(
    jmap: JourneyMap,
    *,
    theme: ThemeName = "light",
    language: Language | None = None,
    lanes: Lanes = "stage",
    beside: JourneyMap | None = None,
) -> bytes:
    """The map as a PowerPoint file.

    The first slide is the whole map. Where its text would be smaller than about nine points, further slides show
    neighbouring stages and lanes large enough to read; tables of pain points and opportunities follow. The notes of the
    first slide say what the map covers and how its numbers are known.

    Parameters
    ----------
    theme
        ``"light"`` or ``"dark"``.
    language
        Of the words that are not the map's own; that of the map if None.
    lanes
        ``"channel"`` or ``"department"``: the flow in a row for each of them.
    beside
        A second map, drawn on the same grid.

    Raises
    ------
    MissingExtraError
        If python-pptx is not installed.
    """
    try:
        import pptx
    except ImportError as error:
        raise MissingExtraError.needing("python-pptx", "office", "A .pptx file") from error
    colours = theme_named(theme)
    deck = pptx.Presentation()
    _prepare(deck, jmap, colours)
    seen = views(Wish(jmap, language, lanes, beside))
    for view in seen:
        _add_view(deck, view, colours)
    whole = seen[0].pictures[0][0]
    deck.slides[0].notes_slide.notes_text_frame.text = _notes(whole)
    add_tables(deck, jmap, colours, whole.language, new_slide)
    out = io.BytesIO()
    deck.save(out)
    return timeless(out.getvalue())


def _prepare(deck: "Presentation", jmap: JourneyMap, colours: Theme) -> None:
    """Page, theme and properties of the file."""
    stretch = WIDE * _EMU / deck.slide_width
    deck.slide_width, deck.slide_height = round(WIDE * _EMU), round(TALL * _EMU)
    for shapes in (deck.slide_master.placeholders, *(layout.placeholders for layout in deck.slide_layouts)):
        for shape in shapes:
            place = shape.left, shape.width
            if shape._element.spPr.find(".//{*}off") is not None:  # noqa: SLF001  (an inherited place moves with its origin)
                shape.left, shape.width = round(place[0] * stretch), round(place[1] * stretch)
    for relation in deck.slide_master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            relation.target_part._blob = _theme(relation.target_part.blob, colours)  # noqa: SLF001  (no other way to it)
    for owner in (
        deck.part.package,
        deck.part,
    ):  # what tells of whoever made the library's template
        for key, relation in list(owner._rels.items()):  # noqa: SLF001  (no other way to them)
            if relation.reltype.endswith(("/thumbnail", "/printerSettings", "/extended-properties")):
                owner._rels.pop(key)  # noqa: SLF001
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        held(jmap.title),
        "Sojourn",
        "Sojourn",
    )
    properties.created = properties.modified = day_of(jmap)


def _theme(blob: bytes, colours: Theme) -> bytes:
    """Our colours and faces in the theme, so that what somebody adds to a slide looks like the map."""
    text = blob.decode("utf-8")
    tones = {
        "dk1": colours["ink"],
        "lt1": colours["paper"],
        "dk2": colours["soft"],
        "lt2": colours["faint"],
        **{f"accent{i + 1}": colours[f"stage{i}"] for i in range(STAGE_HUES)},
    }
    for name, tone in tones.items():
        new = f'<a:{name}><a:srgbClr val="{tone[1:].upper()}"/></a:{name}>'
        text = re.sub(f"<a:{name}>.*?</a:{name}>", new, text, count=1)
    text = text.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{LATIN}"/>')
    text = text.replace('<a:ea typeface=""/>', f'<a:ea typeface="{EAST_ASIAN}"/>')
    text = re.sub(
        r'<a:font script="Hans" typeface="[^"]*"/>',
        f'<a:font script="Hans" typeface="{EAST_ASIAN}"/>',
        text,
    )
    return text.encode("utf-8")


def new_slide(deck: "Presentation", title: str, colours: Theme) -> "Slide":
    """A slide with a title, on the paper of the theme."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor.from_string(colours["paper"][1:].upper())
    shape = slide.shapes.title
    size, lines = fit(title, (WIDE - 2 * EDGE) * 0.98, ((20.0, 1), (17.0, 1), (14.0, 2)), bold=True)
    put_title(shape, " ".join(lines), size, colours)
    shape.left, shape.top = Pt(EDGE), Pt(EDGE - 6)
    shape.width, shape.height = Pt(WIDE - 2 * EDGE), Pt(HEAD - EDGE - 6)
    return slide


def put_title(shape: Any, text: str, size: float, colours: Theme) -> None:
    """Text in a title placeholder, at the left, in our ink."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = held(text)
    run.font.size, run.font.bold = Pt(size), True
    run.font.color.rgb = RGBColor.from_string(colours["ink"][1:].upper())


def _add_view(deck: "Presentation", view: View, colours: Theme) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.oxml import parse_xml
    from pptx.util import Pt

    slide = new_slide(deck, view.title, colours)
    first, place = view.pictures[0]
    if first.title:
        shape = slide.shapes.title
        frame = shape.text_frame
        size = max(first.title[0].size * place.scale, 4.0)
        frame.paragraphs[0].runs[0].text = held(" ".join(t.content for t in first.title))
        frame.paragraphs[0].runs[0].font.size = Pt(size)
        top = first.title[0].y - first.title[0].size
        beside = [person.box.x for person in first.personas if person.box.y < first.title[-1].y]
        right = beside[0] - 20 if beside else first.width - first.title[0].x
        shape.left, shape.top = place.x(first.title[0].x), place.y(top)
        shape.width = place.long(right - first.title[0].x)
        shape.height = place.long(first.title[-1].y + 0.35 * first.title[0].size - top)
    tree = slide.shapes._spTree  # noqa: SLF001  (shapes are written as XML: python-pptx has no free curves)
    writer = Writer(place, {}, lambda file: slide.part.relate_to(file, RT.HYPERLINK, is_external=True))
    for drawn, where in view.pictures:
        writer.place, writer.links = where, _links(drawn)
        shown = svg(_untitled(drawn), solid(colours), size="", form="pptx")
        for xml in writer.shapes(drawing(shown)):
            for element in list(parse_xml(f"<all {_NS}>{xml}</all>")):
                tree.append(element)


_NS: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def _untitled(drawn: Picture) -> Picture:
    return replace(drawn, title=())


def _links(drawn: Picture) -> dict[str, list[tuple[str, str, bool]]]:
    """Flows that become connectors: thin ones on the straight way from edge to edge.

    A ribbon of measured width stays a free form, since a connector would pile all of a card's ribbons on one point.
    """
    links: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for lane in drawn.lanes:
        cards = {card.touchpoint: card for card in lane.cards}
        measured = any(card.share for card in lane.cards)
        for ribbon in lane.ribbons:
            pieces = re.findall("[A-Za-z]", ribbon.path)
            if measured or ribbon.kind != "on" or len(pieces) != 2 or pieces[0] != "M":
                continue
            source, target = cards.get(ribbon.source), cards.get(ribbon.target)
            if source is not None and target is not None:
                curved = source.box.right <= target.box.x + 1
                links[ribbon.label].append((source.label, target.label, curved))
    return dict(links)


def _notes(whole: Picture) -> str:
    """What the map covers and how its numbers are known."""
    marks = {entry.symbol: entry.text.content for entry in whole.legend}
    known = [marks[symbol] for symbol in _LEGEND if symbol in marks]
    parts = [
        whole.description,
        " · ".join(text.content for text in whole.subtitle),
        " ".join(text.content for text in whole.foot),
        " / ".join(known),
    ]
    return held("\n".join(part for part in parts if part))
