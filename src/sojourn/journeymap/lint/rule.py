"""What a rule of lint is, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from sojourn.journeymap.faults import Path
from sojourn.journeymap.model import JourneyMap

Severity = Literal["error", "warning", "hint"]
Language = Literal["en", "zh"]
Part = Literal["map", "persona", "stage", "touchpoint", "opportunity"]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "hint")
"""Gravest first."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a map where a rule does not hold.

    Attributes
    ----------
    part, id
        The kind of part and its id; ``map`` has none.
    path
        Where it stands in the document.
    values
        What the statement of the rule names.
    """

    part: Part
    id: str
    path: Path
    values: Mapping[str, object] = field(default_factory=dict)


Find = Callable[[JourneyMap, date | None], Iterator[Spot]]
"""Where a rule does not hold; without a day, rules about time find nothing."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What a rule says of a place, why that matters, and how to mend it."""

    says: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, how grave it is, what finds it, and its words by language."""

    name: str
    severity: Severity
    find: Find
    words: Mapping[Language, Texts]
