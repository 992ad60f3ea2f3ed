"""Touchpoint cards: what is on them, how high they are, and where they stand in the flow lane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.journeymap.model import Touchpoint
from sojourn.render.layout.badges import LINE as BADGE_LINE
from sojourn.render.layout.badges import Badge, badges, missing, unknown
from sojourn.render.layout.frame import COLUMN_GAP, Frame, feeling_tone
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.head import flow_words
from sojourn.render.layout.icons import icon_of
from sojourn.render.layout.picture import Card, Opens
from sojourn.render.layout.text import ELLIPSIS, clean, fit, shorten, width, wrap
from sojourn.render.numbers import count, percent
from sojourn.render.words import say

_NAMES: Final = ((14.0, 1), (14.0, 2), (13.0, 2), (13.0, 3), (12.0, 3), (11.0, 4))
"""How a name may be set, best first: size and lines."""
SMALL: Final = 12.0
_SMALLEST: Final = 11.0
_BADGE_SIZE: Final = 11.5
_DOT: Final = " · "
_SHARE: Final = 13.0
_BETWEEN: Final = 8.0
"""Least distance of the share from what stands left of it."""
TAIL: Final = 30.0
"""Room below a card for those who leave or come again."""
GAP: Final = 24.0
_WIDEST_GAP: Final = 64.0
_INSET: Final = 15.0
_PAD: Final = 11.0
_BADGE: Final = 20.0
_TOP: Final = 30.0
_BOTTOM: Final = 20.0
_LOWEST_LANE: Final = 190.0
_SWEEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a card before its height in the lane is known."""

    touchpoint: Touchpoint
    rank: int
    x: float
    w: float
    h: float
    name: tuple[str, ...]
    size: float
    tail: float
    badges: tuple[Badge, ...] = ()

    @property
    def leading(self) -> float:
        """From one line of the name to the next."""
        return self.size + 3.0


def slots(frame: Frame, tails: frozenset[str]) -> tuple[tuple[Slot, ...], ...]:
    """Per column of cards, the cards in it; `tails` are the touchpoints that need room below."""
    done: list[tuple[Slot, ...]] = []
    for stage, column in enumerate(frame.columns):
        parts = frame.ranks[stage]
        room = (column.w + COLUMN_GAP) / len(parts)
        wide = _card_width(room)
        for part, touchpoints in enumerate(parts):
            middle = column.x - COLUMN_GAP / 2 + room * (part + 0.5)
            order = sorted(touchpoints, key=lambda t: frame.rows.of.get(t.id, 0))
            done.append(tuple(_slot(frame, t, len(done), middle - wide / 2, wide, tails) for t in order))
    return tuple(done)


def _card_width(room: float) -> float:
    return min(240.0, room - min(max(52.0, 0.28 * room), 84.0))


def _slot(
    frame: Frame, touchpoint: Touchpoint, rank: int, x: float, wide: float, tails: frozenset[str]
) -> Slot:
    room = wide - _INSET - _PAD - _BADGE * len(_marks(frame, touchpoint))
    size, lines = fit(frame.names[touchpoint.id], room, _NAMES, bold=True)
    below = _broken(badges(frame, touchpoint), wide - _INSET - _PAD)
    return Slot(
        touchpoint,
        rank,
        x,
        wide,
        h=35.0 + (size + 3.0) * max(1, len(lines)) + BADGE_LINE * len(below),
        name=lines,
        size=size,
        tail=TAIL if touchpoint.id in tails else 0.0,
        badges=below,
    )


def place(
    columns: Sequence[Sequence[Slot]], pulls: Mapping[str, Sequence[tuple[str, float]]], least: float
) -> tuple[dict[str, float], float]:
    """The top of every card, and the height of the lane.

    Cards keep their order; each is drawn towards the cards it exchanges customers with, as far as the gaps allow.

    Parameters
    ----------
    pulls
        Touchpoint → (other touchpoint, customers).
    least
        Least height of the lane.
    """
    need = max((sum(s.h + s.tail + GAP for s in column) - GAP for column in columns if column), default=0.0)
    height = max(need + _TOP + _BOTTOM, _LOWEST_LANE, least)
    top, bottom = _TOP, height - _BOTTOM
    tops: dict[str, float] = {}
    gaps = [_gap(column, bottom - top) for column in columns]
    for column, gap in zip(columns, gaps, strict=True):
        used = sum(s.h + s.tail for s in column)
        y = top + (bottom - top - used - gap * (len(column) - 1)) / 2
        for slot in column:
            tops[slot.touchpoint.id] = y
            y += slot.h + slot.tail + gap
    heights = {s.touchpoint.id: s.h for column in columns for s in column}
    rank = {s.touchpoint.id: s.rank for column in columns for s in column}
    for sweep in range(_SWEEPS):
        for i in range(len(columns)) if sweep % 2 == 0 else reversed(range(len(columns))):
            _pull(columns[i], tops, heights, rank, pulls)
            _settle(columns[i], tops, top, bottom, GAP + (gaps[i] - GAP) * 0.6)
    _centre(columns, tops, top, bottom)
    return tops, height


