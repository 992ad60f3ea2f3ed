"""The wait lane: in every stage, after which touchpoint customers wait longest, and how long."""

from math import log10
from typing import Final

from sojourn.journeymap.model import Touchpoint
from sojourn.render.layout.frame import LANE_PAD, Frame
from sojourn.render.layout.picture import Bar, Box, Text
from sojourn.render.layout.text import shorten, width
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

    There are none if no wait is known. All are neutral: that a touchpoint is disliked, or that people take their time
    after it, does not make the wait a harm.
    """
    longest = [_longest(frame, index) for index in range(len(frame.columns))]
    known = [wait for _, wait in filter(None, longest)]
    if not known:
        return (), 0.0
    end = max(*known, 10.0)
    stacked = any(not _beside(frame, index, *found) for index, found in enumerate(longest) if found)
    bars = tuple(
        _bar(frame, index, *found, end=end, top=top, stacked=stacked)
        for index, found in enumerate(longest)
        if found is not None
    )
    return bars, _HEIGHT + (_LINE if stacked else 0.0)


def _longest(frame: Frame, index: int) -> tuple[Touchpoint, float] | None:
    waits = []
    for touchpoint in frame.stage_touchpoints(index):
        known = frame.known(touchpoint)
        if known is not None and known.median_wait_s is not None and known.median_wait_s >= 0:
            waits.append((touchpoint, known.median_wait_s))
    return max(waits, key=lambda pair: pair[1], default=None)


def _words(frame: Frame, touchpoint: Touchpoint) -> str:
    return say("after", frame.language, name=frame.names[touchpoint.id])


def _beside(frame: Frame, index: int, touchpoint: Touchpoint, wait: float) -> bool:
    """Whether words and figure have room beside each other."""
    figure = width(duration(wait, frame.language), _TEXT, bold=True)
    room = frame.columns[index].w - 2 * LANE_PAD - 4 - 10
    return width(_words(frame, touchpoint), _TEXT) + figure <= room


def _bar(
    frame: Frame, index: int, touchpoint: Touchpoint, wait: float, *, end: float, top: float, stacked: bool
) -> Bar:
    column = frame.columns[index]
    box = Box(column.x + LANE_PAD + 2, top + 17, column.w - 2 * LANE_PAD - 4, _THICK)
    figure, whole = duration(wait, frame.language), _words(frame, touchpoint)
    share = log10(max(wait, _SHORTEST)) / log10(end)
    base = top + 45
    return Bar(
        touchpoint.id,
        index,
        box,
        min(max(share, _LEAST_SHARE), 1.0),
        "slate",
        Text(
            box.x, base + (_LINE if stacked else 0), shorten(whole, box.w, _TEXT), _TEXT, "soft", whole=whole
        ),
        Text(
            box.x if stacked else box.right,
            base,
            figure,
            _TEXT,
            bold=True,
            anchor="start" if stacked else "end",
        ),
        f"{whole}: {figure}",
    )
