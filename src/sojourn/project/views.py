"""What can be asked in SQL, as Arrow tables: events, customers, journeys, identifiers and the tables of a report.

The values of a log stay where they are: memory-mapped columns are given to the engine as they lie on the disk, with a
bit per event that says whether there is a value.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import LogError, SourceError
from sojourn.events.schema import Kind
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys

_TIME: Final = pa.timestamp("us", "UTC")
EVENTS: Final = "events"
CUSTOMERS: Final = "customers"
JOURNEYS: Final = "journeys"
IDENTIFIERS: Final = "identifiers"


def log_tables(log: JourneyLog) -> dict[str, pa.Table]:
    """The three views of a log, after its selections.

    ``events`` has one row per event: ``customer_id``, ``timestamp``, ``touchpoint`` and every other attribute, names
    in place of codes, null where there is nothing. ``customers`` has one row per customer: ``customer_id``, ``first``,
    ``last`` (times of the first and last event), ``events`` (their number). ``journeys`` has one row per customer, and
    every attribute of the events as a list in time order.
    """
    names = _column_names(log)
    parts = [_parts(journeys, log, names) for journeys in log.journeys()]
    if not parts:
        parts = [_parts(_nobody(log), log, names)]
    return {
        view: pa.Table.from_batches([part[place] for part in parts])
        for place, view in enumerate((EVENTS, CUSTOMERS, JOURNEYS))
    }


def _parts(journeys: Journeys, log: JourneyLog, names: Mapping[str, str]) -> tuple[pa.RecordBatch, ...]:
    """The three views of one shard."""
    offsets = journeys.offsets
    start, stop = int(offsets[0]), int(offsets[-1])
    flat = {name: _flat(journeys, name, kind, log) for name, kind in log.kinds.items()}
    lengths = np.diff(offsets)
    rows = pa.array(np.repeat(np.arange(len(journeys), dtype=np.int32), lengths))
    ids = pa.DictionaryArray.from_arrays(rows, journeys.customers)
    events = {"customer_id": ids} | {names[n]: v.slice(start, stop - start) for n, v in flat.items()}
    times = journeys.flat("timestamp")
    customers = {
        "customer_id": journeys.customers,
        "first": pa.array(times[offsets[:-1]]).cast(_TIME),
        "last": pa.array(times[offsets[1:] - 1]).cast(_TIME) if len(journeys) else pa.array([], _TIME),
        "events": pa.array(lengths.astype(np.int64)),
    }
    places = pa.Array.from_buffers(pa.int32(), len(offsets), [None, pa.py_buffer(offsets)])
    lists = {names[n]: pa.ListArray.from_arrays(places, v) for n, v in flat.items()}
    batches = (events, customers, {"customer_id": journeys.customers} | lists)
    return tuple(pa.RecordBatch.from_arrays(list(b.values()), names=list(b)) for b in batches)


def _flat(journeys: Journeys, name: str, kind: Kind, log: JourneyLog) -> pa.Array:
    """One attribute of all events of a shard, without a copy of its values."""
    if kind is Kind.TEXT:
        return journeys.text(name)
    values = np.ascontiguousarray(journeys.flat(name))
    if kind is Kind.TIME:
        return pa.Array.from_buffers(_TIME, len(values), [None, pa.py_buffer(values)])
    if kind is Kind.NUMBER:
        return pa.Array.from_buffers(
            pa.float64(), len(values), [_present(~np.isnan(values)), pa.py_buffer(values)]
        )
    codes = pa.Array.from_buffers(pa.int32(), len(values), [_present(values >= 0), pa.py_buffer(values)])
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(log.vocabulary(name)), pa.string()))


def _present(there: NDArray[np.bool_]) -> pa.Buffer | None:
    return None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))


def _nobody(log: JourneyLog) -> Journeys:
    empty: dict[str, Any] = {
        name: pa.array([], pa.string())
        if kind is Kind.TEXT
        else np.zeros(0, {Kind.TIME: np.int64, Kind.NUMBER: np.float64}.get(kind, np.int32))
        for name, kind in log.kinds.items()
    }
    return Journeys(pa.array([], pa.string()), np.zeros(1, np.int32), empty, log.vocabularies)


def _column_names(log: JourneyLog) -> dict[str, str]:
    """Attribute → column; SQL does not tell upper from lower case, so a second ``Value`` becomes ``Value_2``."""
    taken, names = {"customer_id"}, {}
    for name in log.kinds:
        number, column = 1, name
        while column.lower() in taken:
            number += 1
            column = f"{name}_{number}"
        taken.add(column.lower())
        names[name] = column
    return names


def report_tables(path: Path) -> dict[str, pa.Table]:
    """The lists of a ``report.json`` as tables (transitions, touchpoints, paths, stages …), and its metrics by name.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        blocks = dict(_blocks(document))
        return {name: _table(rows) for name, rows in blocks.items() if rows}
    except (OSError, ValueError, TypeError, AttributeError, pa.ArrowException) as error:
        raise SourceError(
            f"{path} is not a report of Sojourn.", hint="Analyse again.", context={"file": str(path)}
        ) from error


def _blocks(document: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, block in document.items():
        if name in {EVENTS, CUSTOMERS, JOURNEYS, IDENTIFIERS}:
            continue
        if isinstance(block, list) and all(isinstance(row, dict) for row in block):
            yield name, block
        elif name == "summary":
            yield name, [block]
        elif name == "metrics":
            yield name, [{"metric": metric} | dict(values) for metric, values in block.items()]


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: _column([row.get(name) for row in rows]) for name in columns})


def _column(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # of several types: shown as JSON
        return pa.array([None if v is None else json.dumps(v, ensure_ascii=False) for v in values])


def identifier_table(path: Path) -> pa.Table:
    """Who is known by what: ``customer_id``, ``type``, ``value``.

    Raises
    ------
    LogError
        If it is damaged.
    """
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path, columns=["customer_id", "type", "value"], memory_map=True)
    except (OSError, pa.ArrowException, KeyError) as error:
        raise LogError(
            f"{path} is damaged.", hint="Build the project again.", context={"file": str(path)}
        ) from error
