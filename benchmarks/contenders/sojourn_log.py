"""Sojourn: from a file to a journey log on disk to transitions; then again from the log alone."""

import sys
import tempfile
from pathlib import Path

from measured import report, step, warming_up

from sojourn.analysis.transitions import transitions
from sojourn.log.store import open_log
from sojourn.reading import write_log

MEMORY = 6_000_000_000


def answer(path: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "log"
        with step("from file"):
            with step("read and format"):
                write_log(
                    [path],
                    str(target),
                    columns={},
                    timezone="UTC",
                    keep_duplicates=False,
                    memory_limit=MEMORY,
                )
            log = open_log(target, verify=False)
            transitions(log)
        for _ in range(5):
            with step("from log"):
                result = transitions(log)
        parts = list(log.journeys())
        for _ in range(5):
            with step("memory"):
                for part in parts:
                    part.flat("timestamp").sum()
                    part.flat("touchpoint").sum()
    inner = [row for row in result.table.to_pylist() if row["source"] and row["target"]]
    return {"transitions": result.transitions, "pairs": len(inner)}


with warming_up():
    answer(sys.argv[2])
report(answer(sys.argv[1]))
