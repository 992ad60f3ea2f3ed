"""``sojourn init``: a look at the data becomes a project file."""

from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.options import Lang, Quiet, size
from sojourn.cli.words import Language, words


def init(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", help="Files, folders, globs or database URLs.", show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", help="The project file; it must not exist.")] = Path(
        "sojourn.yaml"
    ),
    title: Annotated[str, typer.Option("--title", help="What the project is called.")] = "",
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="ZONE", help="Zone of times that name none, and of days.")
    ] = "UTC",
    language: Lang = Language.EN,
    memory_limit: Annotated[
        str, typer.Option("--memory-limit", metavar="SIZE", help="Memory that reading may use, e.g. 4GB.")
    ] = "60%",
    quiet: Quiet = False,
) -> None:
    """Look at files and write a commented project file to read and correct.

    It recognises each system, says which column plays which role and why, which ids tell who the customer is, and what
    looks personal.
    """
    with guarded(language):
        memory = size(memory_limit)
        from sojourn.isolation import Limits, run
        from sojourn.project.writing import refuse_existing, write
        from sojourn.reading import check_parameters

        check_parameters(sources, None, timezone)
        refuse_existing(out)
        text = run(
            "sojourn.project.suggest:suggest",
            {
                "sources": sources,
                "base": str(out.resolve().parent),
                "title": title,
                "timezone": timezone,
                "language": language.value,
            },
            limits=Limits(memory),
            subject=", ".join(sources[:3]),
        )
        write(text, out)
        if not quiet:
            say = words(language)
            typer.echo(say.project_written.format(file=out, count=text.count("  - name: ")))
            typer.echo(say.project_next.format(file=out))
