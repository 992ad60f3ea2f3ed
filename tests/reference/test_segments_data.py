"""Published numbers of association rules and churn, and drivers of satisfaction, on public data.

Sources: ``../shared/data/README.md``. Groceries: Lantz, Machine Learning with R (463 rules, highest lift 3.956), and the
documentation of arules (410 rules). Counts are exact. Telco churn: AUC of logistic regression .84 to .86 in public work, .852 with
all columns here. Airline satisfaction: .925.
"""

import gzip

import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pytest

import sojourn as sj

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def groceries(shared_data):
    with gzip.open(shared_data / "groceries/groceries.csv.gz", "rt", encoding="utf-8") as file:
        return [line.rstrip("\n").split(",") for line in file]


def test_rules_of_the_groceries(groceries):
    found = sj.basket_rules(groceries, min_support=0.006, min_confidence=0.25, longest=10)
    assert (found.transactions, found.items, found.table.num_rows) == (9835, 169, 463)
    best = found.table.to_pylist()[0]
    assert (best["left"], best["right"]) == (["herbs"], "root vegetables")
    assert best["lift"] == pytest.approx(3.956477, abs=1e-6)
    assert best["confidence"] == pytest.approx(0.4312500, abs=1e-6)


def test_rare_and_sure_rules_of_the_groceries(groceries):
    found = sj.basket_rules(groceries, min_support=0.001, min_confidence=0.8, longest=10)
    assert found.table.num_rows == 410
    best = found.table.to_pylist()[0]
    assert (best["left"], best["right"]) == (["liquor", "red/blush wine"], "bottled beer")
    assert best["lift"] == pytest.approx(11.2353, abs=1e-4)


def test_drivers_of_churn(shared_data):
    options = csv.ConvertOptions(null_values=[" ", ""], strings_can_be_null=True)
    with gzip.open(shared_data / "telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv.gz") as file:
        table = csv.read_csv(file, convert_options=options).drop_columns(["customerID"])
    found = sj.drivers_of(table, "Churn")
    assert (found.customers, found.eligible) == (7043, 7032)
    assert found.mean == pytest.approx(1869 / 7032)
    assert 0.842 <= found.fit <= 0.855
    rows = {r["feature"]: r for r in found.table.to_pylist()}
    for stays in (
        "Contract: Two year",
        "Contract: One year",
        "tenure",
        "InternetService: DSL",
        "TechSupport: Yes",
    ):
        assert rows[stays]["high"] < 0, stays  # against month-to-month, fibre optic, no support
        assert rows[stays]["q"] < 0.001, stays
    assert rows["gender: Female"]["q"] > 0.3
    leaves = found.tree.to_pylist()
    assert leaves[0]["value"] > 0.6
    assert "tenure < 17" in leaves[0]["conditions"]
    assert leaves[-1]["value"] < 0.05
    assert any("Contract: Two year" in c for c in leaves[-1]["conditions"])


def test_drivers_of_satisfaction_with_a_flight(shared_data):
    table = parquet.read_table(shared_data / "airline_satisfaction/merged_satisfaction.parquet")
    table = table.drop_columns(["Unnamed: 0", "id", "__index_level_0__"])
    found = sj.drivers_of(table, "satisfaction")
    assert found.excluded == {"missing_number_or_outcome": 393}
    assert found.fit == pytest.approx(0.925, abs=0.008)
    rows = {r["feature"]: r for r in found.table.to_pylist()}
    assert rows["Online boarding"]["low"] > 0.05
    assert rows["Customer Type: disloyal Customer"]["high"] < -0.1
    assert rows["Type of Travel: Personal Travel"]["high"] < -0.1
    assert found.tree.to_pylist()[0]["value"] > 0.8


def test_correlations_of_a_shop(shared_data):
    log = sj.read(shared_data / "retentioneering_simple_shop/simple-onlineshop.csv.gz")
    rows = {(r["a"], r["b"]): r for r in sj.correlations(log).table.to_pylist()}
    pair = ("touchpoint:delivery_choice", "touchpoint:payment_choice")
    together = rows.get(pair) or rows[pair[::-1]]
    assert together["n"] == 3751
    assert together["spearman"] > 0.7
