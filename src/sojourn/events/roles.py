"""Which column plays which role: found from the names and the content, told in words, overridable.

Pure: it sees descriptions of columns (:class:`~sojourn.events.looks.Look`), never a file.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sojourn.errors import RoleError, UnknownNameError
from sojourn.events.labels import channel_of, touchpoint_of
from sojourn.events.looks import Look
from sojourn.events.names import suits_another, words
from sojourn.events.numbers import number_form, scale_of
from sojourn.events.schema import ROLES
from sojourn.events.suitability import suits
from sojourn.events.times import (
    TimeForm,
    combined,
    is_clock,
    relative_form,
    time_form,
    typed_form,
    with_offset,
)

_ORDER: Final = (
    "timestamp", "customer_id", "message_id", "touchpoint", "channel", "currency", "scale", "score", "value", "cost",
    "text", "campaign", "source", "medium", "stage", "device",
)  # fmt: skip
_OFFSET_NAMES: Final = (
    r"(?:day |time |event )?offset(?: (?:s|ms|us|sec|seconds|minutes|hours))?"
    r"|(?:seconds?|secs?|millis|milliseconds|minutes?|hours?)(?: of day| since midnight| in day)?|time of day"
)
_THRESHOLD: Final = {"customer_id": 0.2, "timestamp": 0.2}
_FEWEST_PEOPLE: Final = 20
"""A column of fewer numbers is not proposed as the customer: it is a rating, a kind or a flag."""
NEEDED: Final = ("customer_id", "timestamp")
"""Roles without which a row is no event."""


@dataclass(frozen=True, slots=True)
class Match:
    """One role and where its values come from.

    Attributes
    ----------
    role
        A name of :data:`sojourn.events.schema.ROLES`.
    column
        The column in the file; empty if every event gets `constant`.
    constant
        The value of all events, where no column holds it.
    reason
        Why, in words.
    confidence
        0 … 1; 1 means the user or the format said so.
    time
        How times are written (role ``timestamp`` only).
    clock_column
        A second column with the time of day, joined to `column`.
    """

    role: str
    column: str
    reason: str
    confidence: float
    constant: str = ""
    time: TimeForm | None = None
    clock_column: str = ""


@dataclass(frozen=True, slots=True)
class TableLooks:
    """What role inference knows of one table.

    Attributes
    ----------
    label
        The file's name; its words can name the touchpoint and the channel.
    looks
        Its columns.
    fixed
        Role → column where the format itself says so.
    note
        What the source had to assume about the table; shown where a role is not found.
    constants
        Role → the value that all rows have, where the format says so.
    closed
        A dialect said all there is to know: no role is guessed.
    """

    label: str
    looks: tuple[Look, ...]
    fixed: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False

    def look(self, column: str) -> Look:
        """The column of that name."""
        return next(look for look in self.looks if look.name == column)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of one table's columns."""

    matches: tuple[Match, ...]

    def get(self, role: str) -> Match | None:
        """The match of a role, or None if no column plays it."""
        return next((m for m in self.matches if m.role == role), None)

    def to_dict(self) -> dict[str, dict[str, str]]:
        """Role → column (or constant) and reason, as ``quality.json`` shows it."""
        shown: dict[str, dict[str, str]] = {}
        for match in self.matches:
            column = f"{match.column} + {match.clock_column}" if match.clock_column else match.column
            shown[match.role] = {"column": column, "reason": match.reason}
            if match.constant:
                shown[match.role]["constant"] = match.constant
        return shown


def infer_roles(
    tables: Sequence[TableLooks], columns: Mapping[str, str] | None = None, *, needed: bool = True
) -> tuple[Roles, ...]:
    """Give roles to the columns of several tables that become one log.

    Parameters
    ----------
    tables
        Descriptions of the tables' columns.
    columns
        Role → column chosen by the user. It holds for every table that has such a column. Two names joined by ``+``
        are a date and a time of day.
    needed
        Whether a table must tell who the customer is and when it happened.

    Returns
    -------
    tuple of Roles
        One per table, in order.

    Raises
    ------
    UnknownNameError
        If `columns` names a role that does not exist, or a column that no table has.
    RoleError
        If a table has no column for ``customer_id`` or ``timestamp`` though it needs one.

    Notes
    -----
    Each role goes to the best free column by name and content. Where several tables could be joined by different
    customer columns, the column whose values also occur in the other tables is preferred.
    """
    chosen = _check_chosen(tables, dict(columns or {}))
    customers = _customers(tables, chosen)
    found = tuple(_infer_one(t, chosen, c) for t, c in zip(tables, customers, strict=True))
    for table, roles in zip(tables, found, strict=True):
        if needed and (missing := [role for role in NEEDED if roles.get(role) is None]):
            raise missing_roles(table, missing)
    return found


