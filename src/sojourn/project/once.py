"""Joining what sources tell of people for a single log, without a project: the same steps, in a passing folder."""

from pathlib import Path

from sojourn.events.privacy import Door, Privacy, Rule
from sojourn.events.quality import Quality
from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.identity.attribution import WINDOW
from sojourn.identity.corrections import Corrections
from sojourn.identity.rules import Rules
from sojourn.ingest.opening import Opened
from sojourn.ingest.pouring import Builder, Cleaning, pour
from sojourn.project.joined import Joined
from sojourn.project.parts import Part, PartWriter, Treatment
from sojourn.project.people import People, everybody

AS_THEY_ARE = Privacy({"text": Rule.KEEP, "ip": Rule.KEEP, "*": Rule.KEEP})
"""Personal data stays where it was put: a log made for once is as private as the files it was made from."""


def join(
    opened: Opened,
    cleaning: Cleaning,
    taxonomy: Taxonomy,
    folder: Path,
    exclude: frozenset[str] = frozenset(),
) -> tuple[Joined[People], Quality]:
    """Write the events of open tables into a folder and find out whose they are.

    Returns
    -------
    tuple
        The events with their customers, to be poured into a builder; and the fate of the rows so far, repeats not
        yet taken off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [table.label for table in opened.tables]
    writer = PartWriter(folder, files, Treatment(Door(AS_THEY_ARE), exclude=exclude), Classifier(taxonomy))
    quality = writer.finish(pour(opened, writer, cleaning))
    part = Part("once", folder, tuple(sorted(folder.glob("events-*.parquet"))))
    everyone = everybody([("", part)], Rules(), Corrections(), WINDOW)
    return Joined({"": part}, {"": part.about()}, everyone), quality


def fill(builder: Builder, joined: Joined[People]) -> None:
    """Hand all events to the builder of a log."""
    for batch, source, compare in joined.all():
        builder.add(batch, source=source, compare_rows=compare)
