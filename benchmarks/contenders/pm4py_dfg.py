"""pm4py: the directly-follows graph with counts and mean durations."""

import sys
import warnings

warnings.simplefilter("ignore")
import pandas as pd  # noqa: E402
import pm4py  # noqa: E402
from measured import report, step  # noqa: E402

with step("from file"):
    with step("read and format"):
        frame = pd.read_parquet(sys.argv[1])
        frame = pm4py.format_dataframe(
            frame, case_id="customer_id", activity_key="touchpoint", timestamp_key="timestamp"
        )
    with step("from log"):
        counts, starts, ends = pm4py.discover_dfg(frame)
    with step("durations from log"):
        durations, _, _ = pm4py.discover_performance_dfg(frame)
report({"transitions": sum(counts.values()), "starts": sum(starts.values()), "pairs": len(durations)})
