"""How long a log takes after 1 % new events, compared with building it again: ``python benchmarks/incremental.py``.

Both start from batches of clean events with an origin, as a project's data set holds them, and end with a log on disk,
checksums included; reading and cleaning is left out on both sides. The two logs are compared file by file.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from events import chunks

from sojourn.log.brought import Brought
from sojourn.log.build import LogBuilder
from sojourn.log.store import open_log, writing
from sojourn.log.update import LogUpdate

EVENTS = 10_000_000
FOLDER = Path(__file__).parent.parent / "out/bench"


def batches(events, label, seed, customers):
    """Generated events of the customers that a company of ``EVENTS`` events has, some of them or all."""
    row = 0
    for table in chunks(events, seed=seed, customers=customers):
        for batch in table.to_batches(250_000):
            origin = [
                pa.DictionaryArray.from_arrays(np.zeros(len(batch), np.int32), [label]),
                pa.array(np.arange(row, row + len(batch))),
            ]
            arrays = [a.cast(pa.int64()) if pa.types.is_timestamp(a.type) else a for a in batch.columns]
            row += len(batch)
            yield pa.RecordBatch.from_arrays(
                [*arrays, *origin], names=[*batch.schema.names, "origin_file", "origin_row"]
            )


def build(folder, *sources):
    """Seconds that a full build takes, and what each source brought."""
    start = time.perf_counter()
    with writing(folder) as new:
        builder = LogBuilder(str.strip, new.spill)
        for number, source in enumerate(sources):
            for batch in source:
                builder.add(batch, source=number, compare_rows=True)
        built = builder.finish(new.store)
        new.commit(built, {})
    return time.perf_counter() - start, sum(built.brought.values(), Brought())


def change(folder, source, brought):
    """Seconds that adding a source takes."""
    start = time.perf_counter()
    old = open_log(folder, verify=False)
    with writing(folder) as new:
        update = LogUpdate(old, str.strip, new.spill)
        for batch in source:
            update.add(batch, source=0, compare_rows=True)
        new.commit(update.finish(brought, store=new.store, reuse=new.reuse), {})
    return time.perf_counter() - start


def content(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.*")}


def main(events):
    customers = events // 20
    some = max(1, customers // 100)
    old = list(batches(events, "2026-01", 1, customers))
    with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
        place = Path(scratch)
        cases = {"of random customers": customers, "of 1 % of the customers": some}
        for what, who in {"warm-up": some, **cases}.items():
            new = list(batches(events // 100, "2026-02", 2, who))
            again, brought = build(place / "full", old, new)
            build(place / "log", old)
            seconds = change(place / "log", new, brought)
            assert content(place / "log") == content(place / "full"), what
            if what != "warm-up":
                print(
                    f"{events // 1_000_000} million events, 1 % more {what}: {seconds:.2f} s instead of {again:.2f} s, "
                    f"{seconds / again:.1%}",
                    flush=True,
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
