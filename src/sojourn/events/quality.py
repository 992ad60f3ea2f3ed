"""The fate of every row, counted: rows in = rows kept + Σ rows dropped by named reason, per source and in total."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sojourn.events.personal import masked

EXAMPLES_PER_REASON: Final = 5
_SHOWN: Final = 80
_LONGEST: Final = 2_000
_ID: Final = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?!\d{1,4}-\d\d-\d)([^\W_]{2})[\w-]{3,}")
"""A word that could be an id: five signs or more with a digit among them, and no date."""


@dataclass(frozen=True, slots=True)
class Example:
    """One row that was dropped: where it stands, why, and the value that caused it.

    `line` counts records from 1, the header included; a quoted cell that spans lines belongs to one record. It is 0 where
    rows have no number: a data frame of Spark has no order.
    """

    line: int
    reason: str
    value: str

    @classmethod
    def of(cls, line: int, reason: str, value: object) -> "Example":
        """An example with its value shortened to one readable line that shows no personal data.

        What looks personal is masked; of a line that could not be read at all, so are words that could be ids.

        >>> Example.of(3, "rejected_line", "too many cells: C100174;ann@shop.org;2024-05-01;;").value
        'too many cells: C1…;[e-mail];2024-05-01;;'
        """
        text = "" if value is None else masked(" ".join(str(value)[:_LONGEST].split()))
        if reason == "rejected_line":
            text = _ID.sub(r"\1…", text)
        return cls(line, reason, text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """The fate of the rows of one source.

    Attributes
    ----------
    name, format
        The file and its format.
    rows_in
        Rows the source has, rejected lines included.
    dropped
        Reason → rows that are not in the log.
    repaired
        Rule → rows that are, with a value changed or filled in.
    mapping
        Role → column and reason.
    examples
        At most five dropped rows per reason.
    dialect
        The foreign system that wrote it, where one was recognised.
    identifiers
        Column → type of every id of the customer, where there are several.
    note
        What had to be assumed, or why it was not read.
    """

    name: str
    format: str
    rows_in: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    dialect: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def rows_kept(self) -> int:
        """Rows that are in the log."""
        return self.rows_in - sum(self.dropped.values())

    def with_counts(
        self, *, dropped: Mapping[str, int] | None = None, repaired: Mapping[str, int] | None = None
    ) -> "SourceQuality":
        """The same source with more dropped and repaired rows."""
        return replace(
            self, dropped=_added(self.dropped, dropped or {}), repaired=_added(self.repaired, repaired or {})
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``quality.json``."""
        return {
            "name": self.name,
            "format": self.format,
            "rows_in": self.rows_in,
            "rows_kept": self.rows_kept,
            "dropped": dict(self.dropped),
            "repaired": dict(self.repaired),
            "mapping": {role: dict(match) for role, match in self.mapping.items()},
            **({"dialect": self.dialect} if self.dialect else {}),
            **({"identifiers": dict(self.identifiers)} if self.identifiers else {}),
            **({"note": self.note} if self.note else {}),
            "examples": [{"line": e.line, "reason": e.reason, "value": e.value} for e in self.examples],
        }

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "SourceQuality":
        """What :meth:`to_dict` gave, as it was."""
        kept = {k: v for k, v in values.items() if k not in {"rows_kept", "examples"}}
        examples = tuple(Example(e["line"], e["reason"], e["value"] or "") for e in values["examples"])
        return cls(**kept, examples=examples)


def together(parts: Sequence[SourceQuality]) -> SourceQuality:
    """The fate of all rows of one source that was read in pieces; the examples are the first by line.

    >>> a, b = SourceQuality("x", "csv", 5, {"missing_time": 1}), SourceQuality("x", "csv", 4)
    >>> together([a, b]).rows_in, together([a, b]).rows_kept
    (9, 8)
    """
    whole = parts[0]
    examples: dict[str, list[Example]] = {}
    for part in parts:
        for example in part.examples:
            examples.setdefault(example.reason, []).append(example)
    for part in parts[1:]:
        added = whole.with_counts(dropped=part.dropped, repaired=part.repaired)
        whole = replace(added, rows_in=whole.rows_in + part.rows_in)
    first = (sorted(some, key=lambda e: e.line)[:EXAMPLES_PER_REASON] for some in examples.values())
    return replace(whole, examples=tuple(example for some in first for example in some))


@dataclass(frozen=True, slots=True)
class Quality:
    """The fate of all rows.

    Two of them add up: ``Quality() + q == q``.

    Examples
    --------
    >>> q = Quality((SourceQuality("a.csv", "csv", 10, {"missing_time": 2}),))
    >>> q.rows_in, q.rows_kept, q.dropped
    (10, 8, {'missing_time': 2})
    """

    sources: tuple[SourceQuality, ...] = ()

    @property
    def rows_in(self) -> int:
        """Rows of all sources, rejected lines included."""
        return sum(s.rows_in for s in self.sources)

    @property
    def rows_kept(self) -> int:
        """Rows that are in the log."""
        return sum(s.rows_kept for s in self.sources)

    @property
    def dropped(self) -> dict[str, int]:
        """Reason → rows that are not in the log."""
        return _added(*(s.dropped for s in self.sources))

    @property
    def repaired(self) -> dict[str, int]:
        """Rule → rows that are in the log with a value changed or filled in."""
        return _added(*(s.repaired for s in self.sources))

    def __add__(self, other: "Quality") -> "Quality":
        return Quality(self.sources + other.sources)

    def with_counts(
        self,
        source: int,
        *,
        dropped: Mapping[str, int] | None = None,
        repaired: Mapping[str, int] | None = None,
    ) -> "Quality":
        """The same with more rows of one source dropped or repaired, where a later step found repeats and names."""
        changed = list(self.sources)
        changed[source] = changed[source].with_counts(dropped=dropped, repaired=repaired)
        return Quality(tuple(changed))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``quality.json``."""
        return {
            "rows_in": self.rows_in,
            "rows_kept": self.rows_kept,
            "dropped": self.dropped,
            "repaired": self.repaired,
            "sources": [source.to_dict() for source in self.sources],
        }


def _added(*counts: Mapping[str, int]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return {reason: n for reason, n in sorted(total.items()) if n}
