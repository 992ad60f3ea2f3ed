"""What a service blueprint adds: named lines between customer, front stage, back stage and support, and what stands behind."""

from typing import Final, Literal

from sojourn.journeymap.model import MapKind, Touchpoint
from sojourn.render.layout.frame import GUTTER, LANE_PAD, MARGIN, Frame
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.picture import Divider, Note
from sojourn.render.layout.text import ELLIPSIS, clean, shorten, width, wrap
from sojourn.render.words import say

BAND: Final = 38.0
"""Height of the band that holds a named line."""
_NAME: Final = 12.0
_ENTRY: Final = 12.5
_LINE: Final = 16.5
_FOR: Final = 11.5
_PAD: Final = 10.0
_BETWEEN: Final = 8.0
_MOST: Final = 6
"""Texts of a box; the rest is counted."""
_CHIP: Final = 12.0
_CHIP_H: Final = 24.0
_CHIPS: Final = 12

Line = Literal["interaction", "visibility", "internal"]
LINES: Final[tuple[Line, ...]] = ("interaction", "visibility", "internal")


def is_blueprint(frame: Frame) -> bool:
    """Whether the map is drawn as a service blueprint."""
    return frame.jmap.kind is MapKind.SERVICE_BLUEPRINT


def divider(frame: Frame, key: Line, top: float) -> Divider:
    """The named line in the middle of its band, its name in the gutter."""
    lines = wrap(say(f"line.{key}", frame.language), GUTTER - 14, _NAME, bold=True)
    middle = top + BAND / 2
    first = middle + 4.3 - 7.0 * (len(lines) - 1)
    return Divider(
        key,
        frame.left - 2,
        frame.right,
        middle,
        tuple(Text(MARGIN, first + 14.0 * i, part, _NAME, bold=True) for i, part in enumerate(lines)),
    )


def behind_notes(frame: Frame, key: str, top: float) -> tuple[tuple[Note, ...], float]:
    """A box for every touchpoint that has something behind it, under the name of the touchpoint; and the height."""
    notes: list[Note] = []
    lowest = top
    for index, column in enumerate(frame.columns):
        y = top + _BETWEEN + 2
        for touchpoint in frame.stage_touchpoints(index):
            texts = _texts(frame, touchpoint, key)
            if texts:
                at = Box(column.x + LANE_PAD - 2, y, column.w - 2 * LANE_PAD + 4, 0)
                notes.append(_box(frame, index, touchpoint, texts, at))
                y = notes[-1].box.bottom + _BETWEEN
        lowest = max(lowest, y)
    return tuple(notes), lowest - top + 2


def _texts(frame: Frame, touchpoint: Touchpoint, key: str) -> list[str]:
    """What stands behind a touchpoint; of two maps drawn together, what is new and what is gone says so."""
    if frame.beside is None:
        return _of(touchpoint, key)
    pair = frame.beside.touchpoints[touchpoint.id]
    one, other = _of(pair.one, key), _of(pair.other, key)
    kept = [text if text in one else _marked(frame, "new", text) for text in other]
    return kept + [_marked(frame, "gone", text) for text in one if text not in other]


def _marked(frame: Frame, standing: str, text: str) -> str:
    return say("marked", frame.language, mark=say(f"standing.{standing}", frame.language), text=text)


def _of(touchpoint: Touchpoint | None, key: str) -> list[str]:
    if touchpoint is None:
        return []
    return list(dict.fromkeys(filter(None, (clean(text) for text in getattr(touchpoint, key)))))


def _box(frame: Frame, index: int, touchpoint: Touchpoint, texts: list[str], at: Box) -> Note:
    name, room = frame.names[touchpoint.id], at.w - 2 * _PAD
    x, y = at.x + _PAD, at.y + 17.0
    lines = [Text(x, y, shorten(name, room, _FOR), _FOR, "soft", whole=name)]
    y += 3.0
    shown = texts[:_MOST]
    for text in shown:
        indent = 13.0 if len(texts) > 1 else 0.0
        if indent:
            lines.append(Text(x, y + _LINE, "·", _ENTRY, "soft"))
        for part in wrap(text, room - indent, _ENTRY, lines=4, balanced=False):
            y += _LINE
            lines.append(Text(x + indent, y, part, _ENTRY, whole=text if part.endswith(ELLIPSIS) else ""))
        y += 2.0
    if len(texts) > len(shown):
        y += _LINE
        lines.append(
            Text(
                x,
                y,
                say("more", frame.language, n=len(texts) - len(shown)),
                _FOR,
                "soft",
                whole=", ".join(texts),
            )
        )
    label = f"{name}: " + "; ".join(texts)
    return Note(index, Box(at.x, at.y, at.w, y + 9.0 - at.y), "", None, tuple(lines), label)


def chip_notes(frame: Frame, key: str, top: float) -> tuple[tuple[Note, ...], float]:
    """Every name of a stage once, side by side in small boxes; and the height of the lane."""
    notes: list[Note] = []
    lowest = top
    for index, column in enumerate(frame.columns):
        names = list(
            dict.fromkeys(text for t in frame.stage_touchpoints(index) for text in _texts(frame, t, key))
        )
        shown = names[:_CHIPS]
        if len(names) > len(shown):
            shown.append(say("more", frame.language, n=len(names) - len(shown)))
        left, right = column.x + LANE_PAD - 2, column.right - LANE_PAD + 2
        x, y = left, top + _BETWEEN + 2
        for name in shown:
            words = shorten(name, right - left - 2 * _PAD, _CHIP)
            wide = width(words, _CHIP) + 2 * _PAD
            if x > left and x + wide > right:
                x, y = left, y + _CHIP_H + 6
            text = Text(x + _PAD, y + 16.0, words, _CHIP, whole=name)
            notes.append(Note(index, Box(x, y, wide, _CHIP_H), "", None, (text,), name))
            x += wide + 6
        if shown:
            lowest = max(lowest, y + _CHIP_H + _BETWEEN)
    return tuple(notes), lowest - top + 2
