"""What a shard says of itself beside its events: names, repeats, and the fate of rows; it adds up over all shards."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from typing import Any

from sojourn.events.quality import Quality, SourceQuality, together
from sojourn.log.attributes import in_order
from sojourn.log.brought import Brought
from sojourn.log.build import Built
from sojourn.log.names import refolded
from sojourn.log.vocabulary import Vocabulary

Counts = Mapping[int, Counter[str]]
Told = Mapping[int, tuple[SourceQuality, ...]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What some shards say of themselves; ``a + b`` is what both say.

    Attributes
    ----------
    brought
        Per source: its attributes and spellings.
    dropped
        Per source: rows dropped as repeats, by reason.
    trimmed
        Per source: events whose names were trimmed.
    told
        Per source: the fate of the rows of each of its pieces.
    filled
        Shards with events.
    too_full
        Shard → events and bytes that building it would take: more than a task may use, so it was not built. It is a
        value and no error, because Spark tries four times what raises one.
    """

    brought: Mapping[int, Brought] = field(default_factory=dict)
    dropped: Counts = field(default_factory=dict)
    trimmed: Counter[int] = field(default_factory=Counter)
    told: Told = field(default_factory=dict)
    filled: frozenset[int] = frozenset()
    too_full: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def __add__(self, other: "Summary") -> "Summary":
        return Summary(
            _merged(self.brought, other.brought),
            _merged(self.dropped, other.dropped),
            self.trimmed + other.trimmed,
            _merged(self.told, other.told),
            self.filled | other.filled,
            {**self.too_full, **other.too_full},
        )

    @property
    def total(self) -> Brought:
        """Attributes and spellings of all sources together."""
        whole = reduce(add, (self.brought[source] for source in sorted(self.brought)), Brought())
        return Brought(in_order(whole.kinds), whole.spellings, whole.message_ids, whole.uncompared)

    def quality(self, vocabularies: Mapping[str, Vocabulary], told: Told) -> Quality:
        """The fate of every row, given the names of the log, and the fate of the rows of every source before."""
        quality = Quality(tuple(together(told[source]) for source in sorted(told)))
        for source in sorted(told):
            rules = Counter({"trimmed_name": self.trimmed[source]})
            for name, spellings in self.brought.get(source, Brought()).spellings.items():
                rules["folded_case"] += refolded(spellings, vocabularies[name])
            quality = quality.with_counts(source, dropped=self.dropped.get(source), repaired=+rules)
        return quality


def _merged(a: Mapping[int, Any], b: Mapping[int, Any]) -> dict[int, Any]:
    return {**a, **{key: a[key] + value if key in a else value for key, value in b.items()}}


def summary_of(shard: int, built: Built, told: Told) -> Summary:
    """The summary of one shard."""
    trimmed = Counter({source: rules["trimmed_name"] for source, rules in built.repaired.items()})
    return Summary(built.brought, built.dropped, +trimmed, told, frozenset({shard}))


def unnumbered(told: Told, frames: Collection[int]) -> Told:
    """The fate of rows, where examples from data frames of Spark (by their number) name no line.

    >>> from sojourn.events.quality import Example
    >>> q = SourceQuality("table 1", "table", 9, {"missing_time": 1}, examples=(Example(1 << 33, "missing_time", ""),))
    >>> [e.line for e in unnumbered({0: (q,)}, {0})[0][0].examples]
    [0]
    """
    return {
        source: (_unnumbered(together(some)),) if source in frames else some for source, some in told.items()
    }


def _unnumbered(quality: SourceQuality) -> SourceQuality:
    return replace(quality, examples=tuple(replace(example, line=0) for example in quality.examples))


def dumped(source: int, quality: SourceQuality) -> bytes:
    """The fate of the rows of a piece, to be sent."""
    return json.dumps([source, quality.to_dict()]).encode()


def loaded(told: bytes) -> tuple[int, SourceQuality]:
    """What :func:`dumped` made."""
    source, values = json.loads(told)
    return source, SourceQuality.of(values)
