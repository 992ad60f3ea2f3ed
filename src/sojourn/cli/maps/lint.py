"""``sojourn map lint``: what a good reviewer would say about maps."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import FAILED, guarded, printable
from sojourn.cli.maps.options import MapLanguage
from sojourn.cli.words import Language

if TYPE_CHECKING:
    from sojourn.journeymap.lint import Finding


class Level(StrEnum):
    """From which severity on the command fails."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


_SAID: Final = {
    Language.EN: (
        "errors: {errors}, warnings: {warnings}, hints: {hints} (maps: {files})",
        "Nothing to object to.",
    ),
    Language.ZH: ("错误 {errors}，警告 {warnings}，提示 {hints}（地图 {files} 张）", "没有问题。"),
}
_COLOURS: Final = {
    "error": typer.colors.RED,
    "warning": typer.colors.YELLOW,
    "hint": typer.colors.BLUE,
}


def lint(
    documents: Annotated[
        list[Path], typer.Argument(metavar="MAP…", help="One or more *.journey.yaml.", show_default=False)
    ],
    off: Annotated[
        list[str] | None,
        typer.Option(
            "--off", metavar="RULE", help="A rule that is not applied (repeatable).", show_default=False
        ),
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(
            "--today",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="The day for overdue reviews and old evidence; today's if not given.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        Level, typer.Option("--fail-on", help="End with 5 if something this grave or graver is found.")
    ] = Level.ERROR,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.", show_default=False)] = False,
    language: MapLanguage = None,
) -> None:
    """Say what a good reviewer would say: no owner, no metric, the company's words, drawn rosier than measured …"""
    with guarded(language or Language.EN):
        from sojourn.journeymap.lint import SEVERITIES, lint_file

        day = (today or datetime.now(tz=UTC).astimezone()).date()
        found = [
            (path, finding)
            for path in documents
            for finding in lint_file(
                path, today=day, off=off or (), language=language.value if language else None
            )
        ]
        if as_json:
            told = [{"file": str(path), **asdict(finding)} for path, finding in found]
            typer.echo(json.dumps({"sojourn": "lint/1", "findings": told}, ensure_ascii=False, indent=2))
        else:
            _tell(found, len(documents), language or Language.EN)
        grave = SEVERITIES[: SEVERITIES.index(fail_on.value) + 1]
        if any(finding.severity in grave for _, finding in found):
            raise typer.Exit(FAILED)


def _tell(found: Sequence[tuple[Path, "Finding"]], files: int, language: Language) -> None:
    for path, finding in found:
        severity = typer.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
        place = f"{path}:{finding.line}:{finding.column}"
        typer.echo(f"{printable(place)}: {severity} {finding.rule}: {printable(finding.message)}")
        typer.echo(f"    {printable(finding.mend)}")
    counts = {
        f"{severity}s": sum(finding.severity == severity for _, finding in found)
        for severity in ("error", "warning", "hint")
    }
    summary, nothing = _SAID[language]
    typer.echo(summary.format(files=files, **counts) if found else nothing)
