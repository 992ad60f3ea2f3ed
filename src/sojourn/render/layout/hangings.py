"""What hangs below a card: those who leave the journey, and those who come again."""

from typing import Final

from sojourn.render.layout.curves import head, head_length, line, move, number
from sojourn.render.layout.flows import loops
from sojourn.render.layout.frame import Frame, hue
from sojourn.render.layout.geometry import Text
from sojourn.render.layout.ground import THINNEST, UNDER, Plan
from sojourn.render.layout.picture import Leaving, Ribbon
from sojourn.render.layout.text import width
from sojourn.render.numbers import MINUS, count, percent
from sojourn.render.words import say

_LEAVE_LEAST: Final = 0.005
_LOOP_LEAST: Final = 0.02
_LABEL: Final = 12.0
_LOOP_LEFT: Final = 10.0
_LOOP_WORDS: Final = 30.0
_OUT: Final = 20.0
"""How far the words of those who leave reach beyond the card."""
_WIDEST: Final = 14.0


def loops_drawn(frame: Frame) -> dict[str, str]:
    """Touchpoint → what to write beside its loop arrow."""
    done = {}
    counted = loops(frame)
    for touchpoint in frame.touchpoints:
        known = frame.known(touchpoint)
        share = known.repeats_share if known else None
        if share is not None and share >= _LOOP_LEAST:
            done[touchpoint.id] = percent(share, frame.language)
        elif share is None and touchpoint.id in counted:
            done[touchpoint.id] = count(counted[touchpoint.id]) if counted[touchpoint.id] else ""
    return done


def leaving_drawn(frame: Frame) -> dict[str, int]:
    """Touchpoint → customers whose journey ends there, where they are enough to matter; the goal is no leaving."""
    done = {}
    for touchpoint in frame.touchpoints:
        known = frame.known(touchpoint)
        if known is None or frame.is_goal(touchpoint) or frame.evidence is None:
            continue
        if known.exits >= max(1, _LEAVE_LEAST * frame.evidence.customers):
            done[touchpoint.id] = known.exits
    return done


def between(plan: Plan, name: str) -> tuple[float, float]:
    """The free stretch of a card's lower edge, between its loop and those who leave."""
    box = plan.boxes[name]
    left, right = box.x + 14, box.right - 14
    if name in plan.again:
        left = box.x + _LOOP_WORDS + width(plan.again[name], _LABEL) + 3
    if name in plan.leave:
        right = _stem(plan, name) - 5
    return left, right


def loop(plan: Plan, name: str) -> Ribbon:
    """A small arrow below the card that returns to it."""
    box, words, names = plan.boxes[name], plan.again[name], plan.frame.names
    x, y = box.x + _LOOP_LEFT, box.bottom
    path = move(x, y - 1) + f"v6c0 13 14 13 14 2v{number(head_length(2) - 8)}"
    text = Text(box.x + _LOOP_WORDS, y + 18, words, _LABEL, "soft", halo=_tint(plan, name)) if words else None
    label = say("loop.title", plan.frame.language, n=words) if words else f"{names[name]} → {names[name]}"
    return Ribbon(name, name, "loop", path, 1.8, head((x + 14, y + 1), (0, -1), 1.8), label, text)


def hanging(plan: Plan, name: str) -> Leaving:
    """Those who leave, falling off the lower edge of the card to its right."""
    frame, box, words, wide = plan.frame, plan.boxes[name], _words(plan, name), _width(plan, name)
    x, y = _stem(plan, name) + wide / 2, box.bottom
    turn = y + 17 - max(0.0, wide / 2 - 6)
    end = x + wide / 2 + 6
    bend = f"C{number(x)} {number(turn)} {number(x + 3)} {number(turn)} {number(end)} {number(turn)}"
    known = frame.known(plan.slot[name].touchpoint)
    label = say(
        "exit.title",
        frame.language,
        share=words.removeprefix(MINUS),
        own=percent(known.exits_share if known else 0.0, frame.language),
    )
    return Leaving(
        name,
        move(x, y - UNDER) + line(x, y + 3) + bend,
        wide,
        head((end + head_length(wide), turn), (1, 0), wide),
        Text(
            box.right + _OUT,
            turn + 4.3,
            words,
            _LABEL,
            "harm_text",
            bold=True,
            anchor="end",
            halo=_tint(plan, name),
        ),
        label,
    )


def _tint(plan: Plan, name: str) -> str:
    return f"tint{hue(plan.frame.stage_index[name])}"


def _words(plan: Plan, name: str) -> str:
    total = plan.frame.evidence.customers if plan.frame.evidence else 0
    return MINUS + percent(plan.leave[name] / total if total else 0.0, plan.frame.language)


def _width(plan: Plan, name: str) -> float:
    return min(max(THINNEST, plan.scale * plan.leave[name]), _WIDEST)


def _stem(plan: Plan, name: str) -> float:
    """Left edge of the stem of those who leave."""
    return (
        plan.boxes[name].right + _OUT - width(_words(plan, name), _LABEL, bold=True) - 20 - _width(plan, name)
    )
