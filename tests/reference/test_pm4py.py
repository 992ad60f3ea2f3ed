"""Transitions, starts, ends and paths equal pm4py's on real logs.

The reference is written by ``benchmarks/answers_of_pm4py.py`` in an environment of its own, since pm4py's licence keeps
it out of ours.
"""

import json
from functools import cache
from pathlib import Path

import pytest

import sojourn as sj

ANSWERS = json.loads((Path(__file__).parent / "pm4py_answers.json").read_text(encoding="utf-8"))
LOGS = {
    "sepsis": "sepsis/SEPSIS.xes.gz",
    "bpic2012": "bpic2012/BPI_Challenge_2012.xes.gz",
    "receipt": "receipt_wabo/receipt.xes.gz",
    "teleclaims": "teleclaims/02_teleclaims.xes.gz",
    "road_fines": "road_traffic_fines/12_roadtraffic_1t_per_variant.xes.gz",
}


@cache
def log_of(path):
    return sj.read(path)


@pytest.fixture(params=LOGS, ids=str)
def case(request, shared_data):
    return log_of(shared_data / LOGS[request.param]), ANSWERS[request.param]


def test_cases_and_events(case):
    log, expected = case
    assert (log.extent.customers, log.extent.events) == (expected["cases"], expected["events"])


def test_transitions_starts_and_ends(case):
    log, expected = case
    rows = sj.transitions(log).table.to_pylist()
    inner = {(r["source"], r["target"]): r for r in rows if r["source"] and r["target"]}
    assert {k: r["count"] for k, r in inner.items()} == {(a, b): n for a, b, n, _ in expected["transitions"]}
    assert {r["target"]: r["count"] for r in rows if not r["source"]} == expected["starts"]
    assert {r["source"]: r["count"] for r in rows if not r["target"]} == expected["ends"]
    for a, b, _, mean in expected["transitions"]:
        assert inner[a, b]["mean_s"] == pytest.approx(mean, rel=1e-9, abs=1e-6)


def test_paths(case):
    log, expected = case
    paths = sj.paths(log)
    assert paths.table.num_rows == expected["distinct_variants"]
    counts = {tuple(r["path"]): r["customers"] for r in paths.table.to_pylist()}
    for path, count in expected["variants"]:
        assert counts[tuple(path)] == count
