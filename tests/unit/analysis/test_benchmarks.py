"""A result against figures of others: intervals by reference, files in both forms, refusals that name the entry."""

import numpy as np
import pytest
from scipy import stats

import sojourn as sj
from sojourn.analysis.benchmarks import against
from sojourn.analysis.exits import exits
from sojourn.analysis.visits import visits
from sojourn.errors import InputError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.sources.benchmark_file import BenchmarkRow, read_benchmarks
from sojourn.testing import log_of, random_log

CSV = """measure,key,value,n,sd,source
customers_share,T0 > met,0.5,,,a plan
customers_share,T1 > met,0.6,500,,others
customers_share,T9 > met,0.6,,,
"""
YAML = """
- {measure: customers_share, key: [T0, met], value: 0.5, source: a plan}
- {measure: customers_share, key: T1 > met, value: 0.6, n: 500, source: others}
- {measure: customers_share, key: T9 > met, value: 0.6}
"""


@pytest.mark.parametrize(("name", "text"), [("b.csv", CSV), ("b.yaml", YAML)])
def test_shares_against_exact_figures_and_samples(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    log = random_log(1, customers=400)
    plan, others, unknown = sj.against(exits(log), tmp_path / name).table.to_pylist()
    hits = round(plan["value"] * plan["n"])
    assert (plan["source"], plan["benchmark_n"], plan["n"]) == ("a plan", None, 400)
    assert plan["p"] == pytest.approx(stats.binomtest(hits, 400, 0.5).pvalue)
    interval = stats.binomtest(hits, 400).proportion_ci(method="wilson")
    assert (plan["low"] + 0.5, plan["high"] + 0.5) == pytest.approx(interval, abs=1e-9)
    assert others["low"] < others["difference"] < others["high"]
    assert others["q"] >= others["p"]
    assert (unknown["status"], unknown["reason"], unknown["q"]) == (
        "not_computed",
        "the result has no such number",
        None,
    )


def test_means_against_a_figure_and_against_a_sample():
    log = random_log(3, customers=200)
    result = visits(log)
    own = next(e for e in result.estimates() if e.measure == "visits_per_customer")
    rows = tuple(
        BenchmarkRow("visits_per_customer", own.key, 5.0, n, sd) for n, sd in ((None, None), (80, 2.0))
    )
    exact, sample = against(result, rows).table.to_pylist()
    error = np.sqrt(own.variance / own.n)
    assert exact["p"] == pytest.approx(2 * stats.t.sf(abs(own.value - 5) / error, own.n - 1))
    expected = stats.ttest_ind_from_stats(
        own.value, np.sqrt(own.variance), own.n, 5.0, 2.0, 80, equal_var=False
    )
    assert sample["p"] == pytest.approx(expected.pvalue)
    assert sample["high"] - sample["low"] > exact["high"] - exact["low"]


def test_what_cannot_be_compared_says_why():
    log = log_of("ann  09:00  Home")
    rows = (
        BenchmarkRow("customers_share", ("Home", "met"), 40.0),
        BenchmarkRow("customers_share", ("Home", "met"), 1.0, 10),
    )
    share, same = against(exits(log), rows).table.to_pylist()
    assert share["reason"] == "the benchmark of a share lies between 0 and 1"
    assert (same["status"], same["p"]) == ("not_computed", None)
    nobody = exits(JourneyLog((), log.kinds, log.vocabularies))
    assert {r["status"] for r in against(nobody, rows).table.to_pylist()} == {"not_computed"}
    with pytest.raises(UsageError, match="no numbers"):
        against(against(exits(log), rows), rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("measure,value,mean\na,1,2\n", "entry 1: there is no column 'mean'"),
        ("measure,value\nnps,high\n", "entry 1: value is 'high'"),
        ("measure,value\n,3\n", "entry 1: a figure needs a measure"),
        ("measure,value,n\nnps,3,0\n", "entry 1: n is at least 1"),
    ],
)
def test_a_bad_file_names_the_entry(tmp_path, text, message):
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_benchmarks(tmp_path / "b.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_benchmarks(tmp_path / "absent.csv")
    (tmp_path / "b.yaml").write_text("measure: nps", encoding="utf-8")
    with pytest.raises(InputError, match="not a list"):
        read_benchmarks(tmp_path / "b.yaml")


@pytest.mark.parametrize(
    ("name", "text"), [("b.csv", ""), ("b.csv", "measure,key,value\n"), ("b.yaml", "[]")]
)
def test_a_file_without_a_figure_is_refused(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="holds no figure"):
        read_benchmarks(path)
