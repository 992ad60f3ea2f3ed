"""Tiny journey logs written as readable text, for tests and examples of your own analyses."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from sojourn.events.schema import ROLES, Kind
from sojourn.log.build import LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.memory import memory_log

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def log_of(text: str, **columns: object) -> JourneyLog:
    """A journey log from lines of ``customer time touchpoint [channel [value]]``, separated by two or more blanks.

    A time is ISO 8601 in UTC, a date alone being midnight, or ``HH:MM[:SS]`` on 1 January 2026.

    Parameters
    ----------
    text
        One event per line; empty lines are skipped.
    **columns
        Further roles or properties, one value per event in the order of the lines.

    Examples
    --------
    >>> log_of('''
    ...     ann  09:00  Home      web
    ...     ann  09:05  Cart      web
    ...     bob  10:00  Home      app
    ... ''')
    JourneyLog: 2 customers, 3 events, 2 touchpoints, 2026-01-01 to 2026-01-01
    """
    rows = [
        [cell for cell in line.strip().split("  ") if cell.strip()]
        for line in text.splitlines()
        if line.strip()
    ]
    cells = [[cell.strip() for cell in row] + [None] * (5 - len(row)) for row in rows]
    arrays: dict[str, pa.Array] = {
        "customer_id": pa.array([r[0] for r in cells], pa.string()),
        "timestamp": pa.array([_time(r[1] or "") for r in cells], pa.int64()),
        "touchpoint": pa.array([r[2] for r in cells], pa.string()),
        "channel": pa.array([r[3] for r in cells], pa.string()),
        "value": pa.array([float(r[4]) if r[4] else None for r in cells], pa.float64()),
    }
    for name, values in columns.items():
        kind = ROLES[name].kind if name in ROLES else None
        arrays[name] = pa.array(values, pa.float64() if kind is Kind.NUMBER else None)
    batch = pa.RecordBatch.from_pydict(arrays)
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


def random_log(seed: int, customers: int = 40, touchpoints: int = 6, channels: int = 3) -> JourneyLog:
    """A log of random journeys (1 to 12 events, ties and repeats included) for property tests."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 13, customers)
    events = int(lengths.sum())
    names = pa.array([f"T{i}" for i in range(touchpoints)])
    where = pa.array([f"C{i}" for i in range(channels)])
    start = 1_767_225_600_000_000
    batch = pa.RecordBatch.from_pydict(
        {
            "customer_id": pa.array([f"c{i:04d}" for i in np.repeat(np.arange(customers), lengths)]),
            "timestamp": pa.array(start + rng.integers(0, 60, events) * 7_200_000_000 // rng.integers(1, 5)),
            "touchpoint": names.take(pa.array(rng.integers(0, touchpoints, events))),
            "channel": where.take(pa.array(rng.integers(0, channels, events))),
            "value": pa.array(np.where(rng.random(events) < 0.3, rng.integers(1, 100, events), np.nan)),
        }
    )
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


def _time(text: str) -> int:
    moment = datetime.fromisoformat(text if "-" in text else f"2026-01-01T{text}")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)
