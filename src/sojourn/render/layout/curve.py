"""The curves of the feeling lane as values: faces, marks, lines, bands, and the gaps between curves."""

from dataclasses import dataclass
from typing import Literal

from sojourn.journeymap.model import Basis
from sojourn.render.layout.geometry import Text


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
