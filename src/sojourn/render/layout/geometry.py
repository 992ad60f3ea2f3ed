"""Boxes and lines of text: what everything in the picture is made of."""

from dataclasses import dataclass
from typing import Literal

from sojourn.render.layout.text import width

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
