"""retentioneering: the transition matrix with counts and median times."""

import sys
import warnings

warnings.simplefilter("ignore")
import pandas as pd  # noqa: E402
from measured import report, step  # noqa: E402
from retentioneering import Eventstream  # noqa: E402

with step("from file"):
    with step("read and format"):
        frame = pd.read_parquet(sys.argv[1])
        stream = Eventstream(
            frame,
            schema={"path_cols": ["customer_id"], "event_col": "touchpoint", "timestamp_col": "timestamp"},
        )
    with step("from log"):
        counts = stream.transition_graph_data(edge_weight="count")
    with step("durations from log"):
        durations = stream.transition_graph_data(edge_weight="time_median")
inner = counts.drop(index=["path_start", "path_end"], columns=["path_start", "path_end"], errors="ignore")
report({"transitions": float(inner.to_numpy().sum()), "pairs": int((inner.to_numpy() > 0).sum())})
