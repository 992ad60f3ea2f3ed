"""What must hold of the alignment of journeys to a map, whatever the journeys and the map."""

import heapq
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from property_logs import NAMES, logs, permuted, split

from sojourn.analysis.seam import answer
from sojourn.journeymap.bind import bind
from sojourn.journeymap.conform import check
from sojourn.journeymap.conform.alignment import AlignmentSpec, Group
from sojourn.journeymap.conform.graph import Graph, graph_of
from sojourn.journeymap.conform.seeing import seen
from sojourn.journeymap.document import dump
from sojourn.journeymap.model import Flow, JourneyMap, Kpi, Persona, Stage, Touchpoint
from sojourn.log.kernels.alignment import FAR, align

SIZE = 4
places = st.integers(0, SIZE - 1)
journeys = st.lists(st.integers(-1, SIZE - 1), max_size=7)


@st.composite
def graphs(draw):
    flows = draw(st.sets(st.tuples(places, places), max_size=9))
    starts, ends = draw(st.sets(places, max_size=2)), draw(st.sets(places, max_size=2))
    return Graph(SIZE, tuple(sorted(flows)), tuple(sorted(starts)), tuple(sorted(ends)))


def aligned(graph, rows):
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    flat = np.array([p for row in rows for p in row], np.int32)
    for array in (offsets, flat):
        array.setflags(write=False)
    return align(offsets, flat, *graph.walks)


def cheapest(graph, row):
    """The cost of the cheapest alignment by Dijkstra's algorithm over position in the row and place in the graph."""
    starts, ends = (set(some or range(SIZE)) for some in (graph.starts, graph.ends))
    queue, done = [(0, 0, -1)], set()
    while queue:
        cost, at, place = heapq.heappop(queue)
        if (at, place) in done:
            continue
        done.add((at, place))
        if at == len(row) and place in ends:
            return cost
        if at < len(row):
            heapq.heappush(queue, (cost + 1, at + 1, place))
        for onward in range(SIZE):
            if onward in starts if place < 0 else (place, onward) in graph.flows:
                heapq.heappush(queue, (cost + 1, at, onward))
                if at < len(row) and row[at] == onward:
                    heapq.heappush(queue, (cost, at + 1, onward))
    return None


@given(graphs(), st.lists(journeys, min_size=1, max_size=4))
def test_no_alignment_is_cheaper(graph, rows):
    if graph.shortest is None:
        assert cheapest(graph, rows[0]) is None
        return
    costs, *_ = aligned(graph, rows)
    assert costs.tolist() == [cheapest(graph, row) for row in rows]
    assert cheapest(graph, []) == graph.shortest


@given(graphs(), st.lists(journeys, min_size=1, max_size=4))
def test_the_moves_are_an_alignment(graph, rows):
    """The events on the walk follow each other by ways of the map; what is left and what is passed over is the cost."""
    if graph.shortest is None:
        return
    costs, explained, before, skipped = aligned(graph, rows)
    between, _ = graph.walks
    source, sink = SIZE, SIZE + 1
    at, passed = 0, 0
    for row, cost in zip(rows, costs.tolist(), strict=True):
        last, own = source, 0
        for place in row:
            if explained[at]:
                assert before[at] == last
                own += between[last, place]
                last = place
            at += 1
        own += between[last, sink]
        assert own < FAR
        assert cost == own + sum(~explained[at - len(row) : at])
        passed += own
    assert skipped[:, 0].sum() == passed
    assert (skipped[:, 1] <= skipped[:, 0]).all()


@given(graphs(), st.data())
def test_a_journey_along_the_flow_fits_whole(graph, data):
    if graph.shortest is None:
        return
    between, _ = graph.walks
    place = data.draw(
        st.sampled_from([p for p in range(SIZE) if between[SIZE, p] == 0 and between[p, SIZE + 1] < FAR])
    )
    row = [place]
    while between[row[-1], SIZE + 1] > 0 or (len(row) < 6 and data.draw(st.booleans())):
        nearer = between[row[-1], SIZE + 1]
        onward = [
            b
            for a, b in graph.flows
            if a == row[-1] and between[b, SIZE + 1] < FAR and (len(row) < 6 or between[b, SIZE + 1] < nearer)
        ]
        if not onward:
            break
        row.append(data.draw(st.sampled_from(onward)))
    costs, explained, *_ = aligned(graph, [row])
    assert costs[0] == 0
    assert explained.all()


