"""``sojourn query``: questions in SQL."""

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import guarded, printable
from sojourn.cli.options import AsJson, size
from sojourn.cli.words import Language, Words, words

if TYPE_CHECKING:
    import pyarrow as pa

    from sojourn.project.query import Answered
    from sojourn.project.table_files import Form

_ON_A_TERMINAL: Final = 100
_WIDEST_CELL: Final = 60


def query(
    sql: Annotated[
        str,
        typer.Argument(
            metavar="SQL",
            help="One SELECT over events, customers, journeys, and what else SHOW TABLES lists.",
            show_default=False,
        ),
    ],
    project: Annotated[
        Path | None,
        typer.Option("--project", metavar="FILE", help="The project; sojourn.yaml here if there is one."),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="DIR", help="A journey log, or the output folder of an analysis."),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the whole answer as CSV.")
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="FILE", help="Write the whole answer as Parquet.")
    ] = None,
    as_json: AsJson = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=0, help="Rows at most.", show_default=False)
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", metavar="S", help="Seconds it may take.")] = 60.0,
    memory_limit: Annotated[
        str, typer.Option("--memory-limit", metavar="SIZE", help="Memory it may use, e.g. 4GB.")
    ] = "60%",
    language: Annotated[Language, typer.Option("--lang", help="Language of messages.")] = Language.EN,
) -> None:
    """Ask a question in SQL: read-only, over events, customers, journeys and results.

    Exit codes:
    0  done
    2  the question is not one, or asks for what is not there or not permitted
    3  it took too long or too much memory, or the log cannot be used
    1  a defect in Sojourn
    """
    with guarded(language):
        from sojourn.errors import UsageError

        memory = size(memory_limit)
        if sum((csv is not None, parquet is not None, as_json)) > 1:
            raise UsageError(
                "An answer goes to one place.", hint="Choose one of --csv, --parquet and --json."
            )
        if project is not None and log is not None:
            raise UsageError("Either a project or a log is asked.", hint="Choose one of --project and --log.")
        from sojourn.project.place import place_of, place_of_project
        from sojourn.project.query import query_to_file

        place = place_of(log) if log is not None else place_of_project(project)
        target = csv or parquet
        if target is not None:
            form: Form = "csv" if csv is not None else "parquet"
            told = query_to_file(place, sql, target, form, limit=limit, timeout=timeout, memory_limit=memory)
            typer.echo(words(language).answer_written.format(file=target, rows=f"{told.rows:,}"))
            return
        from sojourn.project.query import SHOWN_BYTES, SHOWN_ROWS

        pretty = sys.stdout.isatty() and not as_json
        most = min(SHOWN_ROWS, limit if limit is not None else _ON_A_TERMINAL if pretty else SHOWN_ROWS)
        with tempfile.TemporaryDirectory(prefix="sojourn-") as folder:
            passing = Path(folder) / "answer"
            told = query_to_file(
                place,
                sql,
                passing,
                "arrow",
                limit=most,
                most_bytes=SHOWN_BYTES,
                timeout=timeout,
                memory_limit=memory,
            )
            _print(passing, told, as_json=as_json, pretty=pretty, say=words(language))


def _print(path: Path, told: "Answered", *, as_json: bool, pretty: bool, say: Words) -> None:
    import pyarrow as pa

    with pa.memory_map(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
        if as_json:
            _print_json(table)
        elif pretty:
            _print_table(table)
        else:
            _print_csv(table)
    if told.more:
        typer.echo(say.more_rows.format(rows=f"{told.rows:,}"), err=True)


def _print_json(table: "pa.Table") -> None:
    """A list of objects, one a line."""
    from sojourn.project.table_files import as_json

    lines = [as_json(row) for batch in table.to_batches() for row in batch.to_pylist()]
    typer.echo("[" + ",\n ".join(lines) + "]")


def _print_csv(table: "pa.Table") -> None:
    """CSV for the next program; guarded against formulas like every CSV."""
    from sojourn.project.table_files import csv_stream

    with csv_stream(sys.stdout.buffer, table.schema) as write:
        for batch in table.to_batches():
            write(batch)
    sys.stdout.flush()


def _print_table(table: "pa.Table") -> None:
    import pyarrow as pa

    if table.schema.names == ["explain_key", "explain_value"]:
        typer.echo("\n".join(table["explain_value"].to_pylist()))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for field in table.schema:
        numeric = (
            pa.types.is_integer(field.type)
            or pa.types.is_floating(field.type)
            or pa.types.is_decimal(field.type)
        )
        shown.add_column(Text(printable(field.name)), justify="right" if numeric else "left")
    for row in table.to_pylist():
        shown.add_row(*(Text(_cell(value)) for value in row.values()))
    Console().print(shown)


def _cell(value: object) -> str:
    from sojourn.project.table_files import as_json

    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    text = as_json(value) if isinstance(value, list | dict) else str(value)
    text = printable(text.replace("\n", "⏎"))
    return text if len(text) <= _WIDEST_CELL or isinstance(value, str) else text[: _WIDEST_CELL - 1] + "…"
