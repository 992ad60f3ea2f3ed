"""``sojourn demo``: the main job on a company that does not exist."""

from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.options import AsJson, Lang, Quiet
from sojourn.cli.words import Language


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for exports and results.")] = Path("out/demo"),
    customers: Annotated[
        int, typer.Option("--customers", min=1, max=10_000_000, help="How many people meet the company.")
    ] = 4_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Chooses the people and their luck.")] = 7,
    language: Lang = Language.EN,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Write the exports of a synthetic omnichannel company, then analyse them.

    The folder gets what `sojourn analyze` leaves, the raw exports in exports/, and the truths of the company
    (truth.json, _truth/): who its customers really are, what they feel, what its faults cost, and the map of it all.
    """
    with guarded(language):
        from sojourn.analyze import analyze_demo
        from sojourn.cli.progress import shown
        from sojourn.cli.summary import finish

        with shown(language, quiet=quiet or as_json) as progress:
            summary = analyze_demo(
                out, customers=customers, seed=seed, language=language.value, progress=progress
            )
        finish(summary, language, max_rejected=1.0, quiet=quiet, as_json=as_json)
