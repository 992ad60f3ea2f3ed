"""The picture as values: everything a skin needs to draw the map, and nothing about how it draws.

`place` is the index of the stage column that something stands in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from sojourn.journeymap.model import Basis
from sojourn.render.layout.text import width
from sojourn.render.numbers import Language

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def holds(self, other: "Box", slack: float = 0.51) -> bool:
        """Whether the other box lies inside."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def meets(self, other: "Box", slack: float = 0.51) -> bool:
        """Whether the two overlap by more than `slack`."""
        return (
            min(self.right, other.right) - max(self.x, other.x) > slack
            and min(self.bottom, other.bottom) - max(self.y, other.y) > slack
        )


@dataclass(frozen=True, slots=True)
class Text:
    """One line; (x, y) is the anchor on the base line, `whole` the full text where `content` is shortened."""

    x: float
    y: float
    content: str
    size: float
    tone: str = "ink"
    bold: bool = False
    anchor: Anchor = "start"
    whole: str = ""
    halo: str = ""

    @property
    def box(self) -> Box:
        """Where the line can be at most, in any face the map names."""
        wide = width(self.content, self.size, self.bold)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return Box(left, self.y - 0.80 * self.size, wide, 1.02 * self.size)


@dataclass(frozen=True, slots=True)
class Column:
    """A stage: its column, header, name, share of customers and the bar of it (0…1)."""

    stage: str
    hue: int
    box: Box
    header: Box
    name: tuple[Text, ...]
    share: Text | None
    bar: tuple[Box, float] | None
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """A touchpoint; `detail` is its channel, or how many customers if it has none; `facts` are what is said of it besides its name and feeling, `label` is all of it in a line."""

    touchpoint: str
    place: int
    box: Box
    edge: str
    name: tuple[Text, ...]
    icon: str
    icon_at: tuple[float, float]
    detail: Text
    share: Text | None
    star: tuple[float, float] | None
    flag: tuple[float, float] | None
    facts: tuple[str, ...]
    label: str
    extra: tuple[Text, ...] = ()
    """Lines below the detail: who meets the customer, how fresh the data are, what changes."""
    importance: tuple[float, float, int] | None = None
    """Where its five dots end, and how many of them are full."""
    outline: Literal["solid", "dashed"] = "solid"
    """Dashed: it is no longer there in the second of two maps."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Customers who go from one touchpoint to another: a line of `width` that ends in an arrow head."""

    source: str
    target: str
    kind: Literal["on", "back", "loop", "gone"]
    path: str
    width: float
    head: str
    label: str
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """Customers whose journey ends at a touchpoint."""

    touchpoint: str
    path: str
    width: float
    head: str
    text: Text
    label: str


@dataclass(frozen=True, slots=True)
class Face:
    """A feeling at a touchpoint: `words` are number, interval and basis, `label` also has the name."""

    touchpoint: str
    place: int
    x: float
    y: float
    r: float
    tone: str
    mood: Literal["good", "neutral", "harm"]
    basis: Basis
    text: Text
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A feeling on one of several curves: a shape with an initial, or a face where the curve has none."""

    touchpoint: str
    place: int
    x: float
    y: float
    r: float
    tone: str
    mood: Literal["good", "neutral", "harm"]
    basis: Basis
    initial: Text | None
    text: Text | None
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One of several curves: `style` is its line and shape (None: dashed, faces), `label` its name at its end.

    `at` is the middle and the radius of the mark beside the name, `leader` the line that leads there.
    """

    key: str
    name: str
    style: int | None
    path: str
    marks: tuple[Mark, ...]
    label: tuple[Text, ...]
    initial: Text | None
    at: tuple[float, float, float] | None
    leader: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """An arrow from one feeling to another at the same touchpoint; `words` say both."""

    touchpoint: str
    path: str
    head: str
    tone: str
    words: str
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class EndName:
    """What the line through the faces is, at its end: how its feelings are known, beside a face of that kind."""

    at: tuple[float, float, float]
    basis: Basis
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The emotion curve: guide lines, bands of the 95 % interval, and the line in solid and dashed parts.

    Further curves are `traces`, and `gaps` where two of them differ.
    """

    guides: tuple[tuple[Text, float], ...]
    bands: tuple[str, ...]
    lines: tuple[tuple[str, bool], ...]
    faces: tuple[Face, ...]
    traces: tuple[Trace, ...] = ()
    gaps: tuple[GapLine, ...] = ()
    name: EndName | None = None
    """What the line through the faces is, where there are others."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A wait: a bar filled to `share` of its length, its words and its figure.

    `tick` is where on the bar lies what customers expect at most, `under` what it says about that.
    """

    touchpoint: str
    place: int
    box: Box
    share: float
    tone: str
    words: Text
    figure: Text
    label: str
    tick: float | None = None
    under: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A card of a lane: an accent on top, perhaps a pill, lines of text."""

    place: int
    box: Box
    accent: str
    pill: tuple[Box, str, Text] | None
    lines: tuple[Text, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a text lane: a mark and its lines."""

    place: int
    mark: str
    tone: str
    at: tuple[float, float]
    lines: tuple[Text, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A named line of a service blueprint, from `left` to `right`."""

    key: Literal["interaction", "visibility", "internal"]
    left: float
    right: float
    y: float
    name: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A swimlane: its name in the gutter, perhaps with the symbol of its channel."""

    name: str
    box: Box
    lines: tuple[Text, ...]
    icon: str
    icon_at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lane:
    """A row across all stages; `divider` is the named line above it."""

    key: str
    box: Box
    name: tuple[Text, ...]
    caption: tuple[Text, ...]
    cards: tuple[Card, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    curve: Curve | None = None
    bars: tuple[Bar, ...] = ()
    notes: tuple[Note, ...] = ()
    items: tuple[Item, ...] = ()
    divider: Divider | None = None
    rows: tuple[LaneRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonaBox:
    """A typical customer."""

    box: Box
    disc: tuple[float, float, float]
    initial: Text
    name: Text
    lines: tuple[Text, ...]
    label: str
    style: int | None = None
    """Line and shape of their curve, if they have one of their own."""


@dataclass(frozen=True, slots=True)
class Legend:
    """A symbol of the foot and what it means."""

    symbol: str
    at: tuple[float, float]
    text: Text


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole map."""

    width: float
    height: float
    language: Language
    title: tuple[Text, ...]
    subtitle: tuple[Text, ...]
    personas: tuple[PersonaBox, ...]
    columns: tuple[Column, ...]
    lanes: tuple[Lane, ...]
    legend: tuple[Legend, ...]
    foot: tuple[Text, ...]
    name: str
    description: str

    def texts(self) -> tuple[Text, ...]:
        """Every line of text in the picture, in reading order."""
        return tuple(_texts(self))

    def lane(self, key: str) -> Lane | None:
        """The lane of that key, if the map has data for it."""
        return next((lane for lane in self.lanes if lane.key == key), None)


def _texts(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
