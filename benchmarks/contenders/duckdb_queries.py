"""DuckDB: the query that an experienced analyst would write for each question; ``{e}`` is the table of events."""

from questions import CHANNELS, DAY, FUNNEL, GOAL, TOP

FIRST, SECOND, THIRD = FUNNEL


def _funnel(limit: str) -> str:
    """Each event at step two or three knows the latest first step from which it is reached in time."""
    return f"""
with wanted as (
  select customer_id, t, touchpoint from {{e}} where touchpoint in {FUNNEL}
), begun as (
  select *, max(case when touchpoint = '{FIRST}' then t end) over before as start from wanted
  window before as (partition by customer_id order by t rows between unbounded preceding and 1 preceding)
), two as (
  select *, touchpoint = '{SECOND}' and t - start <= {limit} as second,
         max(case when second then start end) over before as start_two from begun
  window before as (partition by customer_id order by t rows between unbounded preceding and 1 preceding)
), reached as (
  select customer_id, max(case when touchpoint = '{FIRST}' then 1 when second then 2
                               when touchpoint = '{THIRD}' and t - start_two <= {limit} then 3 end) as steps
  from two group by customer_id
)
select step, count(*) as customers
from reached join (values (1, '{FIRST}'), (2, '{SECOND}'), (3, '{THIRD}')) as s(k, step) on steps >= k
group by step"""


def _touchpoint(name: str) -> str:
    return f"""count(*) filter (where touchpoint = '{name.partition(":")[2]}') as "{name}\""""


def _channel(name: str) -> str:
    return f"""count(*) filter (where channel = '{name.partition(":")[2]}') / count(channel) as "{name}\""""


DAYPARTS = ", ".join(
    f"avg((hour(clock) between {k} and {k + 5})::int) as {name}_share"
    for k, name in ((0, "night"), (6, "morning"), (12, "afternoon"), (18, "evening"))
)

