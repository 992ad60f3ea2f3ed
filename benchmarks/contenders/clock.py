"""What every contender does: warm up on a tiny file, load once, answer several times, print one line of JSON."""

import json
import resource
import sys
import time
from importlib.metadata import version

from questions import QUESTIONS, told


def _clocked(work):
    """What the work gives, with its seconds of wall clock and of processor (all threads and children)."""
    before, start = _processor(), time.perf_counter()
    result = work()
    return result, time.perf_counter() - start, _processor() - before


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def repeat(work, runs: int, patience: float):
    """The last result and all timings; after the first, no run begins that would end past `patience` seconds."""
    timings, result = {"s": [], "cpu_s": []}, None
    while len(timings["s"]) < runs:
        spent = sum(timings["s"])
        if timings["s"] and spent + spent / len(timings["s"]) > patience:
            break
        result = None
        result, seconds, cpu = _clocked(work)
        timings["s"].append(round(seconds, 5))
        timings["cpu_s"].append(round(cpu, 5))
    return result, timings


def contend(load, answers, straight=None, libraries=(), memory=None) -> None:
    """Answer the question that the command line names: ``QUESTION FILE TINY RUNS PATIENCE``.

    `load` makes of a path what `answers[question]` asks; `straight(question, path)` answers from the file without
    loading; `memory(question, loaded)` only reads the bytes that the answer needs.
    """
    question, path, tiny, runs, patience = sys.argv[1:]
    limits = int(runs), float(patience)
    ask = answers[question]
    ask(load(tiny))
    steps, result = {}, None
    if straight:
        straight(question, tiny)
        result, steps["file"] = repeat(lambda: straight(question, path), *limits)
        result = None
    loaded, steps["load"] = repeat(lambda: load(path), 1, 0)
    result, steps["answer"] = repeat(lambda: ask(loaded), *limits)
    if memory:
        _, steps["memory"] = repeat(lambda: memory(question, loaded), *limits)
    report = {
        "steps": steps,
        "versions": {name: version(name) for name in libraries},
        "answer": told(QUESTIONS[question], result),
    }
    sys.stdout.write("\n" + json.dumps(report) + "\n")
