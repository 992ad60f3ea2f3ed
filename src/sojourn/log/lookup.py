"""Looking into a log by customer and by origin: what a person's journey is made of, and what was left out as repeats."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.events.schema import ORIGIN, Kind
from sojourn.log.brought import Brought
from sojourn.log.journeylog import JourneyLog
from sojourn.log.stretch import Stretch, find, stretch_of
from sojourn.log.vocabulary import Vocabulary


def journeys_of(log: JourneyLog, customers: Iterable[str]) -> pa.Table:
    """The events of some customers as a flat table with names in words, the origin included.

    Parameters
    ----------
    log
        A log without selections.
    customers
        Their ids; those the log does not have are skipped.

    Returns
    -------
    pyarrow.Table
        ``customer_id``, ``timestamp`` (µs UTC), every attribute, and ``origin_file`` and ``origin_row`` where the log
        has them; rows of one customer together and in order. A value that is missing is null.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home  web
    ...     bob  10:00  Cart
    ... ''')
    >>> journeys_of(log, ["bob", "eve"]).select(["customer_id", "touchpoint", "channel"]).to_pylist()
    [{'customer_id': 'bob', 'touchpoint': 'Cart', 'channel': None}]
    """
    wanted = pa.array(sorted(set(customers)), pa.string())
    kinds = {**log.kinds, **(ORIGIN if log.origins is not None else {})}
    schema = pa.schema(
        [("customer_id", pa.string()), *((name, _SHOWN[kind]) for name, kind in kinds.items())]
    )
    tables = []
    for shard in log.shards:
        stretch = stretch_of(shard)
        places, _ = find(stretch, wanted)
        places = np.sort(places[places >= 0])
        rows = rows_of(
            stretch, places, stretch.customers.take(pa.array(places)).to_numpy(zero_copy_only=False)
        )
        columns = [rows.column(0)]
        columns += [_shown(rows.column(n), kind, _vocabulary(log, n)) for n, kind in kinds.items()]
        tables.append(pa.Table.from_arrays(columns, schema=schema))
    return pa.concat_tables(tables) if tables else schema.empty_table()


def rows_of(stretch: Stretch, places: NDArray[np.int32], names: NDArray[np.object_]) -> pa.RecordBatch:
    """The events of some customers as stored, flat, under the names given."""
    lengths = stretch.offsets[places + 1] - stretch.offsets[places]
    ends = np.concatenate([[0], np.cumsum(lengths)])
    rows = pa.array(np.arange(ends[-1]) + np.repeat(stretch.offsets[places] - ends[:-1], lengths))
    columns = {"customer_id": pa.array(np.repeat(names, lengths), pa.string())}
    for name, values in stretch.columns.items():
        flat = values.view(pa.int64()) if pa.types.is_timestamp(values.type) else values
        columns[name] = flat.take(rows)
    return pa.RecordBatch.from_pydict(columns)


def rows_by_origin(log: JourneyLog) -> dict[str, tuple[int, int]]:
    """Per ``origin_file``: the events in the log, and how many of them have a message id.

    Sources that are known to the log and have no event in it are listed with zeros. A log without origins gives an
    empty dictionary.
    """
    if log.origins is None:
        return {}
    counts = np.zeros((2, len(log.origins) + 1), np.int64)
    for shard in log.shards:
        files = shard.column("origin_file").values.to_numpy()
        counts[0] += np.bincount(files + 1, minlength=counts.shape[1])
        if "message_id" in shard.schema.names:
            known = shard.column("message_id").values.is_valid().to_numpy(zero_copy_only=False)
            counts[1] += np.bincount(files[known] + 1, minlength=counts.shape[1])
    rows, identified = counts[:, 1:].tolist()
    return {name: (rows[i], identified[i]) for i, name in enumerate(log.origins)}


def repeats_dropped(log: JourneyLog, brought: Brought) -> dict[str, Counter[str]]:
    """Per ``origin_file``: how many of its events were left out, as ``repeated_message_id`` or ``equal_row``.

    Parameters
    ----------
    log
        A log in which every event has an origin.
    brought
        What all its sources brought.
    """
    dropped = {}
    for name, (rows, identified) in rows_by_origin(log).items():
        offered = brought.message_ids.get(name, 0)
        repeated = offered - identified
        equal = (brought.spellings["origin_file"][name] - offered) - (rows - identified)
        if counts := +Counter(repeated_message_id=repeated, equal_row=equal):
            dropped[name] = counts
    return dropped


_SHOWN = {
    Kind.TIME: pa.timestamp("us", "UTC"),
    Kind.CODE: pa.string(),
    Kind.NUMBER: pa.float64(),
    Kind.TEXT: pa.string(),
    Kind.ROW: pa.int64(),
}


def _vocabulary(log: JourneyLog, attribute: str) -> Vocabulary | None:
    return log.origins if attribute == "origin_file" else log.vocabularies.get(attribute)


def _shown(values: pa.Array, kind: Kind, names: Vocabulary | None) -> pa.Array:
    """Stored values with null for what is missing, and names for codes."""
    if kind is Kind.CODE:
        codes = values.to_numpy()
        return pa.array(list(names or ()), pa.string()).take(pa.array(codes, mask=codes < 0))
    if kind is Kind.TIME:
        times = values.to_numpy()
        return pa.array(times, mask=times == np.iinfo(np.int64).min).cast(_SHOWN[kind])
    if kind is Kind.NUMBER:
        return pa.array(values.to_numpy(), from_pandas=True)
    return values
