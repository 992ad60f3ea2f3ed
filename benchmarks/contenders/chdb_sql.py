"""chDB, ClickHouse in the process: queries over the file, and over a MergeTree table ordered by customer and time."""

from chdb import session
from clock import contend
from questions import DAY, FUNNEL

FILE = (
    "(select assumeNotNull(customer_id) as customer_id, toUnixTimestamp64Micro(assumeNotNull(timestamp)) as t,"
    " assumeNotNull(touchpoint) as touchpoint, assumeNotNull(channel) as channel from file('{path}', Parquet))"
)
LOAD = """
create table bench.events engine = MergeTree order by (customer_id, t) as
select customer_id, t, toLowCardinality(touchpoint) as touchpoint, toLowCardinality(channel) as channel from {file}
"""
MATCHES = ", ".join(f"touchpoint = '{step}'" for step in FUNNEL)
QUERIES = {
    "transitions": """
with pairs as (
  select customer_id, touchpoint as source, leadInFrame(touchpoint) over w as target, leadInFrame(t) over w - t as wait
  from {e} window w as (partition by customer_id order by t rows between current row and unbounded following)
)
select toString(source) as source, toString(target) as target, count() as count,
       uniqExact(customer_id) as customers, avg(wait) / 1e6 as mean_s, quantileExactLow(wait) / 1e6 as median_s
from pairs where target != '' group by source, target""",
    "paths": """
select path, count() as customers
from (select arrayMap(x -> x.2, arraySort(groupArray((t, touchpoint)))) as path from {e} group by customer_id)
group by path""",
    "funnel": f"""
with reached as (
  select windowFunnel({30 * DAY})(toUInt64(t), {MATCHES}) as steps from {{e}}
  where touchpoint in {FUNNEL} group by customer_id
)
select arrayJoin(arraySlice({list(FUNNEL)}, 1, steps)) as step, count() as customers from reached group by step""",
    "visits": f"""
with marked as (
  select customer_id, t, touchpoint, t - lagInFrame(t, 1, -{400_000 * DAY}) over w > {7 * DAY} as begins
  from {{e}} window w as (partition by customer_id order by t rows between unbounded preceding and current row)
), numbered as (select *, sum(begins) over (partition by customer_id order by t) as visit from marked),
visits as (
  select customer_id, argMin(touchpoint, t) as begun, count() as n, max(t) - min(t) as d
  from numbered group by customer_id, visit
)
select toString(begun) as touchpoint, count() as visits, uniqExact(customer_id) as customers,
       avg(n) as events_mean, avg(d) / 1e6 as duration_mean_s, avg(n = 1) as bounce_share
from visits group by begun""",
    "exits": """
with ends as (select argMin(touchpoint, t) as entry, argMax(touchpoint, t) as exit from {e} group by customer_id)
select name as touchpoint, sum(c) as customers, sum(n) as events, sum(a) as entries, sum(z) as exits from (
  select toString(touchpoint) as name, uniqExact(customer_id) as c, count() as n, 0 as a, 0 as z from {e} group by name
  union all select toString(entry), 0, 0, 1, 0 from ends union all select toString(exit), 0, 0, 0, 1 from ends
) group by name""",
    "rhythm": """
select toDayOfWeek(fromUnixTimestamp64Micro(t, 'UTC')) as weekday, toHour(fromUnixTimestamp64Micro(t, 'UTC')) as hour,
       count() as events, uniqExact(customer_id) as customers
from {e} group by weekday, hour""",
}


def load(path: str) -> session.Session:
    server.query("drop database if exists bench")
    server.query("create database bench")
    server.query(LOAD.format(file=FILE.format(path=path)))
    return server


def straight(question: str, path: str):
    return server.query(QUERIES[question].format(e=FILE.format(path=path)), "ArrowTable")


server = session.Session("chdb")  # in the working folder, which is a contender's own
ANSWERS = {
    name: lambda db, q=query: db.query(q.format(e="bench.events"), "ArrowTable")
    for name, query in QUERIES.items()
}
contend(load, ANSWERS, straight, libraries=("chdb", "chdb-core"))
