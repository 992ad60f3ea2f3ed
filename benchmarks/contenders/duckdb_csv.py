"""DuckDB: read a CSV file and sort it by customer and time."""

import sys

import duckdb
from measured import report, step, warming_up

QUERY = "select * from read_csv($path) order by customer_id, timestamp"


def answer(path: str) -> dict[str, float]:
    with step("from file"):
        table = duckdb.connect().execute(QUERY, {"path": path}).to_arrow_table()
    return {"rows": table.num_rows}


with warming_up():
    answer(sys.argv[2])
report(answer(sys.argv[1]))
