"""Sheets of paper, landscape."""

from dataclasses import dataclass
from typing import Final

from sojourn.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Paper:
    """A landscape sheet in millimetres."""

    width_mm: int
    height_mm: int

    @property
    def aspect(self) -> float:
        """Width ÷ height."""
        return self.width_mm / self.height_mm


_SHEETS: Final = {"A2": Paper(594, 420), "A3": Paper(420, 297), "A4": Paper(297, 210)}


def paper_named(name: str) -> Paper:
    """The sheet of that name, in any case.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name.upper() not in _SHEETS:
        raise UnknownNameError.among("paper", name, _SHEETS)
    return _SHEETS[name.upper()]
