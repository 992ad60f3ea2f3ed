"""``sojourn build``: the journey log of a project, brought up to date."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.options import AsJson, Lang, Quiet, size
from sojourn.cli.words import Language, words

ProjectFile = Annotated[
    Path, typer.Option("--project", metavar="FILE", help="The project file that sojourn init wrote.")
]


def build(
    project: ProjectFile = Path("sojourn.yaml"),
    full: Annotated[
        bool, typer.Option("--full", help="Make the log from all events, even where little changed.")
    ] = False,
    memory_limit: Annotated[
        str, typer.Option("--memory-limit", metavar="SIZE", help="Memory that reading may use, e.g. 4GB.")
    ] = "60%",
    language: Lang = Language.EN,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Read what is new, join what belongs together, and bring the journey log up to date.

    Files that did not change are not read again, and customers who did not change are not touched. The log is the same,
    byte for byte, as if everything had been built at once.
    """
    with guarded(language):
        memory = size(memory_limit)
        from sojourn.cli.progress import shown
        from sojourn.project.building import build_isolated

        with shown(language, quiet=quiet or as_json) as progress:
            told = build_isolated(project, full=full, memory_limit=memory, progress=progress)
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False))
        elif not quiet:
            show(told, language)


def show(told: dict[str, Any], language: Language) -> None:
    """Print what a build did."""
    say = words(language)
    if told["outdated"]:
        typer.echo(say.built_anew)
    kinds = " · ".join(f"{kind} {count:,}" for kind, count in sorted(told["identifiers"].items()))
    typer.echo(say.built[told["build"]].format(made=told["parts"]["made"], kept=told["parts"]["kept"]))
    typer.echo(say.built_size.format(customers=f"{told['customers']:,}", events=f"{told['events']:,}"))
    typer.echo(say.built_ids.format(kinds=kinds, shared=f"{told['shared']:,}"))
    quality = told["quality"]
    dropped = say.list_mark.join(
        f"{say.reasons.get(reason, reason)} {count:,}" for reason, count in quality["dropped"].items()
    )
    line = say.rows.format(kept=f"{quality['rows_kept']:,}", total=f"{quality['rows_in']:,}")
    if dropped:
        n = f"{quality['rows_in'] - quality['rows_kept']:,}"
        line += " · " + say.rows_dropped.format(n=n, reasons=dropped)
    typer.echo(line)
    typer.echo(say.coverage.format(sentence=told["coverage"]))
    typer.echo(say.built_log.format(log=told["log"], seconds=told["seconds"]))
