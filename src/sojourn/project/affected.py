"""Whose journeys a build has to touch, found from the last build and what is there now."""

from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.log.journeylog import JourneyLog
from sojourn.project.changes import Changes, Known, changes
from sojourn.project.parts import FILE, KEY, Part
from sojourn.project.people import People, last_known
from sojourn.project.store import State, Store


def affected(
    store: Store, state: State, parts: Mapping[str, Part], everyone: People, old: JourneyLog
) -> Changes | None:
    """What changed for whom; None where so much changed that a full build is as quick."""
    removed = [
        label for label, name in state.parts.items() if label not in parts or parts[label].name != name
    ]
    if len(removed) * 2 > len(state.parts):
        return None
    before, assigned = last_known(store)
    lost = _customers_in(old, before.labels, removed, store, state)
    if lost is None:
        return None
    disturbed = _disturbed(before, assigned, everyone)
    return changes(before, everyone.known, lost=lost, disturbed_old=disturbed[0], disturbed_new=disturbed[1])


def _customers_in(
    log: JourneyLog, labels: pa.Array, removed: Sequence[str], store: Store, state: State
) -> NDArray[np.int32] | None:
    """Customers with events of files that changed or are gone."""
    if not removed:
        return np.zeros(0, np.int32)
    files = set()
    for label in removed:
        part = Part.at(store, state.parts[label])
        if not part.whole:
            return None
        files |= set(part.about().rows)
    codes = [code for code, name in enumerate(log.origins or ()) if name in files]
    found: list[pa.Array] = []
    for shard in log.shards:
        column = shard.column(FILE)
        hit = np.isin(column.values.to_numpy(), codes)
        ends = np.concatenate([[0], np.cumsum(hit)])
        offsets = column.offsets.to_numpy()
        found.append(shard.column("customer_id").filter(pa.array(ends[offsets[1:]] > ends[offsets[:-1]])))
    names = pa.chunked_array(found, pa.string()).combine_chunks()
    return _codes_in(labels, names)


def _codes_in(labels: pa.Array, names: pa.Array) -> NDArray[np.int32]:
    places = pc.index_in(names, value_set=labels)
    return np.unique(places.drop_null().to_numpy()).astype(np.int32)


def _disturbed(
    before: Known, assigned: pa.Table, everyone: People
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Customers between whom events of shared identifiers move.

    Of every event that is not told of alike twice: whose it was or is, and whose its strongest identifier was or is.
    """
    differing = _difference(assigned, everyone.assigned)
    names = differing["customer_id"].combine_chunks()
    keys = np.unique(differing[KEY].to_numpy().view(np.uint64))
    after = everyone.known
    return (
        np.union1d(_codes_in(before.labels, names), before.of(keys)),
        np.union1d(_codes_in(after.labels, names), after.of(keys)),
    )


def _difference(a: pa.Table, b: pa.Table) -> pa.Table:
    """The rows that only one of two tables has."""
    with duckdb.connect() as connection:
        one, other = connection.from_arrow(a), connection.from_arrow(b)
        return pa.concat_tables([one.except_(other).to_arrow_table(), other.except_(one).to_arrow_table()])
