"""Lanes of cards (pain points, what to do next) and of short texts (goals, thoughts, back stage, …)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.journeymap.model import Opportunity, PainEvidence, PainPoint, Touchpoint
from sojourn.render.layout.frame import LANE_PAD, Frame
from sojourn.render.layout.head import flow_words
from sojourn.render.layout.picture import Box, Item, Note, Text
from sojourn.render.layout.text import clean, fit, shorten, width, wrap
from sojourn.render.numbers import about, between, count, percent, points
from sojourn.render.words import say

_MOST: Final = 4
"""Cards or texts of one lane in one stage; the rest is counted."""
_TITLE: Final = 13.5
_TITLE_LINES: Final = 7
_FIGURES: Final = ((20.0, 1), (17.0, 1), (14.0, 1), (12.0, 1))
"""How the largest number may be set, best first: size and lines."""
_SMALL: Final = 12.0
_ITEM: Final = 12.5
_LINE: Final = 16.5
_PAD: Final = 12.0
_BETWEEN: Final = 8.0
_SURE: Final = "95\u202f%"
_SPOKEN: Final = frozenset({"rose", "bud", "thorn"})
_PILL: Final = {"quick_win": "pill_good", "strategic": "stage0", "innovation": "stage4"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a text lane before it is laid out."""

    text: str
    mark: str = "dot"
    tone: str = "slate"


@dataclass(frozen=True, slots=True)
class _Draft:
    """A card before it is laid out."""

    title: str
    facts: tuple[str, ...]
    accent: str
    pill: tuple[str, str] | None = None
    figure: str = ""
    """The largest number of the card: what the pain costs, or what it does where no value is known."""
    under: tuple[str, ...] = ()
    """Its interval."""


def pain_notes(frame: Frame, top: float) -> tuple[tuple[Note, ...], float]:
    """Cards of the pain points, the worst of a stage first; and the height of the lane."""
    drafts = []
    for index in range(len(frame.columns)):
        found = [(t, p) for t in frame.stage_touchpoints(index) for p in t.pain_points]
        found.sort(key=lambda pair: -pair[1].severity)
        drafts.append([_pain(frame, t, p) for t, p in found])
    return _grid(frame, drafts, top)


def opportunity_notes(frame: Frame, top: float) -> tuple[tuple[Note, ...], float]:
    """Cards of what to do, most impact for the effort first, in the stage of the pain point each one answers."""
    place = {
        p.id: i for i in range(len(frame.columns)) for t in frame.stage_touchpoints(i) for p in t.pain_points
    }
    stages: list[list[Opportunity]] = [[] for _ in frame.columns]
    for opportunity in frame.jmap.opportunities:
        stages[next((place[p] for p in opportunity.pain_points if p in place), 0)].append(opportunity)
    for found in stages:
        found.sort(key=lambda o: -(o.impact or 0) / (o.effort or 5))
    return _grid(frame, [[_opportunity(frame, o, place) for o in found] for found in stages], top)


def _pain(frame: Frame, touchpoint: Touchpoint, pain: PainPoint) -> _Draft:
    title = clean(pain.text) or "?"
    known = frame.evidence.pain_points.get(pain.id) if frame.evidence else None
    if known is not None:
        return _costly(frame, title, known)
    severity = say("severity", frame.language, n=pain.severity)
    return _Draft(title, (frame.names[touchpoint.id], severity), "harm")


def _costly(frame: Frame, title: str, known: PainEvidence) -> _Draft:
    """What a pain point costs, with its interval; whom it meets and what it does stand above."""
    language = frame.language
    met = (say("customers", language, n=count(known.customers)), percent(known.share, language))
    if known.value is None or known.value_low is None or known.value_high is None:
        interval = between(points(known.effect_low, language), points(known.effect_high, language), language)
        facts = (*met, clean(known.outcome))
        return _Draft(title, facts, "harm", figure=points(known.effect, language), under=(interval, _SURE))
    low, high = (about(value, known.currency or "") for value in (known.value_low, known.value_high))
    return _Draft(
        title,
        (*met, points(known.effect, language), clean(known.outcome)),
        "harm",
        figure=about(known.value, known.currency or ""),
        under=(between(low, high, language), _SURE),
    )


def _opportunity(frame: Frame, opportunity: Opportunity, place: dict[str, int]) -> _Draft:
    language = frame.language
    parts = [clean(opportunity.owner or "")]
    if not any(p in place for p in opportunity.pain_points):
        parts.append(say("whole_journey", language))
    if opportunity.impact is not None:
        parts.append(say("impact", language, n=opportunity.impact))
    if opportunity.effort is not None:
        parts.append(say("effort", language, n=opportunity.effort))
    pill = None
    if opportunity.kind is not None:
        pill = (_PILL[opportunity.kind], say(f"kind.{opportunity.kind}", language))
    return _Draft(clean(opportunity.title) or "?", tuple(p for p in parts if p), "", pill)


def _grid(frame: Frame, drafts: Sequence[Sequence[_Draft]], top: float) -> tuple[tuple[Note, ...], float]:
    notes: list[Note] = []
    lowest = top
    for index, column in enumerate(frame.columns):
        y = top + _BETWEEN + 2
        shown = drafts[index][:_MOST]
        for draft in shown:
            note = _note(index, draft, Box(column.x + LANE_PAD - 2, y, column.w - 2 * LANE_PAD + 4, 0))
            notes.append(note)
            y = note.box.bottom + _BETWEEN
        hidden = len(drafts[index]) - len(shown)
        if hidden > 0:
            notes.append(_more(frame, index, hidden, y))
            y += 22
        lowest = max(lowest, y)
    return tuple(notes), lowest - top + 4


