"""Known numbers of public event logs, and agreement with the oracle on every row of them.

The counts are those of the data sets' own descriptions (``../shared/data/README.md``), which agree with the
literature on the logs; counts are exact, so there is no tolerance.
"""

from functools import cache

import oracle
import pytest

import sojourn as sj

pytestmark = pytest.mark.shared_data

LOGS = {
    "sepsis/SEPSIS.xes.gz": (1050, 15214, 16, 846),
    "bpic2012/BPI_Challenge_2012.xes.gz": (13087, 262200, 24, 4366),
    "receipt_wabo/receipt.xes.gz": (1434, 8577, 27, 116),
    "teleclaims/02_teleclaims.xes.gz": (3512, 46138, 11, 12),
    "road_traffic_fines/12_roadtraffic_1t_per_variant.xes.gz": (231, 1891, 11, 231),
}
"""Cases, events, activities and variants."""


@cache
def read(path):
    return sj.read(path)


@pytest.mark.parametrize("name", LOGS)
def test_cases_events_activities_and_variants(shared_data, name):
    log = read(shared_data / name)
    found = sj.paths(log)
    assert (log.extent.customers, log.extent.events, len(log.touchpoints), found.distinct) == LOGS[name]


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize("analysis", ["transitions", "paths"])
def test_transitions_and_paths_agree_with_the_oracle_in_every_row(shared_data, name, analysis):
    log = read(shared_data / name)
    result = getattr(sj, analysis)(log)
    expected = getattr(oracle, analysis)(result.spec, oracle.journeys_of(log))
    rows = result.table.to_pylist()
    assert len(rows) == len(expected)
    for row, right in zip(rows, expected, strict=True):
        for column, value in right.items():
            exact = not isinstance(value, float) or isinstance(value, oracle.Near)
            assert (value == row[column]) if exact else row[column] == pytest.approx(value, rel=1e-12), column


def test_the_web_shop_of_retentioneering(shared_data):
    log = read(shared_data / "retentioneering_simple_shop/simple-onlineshop.csv.gz")
    met = {row["touchpoint"]: row["customers"] for row in sj.exits(log).table.to_pylist()}
    known = {
        "main": 2385,
        "catalog": 3611,
        "cart": 1924,
        "delivery_choice": 1356,
        "payment_choice": 958,
        "payment_done": 653,
    }
    assert {name: met[name] for name in known} == known
    assert (log.extent.customers, log.extent.events, len(met)) == (3751, 32283, 12)
    pairs = {(row["source"], row["target"]): row["count"] for row in sj.transitions(log).table.to_pylist()}
    assert (pairs["catalog", "catalog"], pairs["main", "catalog"], pairs["catalog", "main"]) == (
        4857,
        4064,
        2545,
    )
    assert sj.visits(log, "30m").visits == 6454
    assert sj.funnel(log, ["catalog", "cart", "payment_done"]).table.column("customers")[0].as_py() == 3611


def test_the_first_cohort_of_online_retail(shared_data):
    """Orders with a customer, no cancellations, positive quantity and price: December 2010 is 885 > 324 > 286 > 340."""
    import duckdb

    from sojourn.log.build import LogBuilder
    from sojourn.log.memory import memory_log

    orders = duckdb.read_csv(str(shared_data / "online_retail_uci/*.csv.gz"), all_varchar=True)
    kept = orders.filter(
        "CustomerID is not null and InvoiceNo not like 'C%' and Quantity::int > 0 and UnitPrice::double > 0"
    ).project("CustomerID customer_id, epoch_us(InvoiceDate::timestamp) as timestamp, 'order' touchpoint")
    builder = LogBuilder(clean=str.strip)
    for batch in kept.to_arrow_table().to_batches():
        builder.add(batch, source=0, compare_rows=False)
    log = memory_log(builder.finish())
    assert (log.extent.customers, log.extent.events) == (4338, 397884)
    active = sj.retention(log, period="month").table.column("active").to_pylist()[:4]
    assert active == [885, 324, 286, 340]
