"""What the user names becomes open tables with a plan: roles, identifiers, and which are not read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Final

from sojourn.errors import SourceError
from sojourn.events.looks import look_at
from sojourn.events.plan import Plan, one_customer_column, plan
from sojourn.events.roles import Roles, TableLooks
from sojourn.sources.database import is_url, open_url
from sojourn.sources.files import Named, open_file, repeats, resolve, translated
from sojourn.sources.frames import is_frame, open_frame
from sojourn.sources.source import Limits, RawTable, Workspace, workspace

_MOST_VALUES: Final = 2_000


@dataclass(frozen=True)
class Opened:
    """Tables that are open, and how each is to be read.

    Attributes
    ----------
    tables
        In the order of the sources.
    plans
        One per table.
    copies
        Table → the earlier table whose file has the same content.
    entries
        Per table: the file, URL or table in memory that was named, and which of the tables in it this is.
    direct
        Whether one column says who the customer is, the same in all tables, so that nothing has to be joined.
    """

    tables: tuple[RawTable, ...]
    looks: tuple[TableLooks, ...]
    plans: tuple[Plan, ...]
    copies: Mapping[int, int]
    entries: tuple[tuple[Any, int], ...] = ()

    @cached_property
    def direct(self) -> bool:
        """Whether one column says who the customer is, the same in all tables, so that nothing has to be joined."""
        return one_customer_column(self.looks, self.plans)


@contextmanager
def opening(
    sources: Sequence[Any],
    *,
    columns: Mapping[str, str] | None = None,
    describe: Callable[[RawTable], RawTable] | None = None,
    folder: Path | None = None,
    memory_limit: int | None = None,
    threads: int | None = None,
    limits: Limits | None = None,
    nothing: bool = False,
) -> Iterator[Opened]:
    """Open sources and plan how to read them; they are closed at the end of the block.

    Parameters
    ----------
    sources
        Files, folders, globs, ``FORMAT:PATH``, named files, or tables in memory; together they become one log.
    columns
        Role → column, where inference should not decide.
    describe
        Adds to a table what somebody knows about it, before it is planned.
    nothing
        Whether there may be nothing to read: the tables are all set aside.
    folder, memory_limit, threads, limits
        See :func:`sojourn.sources.source.workspace`.

    Raises
    ------
    InputError
        If a source cannot be used.
    UsageError
        If `columns` names a role or column that does not exist.
    """
    with workspace(folder=folder, memory_limit=memory_limit, threads=threads, limits=limits) as space:
        found = _open_all(sources, space)
        if not found.tables:
            raise SourceError("No source was given.", hint="Name a file, a folder or a table.")
        if describe:
            found.tables = [describe(table) for table in found.tables]
        yield planned(found, columns, nothing=nothing)


@dataclass(slots=True)
class _Found:
    """Tables on their way to a plan: which of them may be set aside, which repeat an earlier file."""

    tables: list[RawTable] = field(default_factory=list)
    lenient: list[bool] = field(default_factory=list)
    copies: dict[int, int] = field(default_factory=dict)
    entries: list[tuple[Any, int]] = field(default_factory=list)


def planned(found: _Found, columns: Mapping[str, str] | None, *, nothing: bool = False) -> Opened:
    """The tables with their looks and plans; a repeated file has the plan of the first."""
    looks = [_looks(table) for table in found.tables]
    wanted = [i for i, t in enumerate(found.tables) if i not in found.copies and not t.aside]
    plans: dict[int, Plan] = {}
    if wanted:
        made = plan(
            [looks[i] for i in wanted],
            [found.tables[i].identifiers for i in wanted],
            columns,
            lenient=[found.lenient[i] for i in wanted],
        )
        plans = dict(zip(wanted, made, strict=True))
    elif not nothing:
        raise _nothing_to_read(found.tables)
    for i, table in enumerate(found.tables):
        if table.aside:
            plans[i] = Plan(Roles(()), use="aside", reason=table.aside)
    for i, first in found.copies.items():
        plans[i] = plans[first]
    return Opened(
        tuple(found.tables),
        tuple(looks),
        tuple(plans[i] for i in range(len(looks))),
        dict(found.copies),
        tuple(found.entries),
    )


def _nothing_to_read(tables: Sequence[RawTable]) -> SourceError:
    reasons = [f"{table.label}: {table.aside}" for table in tables if table.aside]
    more = f" (and {len(reasons) - 3} more)" if len(reasons) > 3 else ""
    return SourceError(
        f"There is nothing to read. {'; '.join(reasons[:3])}{more}.",
        hint="Export it again with data, or add a file with events.",
        context={"files": [table.label for table in tables]},
    )


def _open_all(sources: Sequence[Any], space: Workspace) -> _Found:
    """All tables in the order given, and which of them repeat an earlier file."""
    entries: list[tuple[Named | Any, bool]] = []
    for source in sources:
        if is_frame(source) or isinstance(source, Named) or is_url(source):
            entries.append((source, False))
        elif isinstance(source, str | PathLike):
            named = resolve([source])
            entries += [(n, len(named) > 1) for n in named]
        else:
            remedy = "pyarrow.Table.from_pylist(rows)" if isinstance(source, Mapping) else ""
            raise SourceError(
                f"An object of type {type(source).__name__} is not something that can be read.",
                hint="Give a path as text, or a table that speaks the Arrow interface (pandas, Polars, Arrow)"
                + (f"; {remedy} makes one of a list of records." if remedy else "."),
            )
    files = [i for i, (e, _) in enumerate(entries) if isinstance(e, Named)]
    copies = {files[a]: files[b] for a, b in repeats([entries[i][0] for i in files]).items()}
    found, places = _Found(), {}
    for i, (entry, lenient) in enumerate(entries):
        if isinstance(entry, Named):
            tables = open_file(entry, space)
        elif isinstance(entry, str):
            tables = tuple(part for t in open_url(entry, space) for part in translated(t, space))
        else:
            tables = translated(open_frame(entry, f"table {i + 1}", space), space)
        places[i] = len(found.tables)
        if i in copies:
            first = places[copies[i]]
            found.copies |= {places[i] + k: first + k for k in range(len(tables))}
        found.tables += tables
        found.entries += [(entry, k) for k in range(len(tables))]
        found.lenient += [lenient or len(tables) > 1] * len(tables)
    return found


def _looks(table: RawTable) -> TableLooks:
    if table.aside:
        return TableLooks(table.label, ())
    most = _MOST_VALUES if len(table.types) <= 100 else _MOST_VALUES // 10
    looks = tuple(look_at(name, table.sample.column(name), most=most) for name in table.types)
    return TableLooks(table.label, looks, table.roles, table.note, table.constants, bool(table.dialect))
