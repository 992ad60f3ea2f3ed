"""The flow lane while it is laid out: where the cards stand, and how wide a customer is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sojourn.render.layout.cards import Slot
from sojourn.render.layout.flows import Chosen
from sojourn.render.layout.frame import Frame
from sojourn.render.layout.geometry import Box

_WIDEST: Final = 22.0
THINNEST: Final = 1.3
UNDER: Final = 3.0
"""How far a ribbon starts beneath its card."""


@dataclass(slots=True)
class Plan:
    """Cards in place; `scale` is pixels a customer, `again` what to write beside loops, `leave` customers who leave."""

    frame: Frame
    columns: tuple[tuple[Slot, ...], ...]
    top: float
    height: float
    boxes: dict[str, Box]
    slot: dict[str, Slot]
    index: dict[str, int]
    scale: float
    order: Mapping[str, int]
    """Touchpoint → its place in the order of reading."""
    again: Mapping[str, str]
    leave: Mapping[str, int]
    corridors: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))


def scale(chosen: Chosen, boxes: Mapping[str, Box]) -> float:
    """Pixels a customer: the widest ribbon is 22 px, and no card's ribbons are together higher than the card."""
    customers = [d.customers or 0 for d in chosen.drawn]
    out: dict[tuple[str, bool], float] = defaultdict(float)
    for drawn in chosen.drawn:
        out[drawn.source, True] += drawn.customers or 0
        out[drawn.target, False] += drawn.customers or 0
    widest = max(customers, default=0)
    pixels = _WIDEST / widest if widest else 1.0
    for (name, _), total in out.items():
        if total > 0:
            pixels = min(pixels, (boxes[name].h - 8) / total)
    return pixels
