"""Sources that know people by several ids: parts of an events dataset, joined by the driver, sent to their customers.

Workers write clean events with their identifiers into a folder that all of them see. The driver reads the identifiers
and links, never the events, and resolves them as it does for a project; workers then give every event its customer.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from sojourn.errors import LogError, OutputError
from sojourn.events.privacy import Door
from sojourn.events.quality import Quality, SourceQuality
from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.taxonomy.taxonomy import BUILT_IN
from sojourn.identity.attribution import WINDOW
from sojourn.identity.corrections import Corrections
from sojourn.identity.rules import Rules
from sojourn.project.joined import Joined
from sojourn.project.once import AS_THEY_ARE
from sojourn.project.parts import Part, PartWriter, Treatment
from sojourn.project.people import everybody
from sojourn.spark.blobs import Batches
from sojourn.spark.cleaning import Opening, Recipe, poured
from sojourn.spark.faults import in_worker, on_driver, unshared
from sojourn.spark.handing import handed_over
from sojourn.spark.owners import StoredOwners
from sojourn.spark.parcels import wrapped
from sojourn.spark.scattering import ADDRESSED, Address, Scatter
from sojourn.spark.tasks import Sources, described, in_tasks

_NAMES: Final = "name string"
_SCHEMA: Final = pa.schema([("name", pa.string())])


@dataclass(frozen=True)
class MakePart:
    """Cleans a piece of a table into a part of an events dataset.

    Attributes
    ----------
    folder
        Where parts go; every worker sees it.
    exclude
        Rules of declared programs whose events are left out.
    """

    folder: Path
    exclude: frozenset[str]

    def __call__(self, recipe: Recipe, address: Address, opening: Opening) -> Iterator[pa.RecordBatch]:
        """The name of the part, which says where it stands among all."""
        name = f"{address.source:06d}-{address.piece:06d}"
        with in_worker(), _within(self.folder) as passing:
            made = passing / name
            made.mkdir()
            treatment = Treatment(Door(AS_THEY_ARE), exclude=self.exclude)
            writer = PartWriter(
                made, [recipe.looks.label], treatment, Classifier(recipe.taxonomy or BUILT_IN)
            )
            quality = poured(recipe, opening, writer, passing)
            writer.finish(Quality((quality,)))
            if not (self.folder / name).exists():  # a task that runs twice leaves one part
                made.rename(self.folder / name)
        yield pa.RecordBatch.from_arrays([pa.array([name])], schema=_SCHEMA)


@contextmanager
def _within(folder: Path) -> Iterator[Path]:
    """A passing folder in one that all workers see."""
    if not folder.is_dir():
        raise unshared(OutputError, "find", folder)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as passing:
        yield Path(passing)


@dataclass(frozen=True, eq=False)
class Parted:
    """The parts that workers wrote, and whose their events are.

    Attributes
    ----------
    parts
        By name, in order.
    owners
        Whose every event is.
    told
        Per source: the fate of the rows of its pieces.
    """

    parts: Mapping[str, Part]
    owners: StoredOwners
    told: Mapping[int, tuple[SourceQuality, ...]]

    def addressed(self, spark: Any, shards: int) -> Any:
        """All events with the shard they belong to, as a data frame that has not been computed yet."""
        tasks = [wrapped((part, self.owners, _address(name))) for name, part in self.parts.items()]
        return in_tasks(spark, tasks, partial(of_part, shards), ADDRESSED)


def parted(sources: Sources, spark: Any, folder: Path, exclude: frozenset[str]) -> Parted:
    """Let the workers write parts into a folder, and find out whose their events are."""
    with on_driver():
        rows = sources.through(spark, MakePart(folder.resolve(), exclude), _NAMES).collect()
    parts: dict[str, Part] = {}
    told: dict[int, tuple[SourceQuality, ...]] = {}
    for name in sorted(row["name"] for row in rows):
        place = folder / name
        part = parts[name] = Part(name, place, tuple(sorted(place.glob("events-*.parquet"))))
        source = _address(name).source
        told[source] = (*told.get(source, ()), *part.about().quality.sources)
    people = everybody([("", part) for part in parts.values()], Rules(), Corrections(), WINDOW)
    known = people.known
    return Parted(
        parts, StoredOwners.write(people.labels, people.assigned, known.keys, known.customer, folder), told
    )


def _address(name: str) -> Address:
    source, _, piece = name.partition("-")
    return Address(int(source), int(piece))


def of_part(shards: int, batches: Batches) -> Iterator[pa.RecordBatch]:
    """The events of some parts, addressed to the shards of their customers."""
    for part, owners, address in described(batches):

        def work(
            put: Any, part: Part = part, owners: StoredOwners = owners, address: Address = address
        ) -> None:
            if not part.folder.is_dir():
                raise unshared(LogError, "find", part.folder)
            scatter = Scatter(put, shards, address)
            for batch, source, compare in Joined({"": part}, {"": part.about()}, owners).all():
                scatter.add(batch, source=source, compare_rows=compare)
            scatter.flush()

        with in_worker():
            yield from handed_over(work)
