"""``sojourn map lint``: what a good reviewer would say about maps."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import FAILED, printable
from sojourn.cli.maps.options import MapLanguage
from sojourn.cli.maps.speaking import speaking
from sojourn.cli.options import AsJson

if TYPE_CHECKING:
    from sojourn.journeymap.lint import Finding
    from sojourn.journeymap.lint.rule import Language as Tongue

    _Said = tuple[Path, Finding, str]
    """A finding, the file it is about, and the language it is said in."""


class Level(StrEnum):
    """From which severity on the command fails."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


_SAID: Final[dict[str, dict[str, str]]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "hint": "hint",
        "sum": "errors: {error}, warnings: {warning}, hints: {hint} (maps: {files})",
        "nothing": "Nothing to object to.",
        "colon": ": ",
    },
    "zh": {
        "error": "错误",
        "warning": "警告",
        "hint": "提示",
        "sum": "错误 {error}，警告 {warning}，提示 {hint}（地图 {files} 张）",
        "nothing": "没有问题。",
        "colon": "：",
    },
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
    as_json: AsJson = False,
    language: MapLanguage = None,
) -> None:
    """Say what a good reviewer would say: no owner, no metric, the company's words, drawn rosier than measured …"""
    with speaking(language):
        from sojourn.journeymap.lint import SEVERITIES, linted

        day = (today or datetime.now(tz=UTC).astimezone()).date()
        tongue: Tongue | None = language.value if language else None
        found: list[_Said] = []
        tongues = set()
        for path in documents:
            jmap, findings = linted(path, today=day, off=off or (), language=tongue)
            found += [(path, finding, tongue or jmap.language) for finding in findings]
            tongues.add(tongue or jmap.language)
        if as_json:
            told = [{"file": str(path), **asdict(finding)} for path, finding, _ in found]
            typer.echo(json.dumps({"sojourn": "lint/1", "findings": told}, ensure_ascii=False, indent=2))
        else:
            _tell(found, len(documents), tongues.pop() if len(tongues) == 1 else "en")
        grave = SEVERITIES[: SEVERITIES.index(fail_on.value) + 1]
        if any(finding.severity in grave for _, finding, _ in found):
            raise typer.Exit(FAILED)


def _tell(found: "Sequence[_Said]", files: int, language: str) -> None:
    """Findings, each in the language of its words, and how many there are."""
    for path, finding, tongue in found:
        words = _SAID[tongue]
        severity = typer.style(words[finding.severity], fg=_COLOURS[finding.severity], bold=True)
        place = f"{path}:{finding.line}:{finding.column}"
        message = f"{finding.rule}{words['colon']}{printable(finding.message)}"
        typer.echo(f"{printable(place)}: {severity} {message}")
        typer.echo(f"    {printable(finding.mend)}")
    counts = {name: sum(f.severity == name for _, f, _ in found) for name in _COLOURS}
    words = _SAID[language]
    typer.echo(words["sum"].format(files=files, **counts) if found else words["nothing"])
