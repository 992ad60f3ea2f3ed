"""``sojourn map diff``: how two maps differ, in words or as commands."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import FAILED, printable
from sojourn.cli.maps.options import MapLanguage
from sojourn.cli.maps.speaking import speaking

if TYPE_CHECKING:
    from sojourn.journeymap.commands.words import Language as Tongue
    from sojourn.journeymap.diff import Change

_COLOURS: Final = {"+": typer.colors.GREEN, "−": typer.colors.RED, "~": typer.colors.YELLOW}
Before = Annotated[Path, typer.Argument(metavar="A", help="The map before.", show_default=False)]
After = Annotated[Path, typer.Argument(metavar="B", help="The map after.", show_default=False)]


def diff(
    before: Before,
    after: After,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Compare what was measured, too.", show_default=False)
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print commands that 'map apply' can apply to A.", show_default=False),
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 5 if the maps differ.", show_default=False)
    ] = False,
    language: MapLanguage = None,
) -> None:
    """Say how two maps differ."""
    with speaking(language):
        from sojourn.journeymap.commands import plain_command
        from sojourn.journeymap.commands.words import word
        from sojourn.journeymap.diff import changes
        from sojourn.journeymap.diff import diff as between
        from sojourn.journeymap.document import load

        a, b = load(before), load(after)
        tongue = language.value if language else b.language
        commands = between(a, b, evidence=evidence)
        told = changes(a, commands, tongue)
        if as_json:
            found = {
                "sojourn": "commands/1",
                "commands": [plain_command(c) for c in commands],
                "said": [change.says for change in told],
            }
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        elif not told:
            typer.echo(word("nothing", tongue))
        else:
            for line in lines(told, tongue):
                typer.echo(line)
        if exit_code and commands:
            raise typer.Exit(FAILED)


def lines(told: "tuple[Change, ...]", language: "Tongue") -> list[str]:
    """Changes under the headings of their places; colours stay only on a terminal."""
    from sojourn.journeymap.commands.words import word
    from sojourn.journeymap.diff import heading

    found = [word("changes.one" if len(told) == 1 else "changes", language, n=f"{len(told):,}")]
    last = ""
    for change in told:
        above = heading(change, language)
        if above != last:
            found += ["", printable(above)]
        last = above
        line = f"  {change.sign} {printable(change.says)}"
        found.append(line if os.environ.get("NO_COLOR") else typer.style(line, fg=_COLOURS[change.sign]))
    return found
