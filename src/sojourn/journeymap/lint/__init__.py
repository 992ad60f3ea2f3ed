"""What a good reviewer would say about a map: rules with a name, a severity, a reason and a way to mend it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sojourn.errors import SojournError
from sojourn.journeymap.commands.parts import unknown
from sojourn.journeymap.faults import Path as Place
from sojourn.journeymap.faults import where
from sojourn.journeymap.given import check_map
from sojourn.journeymap.hierarchy import tree
from sojourn.journeymap.lint.rule import SEVERITIES, Language, Part, Rule, Severity, Spot
from sojourn.journeymap.lint.rules import RULES
from sojourn.journeymap.loading import parsed, read_text
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.nodes import Node
from sojourn.journeymap.sayings import said_by

__all__ = ["RULES", "SEVERITIES", "Finding", "Rule", "Severity", "lint", "lint_file"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a good reviewer would say about a map.

    Attributes
    ----------
    rule, severity
        The name of the rule, and ``error``, ``warning`` or ``hint``.
    part, id
        The kind of part (``map``, ``persona``, ``stage``, ``touchpoint``, ``opportunity``) and its id; a map has none.
    where
        The place in the document: ``touchpoints[2].kpis[0].target``.
    message, why, mend
        What is wrong, why that matters, and how to mend it.
    line, column
        In the file, from 1; 0 where no file was read.
    """

    rule: str
    severity: Severity
    part: Part
    id: str
    where: str
    message: str
    why: str
    mend: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.severity} {self.rule}: {self.message}"


def lint(
    jmap: JourneyMap,
    *,
    today: date | None = None,
    off: Iterable[str] = (),
    language: Language | None = None,
) -> tuple[Finding, ...]:
    """What a good reviewer would say about a map.

    Parameters
    ----------
    jmap
        The map. Rules named in its ``lint_off`` are not applied.
    today
        The day for rules about time (overdue reviews, old evidence); without it they are not applied.
    off
        Rules that are not applied.
    language
        Language of the words; that of the map by default.

    Returns
    -------
    tuple of Finding
        Gravest first, then by rule, each rule's in the order of the map.

    Raises
    ------
    UnknownNameError
        If `off` names a rule that does not exist.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage, Touchpoint
    >>> jmap = JourneyMap(title="Coffee", owner="Ann", stages=(Stage(id="buy", name="Lead nurturing"),),
    ...                   touchpoints=(Touchpoint(id="bar", name="Bar", stage="buy"),))
    >>> for finding in lint(jmap, off=["no-persona", "no-feeling"]):
    ...     print(finding)
    warning company-speak: The company's words, not the customer's: “Lead nurturing”.
    warning stage-no-kpi: Nothing is measured in the stage “Lead nurturing”.
    """
    check_map(jmap)
    return tuple(finding for finding, _ in _found(jmap, today, off, language))


def lint_file(
    path: str | Path,
    *,
    today: date | None = None,
    off: Iterable[str] = (),
    language: Language | None = None,
) -> tuple[Finding, ...]:
    """The same about the map in a file, with lines and columns; see :func:`lint`.

    Raises
    ------
    SourceError
        If the file is no valid map.
    UnknownNameError
        If `off` names a rule that does not exist.
    """
    return linted(path, today=today, off=off, language=language)[1]


def linted(
    path: str | Path,
    *,
    today: date | None = None,
    off: Iterable[str] = (),
    language: Language | None = None,
) -> tuple[JourneyMap, tuple[Finding, ...]]:
    """The map in a file and what is said about it; see :func:`lint_file`."""
    found = parsed(read_text(Path(path), str(path)), str(path))
    broken = _broken(Path(path), found.jmap, off, language)
    return found.jmap, (
        *(_placed(finding, place, found.root) for finding, place in broken),
        *(_placed(finding, place, found.root) for finding, place in _found(found.jmap, today, off, language)),
    )


def _broken(
    path: Path, jmap: JourneyMap, off: Iterable[str], language: Language | None
) -> Iterator[tuple[Finding, Place]]:
    """Links that cannot be followed: that to the map of today, and the first among the maps that open from this one."""
    rule = RULES["broken-link"]
    if rule.name in {*off, *jmap.lint_off}:
        return
    tongue = language or jmap.language
    if jmap.current_state and not (path.parent / jmap.current_state).is_file():
        yield _finding(rule, Spot("map", "", ("current_state",), {"fault": jmap.current_state}), tongue)
    opened = (*(stage.map for stage in jmap.stages), *(touchpoint.map for touchpoint in jmap.touchpoints))
    if not any(opened):
        return  # nothing opens from it: the file need not be read a second time
    try:
        tree(path)
    except SojournError as error:
        yield _finding(rule, Spot("map", "", (), {"fault": said_by(error)[0].said(tongue)}), tongue)


def _found(
    jmap: JourneyMap, today: date | None, off: Iterable[str], language: Language | None
) -> Iterator[tuple[Finding, Place]]:
    switched = {*off}
    for name in sorted(switched - RULES.keys()):
        raise unknown("rule", name, list(RULES))
    for rule in RULES.values():
        if rule.name in switched or rule.name in jmap.lint_off:
            continue
        for spot in rule.find(jmap, today):
            yield _finding(rule, spot, language or jmap.language)


def _finding(rule: Rule, spot: Spot, language: Language) -> tuple[Finding, Place]:
    texts = rule.words[language]
    told = Finding(
        rule=rule.name,
        severity=rule.severity,
        part=spot.part,
        id=spot.id,
        where=where(spot.path),
        message=texts.says.format(**spot.values),
        why=texts.why,
        mend=texts.mend,
    )
    return told, spot.path


def _placed(finding: Finding, place: Place, root: Node) -> Finding:
    line, column = root.at(place)
    return replace(finding, line=line, column=column)
