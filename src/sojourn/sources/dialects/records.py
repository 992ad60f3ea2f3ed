"""Record tables of systems that nobody described: tickets, deals, applications with several times in one row."""

import re
from dataclasses import dataclass, replace
from typing import Final

from duckdb import Expression

from sojourn.events.labels import event_of_time, touchpoint_of
from sojourn.events.looks import Look
from sojourn.events.names import words
from sojourn.events.numbers import scale_of
from sojourn.events.records import identifiers_of, object_of, row_id, system_of
from sojourn.events.suitability import suits
from sojourn.sources.dialects.parts import Columns, Ids, Part, claimed, in_parts, not_ours
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "records"
_MOST_COLUMNS: Final = 300
_TECHNICAL: Final = re.compile(
    r"\b(updat\w*|modif\w*|sync\w*|load\w*|ingest\w*|delet\w*|export\w*|import\w*|birth\w*|dob|due|deadline|expir\w*|expect\w*|"
    r"plan\w*|estimat\w*|promis\w*|valid|until|scheduled|server|client|logged|last|next|since|appointment|event|received|recorded|"
    r"processed|snoozed?|archived)\b|更新|修改|同步|生日|出生|到期|截止|预计|计划|有效期|最后"
)
"""Words of times that belong to the record or to a plan, and not to something the customer saw happen."""

_SPAN: Final = re.compile(
    r"(?:start|started|begin|end|ended|finish|stop|completed?)(?: (?:at|on|date|time|timestamp|datetime))?|开始时间|结束时间"
)
"""A beginning and an end are two sides of one event."""

_EARNED: Final = re.compile(
    r"won|paid|pay|purchas|order|sold|sign|completed?|closed?|成交|支付|付款|签约|赢单|关闭"
)
_RATED: Final = re.compile(r"rat(?:ed|ing)|review|survey|feedback|closed?|solv|resolv|评价|关闭|解决")


@dataclass(frozen=True, slots=True)
class _Found:
    """What makes a table one of records: the times of its rows, and the column that numbers them."""

    times: tuple[str, ...]
    number: str


class Records:
    """Records of a system that nobody described."""

    title = "Records with several times"

    def recognises(self, table: RawTable) -> bool:
        """Whether each row has a number of its own and at least two times of something that happened."""
        return _found(table) is not None and not claimed(table, but=(NAME,))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """An event per time that a row has, named after the column."""
        columns = Columns(table)
        found = _found(table)
        times = list(found.times if found else _times(columns))
        if not times:
            raise not_ours(table, "records with times")
        thing = touchpoint_of(table.label)
        looks = [columns.look(name) for name in table.types]
        ids: Ids = dict(identifiers_of(looks, table.label))
        number = found.number if found else row_id(looks)
        if number and number not in ids:
            ids[number] = _type_of(table.label, thing)
        names = {time: event_of_time(time, thing) for time in times}
        roles = _roles(looks, taken={*times, *ids})
        parts = [_part(columns, time, names, roles) for time in times]
        note = f"each row is a record; its times became events: {', '.join(names.values())}"
        made = in_parts(table, workspace, NAME, parts, ids)
        return tuple(replace(t, note=". ".join(n for n in (table.note, note) if n)) for t in made)


def _found(table: RawTable) -> _Found | None:
    if len(table.types) > _MOST_COLUMNS or table.positions or table.roles:
        return None
    columns = Columns(table)
    times = _times(columns)
    if len(times) < 2:
        return None
    looks = [columns.look(name) for name in table.types]
    number = row_id(looks)
    event_table = any(suits("touchpoint", look)[0] >= 0.9 for look in looks)
    return None if event_table or not number else _Found(tuple(times), number)


def _times(columns: Columns) -> list[str]:
    """Columns with a time of something that happened, the one that most rows have first."""
    looks = []
    for name in columns.table.types:
        plain = words(name)
        if not plain or _TECHNICAL.search(plain) or _SPAN.fullmatch(plain):
            continue
        look = columns.look(name)
        if (
            look.content == "time"
            and look.time is not None
            and look.time.share >= 0.8
            and look.time.kind != "relative"
        ):
            looks.append(look)
    first = max(looks, key=lambda look: look.filled, default=None)
    return [look.name for look in sorted(looks, key=lambda look: look is not first)]


def _type_of(label: str, thing: str) -> str:
    kind = object_of(label) or re.sub(r"\W+", "_", thing.casefold()).strip("_") or "record"
    system = system_of(label)
    return f"{system}_{kind}" if system and kind not in {"ticket", "order", "account", "user"} else kind


def _roles(looks: list[Look], taken: set[str]) -> dict[str, str]:
    """Role → column, for the roles that a column's name and values leave no doubt about."""
    roles: dict[str, str] = {}
    for role in ("channel", "source", "medium", "campaign", "currency", "score", "value", "text"):
        scored = [
            (suits(role, look)[0], look.name)
            for look in looks
            if look.name not in taken and look.name not in roles.values()
        ]
        best = max(scored, default=(0.0, ""))
        if best[0] >= 0.55:
            roles[role] = best[1]
    return roles


def _part(columns: Columns, time: str, names: dict[str, str], roles: dict[str, str]) -> Part:
    name, first = names[time], next(iter(names))
    earned = [t for t in names if _EARNED.search(words(t))]
    rated = [t for t in names if _RATED.search(words(t))]
    shown: dict[str, str | Expression] = {
        role: column for role, column in roles.items() if role in {"channel", "source", "medium", "campaign"}
    }
    if "value" in roles and earned[:1] == [time]:
        shown |= {role: roles[role] for role in ("value", "currency") if role in roles}
    constants = {}
    if "score" in roles and rated[-1:] == [time] and (scale := scale_of(columns.look(roles["score"]))[0]):
        shown["score"], constants["scale"] = roles["score"], scale
    if "text" in roles and time == first:
        shown["text"] = roles["text"]
    return Part(name, name, columns.moment(time), columns.filled(time), shown, constants)


RECORDS: Final = Records()
"""The dialect of record tables in general."""
