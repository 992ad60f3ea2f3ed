"""ChannelAttribution: rules and the Markov model; the paths it wants are made of the events by a DuckDB query."""

import ChannelAttribution
import duckdb
from clock import contend
from questions import GOAL

PATHS = f"""
with numbered as (
  select *, coalesce(sum((touchpoint = '{GOAL}')::int) over (partition by customer_id order by timestamp
    rows between unbounded preceding and 1 preceding), 0) as path from read_parquet($path)
), paths as (
  select string_agg(channel, ' > ' order by timestamp) filter (where touchpoint <> '{GOAL}') as path,
         bool_or(touchpoint = '{GOAL}')::int as won
  from numbered group by customer_id, path
)
select path, sum(won)::bigint as won, sum(1 - won)::bigint as lost from paths where path is not null group by path
"""


def load(path: str):
    return duckdb.connect().execute(PATHS, {"path": path}).df()


def _credits(frame) -> dict:
    rules = ChannelAttribution.heuristic_models(frame, "path", "won", flg_pro=False)
    chain = ChannelAttribution.markov_model(
        frame, "path", "won", var_null="lost", order=1, verbose=False, flg_pro=False
    )
    markov = dict(zip(chain["channel_name"], chain["total_conversions"], strict=True))
    return {
        "channel": list(rules["channel_name"]),
        "first": rules["first_touch"].astype(float).tolist(),
        "last": rules["last_touch"].astype(float).tolist(),
        "linear": rules["linear_touch"].astype(float).tolist(),
        "markov": [float(markov[name]) for name in rules["channel_name"]],
    }


contend(load, {"attribution": _credits}, libraries=("ChannelAttribution", "duckdb"))
