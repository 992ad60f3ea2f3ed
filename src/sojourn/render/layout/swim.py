"""Where the cards stand in swimlanes, and the names of the rows."""

from collections.abc import Sequence
from typing import Final

from sojourn.render.layout.cards import GAP, Slot
from sojourn.render.layout.frame import GUTTER, MARGIN, Frame
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.icons import icon_of
from sojourn.render.layout.picture import LaneRow
from sojourn.render.layout.text import ELLIPSIS, wrap

HEADING: Final = 58.0
"""Room for the name of the lane above the name of its first row."""
_PAD: Final = 15.0
_NAME: Final = 13.0
_NAME_LINE: Final = 17.0
_ICON: Final = 18.0


def place_in_rows(
    frame: Frame, columns: Sequence[Sequence[Slot]], top: float, least: float
) -> tuple[dict[str, float], tuple[LaneRow, ...], float]:
    """The top of every card within the lane, the rows in coordinates of the picture, and the height of the lane."""
    named = [_name(frame, row) for row in range(len(frame.rows.names))]
    heights = []
    for row, lines in enumerate(named):
        cells = (_cell(frame, column, row) for column in columns)
        stack = max((_stack(cell) for cell in cells), default=0.0)
        words = _NAME_LINE * len(lines) + 20.0 + (HEADING - 14.0 if row == 0 else 0.0)
        heights.append(max(stack + 2 * _PAD, words))
    spare = max(0.0, least - sum(heights)) / len(heights)
    tops: dict[str, float] = {}
    rows = []
    y = 0.0
    for row, least_tall in enumerate(heights):
        tall = least_tall + spare
        for column in columns:
            _place(_cell(frame, column, row), y, tall, tops)
        rows.append(_row(frame, row, named[row], Box(MARGIN, top + y, frame.right - MARGIN, tall)))
        y += tall
    return tops, tuple(rows), y


def _cell(frame: Frame, column: Sequence[Slot], row: int) -> list[Slot]:
    return [slot for slot in column if frame.rows.of[slot.touchpoint.id] == row]


def _stack(cell: Sequence[Slot]) -> float:
    return sum(slot.h + slot.tail + GAP for slot in cell) - GAP if cell else 0.0


def _place(cell: Sequence[Slot], top: float, tall: float, tops: dict[str, float]) -> None:
    """Cards above each other in the middle of the row."""
    y = top + (tall - _stack(cell)) / 2
    for slot in cell:
        tops[slot.touchpoint.id] = y
        y += slot.h + slot.tail + GAP


def _name(frame: Frame, row: int) -> tuple[str, ...]:
    room = GUTTER - 16.0 - (_ICON if frame.rows.by == "channel" else 0.0)
    return wrap(frame.rows.names[row], room, _NAME, bold=True, lines=3)


def _row(frame: Frame, row: int, lines: Sequence[str], box: Box) -> LaneRow:
    whole = frame.rows.names[row]
    channel = frame.rows.by == "channel"
    x, y = MARGIN + (_ICON if channel else 0.0), box.y + (HEADING if row == 0 else 8.0) + 15.0
    texts = tuple(
        Text(x, y + _NAME_LINE * i, part, _NAME, bold=True, whole=whole if part.endswith(ELLIPSIS) else "")
        for i, part in enumerate(lines)
    )
    return LaneRow(whole, box, texts, icon_of(whole) if channel else "", (MARGIN, y - 11.0))
