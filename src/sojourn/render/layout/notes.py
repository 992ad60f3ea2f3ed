"""Lanes of cards: pain points, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.journeymap.model import Opportunity, PainEvidence, PainPoint, Touchpoint
from sojourn.render.layout.badges import SIGNS
from sojourn.render.layout.frame import LANE_PAD, Frame
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.head import flow_words
from sojourn.render.layout.picture import Note
from sojourn.render.layout.text import clean, fit, shorten, width, wrap
from sojourn.render.numbers import about, between, count, percent, points
from sojourn.render.words import say

_MOST: Final = 6
"""Cards of one lane in one stage; the rest is counted."""
_TITLE: Final = 13.5
_TITLE_LINES: Final = 7
_FIGURES: Final = ((20.0, 1), (17.0, 1), (14.0, 1), (12.0, 1))
"""How the largest number may be set, best first: size and lines."""
_SMALL: Final = 12.0
_PAD: Final = 12.0
_BETWEEN: Final = 8.0
_SURE: Final = "95\u202f%"
_STANDING: Final = {"gone": "pill_good", "new": "stage3"}
_PILL: Final = {"quick_win": "pill_good", "strategic": "stage0", "innovation": "stage4"}


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
    if frame.beside is not None:
        return _between(frame, touchpoint, pain)
    known = frame.evidence.pain_points.get(pain.id) if frame.evidence else None
    if known is not None:
        return _costly(frame, title, known)
    facts = [frame.names[touchpoint.id], say("severity", frame.language, n=pain.severity)]
    if frame.evidence and pain.id in frame.evidence.missing:
        facts.append(say("not_measured", frame.language))
    return _Draft(title, tuple(facts), "harm")


def _between(frame: Frame, touchpoint: Touchpoint, pain: PainPoint) -> _Draft:
    """A pain point of two maps: whether it is gone, new, or still there."""
    pair = frame.beside.pains[pain.id] if frame.beside else None
    standing = pair.standing if pair else "same"
    facts = [frame.names[touchpoint.id], say("severity", frame.language, n=pain.severity)]
    if (
        pair is not None
        and pair.one is not None
        and pair.other is not None
        and pair.one.severity != pair.other.severity
    ):
        facts[1] = say("severity.change", frame.language, one=pair.one.severity, other=pair.other.severity)
    pill = None
    if standing in _STANDING:
        pill = (_STANDING[standing], f"{SIGNS[standing]} {say(f'pain.{standing}', frame.language)}")
    return _Draft(clean(pain.text) or "?", tuple(facts), "good" if standing == "gone" else "harm", pill)


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
    if frame.beside is not None:
        parts[:0] = _part_in_change(frame, opportunity)
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


def _part_in_change(frame: Frame, opportunity: Opportunity) -> list[str]:
    """Of two maps drawn together: whether an opportunity is new or gone, and whether it makes the change."""
    if frame.beside is None:
        return []
    if frame.beside.makes_the_change(opportunity):
        return [say("makes_change", frame.language)]
    standing = frame.beside.opportunities[opportunity.id].standing
    return (
        [f"{SIGNS[standing]} {say(f'standing.{standing}', frame.language)}"] if standing in _STANDING else []
    )


def _grid(frame: Frame, drafts: Sequence[Sequence[_Draft]], top: float) -> tuple[tuple[Note, ...], float]:
    notes: list[Note] = []
    lowest = top
    for index, column in enumerate(frame.columns):
        y = top + _BETWEEN + 2
        found = drafts[index]
        shown = found[:_MOST] if len(found) > _MOST + 1 else found
        for draft in shown:
            note = _note(index, draft, Box(column.x + LANE_PAD - 2, y, column.w - 2 * LANE_PAD + 4, 0))
            notes.append(note)
            y = note.box.bottom + _BETWEEN
        hidden = len(found) - len(shown)
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
