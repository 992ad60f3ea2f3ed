"""Who is who in a project: the identifiers and links of all parts, resolved, and kept as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sojourn.events.plan import ID_PREFIX, kind_of_column
from sojourn.identity.attribution import Anchors, Assigned, assign, attribute
from sojourn.identity.corrections import Corrections
from sojourn.identity.labels import labels
from sojourn.identity.links import Links
from sojourn.identity.nodes import Nodes, keys_of
from sojourn.identity.resolve import Resolution, resolve
from sojourn.identity.rules import Rules
from sojourn.project.changes import Known
from sojourn.project.parts import FILE, KEY, ROW, Part

_SCHEMA: Final = pa.schema(
    [(FILE, pa.string()), (ROW, pa.int64()), (KEY, pa.int64()), ("customer_id", pa.string())]
)

Keys = NDArray[np.uint64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class People:
    """Everybody.

    Attributes
    ----------
    resolution
        Which identifiers are one customer.
    links
        The evidence.
    labels
        The id of every customer.
    assigned
        Events whose strongest identifier is shared by several people, and whose they are: ``origin_file``,
        ``origin_row``, ``customer_key``, ``customer_id``.
    """

    resolution: Resolution
    links: Links
    labels: pa.Array
    assigned: pa.Table

    @property
    def known(self) -> Known:
        """Key → customer."""
        return Known(self.resolution.nodes.key, self.resolution.customer, self.labels)

    def customers(self, keys: Keys) -> Ints:
        """The customer of each key of an event, −1 where it was left out."""
        places = self.resolution.nodes.places(keys)
        return np.append(self.resolution.customer, np.int32(-1))[places]


def everybody(
    parts: Sequence[tuple[str, Part]],
    rules: Rules,
    corrections: Corrections,
    window: str,
    only: Keys | None = None,
) -> People:
    """Resolve the identifiers of some parts, given with the names of their files, down to events of shared ones.

    With ``only``, identifiers whose keys (sorted) are not among these are left out; none that stays may be linked with
    one that is left out.
    """
    people = resolved(parts, rules, corrections, only)
    assigned = _assigned(people.resolution, people.labels, [part for _, part in parts], window)
    return replace(people, assigned=assigned)


def resolved(
    parts: Sequence[tuple[str, Part]], rules: Rules, corrections: Corrections, only: Keys | None = None
) -> People:
    """Resolve the identifiers of some parts, without a look at single events."""
    nodes = Nodes.merge([part.nodes(only) for _, part in parts])
    links = Links.merge([part.links(label, only) for label, part in parts])
    resolution = resolve(nodes, links, rules, corrections)
    return People(resolution, links, labels(resolution), _SCHEMA.empty_table())


def _assigned(resolution: Resolution, names: pa.Array, parts: Sequence[Part], window: str) -> pa.Table:
    """Whose the events of shared identifiers are."""
    if not resolution.shared.any():
        return _SCHEMA.empty_table()
    met = [found for part in parts for found in _shared_rows(resolution, part)]
    anchors = Anchors.merge([found.anchors for found in met])
    tables = []
    for found in met:
        whose = attribute(resolution, found.assigned, found.times, anchors, window)[found.open]
        table = found.rows.filter(pa.array(found.open))
        tables.append(table.append_column("customer_id", names.take(pa.array(whose))).cast(_SCHEMA))
    return pa.concat_tables([*tables, _SCHEMA.empty_table()]).sort_by(
        [(FILE, "ascending"), (ROW, "ascending")]
    )


@dataclass(frozen=True)
class _Shared:
    """Events of a file that carry a shared identifier; `open` are those for which it is the strongest."""

    rows: pa.Table
    times: NDArray[np.int64]
    assigned: Assigned
    anchors: Anchors
    open: NDArray[np.bool_]


def _shared_rows(resolution: Resolution, part: Part) -> Iterator[_Shared]:
    nodes = resolution.nodes
    values = {
        kind: nodes.value.filter(pa.array(resolution.shared & (nodes.code == code)))
        for code, kind in enumerate(nodes.types)
    }
    for path in part.events:
        schema = pq.read_schema(path)
        ids = [n for n in schema.names if n.startswith(ID_PREFIX)]
        if not any(len(values.get(kind_of_column(n), ())) for n in ids):
            continue
        table = pq.read_table(path, columns=[*ids, "timestamp", KEY, FILE, ROW])
        carries = pa.array(np.zeros(table.num_rows, np.bool_))
        for name in ids:
            shared = values.get(kind_of_column(name))
            if shared is not None and len(shared):
                carries = pc.or_(carries, pc.is_in(table[name].combine_chunks(), value_set=shared))
        table = table.filter(carries)
        columns = [_places(nodes, kind_of_column(n), table[n].combine_chunks()) for n in ids]
        times = table["timestamp"].cast(pa.int64()).to_numpy()
        assigned = assign(resolution, columns)
        strongest = nodes.places(table[KEY].to_numpy().view(np.uint64))
        yield _Shared(
            table.select([FILE, ROW, KEY]),
            times,
            assigned,
            Anchors.of(resolution, columns, times, assigned),
            resolution.shared[strongest],
        )


def _places(nodes: Nodes, kind: str, values: pa.Array) -> Ints:
    keys = keys_of(kind, pc.fill_null(values, ""))
    return np.where(pc.is_valid(values).to_numpy(zero_copy_only=False), nodes.places(keys), -1)
