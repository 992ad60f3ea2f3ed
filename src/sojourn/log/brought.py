"""What a source brings to a log besides its events: attributes, spellings, and how its repeats are told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sojourn.events.schema import Kind
from sojourn.log.attributes import in_order, merged_kinds
from sojourn.log.names import vocabulary_of
from sojourn.log.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Brought:
    """What one source, or several together, bring; ``a + b`` is what both bring.

    The attributes and names of a log are a function of the sum over its sources, in any order.

    Attributes
    ----------
    kinds
        Every attribute and how it is stored.
    spellings
        Per coded attribute: how many events, repeats included, have each cleaned spelling.
    message_ids
        Per ``origin_file``: how many events, repeats included, have a message id.
    uncompared
        Every ``origin_file`` whose equal rows are no repeats.

    Examples
    --------
    >>> a = Brought({"plan": Kind.NUMBER}, {"channel": {"Web": 2}})
    >>> b = Brought({"plan": Kind.TEXT}, {"channel": {"web": 3, "app": 1}})
    >>> (a + b).kinds["plan"], (b + a).vocabulary("channel").names
    (<Kind.TEXT: 'text'>, ('app', 'web'))
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    message_ids: Mapping[str, int] = field(default_factory=dict)
    uncompared: frozenset[str] = frozenset()

    def __add__(self, other: "Brought") -> "Brought":
        attributes = [*self.spellings, *(a for a in other.spellings if a not in self.spellings)]
        return Brought(
            merged_kinds(self.kinds, other.kinds),
            {a: _added(self.spellings.get(a, {}), other.spellings.get(a, {})) for a in attributes},
            _added(self.message_ids, other.message_ids),
            self.uncompared | other.uncompared,
        )

    def vocabulary(self, attribute: str) -> Vocabulary:
        """The names of a coded attribute."""
        return vocabulary_of(attribute, self.spellings.get(attribute, {}))

    @property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """The names of every coded attribute, sorted by attribute."""
        coded = sorted(name for name, kind in self.kinds.items() if kind is Kind.CODE)
        return {name: self.vocabulary(name) for name in coded}

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; equal for equal content."""
        return {
            "kinds": {name: str(kind) for name, kind in in_order(self.kinds).items()},
            "spellings": {a: dict(sorted(self.spellings[a].items())) for a in sorted(self.spellings)},
            "message_ids": dict(sorted(self.message_ids.items())),
            "uncompared": sorted(self.uncompared),
        }

    @staticmethod
    def from_dict(content: Mapping[str, Any]) -> "Brought":
        """What :meth:`to_dict` gave."""
        return Brought(
            {name: Kind(kind) for name, kind in content["kinds"].items()},
            content["spellings"],
            content["message_ids"],
            frozenset(content["uncompared"]),
        )


def _added(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(a) + Counter(b))
