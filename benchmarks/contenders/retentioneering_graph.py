"""retentioneering: the transition matrix with counts and median times."""

import sys

import pandas as pd
from measured import report, step, warming_up
from retentioneering import Eventstream

SCHEMA = {"path_cols": ["customer_id"], "event_col": "touchpoint", "timestamp_col": "timestamp"}
EDGES = ["path_start", "path_end"]


def answer(path: str) -> dict[str, float]:
    with step("from file"):
        with step("read and format"):
            stream = Eventstream(pd.read_parquet(path), schema=SCHEMA)
        with step("from log"):
            counts = stream.transition_graph_data(edge_weight="count")
        with step("durations from log"):
            stream.transition_graph_data(edge_weight="time_median")
    inner = counts.drop(index=EDGES, columns=EDGES, errors="ignore").to_numpy()
    return {"transitions": float(inner.sum()), "pairs": int((inner > 0).sum())}


with warming_up():
    answer(sys.argv[2])
report(answer(sys.argv[1]))
