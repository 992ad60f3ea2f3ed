"""The benchmark's questions and tables: hand-written SQL answers what the analyses answer, and what differs is said."""

import importlib
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import sojourn as sj
from sojourn.analysis.seam import ANALYSES

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
QUESTIONS = (
    *("transitions", "paths", "funnel", "funnel, any time", "visits", "steps", "exits", "touches"),
    *("touchpoints", "precedence", "rhythm", "retention", "features", "rules", "attribution"),
)


@pytest.fixture(scope="module")
def module():
    """A module of the benchmark by its name."""
    places = [str(BENCHMARKS), str(BENCHMARKS / "contenders")]
    sys.path[:0] = places
    yield importlib.import_module
    for place in places:
        sys.path.remove(place)


@pytest.fixture(scope="module")
def events(module, tmp_path_factory):
    """A file of 30,000 generated events, the log of it, and the table of it in DuckDB."""
    path = tmp_path_factory.mktemp("events") / "events.parquet"
    pq.write_table(next(module("events").chunks(30_000)), path)
    return sj.read(path), module("duckdb_sql").load(str(path))


def test_every_analysis_is_asked_or_has_a_reason(module):
    questions = module("questions")
    asked = {name.partition(",")[0] for name in questions.QUESTIONS}
    assert asked | set(questions.NOT_ASKED) == set(ANALYSES)
    assert not asked & set(questions.NOT_ASKED)
    assert tuple(questions.QUESTIONS) == QUESTIONS


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_query_by_hand_answers_the_same(module, events, question):
    log, table = events
    questions, agreement = module("questions"), module("compared").agreement
    asked = questions.QUESTIONS[question]
    ours = questions.told(asked, module("sojourn_log").ANSWERS[question](log))
    theirs = questions.told(asked, module("duckdb_sql").ANSWERS[question](table))
    assert len(ours) >= len(asked.measures) - 1  # in few events, others are among the twelve most met
    assert any(ours.values())
    assert agreement(ours, theirs).startswith("equal")
    assert len(theirs) >= len(ours) - 1


def test_what_differs_is_told(module):
    agreement = module("compared").agreement
    ours = {"count": {"a": 100, "b": 7}, "median_s": {"a": 1.0}, "mean_s": {"a": 2.0}}
    assert agreement(ours, ours) == "equal"
    assert agreement(ours, {"count": {"a": 100, "b": 7}}) == "equal, without median_s, mean_s"
    assert agreement(ours, {**ours, "median_s": {"a": 1.01}, "mean_s": {"a": 2.0 + 1e-9}}) == "equal"
    told = agreement(ours, {**ours, "count": {"a": 101}, "mean_s": {"a": 2.1}})
    assert told == "different: count in 2 of 2 rows, by up to 1; mean_s in 1 of 1 rows, by up to 0.048"


def _found(answer, load, count=3, **steps):
    timings = {
        name: {"s": [at, at, at], "cpu_s": [at, at, at]} for name, at in {"answer": answer, **steps}.items()
    }
    timings["load"] = {"s": [load], "cpu_s": [load]}
    return {
        "steps": timings,
        "peak_mb": 9,
        "others": 0.25,
        "versions": {},
        "date": "2026-01-01",
        "answer": {"count": {"a": count}},
    }


def test_tables_say_ratios_failures_and_differences(module):
    build = {**_found(0.0, 4.0), "answer": {}}
    asked = {
        "Sojourn": _found(0.5, 0.5, memory=0.25),
        "DuckDB": _found(5.0, 2.0, file=10.0),
        "chDB": _found(1.0, 1.0, count=4, file=2.5),
        "pm4py": {"failed": "no memory", "peak_mb": 1, "date": "2026-01-01", "versions": {}},
    }
    results = {"machine": "a machine", "sizes": {"1": {"read Parquet": {"Sojourn": build}, "steps": asked}}}
    analyses = {"sizes": {"1": {"voice": {"cold_s": 3.0, "warm_s": [2.0], "cpu_s": 1.5, "peak_mb": 70}}}}
    text = module("tables").everything(results, analyses, ["1"])
    assert "| steps | 0.500 | 10 · 2.0 | 2.0 · 0.50 ≠ | failed |  |  | 0.50 |" in text
    assert "failed: no memory" in text
    assert "Other work took 25% of the processors" in text
    assert "different: count in 1 of 1 rows, by up to 0.25" in text
    assert "| voice | 3.00 · 2.00 | 1.50 | 70 |" in text


def test_the_page_keeps_what_stands_around_its_tables(module, tmp_path, monkeypatch):
    run = module("run")
    page = tmp_path / "page.md"
    page.write_text(f"before\n{run.BEGIN}\nold\n{run.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(run, "PAGE", page)
    run.publish("new\n")
    assert page.read_text(encoding="utf-8") == f"before\n{run.BEGIN}\n\nnew\n\n{run.END}\nafter\n"
    page.write_text("no markers", encoding="utf-8")
    with pytest.raises(SystemExit, match="markers"):
        run.publish("new\n")
