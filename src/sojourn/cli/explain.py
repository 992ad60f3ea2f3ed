"""``sojourn explain``: how a figure of a report came about."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from sojourn.cli.failing import guarded, printable
from sojourn.cli.words import Language

if TYPE_CHECKING:
    from sojourn.report.explaining import Explanation

_WIDTH: Final = 100


def explain(
    report: Annotated[
        Path, typer.Argument(metavar="REPORT", help="A report.json, or its folder.", show_default=False)
    ],
    figure: Annotated[
        str,
        typer.Argument(
            metavar="FIGURE",
            help="Which one: pain_points/3, metrics/nps, attribution/markov, emotions/Checkout …; all are listed if not given.",
            show_default=False,
        ),
    ] = "",
    language: Annotated[
        Language | None,
        typer.Option("--lang", help="Language of the words; that of the report if not given."),
    ] = None,
) -> None:
    """Tell how a figure of a report came about, what would show that it is wrong, and what computes it again.

    Exit codes:
    0  done
    2  the report has no such figure
    3  there is no report, or it cannot be read
    1  a defect in Sojourn
    """
    with guarded(language or Language.EN):
        from sojourn.report.document import Report
        from sojourn.report.explaining import explain as story
        from sojourn.report.explaining import explainable

        place = report / "report.json" if report.is_dir() else report
        found = Report.load(_read(place))
        if not figure:
            typer.echo(printable("\n".join(explainable(found))))
            return
        tongue: Literal["en", "zh"] = found.language
        if language is not None:
            tongue = "zh" if language is Language.ZH else "en"
        told = story(found, figure, place=str(place.parent), language=tongue)
        typer.echo(printable(_text(told, tongue)))


def _read(place: Path) -> bytes:
    from sojourn.errors import InputError

    try:
        return place.read_bytes()
    except OSError as error:
        raise InputError(
            f"Cannot read {place}: {error.strerror or error}.",
            hint="Name the report.json that sojourn analyze wrote, or its folder.",
            context={"path": str(place)},
        ) from error


def _text(told: "Explanation", tongue: Literal["en", "zh"]) -> str:
    from textwrap import wrap

    from sojourn.report.explaining.facts import label

    lines = [told.path, ""]
    for key, text in told.facts:
        lines.append(label(key, tongue))
        for paragraph in text.split("\n"):
            broken = [paragraph] if tongue == "zh" else wrap(paragraph, _WIDTH, break_long_words=False)
            lines += ["  " + line for line in broken]
    python = (("python", told.python),) if told.python else ()
    parts = (("again", told.commands), *python, ("events", (told.query,)))
    for key, commands in parts:
        lines += ["", label(key, tongue), *("  " + line for line in commands)]
    return "\n".join(lines)