def _check_chosen(tables: Sequence[TableLooks], columns: dict[str, str]) -> dict[str, str]:
    names = list(dict.fromkeys(look.name for table in tables for look in table.looks))
    for role, column in columns.items():
        if role not in ROLES:
            raise UnknownNameError.among("role", role, ROLES)
        for part in _parts(column, names):
            if _find(part, names) is None:
                raise UnknownNameError.among("column", part, names)
    return columns


def _parts(column: str, names: Iterable[str]) -> tuple[str, ...]:
    """A column's name, or the two names of ``date+time``."""
    if _find(column, names) is None and "+" in column:
        date, _, clock = column.partition("+")
        return date.strip(), clock.strip()
    return (column,)


def _find(name: str, names: Iterable[str]) -> str | None:
    known = list(names)
    if name in known:
        return name
    return next((k for k in known if k.casefold() == name.casefold()), None)


def _candidates(table: TableLooks, role: str) -> list[tuple[float, Look, str]]:
    """Columns that could play a role, best first: confidence, column, reason."""
    found = []
    for look in table.looks:
        score, reason = suits(role, look)
        if score >= _THRESHOLD.get(role, 0.5):
            found.append((score, look, reason))
    return sorted(found, key=lambda c: -c[0])


def _customers(tables: Sequence[TableLooks], chosen: Mapping[str, str]) -> list[Match | None]:
    """The customer column of each table: by name and content, and by values shared with the other tables."""
    options = [_candidates(table, "customer_id") for table in tables]
    sets = [{c[1].name: set(c[1].values) for c in cs} for cs in options]
    result: list[Match | None] = []
    for i, (table, candidates) in enumerate(zip(tables, options, strict=True)):
        names = [look.name for look in table.looks]
        own = table.fixed.get("customer_id") or (
            _find(chosen.get("customer_id", ""), names) if chosen else None
        )
        if own:
            why = "chosen by you" if "customer_id" in chosen else "fixed by the format"
            result.append(Match("customer_id", own, why, 1.0))
            continue
        ranked = []
        for score, look, reason in () if table.closed else candidates:
            share = _shared(sets[i][look.name], [s for j, s in enumerate(sets) if j != i])
            note = f"; {share:.0%} of its values also occur in another file" if share > 0.01 else ""
            ranked.append((score + share, score, look, reason + note))
        ranked.sort(key=lambda r: -r[0])
        if ranked:
            _, score, look, reason = ranked[0]
            result.append(Match("customer_id", look.name, reason, min(1.0, score)))
        else:
            result.append(None)
    return result


def _shared(values: set[str], others: Sequence[Mapping[str, set[str]]]) -> float:
    """The largest share of values found in one candidate column of another table."""
    shares = [
        len(values & theirs) / min(len(values), len(theirs))
        for other in others
        for theirs in other.values()
        if theirs
    ]
    return max(shares, default=0.0) if values else 0.0


def _infer_one(table: TableLooks, chosen: Mapping[str, str], customer: Match | None) -> Roles:
    names = [look.name for look in table.looks]
    matches: dict[str, Match] = {}
    for role in ROLES:
        if role in table.fixed:
            matches[role] = _filled(table, role, table.fixed[role], reason="fixed by the format")
        if role in table.constants:
            matches[role] = Match(role, "", "fixed by the format", 1.0, constant=table.constants[role])
        if role in chosen:
            parts = [_find(p, names) for p in _parts(chosen[role], names)]
            if None not in parts:
                matches[role] = _filled(table, role, *[p for p in parts if p], reason="chosen by you")
    if customer is not None:
        matches["customer_id"] = customer
    if not table.closed:
        _guess(table, matches)
    return Roles(tuple(matches[role] for role in ROLES if role in matches))


def _guess(table: TableLooks, matches: dict[str, Match]) -> None:
    """Fill the roles that nobody fixed."""
    for role in _ORDER:
        if role not in matches and (match := _best(table, role, matches)):
            matches[role] = match
    if "timestamp" not in matches and (match := _relative(table, matches)):
        matches["timestamp"] = match
    if "timestamp" in matches:
        _add_clock(table, matches)
    _add_constants(table, matches)


def _filled(table: TableLooks, role: str, column: str, clock: str = "", *, reason: str) -> Match:
    look = table.look(column)
    if role != "timestamp":
        return Match(role, column, reason, 1.0)
    if clock:
        joined = [f"{d} {t}" for d, t in zip(look.values, table.look(clock).values, strict=False)]
        form = time_form(joined, "time")
    else:
        form = look.time or time_form(look.values, "time") or relative_form(look.values, column)
        if (
            form is None and table.closed
        ):  # no value in the sample, or a broken one: what it would be is known
            form = typed_form(look.stored) or TimeForm("text", "as ISO 8601", iso=True, zone="some")
    if form is None:
        raise RoleError(
            f"{table.label}: the column '{column}' does not look like times ({look.describe()}).",
            hint=_suggest(table, "timestamp"),
            context={"file": table.label, "column": column},
        )
    return Match(role, column, f"{reason}; {form.note}", 1.0, time=form, clock_column=clock)


