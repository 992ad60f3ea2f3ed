"""Tables of advertising spend in the forms that platforms write."""

from datetime import date

import pytest

import sojourn as sj
from sojourn.analyze import Request, spend_of
from sojourn.errors import SourceError
from sojourn.sources.spend import set_aside_as_spend

GOOGLE = """\
Day,Campaign,Currency code,Impressions,Clicks,Cost
2026-03-01,brand,EUR,1000,31,12.50
2026-03-02,brand,EUR,900,22,10.10
Total: Account,,EUR,1900,53,22.60
"""
META = """\
Reporting starts,Reporting ends,Campaign name,"Amount spent (USD)",Impressions,Link clicks
2026-03-01,2026-03-04,spring,"1,234.00",500,20
"""
TABLES = {  # form: its text, and the sums by channel, campaign and currency
    "google": (
        GOOGLE,
        {("google", "brand", "EUR"): 22.6},
    ),
    "api": (
        "segments.date,campaign.name,metrics.cost_micros,metrics.clicks,metrics.impressions\n2026-03-01,brand,1500000,3,4\n",
        {("Google Ads", "brand", None): 1.5},
    ),
    "meta": (
        META,
        {("Meta", "spring", "USD"): 1234.0},
    ),
    "bing": (
        "Time period,Campaign name,Impressions,Clicks,Spend,Currency code\n2026-03-01,brand,90,3,4.5,GBP\n",
        {("Microsoft Advertising", "brand", "GBP"): 4.5},
    ),
    "german": (
        "Datum;Kampagne;Klicks;Kosten\n01.03.2026;Frühling;3;1.234,50\n02.03.2026;Frühling;4;0,50\n",
        {("german", "Frühling", None): 1235.0},
    ),
    "chinese": (
        "日期,媒体,推广计划,花费,币种\n2026-03-01,巨量,品牌,99.5,CNY\n2026-03-02,巨量,品牌,1.5,CNY\n",
        {("巨量", "品牌", "CNY"): 101.0},
    ),
}


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def sums(spend):
    found = {}
    for row in spend.table.to_pylist():
        key = (row["channel"], row["campaign"], row["currency"])
        found[key] = found.get(key, 0.0) + row["amount"]
    return {key: pytest.approx(amount) for key, amount in found.items()}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_platforms(name, write):
    text, expected = TABLES[name]
    assert sums(sj.read_spend(write(name, text))) == expected


def test_rows_without_a_day_or_an_amount_are_counted(write):
    spend = sj.read_spend(write("google", GOOGLE + "2026-03-03,brand,EUR,1,0,--\n"))
    assert (spend.rows, dict(spend.dropped), spend.table.num_rows) == (4, {"no_day": 1, "no_amount": 1}, 2)


def test_a_row_for_centuries_says_nothing_about_its_days(write):
    header = "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)\n"
    rows = "1600-01-01,2026-03-01,Old,10\n2026-03-01,2026-03-02,New,10\n"
    spend = sj.read_spend(write("meta", header + rows))
    assert dict(spend.dropped) == {"too_long": 1}
    assert spend.table.column("campaign").to_pylist() == ["New", "New"]


def test_a_table_without_one_usable_row_is_no_table_of_spend(write):
    with pytest.raises(SourceError, match="no row with both a day and an amount"):
        sj.read_spend(write("spend", "Day,Channel,Spend\n2026-02-01,Google,much\n2026-02-02,Google,inf\n"))


@pytest.mark.parametrize(
    ("text", "days", "first", "last", "amount"),
    [
        ("Month,Channel,Spend\nFebruary 2026,Google,280\n", 28, date(2026, 2, 1), date(2026, 2, 28), 10.0),
        ("Month,Channel,Spend\n2026-03,Google,310\n", 31, date(2026, 3, 1), date(2026, 3, 31), 10.0),
        ("Week,Publisher,Clicks,Cost\n2026-03-02,Bing,9,70\n", 7, date(2026, 3, 2), date(2026, 3, 8), 10.0),
        ("Week,Publisher,Clicks,Cost\n2026-W10,Bing,9,70\n", 7, date(2026, 3, 2), date(2026, 3, 8), 10.0),
        ("Day,Publisher,Clicks,Cost\n02/13/2026,Bing,9,70\n", 1, date(2026, 2, 13), date(2026, 2, 13), 70.0),
    ],
)
def test_weeks_and_months_are_spread_over_their_days(text, days, first, last, amount, write):
    rows = sj.read_spend(write("spend", text)).table.to_pylist()
    assert (len(rows), rows[0]["day"], rows[-1]["day"]) == (days, first, last)
    assert [row["amount"] for row in rows] == pytest.approx([amount] * days)


def test_a_folder_may_hold_other_tables_and_copies(write, tmp_path):
    write("google", GOOGLE)
    write("copy", GOOGLE)
    write("events", "customer_id,timestamp,touchpoint\nann,2026-03-01,Home\n")
    assert sum(row["amount"] for row in sj.read_spend(tmp_path).table.to_pylist()) == pytest.approx(22.6)


def test_what_is_no_table_of_spend(write, tmp_path):
    events = write("events", "customer_id,timestamp,touchpoint\nann,2026-03-01,Home\n")
    with pytest.raises(SourceError, match="cost"):
        sj.read_spend(events)
    write("more", "customer_id,timestamp,touchpoint\nbob,2026-03-01,Home\n")
    with pytest.raises(SourceError, match="no table of advertising spend"):
        sj.read_spend(tmp_path)


def test_tables_among_the_sources_of_an_analysis_are_read_in_a_child_process(write):
    events = write("events", "customer_id,timestamp,touchpoint\nann,2026-03-01,Home\nbob,2026-03-02,Home\n")
    google = write("google", GOOGLE)
    log = sj.read([events, google])
    assert set_aside_as_spend(log.quality) == ("google.csv",)
    found, here = spend_of(log, [events, google], Request()), sj.read_spend(google)
    assert found.table.equals(here.table)
    assert (found.sources, found.rows, found.dropped) == (here.sources, here.rows, here.dropped)
    assert spend_of(sj.read(events), [events], Request()) is None
