"""A fault of a map as a document: said with its place and with what would work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from sojourn.errors import SourceError

Path = tuple[str | int, ...]

_SHOWN: Final = 80
_FAULTS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a document: line and column from 1, where in the map, what, and what would work."""

    line: int
    column: int
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{where}{self.message}." + (f" {self.hint}" if self.hint else "")


def suggestion(given: str, known: Sequence[str]) -> str:
    """``Did you mean 'x'?`` if something near is known, else what is known.

    >>> suggestion("touchpoint", ["stages", "touchpoints"])
    "Did you mean 'touchpoints'?"
    """
    near = get_close_matches(given[:_SHOWN], known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    shown = ", ".join(f"'{k}'" for k in known[:12])
    return f"Known: {shown}{', …' if len(known) > 12 else ''}." if known else ""


def where(path: Path) -> str:
    """A path as people write it.

    >>> where(("touchpoints", 2, "emotion", "score"))
    'touchpoints[2].emotion.score'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text


def quoted(given: object) -> str:
    """A given value in a message.

    >>> quoted("x"), quoted(None), quoted([])
    ("'x'", 'nothing', 'a list')
    """
    if given is None:
        return "nothing"
    if isinstance(given, dict | list):
        return "a mapping" if isinstance(given, dict) else "a list"
    text = str(given)
    return f"'{text[:_SHOWN]}…'" if len(text) > _SHOWN else f"'{text}'"


def refused(name: str, faults: Iterable[Fault]) -> SourceError:
    """The error that tells of all faults of a document: in words with line and column, and as values for programs."""
    ordered = sorted(set(faults))
    lines = [f"{name}:{f.line}:{f.column}: {f}" for f in ordered[:_FAULTS_SHOWN]]
    if len(ordered) > _FAULTS_SHOWN:
        lines.append(f"… and {len(ordered) - _FAULTS_SHOWN:,} more faults.")
    context = {
        "file": name,
        "line": ordered[0].line,
        "column": ordered[0].column,
        "faults": [
            {"line": f.line, "column": f.column, "where": f.where, "message": f.message, "hint": f.hint}
            for f in ordered
        ],
    }
    return SourceError("\n".join(lines), context=context)
