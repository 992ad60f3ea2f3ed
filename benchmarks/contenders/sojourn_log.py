"""Sojourn: every question asked of a journey log that `sojourn_build.py` made."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.compute as pc
from clock import contend
from questions import FUNNEL, GOAL, QUESTIONS

import sojourn as sj
from sojourn.analysis.answered import remember
from sojourn.analysis.precedence import precedence
from sojourn.log.store import open_log


def _inner(table, *columns):
    """Without rows for what is outside the journey."""
    for name in columns:
        table = table.filter(pc.not_equal(table[name], ""))
    return table


def _credits(log) -> dict:
    result = sj.attribution(
        log,
        GOAL,
        models=["first", "last", "linear", "markov"],
        window=None,
        visit_gap=None,
        order=1,
        level=None,
    )
    rows = result.table.to_pylist()
    channels = sorted({row["channel"] for row in rows})
    found = {(row["model"], row["channel"]): row["conversions"] for row in rows}
    models = {model: [found[model, c] for c in channels] for model, _ in found}
    return {"channel": channels, **models}


ANSWERS = {
    "transitions": lambda log: _inner(sj.transitions(log).table, "source", "target"),
    "paths": lambda log: sj.paths(log).table,
    "funnel": lambda log: sj.funnel(log, FUNNEL, within="30d").table,
    "funnel, any time": lambda log: sj.funnel(log, FUNNEL).table,
    "visits": lambda log: sj.visits(log, gap="7d").table,
    "steps": lambda log: _inner(sj.steps(log).table, "touchpoint"),
    "exits": lambda log: sj.exits(log).table,
    "touches": lambda log: sj.touches(log).table,
    "touchpoints": lambda log: sj.touchpoints(log).table,
    "precedence": lambda log: precedence(log).table,
    "rhythm": lambda log: sj.rhythm(log).table,
    "retention": lambda log: sj.retention(log, period="month").table,
    "features": lambda log: sj.features(log).table,
    "rules": lambda log: sj.rules(log, longest=2).table,
    "attribution": _credits,
}


def load(path: str):
    return open_log(Path(path), verify=False)


def memory(question: str, log) -> None:
    """Read every number that the answer needs once, with as many threads as there are cores."""
    parts = [part.flat(name) for part in log.journeys() for name in QUESTIONS[question].touched]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(lambda flat: flat.max(initial=0), parts))


if __name__ == "__main__":
    remember(0)  # every answer is counted anew
    contend(load, ANSWERS, memory=memory, libraries=("sojourn", "numba", "numpy", "pyarrow"))
