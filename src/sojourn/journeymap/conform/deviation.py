"""Where a map and behaviour differ, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sojourn.journeymap.commands import Command
from sojourn.journeymap.conform.line import Share

Kind = Literal[
    "missing_touchpoint",
    "unknown_name",
    "unmet_touchpoint",
    "missing_flow",
    "missing_loop",
    "unused_flow",
    "unused_loop",
    "other_order",
    "begins_elsewhere",
    "never_begins",
    "ends_elsewhere",
    "never_ends",
    "takes_longer",
    "feels_worse",
    "feels_better",
    "internal_view",
]
Number = float | int | str


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing in which the map and behaviour differ.

    Attributes
    ----------
    kind
        What differs.
    part, id
        The part of the map: ``touchpoint``, ``flow`` or ``map``, and its id (of a flow ``from>to``; of what is missing,
        the id it would get).
    names
        The touchpoints it is about, as people call them.
    share
        The customers it is about among all customers of the check, with interval.
    numbers
        Further evidence, by name.
    commands
        The edit that would bring the map in line; empty where no edit would.
    """

    kind: Kind
    part: str
    id: str
    names: tuple[str, ...]
    share: Share
    numbers: Mapping[str, Number] = field(default_factory=dict)
    commands: tuple[Command, ...] = ()

    @property
    def customers(self) -> int:
        """Customers it is about."""
        return self.share.customers
