"""Who answers: nothing is found where chance decides, and something where it does not."""

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.log.build import LogBuilder
from sojourn.log.memory import memory_log


def visits(seed, share_of):
    """Customers who come once to twenty times to a page and may rate it every time; `share_of` says how often they do."""
    rng = np.random.default_rng(seed)
    often = rng.integers(1, 21, 2_000)
    who = np.repeat(np.arange(len(often)), often)
    rated = rng.random(len(who)) < share_of(often)[who]
    batch = pa.RecordBatch.from_pydict(
        {
            "customer_id": pa.array([f"c{i}" for i in who]),
            "timestamp": pa.array(np.arange(len(who)) * 1_000_000),
            "touchpoint": pa.array(["Page"] * len(who)),
            "score": pa.array(np.where(rated, 5.0, np.nan)),
            "scale": pa.array(np.where(rated, "csat_1_5", None), pa.string()),
        }
    )
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


def test_who_comes_more_often_has_more_occasions_but_is_not_biased():
    found = sj.response_bias(visits(1, lambda often: np.full(len(often), 0.1)), touchpoints=["Page"])
    row = found.table.to_pylist()[0]
    assert not found.biased
    assert row["low"] < 0 < row["high"]


def test_a_planted_bias_is_found():
    found = sj.response_bias(visits(1, lambda often: often / 40), touchpoints=["Page"])
    row = found.table.to_pylist()[0]
    # E[often | answered] − E[often | silent] with P(answer) = often / 40, often uniform on 1 … 20.
    often = np.arange(1, 21)
    truth = (often * often).sum() / often.sum() - (often * (40 - often)).sum() / (40 - often).sum()
    assert row["what"] == "events"
    assert found.biased
    assert row["low"] < truth < row["high"]


def test_the_company_asks_by_chance():
    """In the demo company who answers depends on nothing: over 3 companies no more is found than chance allows."""
    hits = 0
    for seed in range(3):
        log = sj.read(ledger(simulate(1_000, seed)))
        answerable = sj.metrics(log).answerable
        hits += sj.response_bias(log, touchpoints=answerable, goal="Order placed").biased
        assert "NPS survey answered" not in answerable
    assert hits <= 1


def test_what_is_refused():
    with pytest.raises(sj.errors.UsageError, match="No touchpoint"):
        sj.response_bias(visits(1, lambda often: often / 40), touchpoints=[])
