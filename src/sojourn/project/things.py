"""Numbers of things among the identifiers of events: they join, and they tell one event from another."""

import pyarrow as pa

from sojourn.events.identifiers import is_thing
from sojourn.events.plan import ID_PREFIX, kind_of_column


def with_things(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with the numbers of orders, tickets and other things as properties: two orders of one second differ."""
    for name in batch.schema.names:
        kind = kind_of_column(name)
        thing = name == f"{ID_PREFIX}{kind}" and is_thing(kind)
        if thing and kind not in batch.schema.names:
            batch = batch.append_column(kind, batch.column(name).cast(pa.string()))
    return batch
