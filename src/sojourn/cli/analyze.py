"""``sojourn analyze``: the main job."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.options import AsJson, Quiet, role_columns, rules_in, shares, size
from sojourn.cli.words import Language
from sojourn.errors import UsageError


class Engine(StrEnum):
    """Where the analysis runs."""

    LOCAL = "local"
    SPARK = "spark"


def analyze(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="Files, folders or globs, which become one log; FORMAT:PATH forces a format; or the log/ folder of an "
            "earlier run.",
            show_default=False,
        ),
    ] = None,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="New or empty folder for the results, or one to replace.", show_default=False
        ),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="ROLE=NAME", help="Which column has a role, e.g. customer_id=member_no."
        ),
    ] = None,
    goal: Annotated[
        list[str] | None,
        typer.Option(
            "--goal", metavar="TOUCHPOINT", help="Touchpoint that counts as success; chosen if not given."
        ),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project", metavar="FILE", help="A project file instead of sources.", show_default=False
        ),
    ] = None,
    taxonomy: Annotated[
        Path | None,
        typer.Option(
            "--taxonomy",
            metavar="FILE",
            help="Rules from events to touchpoints, stages and channels.",
            show_default=False,
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="KIND",
            help="Leave out programs that say what they are: monitor, search_crawler, script, …, or all.",
        ),
    ] = None,
    spend: Annotated[
        list[str] | None,
        typer.Option(
            "--spend",
            metavar="FILE",
            help="Table of advertising spend; those among the sources count if none is given.",
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone",
            metavar="ZONE",
            help="Zone of times that name none, and of days; UTC if not given.",
            show_default=False,
        ),
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option("--lang", help="Language of the report, the map and this summary.", show_default="en"),
    ] = None,
    engine: Annotated[Engine, typer.Option("--engine", help="Where the work is done.")] = Engine.LOCAL,
    keep_duplicates: Annotated[
        bool, typer.Option("--keep-duplicates", help="Keep rows that equal another in every column.")
    ] = False,
    max_rejected: Annotated[
        str, typer.Option("--max-rejected", metavar="SHARE", help="Exit with 4 if more rows are rejected.")
    ] = "1%",
    memory_limit: Annotated[
        str | None,
        typer.Option(
            "--memory-limit",
            metavar="SIZE",
            help="Memory that reading may use, e.g. 4GB; on Spark a task of it.",
            show_default="60%; 4GB on Spark",
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make the results anew even if nothing has changed.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Turn files of events into a report, a map and a journey log.

    Exit codes:
    0  done
    2  wrong use, nothing was read
    3  the input or the output folder cannot be used, nothing was written
    4  done, but more rows were rejected than --max-rejected
    1  a defect in Sojourn
    """
    tongue = language or Language.EN
    with guarded(tongue):
        columns, limit = role_columns(column or []), shares(max_rejected)
        memory = None if memory_limit is None else size(memory_limit)
        from sojourn.analyze import analyze as run
        from sojourn.analyze import analyze_project
        from sojourn.cli.progress import shown
        from sojourn.cli.summary import finish

        with shown(tongue, quiet=quiet or as_json) as progress:
            if project is not None:
                _refuse_beside_project(sources, columns, taxonomy, exclude, keep_duplicates=keep_duplicates)
                summary = analyze_project(
                    project,
                    out,
                    goal=goal or [],
                    timezone=timezone,
                    language=language.value if language else None,
                    spend=spend or [],
                    memory_limit=memory,
                    engine=engine.value,
                    fresh=fresh,
                    progress=progress,
                )
            else:
                summary = run(
                    _given(sources),
                    out,
                    columns=columns,
                    goal=goal or [],
                    timezone=timezone or "UTC",
                    language=tongue.value,
                    keep_duplicates=keep_duplicates,
                    taxonomy=rules_in(taxonomy) if taxonomy else None,
                    exclude=exclude or [],
                    spend=spend or [],
                    memory_limit=memory,
                    engine=engine.value,
                    fresh=fresh,
                    progress=progress,
                )
        finish(summary, tongue, max_rejected=limit, quiet=quiet, as_json=as_json)


def _given(sources: list[str] | None) -> list[str]:
    if not sources:
        raise UsageError(
            "No source was given.", hint="Name files or folders, or a project with --project sojourn.yaml."
        )
    return sources


def _refuse_beside_project(
    sources: list[str] | None,
    columns: dict[str, str],
    taxonomy: Path | None,
    exclude: list[str] | None,
    *,
    keep_duplicates: bool,
) -> None:
    """What the project file says is said there."""
    for given, what in (
        (sources, "Sources"),
        (columns, "--column"),
        (taxonomy, "--taxonomy"),
        (exclude, "--exclude"),
        (keep_duplicates, "--keep-duplicates"),
    ):
        if given:
            raise UsageError(
                f"{what} cannot be given beside --project.", hint="Write it in the project file."
            )
