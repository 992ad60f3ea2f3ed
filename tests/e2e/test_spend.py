"""What advertising cost finds its way from files to the report, whichever way it is named."""

import json

import pytest
from running import csv, shop_rows, sojourn

SPEND = """\
Day,Campaign,Impressions,Clicks,Cost,Currency code
2026-03-01,brand,1000,31,100.00,EUR
2026-03-28,brand,900,22,20.00,EUR
"""
HEADER = "customer_id,timestamp,event,channel,amount"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    (folder / "events.csv").write_text(csv(shop_rows(), HEADER), encoding="utf-8")
    (folder / "spend.csv").write_text(SPEND, encoding="utf-8")
    return folder


def test_a_table_among_the_files_of_a_project(shop, tmp_path):
    assert sojourn("init", shop, "--out", shop / "sojourn.yaml").code == 0
    done = sojourn("analyze", "--project", shop / "sojourn.yaml", "--out", tmp_path / "a", "--quiet")
    assert done.code == 0, done.err
    found = json.loads((tmp_path / "a/report.json").read_text(encoding="utf-8"))["metrics"]["cac"]
    assert found["value"] == pytest.approx(120 / found["n"])
    assert "2026-03-01" in found["definition"]
