"""A nightly run over data that did not change."""

import json

from running import RESULTS, csv, entries, shop_rows, sojourn


def test_a_run_that_changes_nothing_says_so_in_one_line(tmp_path):
    source = tmp_path / "shop.csv"
    rows = [*shop_rows(), "late,never,Visit,web,"]
    source.write_text(csv(rows, "customer_id,timestamp,event,channel,value"), encoding="utf-8")
    call = ("analyze", source, "--out", tmp_path / "out", "--max-rejected", "0%")
    first = sojourn(*call, "--json")
    told = json.loads(first.out)
    assert (first.code, told["unchanged"]) == (4, False)
    assert told["rejected_share"] > 0
    report = tmp_path / "out" / "report.html"
    before = report.stat()

    again = sojourn(*call)
    assert again.out.splitlines() == [
        f"Nothing has changed: {report} stands as it was made. --fresh makes it anew."
    ]
    assert (again.code, again.err) == (4, first.err)  # what was rejected is told of again
    assert entries(tmp_path / "out") == RESULTS
    assert (report.stat().st_ino, report.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
