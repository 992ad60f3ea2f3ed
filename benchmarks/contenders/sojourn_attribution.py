"""Sojourn: credit of a table of paths."""

import sys
import time

import pyarrow.csv as csv
from measured import report, step, warming_up

import sojourn as sj

RULES = ["first", "last", "linear"]
cpu: dict[str, float] = {}


def timed(name: str, question):
    begun = time.process_time()
    with step(name):
        result = question()
    cpu[name] = time.process_time() - begun
    return result


def answer(path: str) -> dict:
    table = csv.read_csv(path)
    timed("rules", lambda: sj.attribute_paths(table, models=RULES, level=None))
    timed("markov", lambda: sj.attribute_paths(table, models=["markov"], order=1, level=None))
    models = [*RULES, "markov"]
    result = timed("both", lambda: sj.attribute_paths(table, models=models, order=1, level=None))
    timed("intervals", lambda: sj.attribute_paths(table))
    found: dict[str, dict[str, float]] = {}
    for row in result.table.to_pylist():
        found.setdefault(row["model"], {})[row["channel"]] = row["conversions"]
    return {"credits": found, "cpu": cpu}


with warming_up():
    answer(sys.argv[2])
report(answer(sys.argv[1]))
