"""The wait lane: in every stage, after which touchpoint customers wait longest, how long, and how long they expect to."""

from dataclasses import dataclass
from math import log10
from typing import Final

from sojourn.errors import UnitError
from sojourn.journeymap.model import Touchpoint
from sojourn.render.layout.frame import LANE_PAD, Frame
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.head import flow_words
from sojourn.render.layout.picture import Bar
from sojourn.render.layout.text import width, wrap
from sojourn.render.numbers import duration, percent
from sojourn.render.words import say
from sojourn.units import microseconds

_HEIGHT: Final = 64.0
_LINE: Final = 16.0
_THICK: Final = 8.0
_TEXT: Final = 12.5
_UNDER: Final = 11.5
_SHORTEST: Final = 1.0
_LEAST_SHARE: Final = 0.04


@dataclass(frozen=True, slots=True)
class _Wait:
    """A wait of a stage: what was measured, and what customers expect at most; in seconds."""

    touchpoint: Touchpoint
    measured: float | None
    expected: float | None
    longer: float | None

    @property
    def over(self) -> bool:
        """Whether the median is longer than expected."""
        return self.measured is not None and self.expected is not None and self.measured > self.expected

    @property
    def weight(self) -> tuple[bool, float]:
        """Which wait of a stage to show: the one farthest beyond what is expected, else the longest."""
        if self.measured is not None and self.expected is not None and self.over:
            return True, self.measured / self.expected
        return False, self.measured or self.expected or 0.0


def wait_bars(frame: Frame, top: float) -> tuple[tuple[Bar, ...], float]:
    """One bar a stage, on a common logarithmic scale from a second to the longest wait; and the height of the lane.

    There are none if no wait is known or expected. A bar is neutral, as that people take their time makes a wait no harm,
    unless the median is longer than what customers expect.
    """
    longest = [_longest(frame, index) for index in range(len(frame.columns))]
    known = [t for wait in longest if wait for t in (wait.measured, wait.expected) if t is not None]
    if not known:
        return (), 0.0
    end = max(*known, 10.0)
    stacked = any(not _beside(frame, index, wait) for index, wait in enumerate(longest) if wait)
    bars = tuple(
        _bar(frame, index, wait, end=end, top=top, stacked=stacked)
        for index, wait in enumerate(longest)
        if wait is not None
    )
    under = max(len(bar.under) for bar in bars)
    return bars, _HEIGHT + (_LINE if stacked else 0.0) + 15.0 * under


def told(frame: Frame) -> tuple[bool, bool]:
    """Whether any shown wait was measured, and whether any is expected."""
    found = [wait for index in range(len(frame.columns)) if (wait := _longest(frame, index)) is not None]
    return any(w.measured is not None for w in found), any(w.expected is not None for w in found)


def seconds(text: str | None) -> float | None:
    """Seconds of an expected wait; None where none is given, or none that can be read.

    >>> seconds("2d"), seconds("soon")
    (172800.0, None)
    """
    if not text:
        return None
    try:
        return microseconds(text) / 1_000_000
    except UnitError:
        return None


def _longest(frame: Frame, index: int) -> _Wait | None:
    waits = []
    for touchpoint in frame.stage_touchpoints(index):
        known = frame.known(touchpoint)
        measured = known.median_wait_s if known and known.median_wait_s is not None else None
        if measured is not None and measured < 0:
            measured = None
        wait = _Wait(
            touchpoint,
            measured,
            seconds(touchpoint.expected_wait),
            known.waits_longer_share if known else None,
        )
        if measured is not None or wait.expected is not None:
            waits.append(wait)
    some = [wait for wait in waits if wait.measured is not None] or waits
    return max(some, key=lambda wait: wait.weight, default=None)


def _words(frame: Frame, wait: _Wait) -> str:
    return say("after", frame.language, name=frame.names[wait.touchpoint.id])


def _figure(frame: Frame, wait: _Wait) -> str:
    if wait.measured is not None:
        return duration(wait.measured, frame.language)
    return f"≤\u00a0{duration(wait.expected or 0.0, frame.language)}"


def _beside(frame: Frame, index: int, wait: _Wait) -> bool:
    """Whether words and figure have room beside each other."""
    figure = width(_figure(frame, wait), _TEXT, bold=True)
    room = frame.columns[index].w - 2 * LANE_PAD - 4 - 10
    return width(_words(frame, wait), _TEXT) + figure <= room


def _facts(frame: Frame, wait: _Wait) -> list[str]:
    """What is said below a measured wait about what customers expect."""
    if wait.expected is None or wait.measured is None:
        return []
    language = frame.language
    parts = [say("wait.expected", language, wait=duration(wait.expected, language))]
    if wait.longer is not None:
        parts.append(say("wait.longer", language, share=percent(wait.longer, language)))
    elif wait.over:
        parts.append(say("wait.over", language))
    return parts


def _share(seconds: float, end: float) -> float:
    return min(max(log10(max(seconds, _SHORTEST)) / log10(end), 0.0), 1.0)


def _bar(frame: Frame, index: int, wait: _Wait, *, end: float, top: float, stacked: bool) -> Bar:
    column = frame.columns[index]
    box = Box(column.x + LANE_PAD + 2, top + 17, column.w - 2 * LANE_PAD - 4, _THICK)
    figure, whole, facts = _figure(frame, wait), _words(frame, wait), _facts(frame, wait)
    base = top + 45
    low = base + (_LINE if stacked else 0)
    words, *rest = wrap(whole, box.w, _TEXT, balanced=False) or ("",)
    under = [
        *((part, _TEXT) for part in rest),
        *((part, _UNDER) for part in flow_words(facts, box.w, _UNDER, " · ")),
    ]
    return Bar(
        wait.touchpoint.id,
        index,
        box,
        max(_share(wait.measured, end), _LEAST_SHARE) if wait.measured is not None else 0.0,
        "harm" if wait.over else "slate",
        Text(box.x, low, words, _TEXT, "soft", whole=whole),
        Text(
            box.x if stacked else box.right,
            base,
            figure,
            _TEXT,
            "harm_text" if wait.over else "ink",
            bold=True,
            anchor="start" if stacked else "end",
        ),
        " · ".join((say("marked", frame.language, mark=whole, text=figure), *facts)),
        _share(wait.expected, end) if wait.expected is not None else None,
        tuple(
            Text(box.x, low + 15.0 * (i + 1), part, size, "soft", whole=" · ".join((whole, *facts)))
            for i, (part, size) in enumerate(under)
        ),
    )
