"""The picture as values: everything a skin needs to draw the map, and nothing about how it draws.

`place` is the index of the stage column that something stands in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from sojourn.render.layout.curve import Curve
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.numbers import Language


@dataclass(frozen=True, slots=True)
class Opens:
    """A map of its own that a stage or touchpoint opens: its file as the map names it, and where the mark of it is."""

    file: str
    at: tuple[float, float]


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
    opens: Opens | None = None


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
    opens: Opens | None = None


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
