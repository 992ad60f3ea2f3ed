"""``sojourn map apply``: proposals, or the difference of two maps, applied to a map."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sojourn.cli.failing import printable
from sojourn.cli.maps.options import MapFile, MapLanguage, MapOut
from sojourn.cli.maps.refusals import refusal
from sojourn.cli.maps.speaking import speaking

if TYPE_CHECKING:
    from sojourn.journeymap.commands.words import Language as Tongue
    from sojourn.journeymap.model import JourneyMap
    from sojourn.journeymap.proposals import Proposal

Proposals = Annotated[
    Path,
    typer.Argument(
        metavar="PROPOSALS",
        help="Proposals as YAML, or what 'map diff --json' printed.",
        show_default=False,
    ),
]


def apply(
    document: MapFile,
    proposals: Proposals,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Apply only this one; repeatable.", show_default=False),
    ] = None,
    aside: Annotated[
        list[str] | None,
        typer.Option("--except", metavar="ID", help="Leave this one aside; repeatable.", show_default=False),
    ] = None,
    out: MapOut = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing.", show_default=False)
    ] = False,
    skip_unfit: Annotated[
        bool,
        typer.Option("--skip-unfit", help="Apply the rest if some do not fit the map.", show_default=False),
    ] = False,
    language: MapLanguage = None,
) -> None:
    """Apply proposals to a map: all that are not left aside, or none if one does not fit."""
    with speaking(language):
        from sojourn.cli.maps.saving import save_like
        from sojourn.errors import InputError
        from sojourn.journeymap.commands.words import word
        from sojourn.journeymap.document import load
        from sojourn.journeymap.proposals import load_proposals

        jmap = load(document)
        tongue = language.value if language else jmap.language
        found = load_proposals(proposals, language=tongue)
        chosen = _chosen(found, only or (), aside or ())
        after, unfit = _applied(jmap, found, chosen, tongue)
        if unfit and not skip_unfit:
            facts = {"n": len(unfit), "all": len(chosen), "file": document, "names": ", ".join(unfit)}
            raise refusal("unfit", language, InputError, **facts)
        if dry_run:
            typer.echo(word("would_write", tongue))
            return
        target = out or document
        save_like(after, document, target)
        typer.echo(str(target))


def _chosen(found: "Sequence[Proposal]", only: Sequence[str], aside: Sequence[str]) -> set[str]:
    """The ids of the proposals to apply."""
    from sojourn.journeymap.commands.parts import unknown

    ids = [proposal.id for proposal in found]
    for name in (*only, *aside):
        if name not in ids:
            raise unknown("proposal", name, ids)
    return {i for i in ids if (not only or i in only) and i not in aside}


def _applied(
    jmap: "JourneyMap", found: "Sequence[Proposal]", chosen: set[str], language: "Tongue"
) -> "tuple[JourneyMap, list[str]]":
    """The map after what fits, told proposal by proposal; the ids of those that do not fit."""
    from sojourn.errors import UsageError
    from sojourn.journeymap.commands.words import word
    from sojourn.journeymap.diff import changes
    from sojourn.journeymap.proposals import accept
    from sojourn.journeymap.sayings import said_by

    unfit: list[str] = []
    for proposal in found:
        head = f"{proposal.id}: {' '.join(proposal.says.split())}".rstrip(": ")
        if proposal.id not in chosen:
            typer.echo(printable(f"· {head} ({word('left', language)})"))
            continue
        try:
            after = accept(jmap, (proposal,))
        except UsageError as error:
            unfit.append(proposal.id)
            typer.echo(printable(f"✗ {head} ({word('unfit', language)})"))
            message, hint = said_by(error)
            typer.echo(printable(f"    {message.said(language)} {hint.said(language)}".rstrip()))
            continue
        told = changes(jmap, proposal.commands, language)
        typer.echo(printable(f"✓ {head}" if told else f"✓ {head} ({word('nothing', language)})"))
        for change in told:
            typer.echo(printable(f"    {change.sign} {change.says}"))
        jmap = after
    return jmap, unfit
