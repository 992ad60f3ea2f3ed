"""The events dataset of a project as a log on Spark: what was read and cleaned once is not read again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sojourn.errors import LogError
from sojourn.events.quality import SourceQuality
from sojourn.project.customers import Customers
from sojourn.project.parts import FILE, Part
from sojourn.project.store import Store
from sojourn.spark.joining import of_part
from sojourn.spark.owners import StoredOwners
from sojourn.spark.parcels import wrapped
from sojourn.spark.scattering import ADDRESSED, Address
from sojourn.spark.summary import Told
from sojourn.spark.tasks import in_tasks


@dataclass(frozen=True, eq=False)
class Dataset:
    """The parts of the last build of a project, a table of a file each.

    Attributes
    ----------
    tables
        Per table: its events (None if it has none) and the fate of its rows.
    customers
        Whose every event is.
    rows
        How many events there are.
    """

    tables: tuple[tuple[Part | None, SourceQuality], ...]
    customers: Customers
    rows: int

    @staticmethod
    def of(folder: Path) -> "Dataset":
        """The dataset in the data folder of a project.

        Raises
        ------
        LogError
            If no build is finished there, or a file of it is missing.
        """
        store = Store(folder)
        state = store.state()
        parts = [Part.at(store, state.parts[label]) for label in sorted(state.parts)]
        if not parts or not all(part.whole for part in parts) or not store.customers.is_file():
            raise LogError(
                f"There is no finished build of a project in {folder}.", hint="Run sojourn build first."
            )
        tables: list[tuple[Part | None, SourceQuality]] = []
        for part in parts:
            events = {_table_of(path): replace(part, events=(path,)) for path in part.events}
            tables += [(events.get(source.name), source) for source in part.about().quality.sources]
        rows = sum(pq.read_metadata(path).num_rows for part in parts for path in part.events)
        return Dataset(tuple(tables), Customers.load(store), rows)

    @property
    def told(self) -> Told:
        """Per table: the fate of its rows so far."""
        return {number: (fate,) for number, (_, fate) in enumerate(self.tables)}

    def addressed(self, spark: Any, shards: int, folder: Path) -> Any:
        """All events with the shard they belong to; `folder` gets what workers must know about customers."""
        table = self.customers.table
        labels = pc.unique(table["customer_id"])
        whose = pc.index_in(table["customer_id"], value_set=labels).to_numpy().astype(np.int32)
        owners = StoredOwners.write(labels, self.customers.assigned, self.customers.keys, whose, folder)
        tasks = [
            wrapped((part, owners, Address(number, 0)))
            for number, (part, _) in enumerate(self.tables)
            if part is not None
        ]
        return in_tasks(spark, tasks, partial(of_part, shards), ADDRESSED)


def is_dataset(source: object) -> bool:
    """Whether a path is the data folder of a project that was built."""
    return isinstance(source, str | Path) and bool(Store(Path(source)).state().parts)


def _table_of(path: Path) -> str:
    """The name of the table whose events are in a file of a part: they all have the same."""
    with pq.ParquetFile(path) as file:
        first: Mapping[str, list[str]] = next(file.iter_batches(1, columns=[FILE])).to_pydict()
    return first[FILE][0]
