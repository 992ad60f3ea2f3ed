"""Touchpoints against a plain count in Python, and the laws of a mergeable measure."""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from sojourn.analysis.seam import answer
from sojourn.analysis.touchpoints import TouchpointsSpec, touchpoints
from sojourn.log.build import LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.kernels import profile
from sojourn.log.memory import memory_log
from sojourn.testing import log_of, random_log


def rows(log):
    for journeys in log.journeys():
        codes = journeys.flat("touchpoint").tolist()
        times = journeys.flat("timestamp").tolist()
        channels = journeys.flat("channel").tolist()
        for i in range(len(journeys)):
            span = range(journeys.offsets[i], journeys.offsets[i + 1])
            yield [
                (journeys.touchpoints[codes[e]], times[e], journeys.vocabularies["channel"][channels[e]])
                for e in span
            ]


def lower_median(values):
    return sorted(values)[(len(values) - 1) // 2]


def brute_force(log):
    found = defaultdict(lambda: defaultdict(list))
    counts = defaultdict(Counter)
    for journey in rows(log):
        names = [name for name, _, _ in journey]
        counts[names[0]]["starts"] += 1
        counts[names[-1]]["exits"] += 1
        for name in dict.fromkeys(names):
            counts[name]["customers"] += 1
            place = names.index(name) / (len(names) - 1) if len(names) > 1 else 0.5
            found[name]["places"].append(place)
        for name, _, channel in journey:
            counts[name]["events"] += 1
            found[name]["channels"].append(channel)
        for (a, ta, _), (b, tb, _) in pairwise(journey):
            found[a]["waits"].append((tb - ta) / 1e6)
            counts[a]["repeats"] += a == b
        for name in {a for a, b in pairwise(names) if a == b}:
            counts[name]["repeaters"] += 1
    return counts, found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("dense", [True, False])
def test_equals_a_plain_count(seed, dense, monkeypatch):
    if not dense:
        monkeypatch.setattr(profile, "_DENSE_CELLS", 0)
    log = random_log(seed)
    counts, found = brute_force(log)
    table = touchpoints(log).table.to_pylist()
    assert {r["touchpoint"] for r in table} == set(counts)
    for row in table:
        count, lists = counts[row["touchpoint"]], found[row["touchpoint"]]
        for name in ("customers", "events", "starts", "exits", "repeats"):
            assert row[name] == count[name], name
        assert row["exits_share"] == count["exits"] / count["customers"]
        assert row["repeats_share"] == count["repeaters"] / count["customers"]
        assert row["share_of_customers"] == count["customers"] / 40
        assert row["median_wait_s"] == pytest.approx(
            lower_median(lists["waits"]), rel=2**-6
        )  # width of a bin
        assert row["median_position"] == pytest.approx(
            lower_median(lists["places"]), abs=0.0025
        )  # half a bin
        assert Counter(lists["channels"])[row["channel"]] == max(Counter(lists["channels"]).values())


@pytest.mark.parametrize("cuts", [(), (1,), (7, 7, 20), (0, 39, 40)])
def test_any_split_of_the_customers_gives_the_same_answer(cuts):
    log = random_log(11)
    (journeys,) = log.journeys()
    spec = TouchpointsSpec()
    edges = [0, *cuts, len(journeys)]
    tallies = [spec.measure(journeys.slice(a, b)) for a, b in pairwise(edges)]
    forward = tallies[0]
    for tally in tallies[1:]:
        forward = forward + tally
    backward = tallies[-1]
    for tally in tallies[-2::-1]:
        backward = backward + tally
    whole = answer(log, spec)
    assert spec.conclude(forward, log.vocabularies).table.equals(whole.table)
    assert spec.conclude(backward, log.vocabularies).table.equals(whole.table)


def test_feelings_are_moved_to_one_scale_and_keep_their_spread():
    log = log_of(
        """
        ann  09:00  Survey
        bob  09:00  Survey
        cyd  09:00  Survey
        dan  09:00  Survey
        eve  09:00  Visit
        """,
        score=[10.0, 3.0, 1.0, 11.0, None],
        scale=["nps_0_10", "csat_1_5", "CES_1_5", "nps_0_10", None],
    )
    survey, visit = touchpoints(log).table.to_pylist()
    assert survey["score_n"] == 3  # 11 of 10 is no rating
    assert survey["score_mean"] == pytest.approx(10 / 3, abs=1e-3)  # +5, 0, +5
    assert survey["score_variance"] == pytest.approx(25 / 3, abs=1e-3)
    assert (visit["score_n"], visit["score_mean"], visit["score_variance"]) == (0, None, None)


def test_a_score_without_a_scale_is_no_feeling():
    log = log_of("ann  09:00  Survey", score=[3.0])
    assert touchpoints(log).table.column("score_n").to_pylist() == [0]


def test_events_without_a_touchpoint_are_passed_over():
    builder = LogBuilder(clean=str.strip)
    batch = pa.RecordBatch.from_pydict(
        {"customer_id": ["a", "a", "a", "b"], "timestamp": pa.array([0, 1_000_000, 3_000_000, 0]),
         "touchpoint": ["Home", None, "Cart", None]}
    )  # fmt: skip
    builder.add(batch, source=0, compare_rows=False)
    result = touchpoints(memory_log(builder.finish()))
    assert result.customers == 1
    home = next(r for r in result.table.to_pylist() if r["touchpoint"] == "Home")
    assert home["median_wait_s"] == pytest.approx(3, rel=2**-6)


def test_an_empty_log_has_no_rows():
    log = random_log(0)
    empty = JourneyLog((), log.kinds, log.vocabularies)
    assert touchpoints(empty).table.num_rows == 0
    assert touchpoints(empty).customers == 0


def test_the_empty_tally_changes_nothing():
    log = random_log(3)
    (journeys,) = log.journeys()
    spec = TouchpointsSpec()
    total = spec.measure(journeys.slice(0, 0)) + spec.measure(journeys)
    assert spec.conclude(total, log.vocabularies).table.equals(touchpoints(log).table)


def test_counts_reconcile():
    table = touchpoints(random_log(5)).table
    assert sum(table.column("starts").to_pylist()) == 40
    assert sum(table.column("exits").to_pylist()) == 40


def test_estimates_name_share_exit_and_feeling():
    log = log_of("a  09:00  S\nb  09:00  S", score=[5.0, 1.0], scale=["stars_1_5"] * 2)
    by_measure = {e.measure: e for e in touchpoints(log).estimates()}
    assert by_measure["customers_share"].value == 1.0
    assert by_measure["exits_share"].n == 2
    assert (by_measure["feeling"].value, by_measure["feeling"].variance) == (0.0, 50.0)


def test_the_main_stage_is_the_most_frequent():
    log = log_of("a  09:00  Home\na  09:01  Home\nb  09:00  Home", stage=["Use", "Look", "Look"])
    assert touchpoints(log).table.column("stage").to_pylist() == ["Look"]


def test_place_of_an_only_event_is_the_middle():
    assert touchpoints(log_of("a  09:00  Home")).table.column("median_position").to_pylist() == [0.5]
    assert np.isclose(profile.POSITIONS, 201)
