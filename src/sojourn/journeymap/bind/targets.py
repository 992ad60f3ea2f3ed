"""Targets of metrics: a comparison read from text, and whether an estimate with its interval reaches it."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from sojourn.errors import UnitError
from sojourn.units import microseconds

Kind = Literal["share", "duration", "number"]
"""What a metric is: a share 0 … 1, a duration in seconds, or a plain number on its own scale."""

_TARGET: Final = re.compile(r"\s*(>=|<=|≥|≤|＞=|＜=|>|<)\s*(.+?)\s*")
_NUMBER: Final = re.compile(r"[+−-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+−-]?\d+(?:\.\d+)?")
_PERCENT: Final = re.compile(r"\s*[%％]")


@dataclass(frozen=True, slots=True)
class Target:
    """A bound: the value should be above it, or below it.

    Attributes
    ----------
    above
        Whether more is better.
    bound
        The number in the unit of the metric.
    """

    above: bool
    bound: float

    def met(self, low: float, high: float) -> bool | None:
        """True where the whole interval reaches the bound, False where none of it does, None where the data do not decide.

        >>> target = Target(above=True, bound=0.4)
        >>> target.met(0.41, 0.5), target.met(0.3, 0.39), target.met(0.38, 0.42)
        (True, False, None)
        """
        worst, best = (low, high) if self.above else (-high, -low)
        bound = self.bound if self.above else -self.bound
        return True if worst >= bound else False if best < bound else None


def read_target(text: str, kind: Kind) -> Target | str:
    """The bound that a target names, in the unit of the metric; else the key of the reason why it has none.

    A share needs a ``%`` or a number of 0 to 1, a duration a unit of time, and other metrics neither.

    >>> read_target(">= 40 %", "share"), read_target("≤ 2d", "duration")
    (Target(above=True, bound=0.4), Target(above=False, bound=172800.0))
    >>> read_target("as good as can be", "number"), read_target(">= 40", "share")
    ('target', 'target_share')
    """
    match = _TARGET.fullmatch(text)
    if match is None:
        return "target"
    above, given = match[1][0] in ">≥＞", match[2]
    number = _NUMBER.match(given)
    if kind == "duration":
        return _duration(above, given, number)
    if number is None:
        return "target"
    value, rest = _value(number[0]), given[number.end() :]
    percent = _PERCENT.fullmatch(rest) is not None
    if kind == "share":
        if percent:
            return Target(above, value / 100)
        return Target(above, value) if not rest and 0 <= value <= 1 else "target_share"
    return Target(above, value) if not rest else "target_number"


def _duration(above: bool, given: str, number: re.Match[str] | None) -> Target | str:
    try:
        return Target(above, microseconds(given) / 1e6)
    except UnitError:
        return "target" if number is None else "target_duration"


def _value(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))