QUERIES = {
    "transitions": """
with pairs as (
  select customer_id, touchpoint as source, t, lead(touchpoint) over w as target, lead(t) over w as next_t
  from {e} window w as (partition by customer_id order by t)
)
select source, target, count(*) as count, count(distinct customer_id) as customers,
       avg(next_t - t) / 1e6 as mean_s, quantile_disc(next_t - t, 0.5) / 1e6 as median_s
from pairs where target is not null group by all""",
    "paths": """
select path, count(*) as customers
from (select list(touchpoint order by t) as path from {e} group by customer_id) group by path""",
    "funnel": _funnel(str(30 * DAY)),
    "funnel, any time": _funnel("9e18"),
    "visits": f"""
with marked as (
  select customer_id, t, touchpoint, coalesce(t - lag(t) over w > {7 * DAY}, true)::int as begins
  from {{e}} window w as (partition by customer_id order by t)
), numbered as (
  select *, sum(begins) over (partition by customer_id order by t) as visit from marked
), visits as (
  select customer_id, arg_min(touchpoint, t) as touchpoint, count(*) as n, max(t) - min(t) as d
  from numbered group by customer_id, visit
)
select touchpoint, count(*) as visits, count(distinct customer_id) as customers, avg(n) as events_mean,
       avg(d) / 1e6 as duration_mean_s, avg((n = 1)::int) as bounce_share
from visits group by touchpoint""",
    "steps": """
with numbered as (
  select touchpoint, row_number() over (partition by customer_id order by t) as step from {e}
)
select step, touchpoint, count(*) as customers from numbered where step <= 10 group by all""",
    "exits": """
with placed as (
  select customer_id, touchpoint, lag(t) over w is null as entry, lead(t) over w is null as exit
  from {e} window w as (partition by customer_id order by t)
)
select touchpoint, count(distinct customer_id) as customers, count(*) as events,
       sum(entry::int)::bigint as entries, sum(exit::int)::bigint as exits
from placed group by touchpoint""",
    "touches": """
with ends as (
  select arg_min(channel, t) as first, arg_max(channel, t) as last from {e} group by customer_id
)
select name, sum(first)::bigint as first, sum(last)::bigint as last
from (select first as name, 1 as first, 0 as last from ends union all select last, 0, 1 from ends) group by name""",
    "touchpoints": """
with placed as (
  select customer_id, touchpoint, lag(t) over w is null as start, lead(t) over w is null as exit,
         lead(touchpoint) over w = touchpoint as again, lead(t) over w - t as wait
  from {e} window w as (partition by customer_id order by t)
)
select touchpoint, count(distinct customer_id) as customers, count(*) as events,
       sum(start::int)::bigint as starts, sum(exit::int)::bigint as exits, sum(again::int)::bigint as repeats,
       quantile_disc(wait, 0.5) / 1e6 as median_wait_s
from placed group by touchpoint""",
    "precedence": """
with firsts as (select customer_id, touchpoint, min(t) as t from {e} group by all)
select a.touchpoint as first, b.touchpoint as second, count(*) as customers
from firsts a join firsts b on a.customer_id = b.customer_id and a.t < b.t group by all""",
    "rhythm": """
select isodow(make_timestamp(t)) as weekday, hour(make_timestamp(t)) as hour, count(*) as events,
       count(distinct customer_id) as customers
from {e} group by all""",
    "retention": """
with months as (
  select distinct customer_id, date_trunc('month', make_timestamp(t))::date as month from {e}
), cohorts as (select customer_id, min(month) as cohort from months group by all)
select cohort, date_diff('month', cohort, month) as period, count(*) as active
from months join cohorts using (customer_id) group by all""",
    "features": f"""
with marked as (
  select *, make_timestamp(t) as clock, t - lag(t) over w as gap, max(t) over () as over
  from {{e}} window w as (partition by customer_id order by t)
)
select customer_id, count(*) as events, 1 + count(*) filter (where gap > {DAY // 48}) as visits,
       count(*) / (1 + count(*) filter (where gap > {DAY // 48})) as events_per_visit,
       count(distinct clock::date) as active_days, count(distinct touchpoint) as distinct_touchpoints,
       (max(over) - min(t)) / {DAY} as tenure_days, (max(over) - max(t)) / {DAY} as recency_days,
       avg(gap) filter (where gap > {DAY // 48}) / {DAY} as gap_days,
       avg((isodow(clock) > 5)::int) as weekend_share, {DAYPARTS},
       {", ".join(map(_touchpoint, TOP))}, {", ".join(map(_channel, CHANNELS))}
from marked group by customer_id""",
    "rules": """
with met as (select distinct customer_id, touchpoint from {e}),
singles as (select touchpoint, count(*) as n from met group by all),
customers as (select count(distinct customer_id) as n from met),
pairs as (
  select a.touchpoint as l, b.touchpoint as r, count(*) as n
  from met a join met b on a.customer_id = b.customer_id and a.touchpoint <> b.touchpoint group by all
)
select [l] as "left", r as "right", pairs.n as count, pairs.n / l.n as confidence,
       pairs.n / l.n / (r.n / customers.n) as lift
from pairs join singles l on l.touchpoint = pairs.l join singles r on r.touchpoint = pairs.r, customers
where pairs.n >= 0.05 * customers.n and pairs.n >= 0.5 * l.n""",
    "attribution": f"""
with numbered as (
  select *, coalesce(sum((touchpoint = '{GOAL}')::int) over (partition by customer_id order by t
    rows between unbounded preceding and 1 preceding), 0) as path from {{e}}
), credited as (
  select customer_id, path, channel, touchpoint = '{GOAL}' as goal,
         bool_or(goal) over p as won, count(*) filter (where not goal) over p as touches,
         row_number() over (p order by t) as k
  from numbered window p as (partition by customer_id, path)
)
select channel, count(*) filter (where k = 1)::double as first,
       count(*) filter (where k = touches)::double as last, sum(1 / touches) as linear
from credited where won and not goal group by channel""",
}