def _gap(column: Sequence[Slot], room: float) -> float:
    """The free room shared between the cards of a column, within limits."""
    free = room - sum(s.h + s.tail for s in column)
    return min(max(free / (len(column) + 1), GAP), _WIDEST_GAP)


def _pull(
    column: Sequence[Slot],
    tops: dict[str, float],
    heights: Mapping[str, float],
    rank: Mapping[str, int],
    pulls: Mapping[str, Sequence[tuple[str, float]]],
) -> None:
    for slot in column:
        others = [(o, w) for o, w in pulls.get(slot.touchpoint.id, ()) if rank[o] != slot.rank]
        weight = sum(w for _, w in others)
        if weight > 0:
            wanted = sum((tops[o] + heights[o] / 2) * w for o, w in others) / weight - slot.h / 2
            tops[slot.touchpoint.id] += 0.5 * (wanted - tops[slot.touchpoint.id])


def _settle(column: Sequence[Slot], tops: dict[str, float], top: float, bottom: float, gap: float) -> None:
    """Push cards apart that came too close: half way between pushing all down and pushing all up."""
    wanted = [tops[slot.touchpoint.id] for slot in column]
    tall = [slot.h + slot.tail for slot in column]
    down, up = list(wanted), list(wanted)
    for i in range(1, len(column)):
        down[i] = max(down[i], down[i - 1] + tall[i - 1] + gap)
    for i in range(len(column) - 2, -1, -1):
        up[i] = min(up[i], up[i + 1] - tall[i] - gap)
    ys = [(one + two) / 2 for one, two in zip(down, up, strict=True)]
    edge = top
    for i, y in enumerate(ys):
        ys[i] = max(y, edge)
        edge = ys[i] + tall[i] + gap
    floor = bottom
    for i in range(len(column) - 1, -1, -1):
        ys[i] = min(ys[i], floor - tall[i])
        floor = ys[i] - gap
    tops.update(zip((slot.touchpoint.id for slot in column), ys, strict=True))


def _centre(columns: Sequence[Sequence[Slot]], tops: dict[str, float], top: float, bottom: float) -> None:
    """Shift all cards together to the middle of the lane."""
    flat = [slot for column in columns for slot in column]
    if flat:
        first = min(tops[slot.touchpoint.id] for slot in flat)
        last = max(tops[slot.touchpoint.id] + slot.h + slot.tail for slot in flat)
        shift = (top + bottom - first - last) / 2
        for slot in flat:
            tops[slot.touchpoint.id] += shift


def card(frame: Frame, slot: Slot, y: float) -> Card:
    """The card of a slot with its top at `y`."""
    touchpoint = slot.touchpoint
    known, emotion = frame.known(touchpoint), frame.emotion(touchpoint)
    x = slot.x + _INSET
    right = slot.x + slot.w - _PAD
    base = y + slot.h - 13.0 - BADGE_LINE * len(slot.badges)
    share = None
    told = _share(frame, touchpoint)
    if told:
        share = Text(right, base, told, _SHARE, bold=True, anchor="end")
    reason = missing(frame, touchpoint)
    if reason is not None:
        share = Text(
            right, base, say("no_data", frame.language), _BADGE_SIZE, "soft", anchor="end", whole=reason
        )
    channel = clean(touchpoint.channel)
    detail = channel or (say("customers", frame.language, n=count(known.customers)) if known else "")
    brief = count(known.customers) if known and not channel else ""
    at = x + (18.0 if channel else 0.0)
    room = right - at - (width(share.content, share.size, bold=share.bold) + _BETWEEN if share else 0)
    full = frame.names[touchpoint.id]
    facts = _facts(frame, touchpoint)
    marks_y = y + (19.0 if touchpoint.importance else 16.5)
    marks = {mark: (right - 7.0 - _BADGE * i, marks_y) for i, mark in enumerate(_marks(frame, touchpoint))}
    return Card(
        touchpoint=touchpoint.id,
        place=frame.stage_index[touchpoint.id],
        box=Box(slot.x, y, slot.w, slot.h),
        edge=feeling_tone(emotion.score if emotion else None),
        name=_name(frame, slot, x, y),
        icon=icon_of(channel) if channel else "",
        icon_at=(x, base - 10.5),
        detail=_detail(at, base, detail, brief, room),
        share=share,
        star=marks.get("star"),
        flag=marks.get("flag"),
        facts=facts,
        label=" · ".join((full, *facts)),
        extra=_extra(slot, x, base),
        importance=(right, y + 6.0, touchpoint.importance) if touchpoint.importance else None,
        outline="dashed" if frame.beside and frame.beside.standing(touchpoint.id) == "gone" else "solid",
        opens=Opens(touchpoint.map, marks["opens"]) if touchpoint.map else None,
    )


