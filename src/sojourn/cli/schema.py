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

    from sojourn.journeymap import document as map_document
    from sojourn.report import document as report_document

    described = report_document if document is Document.REPORT else map_document
    typer.echo(json.dumps(described.schema(), ensure_ascii=False, indent=2))
