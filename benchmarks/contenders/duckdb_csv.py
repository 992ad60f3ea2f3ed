"""DuckDB: read a CSV file and sort it by customer and time, as a table in memory."""

import json
import sys

import duckdb
from clock import repeat

LOAD = "create table events as select * from read_csv('{path}') order by customer_id, timestamp"


def load(path: str) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(LOAD.format(path=path))
    return con


_, path, tiny, runs, patience = sys.argv[1:]
load(tiny)
con, timings = repeat(lambda: load(path), int(runs), float(patience))
answer = {"rows": {"events": con.sql("select count(*) from events").fetchall()[0][0]}}
report = {"steps": {"load": timings}, "versions": {"duckdb": duckdb.__version__}, "answer": answer}
sys.stdout.write("\n" + json.dumps(report) + "\n")
