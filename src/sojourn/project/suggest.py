"""What `sojourn init` writes: a project file made from a look at the data, with comments that say why."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow.compute as pc
import yaml

from sojourn.errors import RoleError
from sojourn.events.looks import Look
from sojourn.events.names import words
from sojourn.events.personal_columns import looks_personal
from sojourn.events.plan import Plan
from sojourn.events.roles import TableLooks
from sojourn.goal import likely_goal
from sojourn.ingest.opening import Opened, opening
from sojourn.isolation import Progress
from sojourn.project.databases import addresses
from sojourn.project.document import DATA, SCHEMA
from sojourn.sources.database import is_url
from sojourn.sources.dialects.records import NAME as GENERIC
from sojourn.sources.files import resolve
from sojourn.sources.source import RawTable

_NUMBERS: Final = re.compile(r"\d+")
_HASHED: Final = frozenset({"email", "phone"})
_MOST_SHOWN: Final = 12
_INDENT: Final = "    "
_BY_HAND: Final = (
    "Write a project file by hand that says under its source what the columns are, columns: {timestamp: NAME} and "
    "identifiers: {NAME: user}; or try them out with sojourn analyze --column ROLE=NAME."
)


@dataclass(frozen=True, slots=True)
class Found:
    """Files of one form, which become one source of the project.

    Attributes
    ----------
    files
        Paths as they will stand in the project file.
    tables
        What the first of them holds: one table, or several where a dialect makes them.
    """

    name: str
    files: tuple[str, ...]
    tables: tuple[tuple[RawTable, TableLooks, Plan], ...]

    @property
    def dialect(self) -> str:
        """The foreign system, if one was recognised."""
        return self.tables[0][0].dialect


def suggest(
    sources: Sequence[str],
    base: str,
    *,
    title: str = "",
    timezone: str = "UTC",
    language: str = "en",
    progress: Progress | None = None,
) -> str:
    """A project file for some sources, as text.

    Parameters
    ----------
    sources
        Files, folders, globs, database URLs.
    base
        The folder of the project file; paths are written relative to it.
    title, timezone, language
        As they will stand in the file.
    progress
        Called with a step and a count.

    Raises
    ------
    InputError
        If a source cannot be used.
    """
    if progress:
        progress("read", 0)
    try:
        found = look(sources, Path(base))
    except RoleError as error:
        raise RoleError(error.message, hint=_BY_HAND, context=error.context) from error
    touchpoints = _touchpoints(found)
    lines = [
        f"# A project of Sojourn: written by sojourn init from a look at {_count(found)}. Read it and correct it;",
        "# then:  sojourn build                      (sources → journey log, again whenever files arrive)",
        "#        sojourn analyze --project sojourn.yaml --out report",
        f"sojourn: {SCHEMA}",
        f"title: {_scalar(title or Path(base).name or 'Customer journey')}",
        f"language: {language}              # of reports: en or zh",
        f"timezone: {_scalar(timezone)}             # of times that name no zone, and of days",
        f"data: {DATA}        # where the journey log and the clean events go",
        "",
        "# Where the data come from. Of a known system every column is known; of any other the roles are here.",
        "sources:",
    ]
    for source in found:
        lines += _source(source)
    lines += _goals(touchpoints) + _taxonomy(touchpoints) + _identity(found) + _privacy(found)
    return "\n".join(lines) + "\n"


def look(sources: Sequence[str], base: Path) -> tuple[Found, ...]:
    """Open every source and put files of one form together."""
    named = list(resolve([source for source in sources if not is_url(source)]))
    urls = [source for source in sources if is_url(source)]
    with opening(sources) as opened:
        groups: dict[tuple[str, ...], list[int]] = {}
        for index in range(len(opened.tables)):
            groups.setdefault(_form(opened, index), []).append(index)
        paths = {n.label: _relative(n.path, base) for n in named}
        return _grouped(opened, groups, paths | addresses(opened.tables, paths, urls), base)


def _form(opened: Opened, index: int) -> tuple[str, ...]:
    """Tables with equal keys could be files of one source: the same folder, columns and dialect."""
    table, use = opened.tables[index], opened.plans[index]
    name = _NUMBERS.sub("#", table.label.casefold())
    return (name, table.format, table.dialect, use.use, *sorted(table.types))


def _file_of(table: RawTable) -> str:
    """The file a table came from: its label without the part behind it."""
    return re.sub(r" \([^()]*\)$", "", table.label) if table.dialect else table.label


def _grouped(
    opened: Opened, groups: Mapping[tuple[str, ...], list[int]], paths: Mapping[str, str], base: Path
) -> tuple[Found, ...]:
    by_files: dict[tuple[str, ...], list[int]] = {}
    for indexes in groups.values():
        files = tuple(dict.fromkeys(_file_of(opened.tables[i]) for i in indexes))
        by_files.setdefault(files, []).append(indexes[0])
    found: list[Found] = []
    taken: set[str] = set()
    for files, firsts in by_files.items():
        name = _name(files[0], taken)
        taken.add(name)
        tables = tuple((opened.tables[i], opened.looks[i], opened.plans[i]) for i in firsts)
        found.append(Found(name, _together(tuple(paths.get(f, f) for f in files), base), tables))
    return tuple(found)


def _together(files: tuple[str, ...], base: Path) -> tuple[str, ...]:
    """Files that differ in numbers only, as one pattern that the next of them will fit; if it fits no other file."""
    patterns = {re.sub(r"[*][-_.]?(?=[*])", "", _NUMBERS.sub("*", file)) for file in files}
    if len(files) < 2 or len(patterns) != 1 or any(c in file for file in files for c in "*?["):
        return files
    (pattern,) = patterns
    fitting = {path.as_posix() for path in base.glob(pattern)} if not Path(pattern).is_absolute() else set()
    return (pattern,) if fitting == {(base / file).as_posix() for file in files} else files


def _relative(path: Path, base: Path) -> str:
    try:
        return path.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def _name(file: str, taken: set[str]) -> str:
    stem = Path(file).name.split(".")[0]
    name = _NUMBERS.sub("", stem).strip(" _-") or stem
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def _source(source: Found) -> list[str]:
    first = source.tables[0][0]
    lines = [f"  - name: {_scalar(source.name)}", *_files(source.files)]
    if source.dialect:
        lines.append(f"{_INDENT}format: {source.dialect}")
    if all(use.use == "aside" for _, _, use in source.tables):
        reason = source.tables[0][2].reason or first.aside
        columns = [look.name for _, looks, _ in source.tables for look in looks.looks]
        return [*lines, f"{_INDENT}use: aside              # {_comment(reason)}", *_unread(columns)]
    for table, looks, use in source.tables:
        lines += _known(table, use) if source.dialect else _inferred(looks, use)
    if source.dialect == GENERIC:
        found = {c: kind for _, _, use in source.tables for c, kind in use.identifiers.items()}
        lines.append(
            f"{_INDENT}identifiers:             # column: type (user, email, phone, loyalty_card, …)"
        )
        lines += [f"{_INDENT}  {_scalar(column)}: {kind}" for column, kind in found.items()]
    if source.dialect:
        used = {c for _, _, use in source.tables for c in _used(use)}
        lines += _kept(dict.fromkeys(c for t, _, _ in source.tables for c in t.types if c not in used))
    return lines


def _used(use: Plan) -> set[str]:
    return {c for m in use.roles.matches for c in (m.column, m.clock_column)} | set(use.identifiers)


def _unread(columns: Sequence[str]) -> list[str]:
    """What could be said of a table that is not read."""
    if not columns:
        return []
    return [
        f"{_INDENT}# its columns: {_shown(columns)}",
        f"{_INDENT}# to read it, put in the place of the line above:",
        f"{_INDENT}#   columns: {{timestamp: COLUMN}}",
        f"{_INDENT}#   identifiers: {{COLUMN: user}}",
    ]


def _files(files: Sequence[str]) -> list[str]:
    if len(files) == 1:
        return [f"{_INDENT}files: {_scalar(files[0])}"]
    return [f"{_INDENT}files:", *(f"{_INDENT}  - {_scalar(file)}" for file in files)]


def _known(table: RawTable, use: Plan) -> list[str]:
    """What a dialect makes of the columns, as comments: nothing has to be said."""
    part = re.search(r" \(([^()]*)\)$", table.label)
    what = "who is who" if use.use == "links" else "not read" if use.use == "aside" else "events"
    lines = [f"{_INDENT}# {part[1] if part else 'rows'}: {what}"]
    for match in use.roles.matches:
        origin = match.column or f"always '{match.constant}'"
        lines.append(f"{_INDENT}#   {match.role:<18}{_comment(origin)}")
    if table.dialect != GENERIC:
        lines += [
            f"{_INDENT}#   id {kind:<14} {_comment(column)}" for column, kind in use.identifiers.items()
        ]
    return lines


def _inferred(looks: TableLooks, use: Plan) -> list[str]:
    lines = []
    by_column = [m for m in use.roles.matches if m.column and m.role != "customer_id"]
    if by_column:
        lines.append(f"{_INDENT}columns:                 # role: column")
    for match in by_column:
        column = f"{match.column}+{match.clock_column}" if match.clock_column else match.column
        lines.append(_entry(match.role, column, match.reason))
        if match.time is not None and match.time.formats and not match.time.iso:
            formats = ", ".join(_scalar(f) for f in match.time.formats)
            lines.insert(0, f"{_INDENT}time_format: [{formats}]")
    lines.append(f"{_INDENT}identifiers:             # column: type (user, email, phone, loyalty_card, …)")
    lines += [_entry(c, kind, looks.look(c).describe()) for c, kind in use.identifiers.items()]
    constants = [m for m in use.roles.matches if m.constant]
    if constants:
        lines.append(f"{_INDENT}constants:               # the same for all rows")
        lines += [_entry(m.role, m.constant, m.reason) for m in constants]
    if use.use == "links":
        lines.append(f"{_INDENT}use: links               # rows are no events; they tell who is who")
    used = _used(use)
    return lines + _kept(x.name for x in looks.looks if x.name not in used)


def _entry(key: str, value: str, why: str) -> str:
    text = f"{_INDENT}  {_scalar(key)}: {_scalar(value)}"
    return f"{text:<40}  # {_comment(why)}"


def _kept(columns: Iterable[str]) -> list[str]:
    names = list(columns)
    if not names:
        return []
    return [f"{_INDENT}# kept as properties: {_shown(names)}   (ignore: [column] leaves one out)"]


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return ", ".join(_comment(n) for n in names[:_MOST_SHOWN]) + more


def _touchpoints(found: Sequence[Found]) -> dict[str, int]:
    """Touchpoints in the samples and how often they occur there."""
    counts: dict[str, int] = {}
    for source in found:
        for table, _, use in source.tables:
            match = use.roles.get("touchpoint")
            if match is None or use.use != "events":
                continue
            if match.constant:
                counts[match.constant] = counts.get(match.constant, 0) + table.sample.num_rows
            elif match.column in table.sample.column_names:
                for item in pc.value_counts(table.sample.column(match.column)).to_pylist():
                    if item["values"] is not None:
                        name = str(item["values"])
                        counts[name] = counts.get(name, 0) + item["counts"]
    return counts


def _goals(touchpoints: Mapping[str, int]) -> list[str]:
    goal = likely_goal(touchpoints)
    lines = ["", "# Touchpoints that count as success."]
    if goal:
        return [*lines, "goals:", f"  - {_scalar(goal)}"]
    return [*lines, "goals: []                 # none of the names seen speaks of success; name one"]


def _taxonomy(touchpoints: Mapping[str, int]) -> list[str]:
    names = sorted(touchpoints, key=lambda name: (-touchpoints[name], name))
    example = names[0] if names else "checkout_*"
    return [
        "",
        "# What an event is: rules from names, channels and properties to touchpoint, stage, channel, media and kind; the",
        "# first that fits wins. What no rule fits keeps its name; what Sojourn knows of common names fills the rest.",
        f"# Seen most often: {', '.join(_comment(n) for n in names[:_MOST_SHOWN])}.",
        "taxonomy:",
        "  stages: discover        # the map finds them; or a line: shopping, relationship, care, travel, learning, billing …",
        "  rules: []",
        "  # rules:",
        f"  #   - when: {{touchpoint: {_scalar(example)}}}",
        "  #     stage: Consideration",
        "",
        "# Programs that say what they are (crawlers, monitors, scripts) whose events are left out: exclude: [all] for all.",
        "exclude: []",
    ]


def _identity(found: Sequence[Found]) -> list[str]:
    kinds: dict[str, list[str]] = {}
    for source in found:
        for _, _, use in source.tables:
            for kind in use.identifiers.values() if use.use != "aside" else ():
                if source.name not in kinds.setdefault(kind, []):
                    kinds[kind].append(source.name)
    return [
        "",
        "# Who is who: ids that occur together belong to one customer, the strongest kinds first.",
        *(f"#   {kind:<20}{', '.join(names[:_MOST_SHOWN])}" for kind, names in kinds.items()),
        "identity:",
        '  country: ""             # two letters, e.g. DE: where telephone numbers without a country code belong',
        "  blocked: []             # values that are never somebody's id, beside 'null', 'anonymous', '0' …",
        "  # limits: {user: 1}     # how many ids of a type one customer may have",
        "  window: 30m             # on a shared device, this long after a login its events are that customer's",
    ]


def _privacy(found: Sequence[Found]) -> list[str]:
    kinds = sorted({k for s in found for _, _, use in s.tables for k in use.identifiers.values()})
    rules = {kind: ("hash", "the same person still matches everywhere") for kind in kinds if kind in _HASHED}
    for source in found:
        for _, looks, use in source.tables:
            if use.use == "aside":
                continue
            used = {m.column for m in use.roles.matches} | set(use.identifiers)
            for column in looks.looks:
                what = looks_personal(column.name, _some(column)) if column.name not in used else None
                if what and words(column.name) not in map(words, rules):
                    rules[column.name] = ("drop", f"looks like: {what}")
    lines = [
        "",
        "# Before anything is written: keep, drop, hash (with a key of this project) or mask (e-mails, phones, cards in texts).",
        "privacy:",
        "  text: mask",
    ]
    return lines + [f"  {_scalar(name)}: {rule:<8}# {_comment(why)}" for name, (rule, why) in rules.items()]


def _some(look: Look) -> tuple[str, ...]:
    return look.values[:200]


def _count(found: Sequence[Found]) -> str:
    files = sum(len(source.files) for source in found)
    return "one file" if files == 1 else f"{files} files"


def _scalar(value: Any) -> str:
    """A value as it stands in YAML on one line."""
    text = yaml.safe_dump(str(value), allow_unicode=True, width=10_000, default_style=None).strip()
    return text.removesuffix("\n...").removesuffix("...").strip()


def _comment(text: str) -> str:
    """Text that stays on the line of its comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
