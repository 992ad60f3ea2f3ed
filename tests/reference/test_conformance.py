"""Alignments to the flow of a map cost what pm4py's cost on real logs, journey by journey.

The reference is written by ``benchmarks/answers_of_pm4py_alignments.py`` in an environment of its own.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sojourn as sj
from sojourn.analysis.seam import answer
from sojourn.journeymap.conform.alignment import AlignmentSpec
from sojourn.journeymap.conform.graph import graph_of
from sojourn.journeymap.conform.seeing import seen
from sojourn.journeymap.model import Flow, JourneyMap, Match, Stage, Touchpoint
from sojourn.log.kernels.alignment import align

ANSWERS = json.loads((Path(__file__).parent / "pm4py_alignments.json").read_text(encoding="utf-8"))
LOGS = {
    "sepsis": "sepsis/SEPSIS.xes.gz",
    "receipt": "receipt_wabo/receipt.xes.gz",
    "road_fines": "road_traffic_fines/12_roadtraffic_1t_per_variant.xes.gz",
}


@cache
def log_of(path):
    return sj.read(path)


def map_of(expected):
    """The flow that pm4py aligned to, as a map; activities off the flow are not on it."""
    on = sorted(
        {place for pair in expected["flow"] for place in pair} | {*expected["starts"], *expected["ends"]}
    )
    return JourneyMap(
        title="Flow",
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(
            Touchpoint(
                id=f"t{place}",
                name=expected["names"][place],
                stage="s",
                match=Match(touchpoint=(expected["names"][place],)),
                starts=place in expected["starts"],
                ends=place in expected["ends"],
            )
            for place in on
        ),
        flow=tuple(Flow(source=f"t{a}", target=f"t{b}") for a, b in expected["flow"]),
    )


@pytest.fixture(params=LOGS, ids=str)
def case(request, shared_data):
    expected = ANSWERS[request.param]
    log = log_of(shared_data / LOGS[request.param])
    return log, map_of(expected), expected


def test_every_variant_costs_the_same(case):
    _, jmap, expected = case
    graph = graph_of(jmap)
    place = {touchpoint.name: at for at, touchpoint in enumerate(jmap.touchpoints)}
    paths = [[int(a) for a in text.split()] for text, _, _ in expected["variants"]]
    offsets = np.cumsum([0, *map(len, paths)], dtype=np.int32)
    places = np.array([place.get(expected["names"][a], -1) for path in paths for a in path], np.int32)
    for array in (offsets, places):
        array.setflags(write=False)
    costs, *_ = align(offsets, places, *graph.walks)
    assert costs.tolist() == [by_graph for _, by_graph, _ in expected["variants"]]
    assert costs.tolist() == [by_net for _, _, by_net in expected["variants"]]
    assert graph.shortest == expected["shortest"]


def test_fitness_of_the_log(case):
    log, jmap, expected = case
    fit = answer(seen(log, jmap), AlignmentSpec(graph_of(jmap))).fit
    assert fit.value == pytest.approx(expected["average_fitness"], abs=1e-12)
    assert fit.weighted == pytest.approx(expected["log_fitness"], abs=1e-12)
    assert fit.low < fit.value < fit.high
