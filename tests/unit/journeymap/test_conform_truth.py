"""Errors planted in the true map of the demo company are found, told from chance, and mended."""

import sys
from importlib import util
from pathlib import Path

import pytest

import sojourn as sj
from sojourn.company_map import true_map
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.journeymap.conform import check, drift
from sojourn.journeymap.conform.facts import gather
from sojourn.journeymap.document import dump, load
from sojourn.journeymap.proposals import accept

_spec = util.spec_from_file_location("planted_errors", Path(__file__).with_name("planted_errors.py"))
planted_errors = util.module_from_spec(_spec)
sys.modules["planted_errors"] = planted_errors
_spec.loader.exec_module(planted_errors)


@pytest.fixture(scope="module")
def jmap():
    return true_map(simulate(4_000, 7))


@pytest.fixture(scope="module")
def log():
    return sj.read(ledger(simulate(3_000, 8)))


def told(found):
    return {(d.kind, d.id) for d in found.deviations if d.commands}


def test_the_true_map_agrees_with_another_company(jmap, log):
    found = check(jmap, log)
    assert found.score >= 0.95
    assert len(found.proposals) <= 2
    assert found.part("waits").n == 3
    assert load(dump(jmap)) == jmap


def test_planted_errors_lower_the_score_and_are_found(jmap, log):
    truth = gather(jmap, log)
    best, known = check(jmap, log).score, told(check(jmap, log))
    seen, hits, tries, false, all_told, ends = set(), 0, 0, 0, 0, []
    for seed in range(6):
        maps, errors = planted_errors.planted(truth, seed, 10)
        last = best
        for step in (1, 3, 10):
            found = check(maps[step], log)
            assert found.score < last
            last = found.score
        wanted = {(kind, identifier) for _, kind, identifier in errors}
        hits += len(wanted & told(found))
        tries += len(wanted)
        false += len(told(found) - wanted - known)
        all_told += len(told(found) - known)
        seen |= {name for name, _, _ in errors}
        mended = accept(maps[10], found.proposals)
        ends.append(check(accept(mended, check(mended, log).proposals), log).score)
    assert hits / tries >= 0.9
    assert false / all_told <= 0.1
    assert min(ends) > best - 0.005
    assert len(seen) >= len(planted_errors.ERRORS) - 1


def test_the_new_carrier_shows_as_drift(jmap):
    log = sj.read(ledger(simulate(3_000, 7)))
    moved = drift(jmap, log, since="2026-06-15")
    told = {(c.measure, c.id): c for c in moved.changed}
    late = told["flow", "parcel-shipped>parcel-late"]
    assert late.verdict == "rose"
    assert late.low < 0.351 - 0.108 < late.high
    assert told["waits", "parcel-shipped"].verdict == "rose"
    assert told["feeling", "parcel-delivered"].verdict == "fell"
    assert ("fitness", "") not in told
    assert all(change.q < 0.05 for change in moved.changed)
    calm = drift(jmap, log, before=("2026-04-01", "2026-04-15"), after=("2026-04-15", "2026-04-29"))
    assert not [c for c in calm.changed if c.measure in {"waits", "feeling"}]
