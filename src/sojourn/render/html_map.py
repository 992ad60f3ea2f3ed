"""The map as a page: the picture, and the same decisions as words that wrap, select and read aloud.

No script, no ``style`` attribute. The fragment is for other pages (the report), the page stands alone.
"""

from html import escape
from typing import Final
from urllib.parse import quote

from sojourn.journeymap.fields import picture_of
from sojourn.journeymap.model import JourneyMap
from sojourn.render.html_style import PAGE, SCOPE, STRUCTURE, content_policy, tone_rules
from sojourn.render.layout.beside import beside as together
from sojourn.render.layout.curves import number
from sojourn.render.layout.picture import Card, Column, Lane, Opens, Picture
from sojourn.render.layout.plan import picture
from sojourn.render.numbers import Language, duration, percent
from sojourn.render.palette import ThemeName
from sojourn.render.svg import svg
from sojourn.render.svg_write import by_class
from sojourn.render.table import Row, rows
from sojourn.render.words import say

_LANGUAGE_TAG: Final = {"en": "en", "zh": "zh-Hans"}


def to_html(
    jmap: JourneyMap,
    *,
    theme: ThemeName | None = None,
    language: Language | None = None,
    width: float | None = None,
    lanes: str = "stage",
    beside: JourneyMap | None = None,
) -> str:
    """The map as one self-contained page; in the reader's preferred theme if None."""
    spoken = language or jmap.language
    drawn = picture(jmap, language=spoken, width=width, lanes=lanes, beside=beside)
    if beside is not None:
        jmap = together(jmap, beside, spoken).jmap.model_copy(update={"flow": beside.flow})
    body = fragment(jmap, drawn)
    sheet = PAGE + style(theme)
    return (
        f'<!doctype html>\n<html lang="{_LANGUAGE_TAG[spoken]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(content_policy(sheet))}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(drawn.name)}</title>\n'
        f"<style>{sheet}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def style(theme: ThemeName | None = None) -> str:
    """The style sheet a page with a :func:`fragment` needs."""
    return STRUCTURE + tone_rules(theme)


def fragment(jmap: JourneyMap, drawn: Picture, *, words_open: bool = False) -> str:
    """The picture and its words as an element for a page that carries :func:`style`."""
    box = f'width="{number(drawn.width)}" height="{number(drawn.height)}"'
    box += f' viewBox="0 0 {number(drawn.width)} {number(drawn.height)}"'
    spoken = drawn.language
    told = {row.touchpoint.id: row for row in rows(jmap, spoken)}
    shown = " open" if words_open else ""
    return (
        f'<section class="{SCOPE}">\n<div class="picture">\n{svg(drawn, by_class, size=box, form="html")}\n</div>\n'
        f'<details class="words"{shown}><summary class="soft">{escape(say("html.words", spoken))}</summary>\n'
        f"{_words(drawn, told)}\n</details>\n</section>"
    )


def _words(drawn: Picture, told: dict[str, Row]) -> str:
    facts = "</p>\n<p>".join(escape(line.content) for line in drawn.subtitle)
    people = "".join(f"<p>{_isolated(person.label)}</p>" for person in drawn.personas)
    stages = "\n".join(_stage(drawn, place, column, told) for place, column in enumerate(drawn.columns))
    foot = "".join(f'<p class="soft">{escape(line.content)}</p>' for line in drawn.foot)
    return f'<h1>{_isolated(drawn.name)}</h1>\n<p>{facts}</p>{people}\n<ol class="stages">\n{stages}\n</ol>\n{foot}'


def _stage(drawn: Picture, place: int, column: Column, told: dict[str, Row]) -> str:
    flow = drawn.lane("flow")
    cards = [card for card in flow.cards if card.place == place] if flow else []
    listed = "\n".join(_touchpoint(drawn, card, told[card.touchpoint]) for card in cards)
    points = f'<ol class="touchpoints">\n{listed}\n</ol>' if listed else ""
    name = _opening(column.opens, _isolated(column.label))
    return f'<li><h2 class="ruled">{name}</h2>\n{points}{_rest(drawn, place)}</li>'


def _opening(opens: Opens | None, name: str) -> str:
    """A name that leads to the page of the map that it opens."""
    if opens is None:
        return name
    return f'<a href="{escape(quote(picture_of(opens.file, "html")))}">{name}</a>'


def _feelings(drawn: Picture, touchpoint: str) -> list[str]:
    """Every feeling at a touchpoint, and whose it is."""
    lane = drawn.lane("feeling")
    if lane is None or lane.curve is None:
        return []
    faces = [face for face in lane.curve.faces if face.touchpoint == touchpoint]
    names = [say("lane.feeling", drawn.language), say("drawn", drawn.language)]
    found = [
        f'<p>{escape(name)} <span class="{face.tone}">{_isolated(face.words)}</span></p>'
        for name, face in zip(names, faces, strict=False)
    ]
    for trace in lane.curve.traces:
        marks = [mark for mark in trace.marks if mark.touchpoint == touchpoint]
        found += [
            f"<p>{_isolated(say('marked', drawn.language, mark=trace.name, text=mark.words))}</p>"
            for mark in marks
        ]
    return found


def _touchpoint(drawn: Picture, card: Card, row: Row) -> str:
    language = drawn.language
    name = _opening(card.opens, _isolated(row.name))
    parts = [f"<h3>{name}</h3>", f'<p class="soft">{_isolated(" · ".join(card.facts))}</p>']
    parts += _feelings(drawn, card.touchpoint)
    known = row.known
    if known is not None and known.median_wait_s is not None:
        parts.append(
            f"<p>{escape(say('html.wait', language, wait=duration(known.median_wait_s, language)))}</p>"
        )
    if row.exits_of_all and not row.goal:
        share = percent(row.exits_of_all, language)
        parts.append(
            f'<p class="harm"><span class="figure">{escape(share)}</span> {escape(say("html.leave", language))}</p>'
        )
    if row.next:
        following = ", ".join(
            _isolated(n.name)
            + (
                f' <span class="figure">{escape(percent(n.share, language))}</span>'
                if n.share is not None
                else ""
            )
            for n in row.next
        )
        parts.append(
            f"<p>{say('marked', language, mark=escape(say('html.next', language)), text=following)}</p>"
        )
    return f'<li class="ruled">{"".join(parts)}</li>'


def _rest(drawn: Picture, place: int) -> str:
    """What the other lanes hold for a stage."""
    parts = []
    for lane in drawn.lanes:
        entries = [note.label for note in lane.notes if note.place == place]
        entries += [item.label for item in lane.items if item.place == place]
        entries += [bar.label for bar in lane.bars if bar.place == place and bar.tick is not None]
        if entries:
            name = escape(" ".join(line.content for line in lane.name) + _below(drawn, lane))
            listed = "".join(f"<li><p>{_isolated(entry)}</p></li>" for entry in entries)
            parts.append(f"<h3>{name}</h3><ul>{listed}</ul>")
    return "".join(parts)


def _below(drawn: Picture, lane: Lane) -> str:
    """Which named line of a blueprint is above a lane, right above it."""
    if lane.divider is None:
        return ""
    words = say("below", drawn.language, line=say(f"line.{lane.divider.key}", drawn.language).lower())
    return f"（{words}）" if drawn.language == "zh" else f" ({words})"


def _isolated(text: str) -> str:
    """Text of the map, kept from turning the direction of what stands around it."""
    return f"<bdi>{escape(text)}</bdi>"
