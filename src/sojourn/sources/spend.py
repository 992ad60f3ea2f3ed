"""Tables of what advertising cost: one row per day, week or month and channel or campaign, without any customer."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
from duckdb import CoalesceOperator, ConstantExpression, Expression
from numpy.typing import NDArray

from sojourn import isolation
from sojourn.errors import SourceError
from sojourn.events.expressions import call, is_text, lit, text_of, time_of
from sojourn.events.looks import look_at
from sojourn.events.names import words
from sojourn.events.spend import SPEND_SCHEMA, Spend, joined_spend
from sojourn.sources.dialects.advertising import NAME, SPEND, spend_fields
from sojourn.sources.dialects.shaping import number, text
from sojourn.sources.files import open_file, repeats, resolve
from sojourn.sources.source import RawTable, Workspace, workspace

_WEEKS: Final = ("week", "woche", "周")
_MONTHS: Final = ("month", "monat", "月份", "月")
_MONTH_FORMS: Final = ["%Y-%m", "%Y/%m", "%b %Y", "%B %Y", "%Y年%m月", "%m/%Y", "%Y.%m"]
Days = NDArray[np.int64]
_MICRO: Final = 1e6
_LONGEST_DAYS: Final = 1_100
"""A row for a longer time than three years says nothing about its days."""
_PLATFORMS: Final = (
    ("Google Ads", ("cost micros", "metrics cost micros", "customer descriptive name")),
    ("Meta", ("amount spent", "adset name", "ad set name", "reporting starts", "date start")),
    ("TikTok", ("stat time day",)),
    ("Microsoft Advertising", ("time period", "returned qs", "account number")),
)
"""Who writes a table without a column for the channel, by the words of a column that only they have."""


def read_spend(sources: str | PathLike[str] | Iterable[str | PathLike[str]]) -> Spend:
    """Read tables of advertising spend.

    Parameters
    ----------
    sources
        A file, folder, glob or ``FORMAT:PATH``, or several. Reports of Google Ads, Meta, Microsoft Advertising, TikTok
        and any table with a day (week, month), an amount and a channel or campaign. Of a folder, tables of something
        else are passed over.

    Returns
    -------
    Spend
        Amounts per day, channel and campaign. The channel is the column of the source, platform or channel; else the platform
        that writes such columns; else the name of the file. Rows of a week or month are spread evenly over its days.

    Raises
    ------
    SourceError
        If there is no table of spend.
    """
    given = [sources] if isinstance(sources, str | PathLike) else list(sources)
    with workspace() as space:
        return _read(given, space, certain=True)


def read_spend_isolated(
    sources: Sequence[str | PathLike[str]], limits: isolation.Limits, *, certain: bool = True
) -> Spend:
    """As :func:`read_spend`, in a child process that is limited and can be killed.

    Parameters
    ----------
    limits
        What the child may use.
    certain
        Whether somebody said that these are tables of spend; otherwise there may be none among them.
    """
    with tempfile.TemporaryDirectory(prefix="sojourn-") as folder:
        target = Path(folder) / "spend.arrow"
        told = isolation.run(
            "sojourn.sources.spend:write_spend",
            {
                "sources": [fspath(s) for s in sources],
                "target": str(target),
                "memory_limit": limits.memory,
                "certain": certain,
            },
            limits=limits,
            subject=", ".join(Path(fspath(s)).name for s in sources[:3]),
        )
        with pa.OSFile(str(target)) as file:
            table = pa.ipc.open_file(file).read_all()
    return Spend(table, tuple(told["sources"]), told["rows"], dict(told["dropped"]))


def write_spend(
    sources: Sequence[str],
    target: str,
    *,
    memory_limit: int,
    certain: bool,
    progress: isolation.Progress | None = None,
) -> Mapping[str, Any]:
    """Read tables of spend and leave them in a file; what is told besides is plain."""
    with workspace(memory_limit=memory_limit // 2) as space:
        found = _read(sources, space, certain=certain)
    if progress:
        progress("read", found.rows)
    with pa.OSFile(target, "wb") as file, pa.ipc.new_file(file, SPEND_SCHEMA) as writer:
        writer.write_table(found.table)
    return {"sources": list(found.sources), "rows": found.rows, "dropped": dict(found.dropped)}


def set_aside_as_spend(quality: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the sources that were found to be tables of spend, from the content of ``quality.json``."""
    return tuple(
        source["name"]
        for source in quality.get("sources", ())
        if source.get("dialect") == NAME
        and set(source["dropped"]) == {"set_aside"}
        and not source["rows_kept"]
    )


