"""``sojourn schema``: what the documents look like, for programs."""

from enum import StrEnum
from typing import Annotated

import typer


class Document(StrEnum):
    """A document with a schema."""

    REPORT = "report"
    MAP = "map"


def schema(
    document: Annotated[
        Document, typer.Argument(help="report.json or map.journey.yaml.", show_default=False)
    ],
) -> None:
    """Print the JSON Schema of a document."""
    import json

    if document is Document.REPORT:
        from sojourn.report import document as described
    else:
        from sojourn.journeymap import document as described
    typer.echo(json.dumps(described.schema(), ensure_ascii=False, indent=2))
