"""``sojourn identity``: who is who, by what evidence, and corrections of it."""

import getpass
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sojourn.cli.build import ProjectFile
from sojourn.cli.failing import guarded, printable
from sojourn.cli.options import AsJson, Lang
from sojourn.cli.words import Language, words

app = typer.Typer(
    name="identity", help="See which ids are one customer and why; correct it.", no_args_is_help=True
)

_DEFAULT = Path("sojourn.yaml")
Id = Annotated[
    str,
    typer.Argument(metavar="ID", help="An identifier: type:value, or the value alone.", show_default=False),
]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the correction.")]
By = Annotated[str, typer.Option("--by", help="Who says so; your login if not given.", show_default=False)]


@app.command()
def explain(
    identifier: Id,
    project: ProjectFile = _DEFAULT,
    language: Lang = Language.EN,
    as_json: AsJson = False,
) -> None:
    """Show which ids are one customer, and the evidence that joins them."""
    with guarded(language):
        from sojourn.project.identity import explain as run

        found = run(project, identifier)
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False) if as_json else printable(str(found)))


@app.command()
def split(
    identifier: Id,
    other: Annotated[
        str, typer.Option("--from", metavar="ID", help="Only from this one; from all if not given.")
    ] = "",
    project: ProjectFile = _DEFAULT,
    why: Why = "",
    by: By = "",
    language: Lang = Language.EN,
    as_json: AsJson = False,
) -> None:
    """Say that an id has nothing to do with another, or with any; it lasts, and the next build follows."""
    with guarded(language):
        from sojourn.project.identity import split as run

        _told(run(project, identifier, other=other, **_signed(by, why)), project, language, as_json=as_json)


@app.command()
def link(
    identifier: Id,
    other: Annotated[str, typer.Argument(metavar="ID", help="The other one.", show_default=False)],
    project: ProjectFile = _DEFAULT,
    why: Why = "",
    by: By = "",
    language: Lang = Language.EN,
    as_json: AsJson = False,
) -> None:
    """Say that two ids are one customer; it lasts, and the next build follows."""
    with guarded(language):
        from sojourn.project.identity import link as run

        _told(run(project, identifier, other, **_signed(by, why)), project, language, as_json=as_json)


@app.command()
def undo(
    number: Annotated[
        int, typer.Argument(help="Number of the correction, counted from 1.", show_default=False)
    ],
    project: ProjectFile = _DEFAULT,
    why: Why = "",
    by: By = "",
    language: Lang = Language.EN,
    as_json: AsJson = False,
) -> None:
    """Take a correction back; the next build restores exactly what was."""
    with guarded(language):
        from sojourn.project.identity import undo as run

        _told(run(project, number, **_signed(by, why)), project, language, as_json=as_json)


def _signed(by: str, why: str) -> dict[str, str]:
    try:
        name = by or getpass.getuser()
    except (KeyError, OSError):
        name = ""
    return {"by": name, "at": datetime.now(UTC).isoformat(timespec="seconds"), "why": why}


def _told(done: Mapping[str, Any], project: Path, language: Language, *, as_json: bool) -> None:
    say = words(language)
    if as_json:
        typer.echo(json.dumps(dict(done), ensure_ascii=False))
        return
    typer.echo(say.corrected.format(**{k: f"{v:,}" if isinstance(v, int) else v for k, v in done.items()}))
    typer.echo(say.project_next.format(file=project))
