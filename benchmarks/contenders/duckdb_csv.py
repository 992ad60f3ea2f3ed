"""DuckDB: read a CSV file and sort it by customer and time."""

import sys

import duckdb
from measured import report, step

with step("from file"):
    table = (
        duckdb.connect()
        .execute("select * from read_csv($path) order by customer_id, timestamp", {"path": sys.argv[1]})
        .to_arrow_table()
    )
report({"rows": table.num_rows})
