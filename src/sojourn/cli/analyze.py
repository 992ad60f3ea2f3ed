"""``sojourn analyze``: the main job."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.options import AsJson, Lang, Quiet, role_columns, shares, size
from sojourn.cli.words import Language


class Engine(StrEnum):
    """Where the analysis runs."""

    LOCAL = "local"
    SPARK = "spark"


def analyze(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="Files, folders or globs, which become one log; FORMAT:PATH forces a format; or the log/ folder of an "
            "earlier run.",
            show_default=False,
        ),
    ],
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
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="ZONE", help="Zone of times that name none, and of days.")
    ] = "UTC",
    language: Lang = Language.EN,
    engine: Annotated[Engine, typer.Option("--engine", help="Where the work is done.")] = Engine.LOCAL,
    keep_duplicates: Annotated[
        bool, typer.Option("--keep-duplicates", help="Keep rows that equal another in every column.")
    ] = False,
    max_rejected: Annotated[
        str, typer.Option("--max-rejected", metavar="SHARE", help="Exit with 4 if more rows are rejected.")
    ] = "1%",
    memory_limit: Annotated[
        str, typer.Option("--memory-limit", metavar="SIZE", help="Memory that reading may use, e.g. 4GB.")
    ] = "60%",
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
    with guarded(language):
        if engine is Engine.SPARK:
            from sojourn.errors import UsageError

            raise UsageError(
                "The engine 'spark' needs an extra that is not part of this release.",
                hint="Leave --engine out.",
            )
        columns, limit, memory = role_columns(column or []), shares(max_rejected), size(memory_limit)
        from sojourn.analyze import analyze as run
        from sojourn.cli.progress import shown
        from sojourn.cli.summary import finish

        with shown(language, quiet=quiet or as_json) as progress:
            summary = run(
                sources,
                out,
                columns=columns,
                goal=goal or [],
                timezone=timezone,
                language=language.value,
                keep_duplicates=keep_duplicates,
                memory_limit=memory,
                progress=progress,
            )
        finish(summary, language, max_rejected=limit, quiet=quiet, as_json=as_json)