def _note(index: int, draft: _Draft, at: Box) -> Note:
    room = at.w - 2 * _PAD
    lines: list[Text] = []
    y = at.y + 7
    pill = None
    if draft.pill is not None:
        tone, words = draft.pill
        y += 5
        words = shorten(words, room - 20, _SMALL, bold=True)
        wide = width(words, _SMALL, bold=True) + 20
        written = Text(
            at.x + _PAD + wide / 2, y + 14.3, words, _SMALL, "on_stage", bold=True, anchor="middle"
        )
        pill = (Box(at.x + _PAD, y, wide, 20), tone, written)
        y += 22
    for part in wrap(draft.title, room, _TITLE, bold=True, lines=_TITLE_LINES):
        y += 17.5
        lines.append(
            Text(at.x + _PAD, y, part, _TITLE, bold=True, whole=draft.title if part.endswith("…") else "")
        )
    y += 2
    for part in flow_words(draft.facts, room, _SMALL, " · "):
        y += 17
        lines.append(Text(at.x + _PAD, y, part, _SMALL, "soft", whole=" · ".join(draft.facts)))
    if draft.figure:
        y += 29
        size, (figure, *_) = fit(draft.figure, room, _FIGURES, bold=True)
        whole = draft.figure if figure != draft.figure else ""
        lines.append(Text(at.x + _PAD, y, figure, size, "harm_text", bold=True, whole=whole))
        for part in flow_words(draft.under, room, _SMALL, "  ·  "):
            y += 17
            lines.append(Text(at.x + _PAD, y, part, _SMALL, "soft"))
    pill_words = draft.pill[1] if draft.pill else ""
    told = (pill_words, draft.title, *draft.facts, draft.figure, *draft.under)
    label = " · ".join(part for part in told if part)
    return Note(
        index,
        Box(at.x, at.y, at.w, y + 12 - at.y),
        draft.accent,
        pill,
        tuple(lines),
        label,
    )


def _more(frame: Frame, index: int, hidden: int, y: float) -> Note:
    column = frame.columns[index]
    words = say("more", frame.language, n=hidden)
    text = Text(column.x + LANE_PAD + _PAD - 2, y + 14, words, _SMALL, "soft")
    return Note(index, Box(column.x, y, column.w, 20), "none", None, (text,), words)


def text_items(
    frame: Frame, entries: Callable[[int], Sequence[Entry]], top: float
) -> tuple[tuple[Item, ...], float]:
    """The entries of a text lane (`entries` gives those of a stage by its index), and the height of the lane."""
    items: list[Item] = []
    lowest = top
    for index, column in enumerate(frame.columns):
        y = top + 8
        found = entries(index)
        shown = list(found[:_MOST])
        if len(found) > _MOST:
            shown.append(Entry(say("more", frame.language, n=len(found) - _MOST), mark=""))
        for entry in shown:
            x = column.x + LANE_PAD + 2
            indent = 15.0 if entry.mark else 0.0
            lines = []
            at = (x + 4, y + 11.5)
            for part in wrap(
                entry.text, column.w - 2 * LANE_PAD - 4 - indent, _ITEM, lines=3, balanced=False
            ):
                y += _LINE
                whole = entry.text if part.endswith("…") else ""
                lines.append(Text(x + indent, y, part, _ITEM, "ink" if entry.mark else "soft", whole=whole))
            y += 5
            items.append(Item(index, entry.mark, entry.tone, at, tuple(lines), _told(frame, entry)))
        lowest = max(lowest, y)
    return tuple(items), lowest - top + 8


def _told(frame: Frame, entry: Entry) -> str:
    """The entry with the word for its mark, for those who do not see it."""
    if entry.mark not in _SPOKEN:
        return entry.text
    return say("marked", frame.language, mark=say(entry.mark, frame.language), text=entry.text)


def lane_entries(frame: Frame, key: str, index: int) -> list[Entry]:
    """What the document says for a text lane in a stage."""
    stage, touchpoints = frame.jmap.stages[index], frame.stage_touchpoints(index)
    if key == "goal":
        found = [Entry(stage.goal or "")]
    elif key == "expectation":
        found = [Entry(stage.expectation or ""), *(Entry(t.expectation or "") for t in touchpoints)]
    elif key == "actions":
        found = [Entry(a) for t in touchpoints for a in t.actions]
    elif key == "thoughts":
        found = [Entry(thought, "quote") for t in touchpoints for thought in t.thoughts]
    elif key == "workshop":
        found = [
            Entry(text, mark, tone)
            for mark, tone in (("rose", "good"), ("bud", "neutral"), ("thorn", "harm"))
            for t in touchpoints
            for text in getattr(t, mark)
        ]
    elif key == "policies":
        found = [Entry(text) for t in touchpoints for text in t.policies]
    elif key == "backstage":
        found = [
            Entry(f"{say(part, frame.language)}: {clean(text)}")
            for part in ("backstage", "support", "policies", "systems")
            for t in touchpoints
            for text in getattr(t, part)
            if clean(text)
        ]
    else:
        found = [
            Entry(clean(k.metric) + (f" → {clean(k.target)}" if clean(k.target) else ""), "target")
            for t in touchpoints
            for k in t.kpis
        ]
    cleaned = (Entry(clean(e.text), e.mark, e.tone) for e in found)
    return list({e.text: e for e in cleaned if e.text}.values())
