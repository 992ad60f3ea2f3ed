"""A log that Spark holds, written as the folder of a journey log that a laptop opens."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from sojourn.errors import OutputError
from sojourn.log.build import Built
from sojourn.log.journeylog import JourneyLog
from sojourn.log.store import LogFolder, written
from sojourn.spark.blobs import Batches
from sojourn.spark.faults import in_worker, on_driver, unshared
from sojourn.spark.held import HeldShards
from sojourn.spark.shaping import Finish, held_shard

_FACTS: Final = "shard int, facts string"
_SCHEMA: Final = pa.schema([("shard", pa.int32()), ("facts", pa.string())])


@dataclass(frozen=True)
class _Write:
    """Writes the shard of a partition."""

    finish: Finish
    numbers: Mapping[int, int]
    folder: Path

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The number of the file, and what the manifest says of it."""
        with in_worker():
            found = held_shard(batches, self.finish)
            if found is None:
                return
            number = self.numbers[found[0]]
            try:
                facts = written(number, found[1], self.folder)
            except OSError as error:
                raise unshared(OutputError, "write to", self.folder, error) from error
            columns = [pa.array([number], pa.int32()), pa.array([json.dumps(facts)])]
            yield pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def write_held(log: JourneyLog, engine: HeldShards, new: LogFolder) -> None:
    """Let the workers write the shards of a log they hold; the driver writes names and manifest.

    Parameters
    ----------
    log
        As it was read, without selections.
    engine
        What holds it.
    new
        A folder to write into, which every worker sees under the same path.

    Raises
    ------
    OutputError
        If it cannot be written, or workers see another folder than the driver.
    """
    numbers = {shard: number for number, shard in enumerate(sorted(engine.filled))}
    with on_driver():
        rows = engine.frame.mapInArrow(_Write(engine.finish, numbers, new.folder.resolve()), _FACTS).collect()
    facts = {row["shard"]: json.loads(row["facts"]) for row in rows}
    shards = tuple(new.adopt(number, facts[number]) for number in sorted(facts))
    built = Built(shards, engine.finish.kinds, engine.finish.vocabularies, {}, {}, {})
    new.commit(built, log.quality, extent=log.extent)
