"""Attribution of public data: published numbers, and the exact chain behind them.

Sources: ``../shared/data/README.md`` part 6. ``Data`` is the example of ChannelAttribution (GPL-3): its own results are
simulated; the exact order-1 chain was solved there to the digits below. The tiny case is the worked example of AnalyzeCore.
"""

import math

import pyarrow as pa
import pyarrow.csv as csv
import pytest

import sojourn as sj

pytestmark = pytest.mark.shared_data

MARKOV = {
    "alpha": 5344.95,
    "iota": 3884.61,
    "eta": 3340.85,
    "beta": 2527.35,
    "theta": 1971.91,
    "lambda": 1282.85,
    "epsilon": 599.57,
    "zeta": 381.06,
    "kappa": 274.36,
    "gamma": 171.15,
    "delta": 4.61,
    "mi": 1.72,
}
REMOVAL = {
    "alpha": 0.558399,
    "iota": 0.405835,
    "eta": 0.349026,
    "beta": 0.264039,
    "theta": 0.206010,
    "lambda": 0.134022,
    "epsilon": 0.062639,
    "zeta": 0.039811,
    "kappa": 0.028663,
    "gamma": 0.017880,
}
HEURISTIC = {
    "first": {"alpha": 6308, "iota": 4606, "eta": 3164, "beta": 2831, "theta": 1606, "lambda": 902},
    "last": {"alpha": 8447, "eta": 4167, "iota": 3355, "lambda": 1207, "beta": 989, "theta": 653},
    "linear": {"alpha": 7574.72, "iota": 3857.10, "eta": 3539.95, "beta": 2083.50},
}
SIMULATED = {
    "alpha": 5346.6,
    "iota": 3888.1,
    "eta": 3333.3,
    "beta": 2523.2,
    "theta": 1979.0,
    "lambda": 1278.3,
    "epsilon": 604.2,
    "zeta": 382.0,
    "kappa": 270.7,
    "gamma": 172.9,
    "delta": 4.4,
    "mi": 2.1,
}


@pytest.fixture(scope="module")
def paths_table(shared_data):
    options = csv.ParseOptions(delimiter=";")
    return csv.read_csv(shared_data / "channelattribution_data/Data.csv.gz", parse_options=options)


@pytest.fixture(scope="module")
def data(paths_table):
    return sj.attribute_paths(paths_table, order=1)


def credits_of(result, model, column="conversions"):
    return {r["channel"]: r[column] for r in result.table.to_pylist() if r["model"] == model}


def test_the_totals_of_data(data):
    assert (data.conversions, data.paths - data.conversions) == (19_785, 68_602)
    assert round(data.value, 2) == 74_802.97
    assert round(data.conversions / data.paths, 6) == 0.223845
    assert len(data.channels) == 12


def test_the_exact_chain_of_data_to_the_printed_digits(data):
    assert {c: round(v, 2) for c, v in credits_of(data, "markov").items()} == MARKOV
    found = {r["channel"]: round(r["effect"], 6) for r in data.removal.to_pylist()}
    assert {c: found[c] for c in REMOVAL} == REMOVAL
    assert list(found)[: len(REMOVAL)] == list(REMOVAL)


def test_what_the_library_simulates_agrees_within_its_own_tolerance(data):
    """Ten million simulated paths: the library stops at half a per cent of the conversions of its folds."""
    exact = credits_of(data, "markov")
    for channel, simulated in SIMULATED.items():
        assert abs(exact[channel] - simulated) <= 0.005 * simulated + 8, channel


@pytest.mark.parametrize("model", HEURISTIC)
def test_rules_of_data(data, model):
    found = credits_of(data, model)
    assert {c: round(found[c], 2) for c in HEURISTIC[model]} == HEURISTIC[model]


@pytest.mark.parametrize("order", [1, 2, 3, 4, None])
def test_every_order_gives_away_what_there_is(paths_table, order):
    result = sj.attribute_paths(paths_table, models=["markov", "shapley"], order=order, level=None)
    assert result.order == (order or 2)
    for model in ("markov", "shapley"):
        assert math.fsum(credits_of(result, model).values()) == pytest.approx(19_785, rel=1e-9)
        assert math.fsum(credits_of(result, model, "value").values()) == pytest.approx(result.value, rel=1e-9)


def test_intervals_hold_the_estimate_and_are_as_wide_as_counts_are(data):
    rows = data.table.to_pylist()
    assert all(r["low"] <= r["conversions"] <= r["high"] for r in rows)
    # First-touch conversions are counts: their interval is that of a Poisson number.
    alpha = next(r for r in rows if r["model"] == "first" and r["channel"] == "alpha")
    assert (alpha["high"] - alpha["low"]) / (2 * 1.96 * math.sqrt(6308)) == pytest.approx(1, abs=0.2)


def test_the_tiny_known_answer(shared_data):
    lines = (shared_data / "attribution_tiny_known_answer/simple_conversion_data.csv").read_text("utf-8-sig")
    rows = [[cell for cell in line.split(",") if cell] for line in lines.splitlines() if line.strip(",")]
    table = pa.table(
        {
            "path": [[c for c in row if c != "Conversion"] for row in rows],
            "total_conversions": [int("Conversion" in row) for row in rows],
            "total_null": [int("Conversion" not in row) for row in rows],
        }
    )
    result = sj.attribute_paths(table, models=["markov"], order=1, level=None)
    assert result.conversions / result.paths == pytest.approx(1 / 3)
    effects = {r["channel"]: r["effect"] for r in result.removal.to_pylist()}
    assert effects == pytest.approx({"C1": 0.5, "C2": 1, "C3": 1})
    assert credits_of(result, "markov", "share") == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4})


@pytest.fixture(scope="module")
def cookies(shared_data):
    return sj.read(
        shared_data / "attribution_cookie_journeys/attribution_data_part_public.csv.gz",
        columns={"touchpoint": "interaction", "value": "conversion_value"},
        keep_duplicates=True,
    )


def test_several_conversions_of_one_customer(cookies):
    result = sj.attribution(
        cookies, "conversion", by="source", visit_gap=None, window=None, order=1, level=None
    )
    assert (result.customers, result.conversions, result.without_touch) == (4_756, 1_110, 0)
    assert result.value == pytest.approx(6_892.50)
    last = credits_of(result, "last")
    assert last == {
        "Facebook": 343,
        "Paid Search": 266,
        "Online Video": 226,
        "Instagram": 143,
        "Online Display": 132,
    }
    for model in result.spec.models:
        assert math.fsum(credits_of(result, model).values()) == pytest.approx(1_110, rel=1e-9)
        assert math.fsum(credits_of(result, model, "value").values()) == pytest.approx(6_892.5, rel=1e-9)


def test_conversions_without_a_touch_are_told_apart(cookies):
    """Without the goal's own touches some conversions have none; they are told, and nobody is credited with them."""
    result = sj.attribution(cookies, "conversion", by="source", goal_touch=False, visit_gap=None, level=None)
    assert result.without_touch > 0
    assert result.conversions + result.without_touch == 1_110
    assert sum(credits_of(result, "linear").values()) == pytest.approx(result.conversions)