def _best(table: TableLooks, role: str, taken: Mapping[str, Match]) -> Match | None:
    used = {m.column for m in taken.values()}
    for score, look, reason in _candidates(table, role):
        if look.name not in used:
            time = look.time if role == "timestamp" else None
            return Match(role, look.name, reason, min(1.0, round(score, 2)), time=time)
    return None


def _relative(table: TableLooks, taken: Mapping[str, Match]) -> Match | None:
    customer = taken.get("customer_id")
    once = customer is not None and table.look(customer.column).repeats <= 1.05
    if once and not {"touchpoint", "score", "text"} & set(taken):
        return None  # a summary of customers, one row each: its "T" is an age, not a moment
    used = {m.column for m in taken.values()}
    for look in table.looks:
        named = re.fullmatch(
            r"t|time|step|day|days|week|month|hour|offset|period|day offset", words(look.name)
        )
        if look.name not in used and named and (form := relative_form(look.values, look.name)):
            return Match(
                "timestamp",
                look.name,
                f"no column holds calendar times; '{look.name}' holds {form.note}",
                0.3,
                time=form,
            )
    return None


def _add_clock(table: TableLooks, matches: dict[str, Match]) -> None:
    """Join a time of day, or a number that counts from the start of the day, to a date that has neither."""
    match = matches["timestamp"]
    if match.time is None or match.time.has_clock or match.clock_column:
        return
    used = {m.column for m in matches.values()}
    dates = table.look(match.column).values
    for look in table.looks:
        if look.name in used:
            continue
        form = _joined(match.time, dates, look)
        if form is not None:
            reason = f"{match.reason}; time of day from '{look.name}'"
            matches["timestamp"] = replace(match, reason=reason, time=form, clock_column=look.name)
            return


def _joined(date: TimeForm, dates: Sequence[str], look: Look) -> TimeForm | None:
    """The form of a date together with this column, or None if the column tells no time of day."""
    name = words(look.name)
    if date.kind != "relative" and is_clock(look.values) and re.search(r"time|hour|clock|时", name):
        return combined(date, [f"{d} {t}" for d, t in zip(dates, look.values, strict=False)])
    counts = look.content in {"integer", "number"} and 0 <= look.low <= look.high <= 86_400e6
    if counts and re.fullmatch(_OFFSET_NAMES, name):
        return with_offset(date, look.name, look.high)
    return None


def _add_constants(table: TableLooks, matches: dict[str, Match]) -> None:
    if "touchpoint" not in matches:
        name = touchpoint_of(table.label)
        reason = f"no column names what happened, so each row is one '{name}', after the file's name"
        matches["touchpoint"] = Match("touchpoint", "", reason, 0.5, constant=name)
    if "channel" not in matches and (channel := channel_of(table.label)):
        reason = "no column names the channel; a word of the file's name does"
        matches["channel"] = Match("channel", "", reason, 0.5, constant=channel)
    if "score" in matches and "scale" not in matches:
        scale, why = scale_of(table.look(matches["score"].column))
        if scale:
            matches["scale"] = Match("scale", "", f"'{matches['score'].column}': {why}", 0.7, constant=scale)
    if "value" in matches and "currency" not in matches:
        code = number_form(table.look(matches["value"].column).values).currency
        if code:
            reason = f"written beside the numbers of '{matches['value'].column}'"
            matches["currency"] = Match("currency", "", reason, 0.9, constant=code)


def missing_roles(table: TableLooks, missing: Sequence[str]) -> RoleError:
    """The error that says which roles a table lacks, what columns it has, and how to name one."""
    what = {"customer_id": "who the customer is", "timestamp": "when it happened"}
    lines = [f"  {look.name}: {look.describe()}" for look in table.looks[:30]]
    more = [f"  … and {len(table.looks) - 30} more"] if len(table.looks) > 30 else []
    note = f"({table.note})\n" if table.note else ""
    return RoleError(
        f"{table.label}: no column tells {' and '.join(what[m] for m in missing)}. Its columns:\n"
        + "".join(f"{line}\n" for line in lines + more)
        + note,
        hint=" ".join(_suggest(table, role) for role in missing),
        context={"file": table.label, "missing": list(missing), "columns": [x.name for x in table.looks]},
    )


def _suggest(table: TableLooks, role: str) -> str:
    if role == "timestamp":
        likely = [look.name for look in table.looks if look.time is not None]
    else:
        likely = [
            look.name
            for look in table.looks
            if (look.words <= 3 and not suits_another(role, look.name))
            and (look.content == "text" or (look.content == "integer" and look.distinct > _FEWEST_PEOPLE))
        ]
        likely.sort(key=lambda n: ("id" not in words(n).split(), -table.look(n).distinct))
    name = f'"{likely[0]}"' if likely else "NAME"
    return f"Say which one it is with --column {role}={name} (columns= in Python)."
