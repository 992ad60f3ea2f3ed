"""retentioneering: what its event stream answers of the same questions."""

import pandas as pd
from clock import contend
from questions import FUNNEL
from retentioneering import Eventstream

SCHEMA = {"path_cols": ["customer_id"], "event_col": "touchpoint", "timestamp_col": "timestamp"}
COLUMNS = ["customer_id", "timestamp", "touchpoint"]
EDGES = ["path_start", "path_end"]


def load(path: str) -> Eventstream:
    return Eventstream(pd.read_parquet(path, columns=COLUMNS), schema=SCHEMA)


def _transitions(stream) -> dict:
    counts = stream.transition_graph_data(edge_weight="count").drop(
        index=EDGES, columns=EDGES, errors="ignore"
    )
    counts = counts.stack()  # noqa: PD013  (a series by pair)
    counts = counts[counts > 0]
    waits = stream.transition_graph_data(edge_weight="time_median").stack().loc[counts.index]  # noqa: PD013
    return {
        "source": counts.index.get_level_values(0),
        "target": counts.index.get_level_values(1),
        "count": counts.astype(int).tolist(),
        "median_s": waits.dt.total_seconds().tolist(),
    }


def _funnel(stream) -> dict:
    steps = stream.funnel_data(list(FUNNEL))["steps"]
    return {"step": [s["step"] for s in steps], "customers": [s["unique_paths"] for s in steps]}


def _visits(stream) -> dict:
    split = stream.split_sessions(timeout="7d").to_dataframe()
    begins = split.drop_duplicates("session_id")["touchpoint"].value_counts()
    return {"touchpoint": list(begins.index), "visits": begins.tolist()}


def _steps(stream) -> dict:
    shares = stream.step_matrix_data(max_steps=10).drop(index=EDGES, columns=0, errors="ignore")
    shares = shares.stack()  # noqa: PD013
    return {
        "touchpoint": shares.index.get_level_values(0),
        "step": shares.index.get_level_values(1),
        "share": shares.tolist(),
    }


ANSWERS = {"transitions": _transitions, "funnel, any time": _funnel, "visits": _visits, "steps": _steps}
contend(load, ANSWERS, libraries=("retentioneering", "pandas"))