def _marks(frame: Frame, touchpoint: Touchpoint) -> tuple[str, ...]:
    """The marks at the top right of a card, from the right."""
    has = (
        ("star", touchpoint.moment_of_truth),
        ("flag", frame.is_goal(touchpoint)),
        ("opens", bool(touchpoint.map)),
    )
    return tuple(name for name, there in has if there)


def _name(frame: Frame, slot: Slot, x: float, y: float) -> tuple[Text, ...]:
    full = frame.names[slot.touchpoint.id]
    first = y + 8.0 + slot.size
    return tuple(
        Text(x, first + slot.leading * i, line, slot.size, bold=True, whole=_whole(line, full))
        for i, line in enumerate(slot.name)
    )


def _broken(found: Sequence[Badge], room: float) -> tuple[Badge, ...]:
    """The lines as they are drawn: one that is wider than the card takes more, broken between its facts if it has several."""
    return tuple(
        Badge(part, badge.tone, badge.text)
        for badge in found
        for part in (
            flow_words(badge.text.split(_DOT), room, _BADGE_SIZE, _DOT)
            if _DOT in badge.text
            else wrap(badge.text, room, _BADGE_SIZE, lines=3, balanced=False)
        )
    )


def _extra(slot: Slot, x: float, base: float) -> tuple[Text, ...]:
    """The small lines below the detail."""
    lines = []
    for i, badge in enumerate(slot.badges):
        y = base + BADGE_LINE * (i + 1)
        lines.append(Text(x, y, badge.text, _BADGE_SIZE, badge.tone, whole=badge.whole or badge.text))
    return tuple(lines)


def _share(frame: Frame, touchpoint: Touchpoint) -> str:
    """Its share of all customers; of two maps drawn together, where it is the same in both or only one has it."""
    known = frame.known(touchpoint)
    if known is not None:
        return percent(known.share, frame.language)
    both = frame.beside.shares(touchpoint.id) if frame.beside else (None, None)
    told = {percent(share, frame.language) for share in both if share is not None}
    return told.pop() if len(told) == 1 else ""


def _detail(x: float, y: float, detail: str, brief: str, room: float) -> Text:
    """The detail, set smaller if that keeps it whole; else its brief form, if it has one; else as much as fits."""
    for words in filter(None, (detail, brief)):
        for size in (SMALL, _SMALLEST):
            if width(words, size) <= room:
                return Text(x, y, words, size, "soft", whole=detail)
    return Text(x, y, shorten(detail, room, _SMALLEST), _SMALLEST, "soft", whole=detail)


def _whole(line: str, full: str) -> str:
    """The full name, where the line is a shortened part of it."""
    return full if line.endswith(ELLIPSIS) and line not in full else ""


def _facts(frame: Frame, touchpoint: Touchpoint) -> tuple[str, ...]:
    known = frame.known(touchpoint)
    facts = [clean(touchpoint.channel)]
    if known is not None:
        facts.append(say("of_customers", frame.language, share=percent(known.share, frame.language)))
    elif _share(frame, touchpoint):
        facts.append(say("of_customers", frame.language, share=_share(frame, touchpoint)))
    if touchpoint.moment_of_truth:
        facts.append(say("legend.truth", frame.language))
    if frame.is_goal(touchpoint):
        facts.append(say("legend.goal", frame.language))
    if touchpoint.importance:
        facts.append(say("importance", frame.language, n=touchpoint.importance))
    if touchpoint.map:
        facts.append(say("opens", frame.language, file=clean(touchpoint.map)))
    reason = missing(frame, touchpoint)
    if reason is not None:
        facts.append(unknown(reason, frame.language))
    facts += [badge.text for badge in badges(frame, touchpoint)]
    return tuple(fact for fact in facts if fact)
