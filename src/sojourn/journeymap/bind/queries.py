"""The question in SQL that gives a touchpoint's numbers again: ``sojourn query SQL`` on the same log."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from sojourn.events.schema import Kind
from sojourn.journeymap.matching import match_of, number_of
from sojourn.journeymap.model import JourneyMap, Match
from sojourn.log.journeylog import JourneyLog

_SELECT: Final = (
    "SELECT count(*) AS events, count(DISTINCT customer_id) AS customers FROM events WHERE {where}"
)
_LONGEST: Final = 8_000
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*")


def queries(jmap: JourneyMap, log: JourneyLog) -> dict[str, str]:
    """By the id of each touchpoint the question for its events and customers.

    Where touchpoints overlap, the events that belong to a stronger one are taken out. A touchpoint has none where no event
    can fit, where it would be longer than 8,000 characters, or where SQL, which does not tell upper from lower case, calls
    an attribute otherwise than the log.
    """
    rules = [match_of(t) for t in jmap.touchpoints]
    columns = _columns(log)
    conditions = [_condition(rule, log, columns) for rule in rules]
    order = sorted(range(len(rules)), key=lambda place: (-_given(rules[place]), place))
    found = {}
    for rank, place in enumerate(order):
        own = conditions[place]
        stronger = [
            conditions[other]
            for other in order[:rank]
            if conditions[other] is not None and _overlap(rules[other], rules[place])
        ]
        if not own or "" in stronger:
            continue
        where = " AND ".join([own, *(f"({other}) IS NOT TRUE" for other in stronger)])
        if len(where) <= _LONGEST:
            found[jmap.touchpoints[place].id] = _SELECT.format(where=where)
    return found


def _given(rule: Match) -> int:
    return bool(rule.touchpoint) + bool(rule.channel) + len(rule.properties)


def _overlap(a: Match, b: Match) -> bool:
    """Whether an event could fit both, as far as names and channels tell."""
    pairs = ((a.touchpoint, b.touchpoint), (a.channel, b.channel))
    return all(
        not x or not y or not {v.casefold() for v in x}.isdisjoint(v.casefold() for v in y) for x, y in pairs
    )


def _columns(log: JourneyLog) -> dict[str, str]:
    """Attribute → column, for those that SQL calls as the log does."""
    taken, found = {"customer_id"}, {}
    for name in log.kinds:
        if name.lower() not in taken:
            quoted = name.replace('"', '""')
            found[name] = name if _PLAIN.fullmatch(name) else f'"{quoted}"'
            taken.add(name.lower())
    return found


def _condition(rule: Match, log: JourneyLog, columns: Mapping[str, str]) -> str | None:
    """The conditions of a touchpoint in SQL; None if no event can fit them, empty if they cannot be said."""
    wanted = {"touchpoint": rule.touchpoint, "channel": rule.channel, **rule.properties}
    parts = []
    for attribute, values in wanted.items():
        if not values:
            continue
        literals = _literals(attribute, values, log)
        if not literals:
            return None
        if attribute not in columns:
            return ""
        parts.append(f"{columns[attribute]} IN ({', '.join(literals)})")
    return " AND ".join(parts)


def _literals(attribute: str, values: Sequence[str], log: JourneyLog) -> list[str]:
    """The values as the log spells them."""
    if not log.has(attribute):
        return []
    if attribute in log.vocabularies:
        given = {value.casefold() for value in values}
        return [_text(name) for name in log.vocabularies[attribute] if name.casefold() in given]
    if log.kinds[attribute] is Kind.TEXT:
        return [_text(value) for value in values]
    return [repr(number) for value in values if (number := number_of(value)) is not None]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
