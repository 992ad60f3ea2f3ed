"""The wait lane: in every stage, after which touchpoint customers wait longest, and how long."""

from math import log10
from typing import Final

from sojourn.journeymap.model import Touchpoint
from sojourn.render.layout.frame import LANE_PAD, Frame, feeling_tone
from sojourn.render.layout.picture import Bar, Box, Text
from sojourn.render.layout.text import ELLIPSIS, width, wrap
from sojourn.render.numbers import duration
from sojourn.render.words import say

_HEIGHT: Final = 64.0
_LINE: Final = 16.0
_THICK: Final = 8.0
_TEXT: Final = 12.5
_SHORTEST: Final = 1.0
_LEAST_SHARE: Final = 0.04


def wait_bars(frame: Frame, top: float) -> tuple[tuple[Bar, ...], float]:
    """One bar a stage, on a common logarithmic scale from a second to the longest wait; and the height of the lane.

    There are none if no wait is known.
    """
    longest = [_longest(frame, index) for index in range(len(frame.columns))]
    known = [wait for _, wait in filter(None, longest)]
    if not known:
        return (), 0.0
    end = max(*known, 10.0)
    bars = []
    for index, found in enumerate(longest):
        if found is not None:
            bars.append(_bar(frame, index, *found, end=end, top=top))
    return tuple(bars), _HEIGHT + _LINE * (max(len(bar.words) for bar in bars) - 1)


def _longest(frame: Frame, index: int) -> tuple[Touchpoint, float] | None:
    waits = []
    for touchpoint in frame.stage_touchpoints(index):
        known = frame.known(touchpoint)
        if known is not None and known.median_wait_s is not None and known.median_wait_s >= 0:
            waits.append((touchpoint, known.median_wait_s))
    return max(waits, key=lambda pair: pair[1], default=None)


def _bar(frame: Frame, index: int, touchpoint: Touchpoint, wait: float, *, end: float, top: float) -> Bar:
    column = frame.columns[index]
    box = Box(column.x + LANE_PAD + 2, top + 17, column.w - 2 * LANE_PAD - 4, _THICK)
    emotion = frame.emotion(touchpoint)
    hurts = emotion is not None and feeling_tone(emotion.score) == "harm"
    figure = duration(wait, frame.language)
    room = box.w - width(figure, _TEXT, bold=True) - 10
    whole = say("after", frame.language, name=frame.names[touchpoint.id])
    share = log10(max(wait, _SHORTEST)) / log10(end)
    base = top + 45
    return Bar(
        touchpoint.id,
        touchpoint.stage,
        box,
        min(max(share, _LEAST_SHARE), 1.0),
        "harm" if hurts else "slate",
        tuple(
            Text(box.x, base + _LINE * i, part, _TEXT, "soft", whole=whole if part.endswith(ELLIPSIS) else "")
            for i, part in enumerate(wrap(whole, room, _TEXT, balanced=False))
        ),
        Text(box.right, base, figure, _TEXT, "harm_text" if hurts else "ink", bold=True, anchor="end"),
        f"{whole}: {figure}",
    )
