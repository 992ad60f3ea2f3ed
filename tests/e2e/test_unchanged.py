"""A nightly run over data that did not change."""

import json

from running import RESULTS, csv, entries, shop_rows, sojourn


def test_a_run_that_changes_nothing_says_so_in_one_line(tmp_path):
    source = tmp_path / "shop.csv"
    source.write_text(csv(shop_rows(), "customer_id,timestamp,event,channel,value"), encoding="utf-8")
    call = ("analyze", source, "--out", tmp_path / "out")
    assert json.loads(sojourn(*call, "--json").out)["unchanged"] is False
    report = tmp_path / "out" / "report.html"
    inode = report.stat().st_ino

    again = sojourn(*call)
    assert (again.code, again.err) == (0, "")
    assert again.out.splitlines() == [
        f"Nothing has changed: {report} stands as it was made. --fresh makes it anew."
    ]
    assert entries(tmp_path / "out") == RESULTS
    assert report.stat().st_ino == inode

    rows = [*shop_rows(), "late,never,Visit,web,"]
    source.write_text(csv(rows, "customer_id,timestamp,event,channel,value"), encoding="utf-8")
    strict = (*call, "--max-rejected", "0%", "--json")
    more, same = sojourn(*strict), sojourn(*strict)
    assert report.stat().st_ino != inode
    assert [json.loads(done.out)["unchanged"] for done in (more, same)] == [False, True]
    # What was rejected is told of again, also where nothing is made.
    assert (more.code, same.code, more.err) == (4, 4, same.err)
    assert json.loads(same.out)["rejected_share"] > 0
