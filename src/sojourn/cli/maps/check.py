"""``sojourn map check``: hold a map against behaviour; fail where it does not hold."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import FAILED
from sojourn.cli.maps.logs import LogSource, opened
from sojourn.cli.maps.options import MapClocks, MapFile, MapGoals, MapLanguage
from sojourn.cli.maps.refusals import refusal
from sojourn.cli.maps.speaking import speaking
from sojourn.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from sojourn.journeymap.conform import Conformance, Drift

LEAST_SCORE: Final = 0.8


def check(
    document: MapFile,
    log: LogSource,
    min_score: Annotated[
        float, typer.Option("--min-score", min=0, max=1, help="Fail below this score; 0 never fails.")
    ] = LEAST_SCORE,
    min_fitness: Annotated[
        float | None,
        typer.Option("--min-fitness", min=0, max=1, help="Fail below this fitness.", show_default=False),
    ] = None,
    min_precision: Annotated[
        float | None,
        typer.Option("--min-precision", min=0, max=1, help="Fail below this precision.", show_default=False),
    ] = None,
    least: Annotated[
        float,
        typer.Option(
            "--least", min=0.0001, max=0.5, help="Share of customers from which something belongs on a map."
        ),
    ] = 0.01,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="GROUPS",
            help="Fitness by channel, persona or an attribute; repeat it for several.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Compare the time from this day on with as long before, instead.",
            show_default=False,
        ),
    ] = None,
    proposals: Annotated[
        Path | None,
        typer.Option(
            "--proposals",
            metavar="FILE",
            help="Write the edits that would bring the map in line.",
            show_default=False,
        ),
    ] = None,
    goal: MapGoals = None,
    timezone: MapClocks = "UTC",
    language: MapLanguage = None,
    as_json: AsJson = False,
) -> None:
    """Hold a map against what customers do: its score, where it is wrong, and what to do about it.

    Ends with 5 where the score, fitness or precision is below its threshold, so that a build can watch over a map.
    """
    with speaking(language):
        from sojourn.cli.maps.checked import drift_lines, failures, lines
        from sojourn.durable import replace
        from sojourn.journeymap.conform import check as run
        from sojourn.journeymap.conform import drift
        from sojourn.journeymap.document import load
        from sojourn.journeymap.proposals import dump_proposals

        if proposals is not None and proposals.resolve() == document.resolve():
            raise refusal("over_map", language, file=document)
        if since is not None and (by or proposals):
            raise refusal("since", language)
        drawn, journeys = load(document), opened(log)
        said_in = language.value if language else drawn.language
        limits = {"score": min_score or None, "fitness": min_fitness, "precision": min_precision}
        told: Conformance | Drift
        if since is not None:
            moved = drift(drawn, journeys, since=since, least=least, language=said_in)
            failed = failures(moved.score_after, moved.parts_after, limits, said_in)
            told, shown = moved, drift_lines(moved, limits)
        else:
            found = run(
                drawn,
                journeys,
                least=least,
                by=by or None,
                goal=goal or None,
                timezone=timezone,
                language=said_in,
            )
            failed = failures(found.score, found.parts, limits, said_in)
            if proposals is not None:
                replace(proposals, dump_proposals(found.proposals))
            told, shown = found, lines(found, limits, proposals)
        if as_json:
            typer.echo(json.dumps({**told.to_dict(), "failed": failed}, ensure_ascii=False))
        else:
            _show(shown)
        for sentence in failed:
            typer.echo(sentence, err=True)
        if failed:
            raise typer.Exit(FAILED)


def _show(shown: "Sequence[RenderableType]") -> None:
    """Print for people: as wide as the terminal, without blanks at the ends of lines."""
    from rich.console import Console

    console = Console(highlight=False)
    with console.capture() as captured:
        for part in shown:
            console.print(part)
    typer.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
