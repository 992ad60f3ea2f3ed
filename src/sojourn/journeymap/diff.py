"""The difference of two maps: as commands, and in words sorted by where in the map it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from sojourn.errors import UsageError
from sojourn.journeymap.commands import apply, said
from sojourn.journeymap.commands.between import commands_between
from sojourn.journeymap.commands.parts import items
from sojourn.journeymap.commands.values import Add, Command, Edit, Remove
from sojourn.journeymap.commands.words import Language, word
from sojourn.journeymap.given import check_map
from sojourn.journeymap.model import JourneyMap

Sign = Literal["+", "−", "~"]
_PARTS: Final = ("map", "persona", "stage", "touchpoint", "flow", "opportunity", "evidence")


def diff(a: JourneyMap, b: JourneyMap, *, evidence: bool = False) -> tuple[Command, ...]:
    """The commands that make one map of another: ``replay(a, diff(a, b)) == b``, evidence aside.

    Parts are recognised by their ids; a part whose id alone is new by its name, if only one has that name. Of parts whose order
    changed the fewest are moved. What follows from a command (a removed stage takes its touchpoints along) is not said again.

    Parameters
    ----------
    a, b
        The map before and after.
    evidence
        Whether what was measured counts. Without, the commands are about what people wrote, and applying them leaves the evidence
        of the parts that stay as it is.

    Returns
    -------
    tuple of Command
        None where there is no difference.

    Raises
    ------
    UsageError
        If a map has the same flow twice, with the same condition.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage
    >>> a = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"),), touchpoints=())
    >>> b = a.model_copy(update={"title": "Coffee to go"})
    >>> diff(a, b)
    (Edit(do='edit', part='map', id='', field='title', value='Coffee to go'),)
    """
    check_map(a, b)
    for jmap in (a, b):
        _refuse_repeated_flows(jmap)
    return tuple(commands_between(a, b, evidence=evidence))


def _refuse_repeated_flows(jmap: JourneyMap) -> None:
    seen = set()
    for flow in jmap.flow:
        same = (flow.source, flow.target, flow.when)
        if same in seen:
            raise UsageError(
                f"“{jmap.title}” has the flow '{flow.source}>{flow.target}' twice.",
                hint="Take one out, or say when each of them is gone.",
            )
        seen.add(same)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a difference in words.

    Attributes
    ----------
    part
        The sort of part it is about: ``map``, ``persona``, ``stage``, ``touchpoint``, ``flow``, ``opportunity`` or ``evidence``.
    where
        The name of the stage, for stages and touchpoints; else empty.
    sign
        ``+`` new, ``−`` gone, ``~`` changed.
    says
        The change in words.
    """

    part: str
    where: str
    sign: Sign
    says: str


def changes(jmap: JourneyMap, commands: Iterable[Command], language: Language = "en") -> tuple[Change, ...]:
    """Commands in words: first of the map, then of personas, stage by stage, of flows and opportunities.

    A command that changes nothing, because it was done before, is not told.

    Parameters
    ----------
    jmap
        The map before the first command.
    commands
        What is done, one after the other.
    language
        ``en`` or ``zh``.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage
    >>> a = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"),), touchpoints=())
    >>> [str(c.sign + " " + c.says) for c in changes(a, [Add(part="stage", value=Stage(id="sip", name="Sip"))])]
    ['+ new stage “Sip”']
    """
    found: list[Change] = []
    for command in commands:
        after = apply(jmap, command)
        if after == jmap:
            continue
        part = getattr(command, "part", "touchpoint").partition(".")[0]
        stage = _stage(command, jmap, after) if part in {"stage", "touchpoint"} else ""
        found.append(Change(part, stage, _sign(command), said(command, jmap, language)))
        jmap = after
    last = {stage.name: i for i, stage in enumerate(jmap.stages)}
    return tuple(sorted(found, key=lambda c: (_group(c.part), last.get(c.where, len(last)))))


def _group(part: str) -> int:
    """Stages and their touchpoints stand together."""
    return _PARTS.index("stage" if part == "touchpoint" else part)


def _stage(command: Command, before: JourneyMap, after: JourneyMap) -> str:
    """The name of the stage that a command about a stage or a touchpoint belongs to."""
    key = command.key if isinstance(command, Add) else getattr(command, "id", getattr(command, "into", ""))
    if isinstance(command, Edit) and command.field == "id":
        key = command.value
    part = getattr(command, "part", "touchpoint")
    for jmap in (after, before):
        value = dict(items(jmap, part)).get(key)
        if value is not None:
            stage = value.stage if part == "touchpoint" else value.id
            return next(s.name for s in jmap.stages if s.id == stage)
    return ""


def _sign(command: Command) -> Sign:
    if isinstance(command, Add):
        return "+"
    return "−" if isinstance(command, Remove) else "~"


def heading(change: Change, language: Language = "en") -> str:
    """What stands above the changes of one place of the map.

    >>> heading(Change("flow", "", "+", "new flow Cart → Pay")), heading(Change("flow", "", "+", ""), "zh")
    ('Flow', '流向')
    """
    if change.where:
        return word("heading.stage", language, name=change.where)
    return word(f"heading.{change.part}", language)
