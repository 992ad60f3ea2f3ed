"""DuckDB: the query an experienced analyst would write."""

import sys

import duckdb
from measured import report, step, warming_up

QUERY = """
with pairs as (
  select customer_id, touchpoint as source, epoch_us(timestamp) as t,
         lead(touchpoint) over w as target, lead(epoch_us(timestamp)) over w as next_t
  from read_parquet($path) window w as (partition by customer_id order by timestamp)
)
select source, target, count(*) as n, count(distinct customer_id) as customers,
       avg(next_t - t) / 1e6 as mean_s, median(next_t - t) / 1e6 as median_s
from pairs where target is not null group by all
"""


def answer(path: str) -> dict[str, float]:
    with step("from file"):
        rows = duckdb.connect().execute(QUERY, {"path": path}).fetchall()
    return {"transitions": sum(row[2] for row in rows), "pairs": len(rows)}


with warming_up():
    answer(sys.argv[2])
report(answer(sys.argv[1]))
