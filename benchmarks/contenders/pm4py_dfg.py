"""pm4py: the directly-follows graph with counts and mean durations."""

import sys

import pandas as pd
import pm4py
from measured import report, step, warming_up


def answer(path: str) -> dict[str, float]:
    with step("from file"):
        with step("read and format"):
            frame = pd.read_parquet(path)
            frame = pm4py.format_dataframe(
                frame, case_id="customer_id", activity_key="touchpoint", timestamp_key="timestamp"
            )
        with step("from log"):
            counts, starts, _ = pm4py.discover_dfg(frame)
        with step("durations from log"):
            durations, _, _ = pm4py.discover_performance_dfg(frame)
    return {"transitions": sum(counts.values()), "starts": sum(starts.values()), "pairs": len(durations)}


with warming_up():
    answer(sys.argv[2])
report(answer(sys.argv[1]))
