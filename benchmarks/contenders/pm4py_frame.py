"""pm4py: directly-follows graph, variants, and where cases start and end, of a formatted data frame."""

import pandas as pd
import pm4py
from clock import contend

COLUMNS = ["customer_id", "timestamp", "touchpoint"]


def load(path: str) -> pd.DataFrame:
    frame = pd.read_parquet(path, columns=COLUMNS)
    return pm4py.format_dataframe(
        frame, case_id="customer_id", activity_key="touchpoint", timestamp_key="timestamp"
    )


def _transitions(frame) -> dict:
    counts, _, _ = pm4py.discover_dfg(frame)
    means, _, _ = pm4py.discover_performance_dfg(frame)
    sources, targets = zip(*counts, strict=True)
    waits = [means[pair]["mean"] for pair in counts]
    return {"source": sources, "target": targets, "count": counts.values(), "mean_s": waits}


def _exits(frame) -> dict:
    events = pm4py.get_event_attribute_values(frame, "concept:name")
    starts, ends = pm4py.get_start_activities(frame), pm4py.get_end_activities(frame)
    return {
        "touchpoint": list(events),
        "events": list(events.values()),
        "entries": [starts.get(name, 0) for name in events],
        "exits": [ends.get(name, 0) for name in events],
    }


ANSWERS = {
    "transitions": _transitions,
    "paths": lambda frame: {"customers": list(pm4py.get_variants(frame).values())},
    "exits": _exits,
}
contend(load, ANSWERS, libraries=("pm4py", "pandas"))
