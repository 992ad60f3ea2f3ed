"""From a path into ``report.json`` to the story of its figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sojourn.errors import UnknownNameError
from sojourn.report.blocks.pain import PainPoint
from sojourn.report.document import Comparison, Report
from sojourn.report.explaining.facts import Facts, pain_facts, row_facts
from sojourn.report.explaining.kinds import KINDS, Kind
from sojourn.report.explaining.spelling import Language
from sojourn.report.groups import GOAL_SHARE
from sojourn.report.making.metrics import RATED
from sojourn.report.making.rated_apart import FEELING, STAGE_FEELING

_EVENTS_SHOWN: Final = 20
_DIGITS: Final = 10
"""Fewer digits than this name a row; Python refuses to read thousands of them as a number."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure came about.

    Attributes
    ----------
    path
        Where it stands, by number and by name.
    facts
        (key of :data:`sojourn.report.explaining.facts.LABELS`, text) in the order of the story.
    commands
        Shell commands that compute the report again.
    python
        Lines of Python that compute this figure again, and list the events behind it where that is a matter of rows.
    query
        A shell command that lists events.
    """

    path: str
    facts: Facts
    commands: tuple[str, ...]
    python: tuple[str, ...]
    query: str


def explainable(report: Report) -> tuple[str, ...]:
    """Every path that :func:`explain` takes, in the order of the report: block and name.

    >>> from sojourn.report.compose import build
    >>> from sojourn.testing import log_of
    >>> [p for p in explainable(build(log_of("ann  09:00  Home"), None)) if p.startswith("touch")]
    ['touchpoints/Home']
    """
    return tuple(
        f"{block}/{name}" if name else block for block, kind in KINDS.items() for name in kind.rows(report)
    )


def explain(
    report: Report, path: str, *, place: str = "DIR", language: Language | None = None
) -> Explanation:
    """Tell how a figure came about.

    Parameters
    ----------
    report
        The report.
    path
        ``block/number`` (from 0, as in the file) or ``block/name``: ``pain_points/3``, ``metrics/nps``,
        ``attribution/markov``, ``emotions/Checkout``. Further parts of the path are passed over: ``metrics/nps/value`` is
        ``metrics/nps``.
    place
        The folder of the results, for the commands.
    language
        Of the words; that of the report if None. What the report itself says stays in its own.

    Raises
    ------
    UnknownNameError
        If there is no such figure; the message names those that are near.
    """
    tongue: Language = language or report.language
    block, _, rest = path.strip("/").partition("/")
    kind = KINDS.get(block)
    rows = kind.rows(report) if kind is not None else {}
    if kind is None or not rows:
        present = [name for name, k in KINDS.items() if k.rows(report)]
        raise UnknownNameError.among("part of the report to explain", block or path, present)
    name = _name(block, rest, rows)
    row = rows[name]
    facts = pain_facts(row, report, tongue) if isinstance(row, PainPoint) else row_facts(row, tongue)
    return Explanation(
        path=f"{block}/{name}".rstrip("/"),
        facts=_ordered((*facts, *_said(kind, tongue))),
        commands=(_again(report, place),),
        python=_python(kind, name, row, report, place),
        query=_query(row, name, place),
    )


def _ordered(facts: Facts) -> Facts:
    """What it is before its figures; else as told."""
    first = [fact for fact in facts if fact[0] in {"what", "definition"}]
    return (*first, *(fact for fact in facts if fact not in first))


def _name(block: str, rest: str, rows: Mapping[str, Any]) -> str:
    """The row that a path means: the longest name it begins with, or the row of that number."""
    names = list(rows)
    if names == [""]:
        return ""
    fitting = [n for n in names if rest == n or rest.startswith(n + "/")]
    if fitting:
        return max(fitting, key=len)
    first = rest.partition("/")[0]
    if first.isdecimal() and len(first) < _DIGITS and int(first) < len(names):
        return names[int(first)]
    raise UnknownNameError.among("figure", f"{block}/{rest}", [f"{block}/{n}" for n in names])


def _said(kind: Kind, language: Language) -> Facts:
    place = 1 if language == "zh" else 0
    told = (("definition", kind.definition), ("interval", kind.interval), ("falsifier", kind.falsifier))
    return tuple((key, pair[place]) for key, pair in told if pair[place])


def _again(report: Report, place: str) -> str:
    zone = report.rhythm.timezone if report.rhythm is not None else None
    parts = [f"sojourn analyze {_quoted(place + '/log')}"]
    parts += [f"--goal {_quoted(goal)}" for goal in report.summary.goals]
    parts += [f"--timezone {zone}"] if zone and zone != "UTC" else []
    parts += [f"--lang {report.language}", f"--out {_quoted(place + '-again')}"]
    return " ".join(parts)


def _quoted(text: str) -> str:
    r"""For a shell.

    >>> _quoted("out/log"), _quoted("Order placed")
    ('out/log', "'Order placed'")
    >>> print(_quoted("it's"))
    "it's"
    """
    if text and all(c.isalnum() or c in "/._-+:,@~" for c in text):
        return text
    if "'" not in text:
        return f"'{text}'"
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    return f'"{safe}"'


def _python(kind: Kind, name: str, row: Any, report: Report, place: str) -> tuple[str, ...]:
    parts = [*name.split("/"), "", "", ""]
    values = {
        "goal": repr(list(report.summary.goals)),
        "steps": repr([step.step for step in report.funnel or ()]),
        "first": parts[0],
        "second": parts[1],
        "third": parts[2],
        "touchpoint": getattr(row, "touchpoint", ""),
        "change": getattr(row, "change", ""),
        "amount": getattr(row, "amount", ""),
        "compared": _compared(row, report) if isinstance(row, Comparison) else "",
    }
    lines = ["import sojourn as sj", f"log = sj.read({place + '/log'!r})"]
    if isinstance(row, PainPoint):
        return (
            *lines,
            f"found = sj.pain_points(log, {values['goal']})",
            "found.table",
            f"found.exposed(log, {row.id!r}).slice(0, {_EVENTS_SHOWN})  # the events behind it",
        )
    return (*lines, kind.call.format(**values)) if kind.call else ()


def _compared(row: Comparison, report: Report) -> str:
    """What to hand to ``sj.compare`` for the numbers of the row."""
    groups = f"log, by={row.dimension!r}, a={row.a!r}"
    if row.measure.startswith((FEELING, STAGE_FEELING)):
        return f"sj.emotion, {groups}"
    if row.measure in (*RATED, GOAL_SHARE):
        return f"sj.metrics, {groups}, goal={list(report.summary.goals)!r}"
    return f"sj.touchpoints, {groups}"


def _query(row: Any, name: str, place: str) -> str:
    """A command that lists events of the touchpoint that the row is about; of any, where it is about none."""
    at = getattr(row, "touchpoint", None) or getattr(row, "step", None)
    if at is None and hasattr(row, "exits"):
        at = name
    where = "" if not at else " WHERE touchpoint = '" + str(at).replace("'", "''") + "'"
    sql = f"SELECT * FROM events{where} ORDER BY timestamp LIMIT {_EVENTS_SHOWN}"  # noqa: S608  (shown, not run)
    return f"sojourn query --log {_quoted(place)} {_quoted(sql)}"
