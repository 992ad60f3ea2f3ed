"""The groups of customers whose fitness is told apart."""

from collections.abc import Iterator, Sequence
from typing import Final

from sojourn.errors import UnknownNameError, UsageError
from sojourn.journeymap.conform.alignment import Group
from sojourn.journeymap.conform.words import Language
from sojourn.journeymap.model import JourneyMap, Persona
from sojourn.log.journeylog import JourneyLog

_MOST_VALUES: Final = 100
_REASONS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "none": "it names no segment",
        "named": "its segment is no “attribute=value” that events carry",
    },
    "zh": {
        "none": "没有指定细分群体",
        "named": "其细分群体不是事件所带的“属性=取值”",
    },
}

Skipped = tuple[tuple[str, str], ...]


def groups_of(
    jmap: JourneyMap, log: JourneyLog, by: str | Sequence[str] | None, language: Language
) -> tuple[tuple[Group, ...], Skipped]:
    """The groups of some dimensions, and those that cannot be told from the data, with the reason.

    A customer belongs to every group of which an event carries the value.

    Raises
    ------
    UnknownNameError
        If a dimension is neither ``persona`` nor an attribute of the log.
    UsageError
        If an attribute has no names, or more than 100.
    """
    wanted = _default(jmap, log) if by is None else (by,) if isinstance(by, str) else tuple(by)
    groups: list[Group] = []
    skipped: list[tuple[str, str]] = []
    for dimension in dict.fromkeys(wanted):
        if dimension == "persona":
            for persona in jmap.personas:
                found = _persona(persona, log)
                if found is None:
                    skipped.append((persona.name, _REASONS[language]["named" if persona.segment else "none"]))
                else:
                    groups.append(found)
        else:
            groups += _values(log, dimension)
    return tuple(groups), tuple(skipped)


def _default(jmap: JourneyMap, log: JourneyLog) -> tuple[str, ...]:
    channels = log.vocabularies["channel"].names if "channel" in log.vocabularies else ()
    persona = ("persona",) if jmap.personas else ()
    return (*persona, "channel") if 1 < len(channels) <= _MOST_VALUES else persona


def _persona(persona: Persona, log: JourneyLog) -> Group | None:
    attribute, mark, value = (persona.segment or "").partition("=")
    if not mark or not log.has(attribute.strip()):
        return None
    return Group("persona", persona.name, attribute.strip(), (value.strip(),))


def _values(log: JourneyLog, attribute: str) -> Iterator[Group]:
    if not log.has(attribute):
        raise UnknownNameError.among("attribute", attribute, ["persona", *log.kinds])
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
    return (Group(attribute, name, attribute, (name,)) for name in names)
