"""The head of the picture: title, what it is about, the personas, the headers of the stages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sojourn.journeymap.model import JourneyMap, Persona
from sojourn.render.layout.frame import MARGIN, Frame, hue, label, stage_name
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.picture import Column, Opens, PersonaBox
from sojourn.render.layout.text import clean, fit, shorten, width, wrap
from sojourn.render.numbers import count, percent, period
from sojourn.render.words import say

HEADER: Final = 50.0
_TITLE: Final = 28.0
_SUBTITLE: Final = 14.0
_PERSONA_H: Final = 64.0
_PERSONA_LINES: Final = 5
_PERSONA_W: Final = (250.0, 420.0)
_PERSONAS: Final = 3
_PERSONA_GAP: Final = 12.0
_PERSONA_NAMES: Final = ((15.0, 1), (14.0, 1), (13.0, 2))
_OPENS: Final = 20.0
"""Room for the mark that a stage opens a map of its own."""
_NAMES: Final = ((15.0, 1), (14.0, 1), (15.0, 2), (13.0, 2), (12.0, 2))
_DOT: Final = "  ·  "


def title(frame: Frame, room: float) -> tuple[tuple[Text, ...], float]:
    """Title and the base line of its last line."""
    whole = label(frame.jmap.title, "?")
    lines = wrap(whole, room, _TITLE, bold=True)
    y = 20.0
    texts = []
    for part in lines:
        y += 34.0
        texts.append(Text(MARGIN, y, part, _TITLE, bold=True, whole=whole if part.endswith("…") else ""))
    return tuple(texts), y


def subtitle(frame: Frame, room: float, above: float) -> tuple[tuple[Text, ...], float]:
    """What the map is about, in as many lines as it takes, broken between facts."""
    if frame.beside is None:
        lines = flow_words(_facts(frame, frame.jmap), room, _SUBTITLE)
    else:
        lines = [part for side in (0, 1) for part in flow_words(_side(frame, side), room, _SUBTITLE)]
    y = above + 4.0
    texts = []
    for words in lines:
        y += 22.0
        texts.append(Text(MARGIN, y, words, _SUBTITLE, "soft"))
    return tuple(texts), y


def flow_words(facts: Sequence[str], room: float, size: float, dot: str = _DOT) -> list[str]:
    """Facts set one behind the other with a dot between, broken into lines between facts; a long fact takes two lines."""
    lines: list[str] = []
    for fact in facts:
        if lines and fact and width(lines[-1] + dot + fact, size) <= room:
            lines[-1] += dot + fact
        else:
            lines += wrap(fact, room, size, balanced=False)
    return lines


def _facts(frame: Frame, jmap: JourneyMap) -> list[str]:
    language = frame.language
    facts = [say(f"kind.{jmap.kind}", language)]
    if jmap.status == "assumed" and jmap.evidence is None:
        facts.append(say("assumed_map", language))
    if jmap.evidence is None:
        return facts
    evidence = jmap.evidence
    if evidence.first is not None and evidence.last is not None:
        facts.append(period(evidence.first, evidence.last, language))
    facts.append(say("customers", language, n=count(evidence.customers)))
    facts.append(say("events", language, n=count(evidence.events)))
    if evidence.goal is not None:
        name = next(
            (frame.names[t.id] for t in frame.touchpoints if frame.is_goal(t)),
            clean(evidence.goal.touchpoint),
        )
        facts.append(say("goal", language, name=name, share=percent(evidence.goal.share, language, 1)))
    return facts


def _side(frame: Frame, side: int) -> list[str]:
    """Which of two maps is which, and what it is about."""
    two = frame.beside
    if two is None:
        return []
    jmap = (two.one, two.other)[side]
    key = "side.alone" if two.names[side] == two.initials[side] else "side.is"
    if clean(two.one.title) == clean(two.other.title):
        key = "side.named"
    which = say(
        key, frame.language, initial=two.initials[side], name=two.names[side], title=label(jmap.title, "?")
    )
    return [which, *_facts(frame, jmap)]


def personas(frame: Frame, below: float) -> tuple[PersonaBox, ...]:
    """Up to three boxes at the top right, the first persona leftmost; more stand in a row of their own from `below` down.

    More than fit are counted in the last.
    """
    people = frame.jmap.personas
    if len(people) > _PERSONAS:
        return _row(frame, people, below)
    room = (frame.right - MARGIN) * 0.55
    shown = people[: max(1, int(room / (_PERSONA_W[0] + _PERSONA_GAP)))]
    most = min(_PERSONA_W[1], (room - _PERSONA_GAP * (len(shown) - 1)) / max(1, len(shown)))
    boxes: list[PersonaBox] = []
    right = frame.right
    for place, person in reversed(list(enumerate(shown))):
        rest = len(people) - len(shown) if place == len(shown) - 1 else 0
        boxes.append(_persona(frame, person, Box(right - most, 22.0, most, 0.0), rest))
        right = boxes[-1].box.x - _PERSONA_GAP
    return _alike(tuple(reversed(boxes)))


def in_a_row(frame: Frame) -> bool:
    """Whether the personas stand in a row of their own below the title."""
    return len(frame.jmap.personas) > _PERSONAS


def _row(frame: Frame, people: Sequence[Persona], top: float) -> tuple[PersonaBox, ...]:
    """Boxes of one width and height across the picture."""
    wide = frame.right - MARGIN
    most = max(1, int((wide + _PERSONA_GAP) / (_PERSONA_W[0] - 30.0 + _PERSONA_GAP)))
    shown = people[:most]
    each = min(_PERSONA_W[1], (wide - _PERSONA_GAP * (len(shown) - 1)) / len(shown))
    boxes = []
    for place, person in enumerate(shown):
        rest = len(people) - len(shown) if place == len(shown) - 1 else 0
        at = Box(MARGIN + place * (each + _PERSONA_GAP), top, each, 0.0)
        boxes.append(_persona(frame, person, at, rest, whole=True))
    return _alike(boxes)


def _alike(boxes: Sequence[PersonaBox]) -> tuple[PersonaBox, ...]:
    """The boxes as high as the highest of them."""
    tall = max((box.box.h for box in boxes), default=0.0)
    return tuple(replace(box, box=replace(box.box, h=tall)) for box in boxes)


def persona_facts(frame: Frame, person: Persona, rest: int) -> list[str]:
    """What is said of a persona besides the name; `rest` are personas that are not shown."""
    facts = [clean(person.archetype), *(clean(v) for v in person.traits.values())]
    facts.append(_persona_share(frame, person))
    if rest > 0:
        facts.append(say("more_personas", frame.language, n=rest))
    return [fact for fact in facts if fact]


def _persona_share(frame: Frame, person: Persona) -> str:
    """Their share of the customers: as drawn, as measured, or both."""
    language = frame.language
    known = frame.evidence.personas.get(person.id) if frame.evidence else None
    drawn = percent(person.share, language) if person.share is not None else ""
    if known is None:
        missing = frame.evidence is not None and person.id in frame.evidence.missing
        told = say("of_customers", language, share=drawn) if drawn else ""
        return " · ".join(filter(None, (told, say("no_data", language) if missing else "")))
    measured = percent(known.share, language)
    if not drawn:
        return say("persona.measured", language, share=measured)
    return say("persona.share", language, drawn=drawn, measured=measured)


def _persona(frame: Frame, person: Persona, at: Box, rest: int, *, whole: bool = False) -> PersonaBox:
    """A box whose right edge is that of `at`, no wider than it; as wide if `whole`."""
    name, line = label(person.name, person.id), " · ".join(persona_facts(frame, person, rest))
    lines = flow_words(persona_facts(frame, person, rest), at.w - 70 - 16, 12.5, " · ")
    if len(lines) > _PERSONA_LINES:
        left = " · ".join(lines[_PERSONA_LINES - 1 :])
        lines = [*lines[: _PERSONA_LINES - 1], shorten(left, at.w - 70 - 16, 12.5)]
    size, named = fit(name, at.w - 70 - 16, _PERSONA_NAMES, bold=True)
    need = max(
        *(width(part, size, bold=True) for part in named), *(width(part, 12.5) for part in lines), 94.0
    )
    wide = at.w if whole else min(70 + need + 16, at.w)
    tall = _PERSONA_H + 16.0 * max(0, len(lines) - 1) + (size + 3.0) * (len(named) - 1)
    box = Box(at.right - wide, at.y, wide, tall)
    disc = (box.x + 36, box.y + tall / 2, 21.0)
    base = box.y + (28 if lines else 37)
    last = base + (size + 3.0) * (len(named) - 1)
    names = tuple(
        Text(box.x + 70, base + (size + 3.0) * i, part, size, bold=True, whole=name)
        for i, part in enumerate(named)
    )
    series = next((s for s in frame.felt.series if s.key == person.id), None)
    tone = f"trace{series.style}" if series else "good_text"
    initial = series.initial if series else shorten(name[0], 30, 19.0, bold=True)
    return PersonaBox(
        box,
        disc,
        Text(disc[0], disc[1] + 7, initial, 19.0, tone, bold=True, anchor="middle"),
        names[0],
        names[1:]
        + tuple(
            Text(box.x + 70, last + 4 + 16.0 * (i + 1), part, 12.5, "soft", whole=line)
            for i, part in enumerate(lines)
        ),
        say("marked", frame.language, mark=name, text=line) if line else name,
        series.style if series else None,
    )


def columns(frame: Frame, top: float, bottom: float) -> tuple[Column, ...]:
    """The stages from the top of their headers to the bottom of the last lane."""
    tall = header_height(frame)
    return tuple(_column(frame, i, top, tall, bottom) for i in range(len(frame.columns)))


def header_height(frame: Frame) -> float:
    """All headers are as high as the highest: one line of name, or two."""
    two = any(len(_name_lines(frame, i)[1]) > 1 for i in range(len(frame.columns)))
    return HEADER + (18.0 if two else 0.0)


def _share_text(frame: Frame, index: int) -> str:
    known = frame.evidence.stages.get(frame.jmap.stages[index].id) if frame.evidence else None
    return percent(known.share, frame.language) if known else ""


def _name_lines(frame: Frame, index: int) -> tuple[float, tuple[str, ...]]:
    share = _share_text(frame, index)
    stage = frame.jmap.stages[index]
    room = frame.columns[index].w - 28 - (width(share, 15.0, bold=True) + 8 if share else 0)
    return fit(stage_name(stage), room - (_OPENS if stage.map else 0.0), _NAMES, bold=True)


def _column(frame: Frame, index: int, top: float, tall: float, bottom: float) -> Column:
    place, stage = frame.columns[index], frame.jmap.stages[index]
    known = frame.evidence.stages.get(stage.id) if frame.evidence else None
    header = Box(place.x, top, place.w, tall)
    base = header.bottom - (28 if known else 20)
    size, lines = _name_lines(frame, index)
    whole = stage_name(stage)
    name = tuple(
        Text(place.x + 14, base - 18.0 * (len(lines) - 1 - i), part, size, "on_stage", bold=True,
             whole=whole if part.endswith("…") else "")
        for i, part in enumerate(lines)
    )  # fmt: skip
    share, bar, words, opens = None, None, whole, None
    if known is not None:
        right = place.right - 14 - (_OPENS if stage.map else 0.0)
        share = Text(right, base, _share_text(frame, index), 15.0, "on_stage", bold=True, anchor="end")
        bar = (Box(place.x + 14, header.bottom - 15, place.w - 28, 5.0), known.share)
        told = say("of_customers", frame.language, share=share.content)
        words = say("marked", frame.language, mark=whole, text=told)
    if stage.map:
        words = f"{words} · {say('opens', frame.language, file=clean(stage.map))}"
        opens = Opens(stage.map, (place.right - 14 - 5.5, base - 5.0))
    box = Box(place.x, top, place.w, bottom - top)
    return Column(stage.id, hue(index), box, header, name, share, bar, words, opens)
