"""Generated events: unsorted Parquet or CSV, text customer ids, about 20 events a customer, 30 touchpoints."""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet as pq

CHUNK = 1_000_000
SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("timestamp", pa.timestamp("us", "UTC")),
        ("touchpoint", pa.string()),
        ("channel", pa.string()),
    ]
)


def chunks(events: int, seed: int = 1, customers: int | None = None):
    """Arrow tables of at most a million rows; every customer's events are spread over the whole file."""
    rng = np.random.default_rng(seed)
    customers = customers or max(1, events // 20)
    touchpoints = pa.array([f"touchpoint {i}" for i in range(30)])
    channels = pa.array(["web", "app", "store", "e-mail", "phone"])
    for start in range(0, events, CHUNK):
        n = min(CHUNK, events - start)
        who = rng.integers(0, customers, n)
        digits = pa.array(who).cast(pa.string())
        padded = pa.compute.utf8_lpad(digits, 9, "0")
        what = (rng.zipf(1.3, n) % 30).astype(np.int32)
        yield pa.table(
            [
                pa.compute.binary_join_element_wise("customer", padded, "-"),
                pa.array(rng.integers(1_700_000_000_000_000, 1_760_000_000_000_000, n)).cast(
                    SCHEMA.field(1).type
                ),
                touchpoints.take(pa.array(what)),
                channels.take(pa.array(what % 5)),
            ],
            schema=SCHEMA,
        )


def write_parquet(path: Path, events: int) -> None:
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for table in chunks(events):
            writer.write_table(table)


def write_csv(path: Path, events: int) -> None:
    with pyarrow.csv.CSVWriter(path, SCHEMA) as writer:
        for table in chunks(events):
            writer.write_table(table)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (write_csv if target.suffix == ".csv" else write_parquet)(target, int(sys.argv[2]))