@given(graphs(), st.tuples(places, places), st.lists(journeys, min_size=1, max_size=4))
def test_another_way_never_costs_more(graph, way, rows):
    if graph.shortest is None:
        return
    more = replace(graph, flows=tuple(sorted({*graph.flows, way})))
    costs, after = aligned(graph, rows)[0], aligned(more, rows)[0]
    assert (after <= costs).all()
    if more.shortest == graph.shortest:
        worst = np.array([len(row) for row in rows]) + graph.shortest
        assert (1 - after / worst >= 1 - costs / worst).all()


@st.composite
def maps(draw):
    drawn = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    ways = draw(st.sets(st.tuples(st.sampled_from(drawn), st.sampled_from(drawn)), max_size=8))
    ids = {name: f"t{i}" for i, name in enumerate(drawn)}
    return JourneyMap(
        title="Any",
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(Touchpoint(id=ids[name], name=name, stage="s") for name in drawn),
        flow=tuple(Flow(source=ids[a], target=ids[b]) for a, b in sorted(ways)),
        left_out=tuple(draw(st.sets(st.sampled_from(NAMES), max_size=1)) - set(drawn)),
    )


@given(logs(), maps(), st.lists(st.integers(0, 50), max_size=3))
def test_how_a_log_is_cut_does_not_matter(log, jmap, cuts):
    spec = AlignmentSpec(graph_of(jmap), (Group("channel", "web", "channel", ("web",)),))
    whole, parts = answer(seen(log, jmap), spec), answer(seen(split(log, cuts), jmap), spec)
    assert whole.fit == parts.fit
    assert whole.groups == parts.groups
    assert whole.table.equals(parts.table)
    assert (whole.places == parts.places).all()
    assert whole.fit.customers == seen(log, jmap).extent.customers
    moves = whole.table.filter(np.array(whole.table["move"].to_pylist()) == "log")["count"].to_pylist()
    on_walk = int(whole.places[:, 1].sum())
    assert sum(moves) == whole.fit.events - on_walk
    assert whole.fit.cost == whole.fit.events - on_walk + int(whole.places[:, 2].sum())


@given(logs(), maps(), st.lists(st.integers(0, 50), min_size=1, max_size=3), st.integers(0, 9))
@settings(max_examples=6, deadline=None)
def test_neither_cuts_nor_order_of_a_log_change_what_is_said_of_a_map(log, jmap, cuts, seed):
    spots = tuple(
        t.model_copy(
            update={"expected_wait": "10s", "kpis": (Kpi(metric="median_wait"), Kpi(metric="share"))}
        )
        for t in jmap.touchpoints
    )
    who = (Persona(id="p", name="P", segment="first_channel=web"),)
    jmap = jmap.model_copy(update={"touchpoints": spots, "personas": who})
    other = permuted(split(log, cuts), seed)
    assert dump(bind(jmap, other)) == dump(bind(jmap, log))
    assert check(jmap, other).to_dict() == check(jmap, log).to_dict()


def test_a_journey_with_an_event_that_may_not_follow():
    """By hand: b may not come again, and c is passed over between d and the end."""
    graph = Graph(SIZE, ((0, 1), (1, 3), (3, 2)), (0,), (2,))
    costs, explained, before, skipped = aligned(graph, [[0, 1, 1, 3]])
    assert costs.tolist() == [2]
    assert explained.sum() == 3
    assert skipped[2].tolist() == [1, 1]
    assert before[explained].tolist() == [SIZE, 0, 1]
    assert 1 - costs[0] / (4 + graph.shortest) == pytest.approx(0.75)
