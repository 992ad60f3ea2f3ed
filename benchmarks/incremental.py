"""How long a log takes after 1 % new events, compared with building it again: ``python benchmarks/incremental.py``.

Two Parquet files of clean events, the second with 1 % of the events. Building again reads, cleans and shapes both;
changing reads the second only and weaves it into the log of the first. "The log alone" leaves out reading and cleaning
on both sides. All end with a log on disk, synced, checksums included, and the two logs are compared file by file.
Processor seconds are shown too, since they vary less on a shared machine.
"""

import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from events import SCHEMA, chunks

from sojourn.events.cleaning import clean_name
from sojourn.ingest import ingest
from sojourn.log.brought import Brought
from sojourn.log.build import LogBuilder
from sojourn.log.store import open_log, writing
from sojourn.log.update import LogUpdate

EVENTS = 10_000_000
FOLDER = Path(__file__).parent.parent / "out/bench"
NOW_US = 1_800_000_000_000_000


class WithOrigin:
    """Says of every event where it was read, as a project does."""

    def __init__(self, take, labels):
        self.take = take
        self.labels = labels
        self.rows = [0] * len(labels)

    def add(self, batch, *, source, compare_rows):
        row, self.rows[source] = self.rows[source], self.rows[source] + batch.num_rows
        origin = [
            pa.DictionaryArray.from_arrays(np.zeros(batch.num_rows, np.int32), [self.labels[source]]),
            pa.array(np.arange(row, row + batch.num_rows)),
        ]
        names = [*batch.schema.names, "origin_file", "origin_row"]
        self.take(
            pa.RecordBatch.from_arrays([*batch.columns, *origin], names=names),
            source=source,
            compare_rows=compare_rows,
        )


def read(paths, take):
    ingest([str(path) for path in paths], WithOrigin(take, [path.stem for path in paths]), now_us=NOW_US)


def kept(paths):
    """The clean batches of some files, to leave out reading."""
    taken = []
    read(paths, lambda batch, **how: taken.append((batch, how)))
    return taken


def build(folder, feed):
    with writing(folder) as new:
        builder = LogBuilder(clean_name, new.spill)
        feed(builder.add)
        built = builder.finish(new.store)
        new.commit(built, {})
    return sum(built.brought.values(), Brought())


def change(folder, feed, brought):
    old = open_log(folder, verify=False)
    with writing(folder) as new:
        update = LogUpdate(old, clean_name, new.spill)
        feed(update.add)
        new.commit(update.finish(brought, store=new.store, reuse=new.reuse), {})


@contextmanager
def measured(into, what):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    into[what] = time.perf_counter() - wall, time.process_time() - cpu


def content(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.*")}


def compare(old, new, place):
    """Seconds on the clock and of the processor for each of four ways."""
    times = {}
    for how, feeds in {
        "files": (lambda take: read([old, new], take), lambda take: read([new], take)),
        "log alone": (feeder(kept([old, new])), feeder(kept([new]))),
    }.items():
        with measured(times, f"{how}, again"):
            brought = build(place / "again", feeds[0])
        build(place / "log", lambda take: read([old], take))
        with measured(times, f"{how}, changed"):
            change(place / "log", feeds[1], brought)
        assert content(place / "log") == content(place / "again"), how
    return times


def feeder(batches):
    def feed(take):
        for batch, how in batches:
            take(batch, **how)

    return feed


def write(path, events, seed, customers):
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for table in chunks(events, seed=seed, customers=customers):
            writer.write_table(table)


def main(events):
    customers = events // 20
    print("| 1 % new events | | built again, s | changed, s | ratio | of processor time |")
    print("|---|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
        place = Path(scratch)
        write(place / "a.parquet", 100_000, 1, 5_000)
        write(place / "b.parquet", 1_000, 2, 50)
        compare(place / "a.parquet", place / "b.parquet", place)
        write(place / "2026-01.parquet", events, 1, customers)
        for what, who in {"of any customers": customers, "of 1 % of the customers": customers // 100}.items():
            write(place / "2026-02.parquet", events // 100, 2, who)
            times = compare(place / "2026-01.parquet", place / "2026-02.parquet", place)
            for how in ("files", "log alone"):
                (full, full_cpu), (part, part_cpu) = times[f"{how}, again"], times[f"{how}, changed"]
                print(
                    f"| {what} | {how} | {full:.2f} | {part:.2f} | {part / full:.1%} | {part_cpu / full_cpu:.1%} |",
                    flush=True,
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
