"""DuckDB: hand-written queries over the file, and over a table sorted by customer and time with coded names."""

import duckdb
from clock import contend
from duckdb_queries import QUERIES

FILE = "(select customer_id, epoch_us(timestamp) as t, touchpoint, channel from read_parquet('{path}'))"
LOAD = """
create type touchpoint as enum (select distinct touchpoint from {file});
create type channel as enum (select distinct channel from {file});
create table events as
select customer_id, t, touchpoint::touchpoint as touchpoint, channel::channel as channel
from {file} order by customer_id, t
"""


def load(path: str) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(LOAD.format(file=FILE.format(path=path)))
    return con


def straight(question: str, path: str):
    query = QUERIES[question].format(e=FILE.format(path=path))
    return duckdb.connect().sql(query).to_arrow_table()


ANSWERS = {
    name: lambda con, q=query: con.sql(q.format(e="events")).to_arrow_table()
    for name, query in QUERIES.items()
}

if __name__ == "__main__":
    contend(load, ANSWERS, straight, libraries=("duckdb",))
