"""The groups of customers whose fitness is told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sojourn.analysis.seam import names_in
from sojourn.errors import UnknownNameError, UsageError
from sojourn.journeymap.bind.members import Members, Segments, members
from sojourn.journeymap.bind.personas import mark
from sojourn.journeymap.conform.alignment import Group
from sojourn.journeymap.conform.words import Language
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog

PERSONA: Final = "persona"
CHANNEL: Final = "channel"
_MOST_VALUES: Final = 100
_ASK: Final[Mapping[Language, str]] = {
    "en": "segments are looked for only when asked by persona",
    "zh": "细分群体只有按 persona 分组时才会去寻找",
}


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups to look at.

    Attributes
    ----------
    groups
        In the order in which they were asked for.
    whose
        The customers of the personas among them, by id.
    skipped
        Personas that cannot be told from the data: name and reason.
    """

    groups: tuple[Group, ...] = ()
    whose: Mapping[str, Members] = field(default_factory=dict)
    skipped: tuple[tuple[str, str], ...] = ()


def groups_of(
    jmap: JourneyMap,
    log: JourneyLog,
    by: str | Sequence[str] | None,
    segments: Segments,
    language: Language,
) -> Groups:
    """The groups of some dimensions; a customer belongs to every group that an event of theirs carries the value of.

    Parameters
    ----------
    by
        ``persona``, or attributes of the log; personas and channels, where there are any, if None. Segments of personas
        are looked for only where personas are asked for.

    Raises
    ------
    UnknownNameError
        If a dimension is neither ``persona`` nor an attribute of the log.
    UsageError
        If an attribute has no names, or more than 100.
    """
    wanted = (PERSONA, CHANNEL) if by is None else names_in(by, "by")
    groups: list[Group] = []
    whose: dict[str, Members] = {}
    skipped: list[tuple[str, str]] = []
    for dimension in dict.fromkeys(wanted):
        if dimension != PERSONA:
            groups += _channels(log) if by is None else _values(log, dimension)
            continue
        quick = {p.id for p in jmap.personas if by is not None or "=" in (p.segment or "=")}
        known = jmap.model_copy(update={"personas": tuple(p for p in jmap.personas if p.id in quick)})
        found = members(known, log, segments, language)
        for persona in jmap.personas:
            own = found.get(persona.id, _ASK[language])
            if isinstance(own, Members):
                whose[persona.id] = own
                groups.append(Group(PERSONA, persona.name, mark(persona.id), ("in",)))
            else:
                skipped.append((persona.name, own))
    return Groups(tuple(groups), whose, tuple(skipped))


def _channels(log: JourneyLog) -> list[Group]:
    names = log.vocabularies[CHANNEL].names if CHANNEL in log.vocabularies else ()
    return _values(log, CHANNEL) if 1 < len(names) <= _MOST_VALUES else []


def _values(log: JourneyLog, attribute: str) -> list[Group]:
    if not log.has(attribute):
        raise UnknownNameError.among("attribute", attribute, [PERSONA, *log.kinds])
    if attribute not in log.vocabularies:
        raise UsageError(
            f"The values of '{attribute}' are not kept as names, so they make no groups.",
            hint=f"Attributes that do: {', '.join(log.vocabularies)}.",
        )
    names = log.vocabularies[attribute].names
    if len(names) > _MOST_VALUES:
        raise UsageError(
            f"'{attribute}' has {len(names):,} values; at most {_MOST_VALUES} make groups.",
            hint="Choose another attribute, or check log.where(...) for one value.",
        )
    return [Group(attribute, name, attribute, (name,)) for name in names]
