"""Entries of text lanes: a mark and a few lines each, stage by stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.render.layout.frame import LANE_PAD, Frame
from sojourn.render.layout.geometry import Text
from sojourn.render.layout.picture import Item
from sojourn.render.layout.text import ELLIPSIS, wrap
from sojourn.render.words import say

MOST: Final = 8
"""Entries of one lane in one stage; where there are two or more besides, they are counted."""
_LINES: Final = 6
"""Lines of one entry."""
_SIZE: Final = 12.5
_LINE: Final = 16.5
_UNDER: Final = 11.5
_SPOKEN: Final = frozenset({"rose", "bud", "thorn"})
_STANDINGS: Final = frozenset({"new", "gone"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry before it is laid out; `under` is what stands below it in small letters."""

    text: str
    mark: str = "dot"
    tone: str = "slate"
    under: str = ""


def text_items(
    frame: Frame, entries: Callable[[int], Sequence[Entry]], top: float, most: int = MOST
) -> tuple[tuple[Item, ...], float]:
    """The entries of a lane (`entries` gives those of a stage by its index), and the height of the lane."""
    items: list[Item] = []
    lowest = top
    for index, column in enumerate(frame.columns):
        y = top + 8
        found = entries(index)
        shown = list(found[:most] if len(found) > most + 1 else found)
        if len(found) > len(shown):
            shown.append(Entry(say("more", frame.language, n=len(found) - len(shown)), mark=""))
        for entry in shown:
            items.append(_item(frame, index, entry, column.x + LANE_PAD + 2, y))
            y = items[-1].lines[-1].y + 5
        lowest = max(lowest, y)
    return tuple(items), lowest - top + 8


def _item(frame: Frame, index: int, entry: Entry, x: float, top: float) -> Item:
    indent = 15.0 if entry.mark else 0.0
    room = frame.columns[index].w - 2 * LANE_PAD - 4 - indent
    tone = "ink" if entry.mark else "soft"
    lines, y = [], top
    for part in wrap(entry.text, room, _SIZE, lines=_LINES, balanced=False):
        y += _LINE
        lines.append(Text(x + indent, y, part, _SIZE, tone, whole=_whole(part, entry.text)))
    for part in wrap(entry.under, room, _UNDER, lines=_LINES, balanced=False):
        y += _LINE - 1.5
        lines.append(Text(x + indent, y, part, _UNDER, "soft", whole=_whole(part, entry.under)))
    return Item(index, entry.mark, entry.tone, (x + 4, top + 11.5), tuple(lines), _told(frame, entry))


def _whole(part: str, text: str) -> str:
    return text if part.endswith(ELLIPSIS) else ""


def _told(frame: Frame, entry: Entry) -> str:
    """The entry in a line, with the word for its mark, for those who do not see it."""
    text = " · ".join(filter(None, (entry.text, entry.under)))
    if entry.mark in _STANDINGS:
        return say("marked", frame.language, mark=say(f"standing.{entry.mark}", frame.language), text=text)
    if entry.mark not in _SPOKEN:
        return text
    return say("marked", frame.language, mark=say(entry.mark, frame.language), text=text)
