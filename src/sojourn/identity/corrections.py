"""What people say against the links: split and link statements, which last and can be taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, Self

from sojourn.errors import UsageError
from sojourn.identity.nodes import Identifier


@dataclass(frozen=True, slots=True)
class Statement:
    """One correction.

    Attributes
    ----------
    says
        ``split``: `identifier` has nothing to do with `other`, or with anything when there is no other;
        ``link``: both are one customer, whatever the rules say; ``undo``: statement number `undoes` is taken back.
    by, at, why
        Who said so, when (ISO 8601) and for what reason.
    """

    says: Literal["split", "link", "undo"]
    identifier: Identifier | None = None
    other: Identifier | None = None
    undoes: int = 0
    by: str = ""
    at: str = ""
    why: str = ""

    def to_dict(self) -> dict[str, object]:
        """Plain values; identifiers as ``type:value``."""
        plain = asdict(self)
        plain["identifier"] = str(self.identifier) if self.identifier else ""
        plain["other"] = str(self.other) if self.other else ""
        return {key: value for key, value in plain.items() if value}

    @classmethod
    def from_dict(cls, plain: Mapping[str, object]) -> Self:
        """The statement that :meth:`to_dict` wrote."""
        values = dict(plain)
        for name in ("identifier", "other"):
            if name in values:
                values[name] = Identifier.of(str(values[name]))
        return cls(**values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Corrections:
    """Statements in the order they were made; the later one about the same two identifiers counts.

    Nothing is ever removed: taking a statement back is another statement.

    Examples
    --------
    >>> ann, tablet = Identifier("user", "7"), Identifier("cookie", "tablet")
    >>> once = Corrections().split(tablet, from_=ann, by="eva", why="the shop's tablet")
    >>> len(once.standing()), len(once.undo(1).standing())
    (1, 0)
    """

    statements: tuple[Statement, ...] = ()

    def split(
        self,
        identifier: Identifier,
        *,
        from_: Identifier | None = None,
        by: str = "",
        at: str = "",
        why: str = "",
    ) -> "Corrections":
        """State that an identifier has nothing to do with another, or, without one, with any."""
        return self._and(Statement("split", identifier, from_, by=by, at=at, why=why))

    def link(
        self, a: Identifier, b: Identifier, *, by: str = "", at: str = "", why: str = ""
    ) -> "Corrections":
        """State that two identifiers are one customer."""
        return self._and(Statement("link", a, b, by=by, at=at, why=why))

    def undo(self, number: int, *, by: str = "", at: str = "", why: str = "") -> "Corrections":
        """Take back statement `number`, counted from 1.

        Raises
        ------
        UsageError
            If there is no such statement.
        """
        if not 1 <= number <= len(self.statements):
            raise UsageError(
                f"There is no correction number {number}.", hint=f"There are {len(self.statements)}."
            )
        return self._and(Statement("undo", undoes=number, by=by, at=at, why=why))

    def _and(self, statement: Statement) -> "Corrections":
        return Corrections((*self.statements, statement))

    def standing(self) -> tuple[Statement, ...]:
        """The split and link statements that count now, in their order."""
        undone: set[int] = set()
        # From the end, so that an undo that is itself undone takes nothing back.
        for number in range(len(self.statements), 0, -1):
            statement = self.statements[number - 1]
            if statement.says == "undo" and number not in undone:
                undone.add(statement.undoes)
        latest: dict[frozenset[Identifier | None], Statement] = {}
        for number, statement in enumerate(self.statements, start=1):
            if statement.says == "undo" or number in undone:
                continue
            if statement.says == "split" and statement.other is None:
                # Everything said before in favour of this identifier is overruled.
                latest = {
                    pair: s
                    for pair, s in latest.items()
                    if s.says == "split" or statement.identifier not in pair
                }
            pair = frozenset({statement.identifier, statement.other})
            latest.pop(pair, None)
            latest[pair] = statement
        return tuple(latest.values())
