"""A fault of a map as a document: said with its place and with what would work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sojourn.errors import SourceError
from sojourn.journeymap.sayings import NOTHING, Language, Saying, failure, say

Path = tuple[str | int, ...]

_FAULTS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a document: line and column from 1, where in the map, what, and what would work."""

    line: int
    column: int
    where: str
    message: Saying
    hint: Saying = NOTHING

    def said(self, language: Language = "en") -> str:
        """The fault in a language."""
        return sentence(self.where, self.message, self.hint).said(language)


def sentence(place: str, message: Saying, hint: Saying = NOTHING) -> Saying:
    """What is wrong at a place, and what would work.

    >>> from sojourn.journeymap.sayings import quoted
    >>> sentence("flow[0].to", say("no.touchpoints", given=quoted("pay"))).zh
    'flow[0].to：没有 id 为“pay”的触点。'
    """
    english = (place and f"{place}: ") + f"{message.en}." + (hint.en and f" {hint.en}")
    return Saying(message.about, english, (place and f"{place}：") + f"{message.zh}。{hint.zh}")


def where(path: Path) -> str:
    """A path as people write it.

    >>> where(("touchpoints", 2, "emotion", "score"))
    'touchpoints[2].emotion.score'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text


def refused(name: str, faults: Iterable[Fault], language: Language = "en") -> SourceError:
    """The error that tells of all faults of a document: in words with line and column, and as values for programs."""
    ordered = sorted(set(faults))
    found = [
        {
            "line": f.line,
            "column": f.column,
            "where": f.where,
            "message": f.message.said(language),
            "hint": f.hint.said(language),
        }
        for f in ordered
    ]
    message = Saying("faults", _lines(name, ordered, "en"), _lines(name, ordered, "zh"))
    return failure(
        SourceError,
        message,
        language=language,
        file=name,
        line=ordered[0].line,
        column=ordered[0].column,
        faults=found,
    )


def _lines(name: str, faults: list[Fault], language: Language) -> str:
    lines = [f"{name}:{f.line}:{f.column}: {f.said(language)}" for f in faults[:_FAULTS_SHOWN]]
    further = len(faults) - _FAULTS_SHOWN
    return "\n".join([*lines, *([say("more", n=further).said(language)] if further > 0 else [])])