def _read(sources: Sequence[str | PathLike[str]], space: Workspace, *, certain: bool) -> Spend:
    named = resolve([fspath(source) for source in sources])
    copies = repeats(named)
    named = tuple(one for i, one in enumerate(named) if i not in copies)
    parts = [
        _spend_of(table, Path(one.label).name.partition(".")[0])
        for one in named
        for table in open_file(one, space)
        if table.aside == SPEND or (certain and len(named) == 1)
    ]
    if certain and not parts:
        raise SourceError(
            "There is no table of advertising spend.",
            hint="It needs a column for the day, one for what was spent, and one for the channel or the campaign.",
            context={"files": [one.label for one in named]},
        )
    found = joined_spend(parts)
    if certain and not found.table.num_rows:
        raise SourceError(
            "The table of advertising spend has no row with both a day and an amount.",
            hint="Days as 2025-01-31 and amounts as 12.50 are read.",
            context={"files": list(found.sources), "dropped": dict(found.dropped)},
        )
    return found


def _spend_of(table: RawTable, stem: str) -> Spend:
    found, currency = spend_fields(table)
    missing = lit(None).cast("VARCHAR")
    micros = words(found["cost"]).endswith("micros")
    columns: list[Expression] = [
        _day(table, found["day"]).alias("start"),
        (_day(table, found["last_day"]) if "last_day" in found else lit(None).cast("DATE")).alias("stop"),
        (text(table, found["source"]) if "source" in found else missing).alias("channel"),
        (text(table, found["campaign"]) if "campaign" in found else missing).alias("campaign"),
        (number(table, found["cost"]) / lit(_MICRO if micros else 1.0)).alias("amount"),
        (text(table, found["currency"]) if "currency" in found else missing).alias("currency"),
    ]
    rows = table.scan().select(*columns).to_arrow_table()
    platform = next((name for name, own in _PLATFORMS if set(own) & set(map(words, table.types))), stem)
    span = _span(words(found["day"]))
    return Spend(*_spread(rows, span, platform, currency, table.label))


def _day(table: RawTable, column: str) -> Expression:
    """A column of days, weeks or months as dates: the first day where it names a longer time."""
    kind = table.types[column]
    look = look_at(column, table.sample.column(column))
    tries = []
    if look.time is not None:
        micros = time_of(column, kind, look.time, "UTC")
        tries.append(call("make_timestamp", micros).cast("DATE"))
    if is_text(kind):
        written = call("trim", text_of(column, kind))
        tries.append(call("try_strptime", written, lit(_MONTH_FORMS)).cast("DATE"))
        monday = call("concat", call("replace", written, lit(" "), lit("")), lit("-1"))
        tries.append(call("try_strptime", monday, lit(["%G-W%V-%u", "%GW%V-%u"])).cast("DATE"))
    if not tries:
        return ConstantExpression(None).cast("DATE")
    return tries[0] if len(tries) == 1 else CoalesceOperator(*tries)


def _span(name: str) -> Literal["day", "week", "month"]:
    return "week" if name in _WEEKS else "month" if name in _MONTHS else "day"


def _spread(
    rows: pa.Table, span: str, platform: str, currency: str, label: str
) -> tuple[pa.Table, tuple[str, ...], int, Mapping[str, int]]:
    """Every usable row as one row per day, with what is missing filled in."""
    amounts = rows.column("amount").to_numpy()
    starts = rows.column("start").cast(pa.int32()).fill_null(-(1 << 31)).to_numpy().astype(np.int64)
    dated, paid = starts > -(1 << 31), np.isfinite(amounts)
    stops = rows.column("stop").cast(pa.int32()).fill_null(-(1 << 31)).to_numpy().astype(np.int64)
    ends = np.where(stops >= starts, stops, _last_days(starts, dated, span))
    short = ends - starts < _LONGEST_DAYS
    used = np.flatnonzero(dated & paid & short)
    days = (ends - starts + 1)[used]
    which = np.repeat(used, days)
    within = np.arange(len(which)) - np.repeat(np.cumsum(days) - days, days)
    taken = rows.take(pa.array(which))

    def filled(name: str, otherwise: str) -> pa.ChunkedArray:
        column = taken.column(name)
        return column.fill_null(otherwise) if otherwise else column

    table = pa.table(
        {
            "day": pa.array((starts[which] + within).astype(np.int32)).cast(pa.date32()),
            "channel": filled("channel", platform),
            "campaign": taken.column("campaign"),
            "amount": pa.array(amounts[which] / np.repeat(days, days)),
            "currency": filled("currency", currency),
        },
        schema=SPEND_SCHEMA,
    )
    dropped = {
        "no_day": int((~dated).sum()),
        "no_amount": int((dated & ~paid).sum()),
        "too_long": int((dated & paid & ~short).sum()),
    }
    return table, (label,), rows.num_rows, {reason: n for reason, n in dropped.items() if n}


def _last_days(starts: Days, dated: NDArray[np.bool_], span: str) -> Days:
    """The last day of the week or month that begins or lies at each day; the day itself where it stands alone."""
    if span == "week":
        return starts + 6
    if span == "day":
        return starts
    months = np.where(dated, starts, 0).astype("datetime64[D]").astype("datetime64[M]")
    following: Days = (months + 1).astype("datetime64[D]").astype(np.int64)
    return following - 1
