"""Writes Parquet files of the demo company's events: ``python benchmarks/company_events.py FILE MILLIONS``.

Large files are made of many companies, each with customers of its own, so that memory does not grow with the size.
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger

PER_MILLION = 44_500
"""Customers of the demo company with a million events."""
AT_ONCE = 2 * PER_MILLION
SEED = 7


def pieces(millions):
    """Tables of events; the same size gives the same events."""
    left = round(millions * PER_MILLION)
    number = 0
    while left:
        customers = min(left, AT_ONCE)
        table = ledger(simulate(customers, seed=SEED + number)).drop_columns(["what"])
        names = pc.binary_join_element_wise(f"p{number}", table["customer_id"], "")
        yield table.set_column(0, "customer_id", names) if number else table
        left -= customers
        number += 1


def write(path, millions):
    """A Parquet file of about so many million events; returns how many there are."""
    events, writer = 0, None
    for table in pieces(millions):
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=1_000_000)
        events += table.num_rows
    writer.close()
    return events


def main():
    pa.set_cpu_count(1)
    print(f"{write(Path(sys.argv[1]), float(sys.argv[2])):,} events")


if __name__ == "__main__":
    main()
