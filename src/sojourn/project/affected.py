"""Whose journeys a build has to touch, found from the last build and what is there now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.identity.corrections import Corrections
from sojourn.identity.nodes import Keys, distinct
from sojourn.log.journeylog import JourneyLog
from sojourn.project.changes import Changes, Known, changes
from sojourn.project.customers import Customers
from sojourn.project.parts import FILE, KEY, Part
from sojourn.project.people import People
from sojourn.project.store import State, Store


@dataclass(frozen=True, slots=True)
class Difference:
    """The parts that a build has and the last one had not, and the other way round."""

    fresh: Mapping[str, Part]
    removed: Mapping[str, Part]

    @staticmethod
    def of(store: Store, state: State, parts: Mapping[str, Part]) -> "Difference | None":
        """What changed since the last build; None where it is so much that a full build is as quick."""
        removed = {
            label: Part.at(store, name)
            for label, name in state.parts.items()
            if label not in parts or parts[label].name != name
        }
        if len(removed) * 2 > len(state.parts) or not all(part.whole for part in removed.values()):
            return None
        fresh = {label: part for label, part in parts.items() if state.parts.get(label) != part.name}
        return Difference(fresh, removed)

    def touched(self, corrections: Corrections) -> Keys:
        """The keys of all identifiers in these parts, and of those that were corrected, which are joined without a link."""
        said = [[s.identifier, s.other] for s in corrections.standing()]
        corrected = [one.key for pair in said for one in pair if one is not None]
        keys = [part.keys() for part in (*self.fresh.values(), *self.removed.values())]
        return distinct(np.concatenate([*keys, np.array(corrected, np.uint64)]))


def affected(before: Customers, everyone: People, old: JourneyLog, removed: Iterable[Part]) -> Changes:
    """What changed for whom, among the same groups of linked identifiers before and after."""
    known = before.known
    lost = _customers_in(old, known.labels, removed)
    disturbed = _disturbed(known, before.assigned, everyone)
    return changes(known, everyone.known, lost=lost, disturbed_old=disturbed[0], disturbed_new=disturbed[1])


def _customers_in(log: JourneyLog, labels: pa.Array, removed: Iterable[Part]) -> NDArray[np.int32]:
    """Customers with events of files that changed or are gone."""
    files = {file for part in removed for file in part.about().rows}
    if not files:
        return np.zeros(0, np.int32)
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
    if not assigned.num_rows and not everyone.assigned.num_rows:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
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
    both = pa.concat_tables([a, b])
    met = both.group_by(both.column_names).aggregate([([], "count_all")])
    return met.filter(pc.equal(met["count_all"], 1)).select(both.column_names)
