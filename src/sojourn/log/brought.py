"""What a source brings to a log besides its events: attributes, spellings, and how its repeats are told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from sojourn.events.schema import Kind
from sojourn.log.attributes import in_order, kind_of, merged_kinds
from sojourn.log.names import CleanName, Codes, NameCoder, refolded, vocabulary_of
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

    def respelled(self, vocabularies: Mapping[str, Vocabulary]) -> int:
        """How many names of events are shown in a spelling other than their own, given the names of the log.

        >>> b = Brought({"channel": Kind.CODE}, {"channel": {"Web": 2, "web": 3}})
        >>> b.respelled(b.vocabularies)
        2
        """
        return sum(refolded(met, vocabularies[name]) for name, met in self.spellings.items())

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


@dataclass(slots=True)
class Receipts:
    """Notes what each source brings while its batches arrive.

    Parameters
    ----------
    clean
        Gives a raw name as people should see it; applied once per distinct spelling.
    """

    clean: CleanName
    _coders: dict[str, NameCoder] = field(default_factory=dict)
    _kinds: dict[int, dict[str, Kind]] = field(default_factory=dict)
    _message_ids: dict[int, Counter[str]] = field(default_factory=dict)
    _uncompared: dict[int, set[str]] = field(default_factory=dict)

    def coder(self, attribute: str) -> NameCoder:
        """What gives an attribute's names their provisional codes."""
        return self._coders.setdefault(attribute, NameCoder(attribute, self.clean))

    def kind(self, name: str, values: pa.Array, source: int) -> Kind:
        """Note an attribute of a source, and how these values of it are stored."""
        kind = kind_of(name, values.type)
        kinds = self._kinds.setdefault(source, {})
        if kinds.setdefault(name, kind) is not kind:
            kinds[name] = Kind.TEXT  # as in merged_kinds
        return kind

    def origins(self, files: Codes, message_ids: pa.Array | None, source: int, *, compare_rows: bool) -> None:
        """Note which files (provisional codes) rows of a source come from, and which of them have a message id."""
        names = self.coder("origin_file").spellings
        if not compare_rows:
            self._uncompared.setdefault(source, set()).update(names[c] for c in np.unique(files) if c >= 0)
        if message_ids is not None:
            known = files[message_ids.is_valid().to_numpy(zero_copy_only=False) & (files >= 0)]
            met = np.bincount(known)
            counts = self._message_ids.setdefault(source, Counter())
            counts.update({names[c]: int(met[c]) for c in np.flatnonzero(met)})

    def brought(self) -> dict[int, Brought]:
        """What each source brought."""
        return {
            source: Brought(
                kinds,
                {name: self._coders[name].counts(source) for name, k in kinds.items() if k is Kind.CODE},
                dict(self._message_ids.get(source, {})),
                frozenset(self._uncompared.get(source, ())),
            )
            for source, kinds in sorted(self._kinds.items())
        }

    def trimmed(self, source: int) -> int:
        """How many names of events of a source were trimmed."""
        return sum(coder.trimmed[source] for coder in self._coders.values())


def _added(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(a) + Counter(b))
