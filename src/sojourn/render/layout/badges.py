"""Small lines of a card: who meets the customer, and what the data cannot say or said long ago."""

from dataclasses import dataclass
from typing import Final

from sojourn.journeymap.model import Touchpoint
from sojourn.render.layout.blueprint import is_blueprint
from sojourn.render.layout.frame import Frame
from sojourn.render.layout.text import clean
from sojourn.render.words import say

LINE: Final = 16.0
"""Height of one such line."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A line before it is laid out."""

    text: str
    tone: str = "soft"


def badges(frame: Frame, touchpoint: Touchpoint) -> tuple[Badge, ...]:
    """The lines below the detail of a card."""
    found = [_who(frame, touchpoint)]
    return tuple(badge for badge in found if badge is not None)


def _who(frame: Frame, touchpoint: Touchpoint) -> Badge | None:
    """On a service blueprint, who of the company stands at the front."""
    if not is_blueprint(frame):
        return None
    kind = say(f"touch.{touchpoint.kind}", frame.language) if touchpoint.kind else ""
    words = " · ".join(filter(None, (kind, clean(touchpoint.department))))
    return Badge(words) if words else None
