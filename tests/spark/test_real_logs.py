"""Every registered analysis, on the demo company and three real logs: the same on Spark as here."""

from functools import cache

import pytest
from alike import Together, same

import sojourn as sj
from sojourn.analysis.seam import ANALYSES
from sojourn.errors import SojournError

LOGS = {
    "sepsis": "sepsis/SEPSIS.xes.gz",
    "receipt": "receipt_wabo/receipt.xes.gz",
    "road_fines": "road_traffic_fines/12_roadtraffic_1t_per_variant.xes.gz",
}


@cache
def here(source):
    """The log on one machine, a question of every analysis, and the answers."""
    log = sj.read(source)
    names = tuple(log.touchpoints)
    # One question of each analysis; that all of them add up alike however customers are divided is a law of its own.
    asked = [
        (name, spec) for name in ANALYSES for spec in ANALYSES[name].examples(names)[:1] if fits(log, spec)
    ]
    every = Together(tuple(spec for _, spec in asked))
    return log, asked, every, every.answers(log)


def fits(log, spec):
    """Whether a log has what a question is about: not every log has ratings, values or channels."""
    try:
        log.reduce(spec.measure)
    except SojournError:
        return False
    return True


def compare(source, session):
    log, asked, every, answers = here(source)
    assert len({name for name, _ in asked}) > len(tuple(ANALYSES)) / 2
    there = sj.read(source, engine=session, shards=4)
    for (name, spec), a, b in zip(asked, answers, every.answers(there), strict=True):
        same(a, b, f"{name} {spec}")
    same(log.quality, there.quality)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", LOGS)
def test_every_question_to_a_real_log_has_the_same_answer(name, spark, shared_data):
    compare(shared_data / LOGS[name], spark)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", LOGS)
def test_every_question_to_a_real_log_has_the_same_answer_on_a_cluster(name, cluster, shared_data):
    compare(shared_data / LOGS[name], cluster)


def test_every_question_to_the_demo_company_has_the_same_answer(files, spark):
    compare(tuple(files), spark)
