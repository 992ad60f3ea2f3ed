"""The events of some parts with the customer each belongs to, and what became of their rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sojourn.events.plan import ID_PREFIX
from sojourn.events.quality import Quality
from sojourn.log.brought import Brought
from sojourn.log.build import Built
from sojourn.log.lookup import repeats_dropped
from sojourn.log.memory import memory_log
from sojourn.project.parts import FILE, KEY, ROW, About, Part

_BATCH: Final = 250_000


class Owners(Protocol):
    """Whose events are whose; :class:`~sojourn.project.people.People` are one."""

    @property
    def labels(self) -> pa.Array:
        """The id of every customer."""
        ...

    @property
    def assigned(self) -> pa.Table:
        """Events of shared identifiers, and whose they are."""
        ...

    def customers(self, keys: NDArray[np.uint64], /) -> NDArray[np.int32]:
        """The customer of each key of an event, −1 where it was left out."""
        ...


Whose = TypeVar("Whose", bound=Owners)


@dataclass(frozen=True)
class Joined(Generic[Whose]):
    """Parts by name, what each holds, and everybody in them."""

    parts: Mapping[str, Part]
    abouts: Mapping[str, About]
    everyone: Whose

    def all(self) -> Iterator[tuple[pa.RecordBatch, int, bool]]:
        """Every event: batches, the number of their source, and whether its equal rows are repeats."""
        for source, label in enumerate(sorted(self.parts)):
            yield from self._of(source, label, None)

    @cached_property
    def brought(self) -> Brought:
        """Attributes and names of all parts together."""
        tables = (one for label in sorted(self.abouts) for one in self.abouts[label].brought)
        return sum(tables, Brought())

    def changed(
        self, again_: NDArray[np.int32], fresh: set[str]
    ) -> Iterator[tuple[pa.RecordBatch, int, bool]]:
        """Events of new parts, and all events of customers that are read again."""
        again = np.zeros(
            len(self.everyone.labels) + 1, np.bool_
        )  # at the end, where −1 looks: not read again
        again[again_] = True
        for source, label in enumerate(sorted(self.parts)):
            if label in fresh:
                yield from self._of(source, label, None)
            elif len(again_):
                yield from self._of(source, label, again)

    def _of(
        self, source: int, label: str, wanted: NDArray[np.bool_] | None
    ) -> Iterator[tuple[pa.RecordBatch, int, bool]]:
        part = self.parts[label]
        uncompared = self.brought.uncompared
        for path in part.events:
            with pq.ParquetFile(path) as file:
                columns = [n for n in file.schema_arrow.names if not n.startswith(ID_PREFIX)]
                for batch in file.iter_batches(_BATCH, columns=columns):
                    mine = self._with_customers(batch, wanted)
                    if mine.num_rows:
                        yield mine, source, mine.column(FILE)[0].as_py() not in uncompared

    def _with_customers(self, batch: pa.RecordBatch, wanted: NDArray[np.bool_] | None) -> pa.RecordBatch:
        """Events under the names of their customers: all of them, or those of some customers."""
        whose = self._whose(batch)
        if wanted is not None:
            batch, whose = batch.filter(pa.array(wanted[whose])), whose[wanted[whose]]
        place = batch.schema.get_field_index(KEY)
        return batch.set_column(place, "customer_id", self.everyone.labels.take(pa.array(whose)))

    def _whose(self, batch: pa.RecordBatch) -> NDArray[np.int32]:
        keys = batch.column(KEY).to_numpy().view(np.uint64)
        whose = self.everyone.customers(keys)
        assigned = self._assigned(batch)
        if assigned is not None:
            rows, customers = assigned
            mine = batch.column(ROW).to_numpy()
            places = np.searchsorted(mine, rows)
            whose[places] = customers
        return whose

    def _assigned(self, batch: pa.RecordBatch) -> tuple[NDArray[np.int64], NDArray[np.int32]] | None:
        """Rows of a batch that are told of one by one, and their customers."""
        table = self.everyone.assigned
        if not table.num_rows:
            return None
        rows = batch.column(ROW).to_numpy()
        table = table.filter(
            pc.and_(
                pc.equal(table[FILE], batch.column(FILE)[0].as_py()),
                pc.and_(pc.greater_equal(table[ROW], int(rows[0])), pc.less_equal(table[ROW], int(rows[-1]))),
            )
        )
        if not table.num_rows:
            return None
        customers = pc.index_in(table["customer_id"], value_set=self.everyone.labels)
        return table[ROW].to_numpy(), customers.to_numpy().astype(np.int32)


def fate(built: Built, joined: Joined[Any]) -> Quality:
    """The fate of every row: what the parts counted, and what the log left out as repeats."""
    log = memory_log(built)
    dropped = repeats_dropped(log, joined.brought)
    sources = []
    for label in sorted(joined.abouts):
        about = joined.abouts[label]
        for source, brought in zip(about.quality.sources, about.brought, strict=True):
            repaired = {"folded_case": brought.respelled(built.vocabularies)}
            sources.append(source.with_counts(dropped=dropped.get(source.name), repaired=repaired))
    return Quality(tuple(sources))
