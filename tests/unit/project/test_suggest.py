"""What `sojourn init` writes, seen without the command line."""

import sqlite3
from pathlib import Path

import pytest
import yaml

import sojourn as sj
from sojourn.errors import RoleError, SourceError, UsageError
from sojourn.project.document import load
from sojourn.project.suggest import suggest
from sojourn.project.writing import write

HEAD = "customer_id,timestamp,event,email\n"


def export(path: Path, month: int) -> None:
    rows = [
        f"u{k},2026-{month:02d}-0{k + 1} 10:00,{['Home', 'Order placed'][k % 2]},p{k}@x.org" for k in range(8)
    ]
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


def test_files_of_one_form_become_a_pattern_that_the_next_one_fits(tmp_path):
    for month in (1, 2, 3):
        export(tmp_path / f"web-2026-{month:02d}.csv", month)
    found = yaml.safe_load(suggest([str(tmp_path)], str(tmp_path)))
    assert [source["files"] for source in found["sources"]] == ["web-*.csv"]


def test_a_pattern_that_would_catch_another_file_is_not_written(tmp_path):
    for month in (1, 2):
        export(tmp_path / f"web-{month}.csv", month)
    (tmp_path / "web-old.csv").write_text("sku,price\nA1,9.5\n", encoding="utf-8")
    found = yaml.safe_load(suggest([str(tmp_path)], str(tmp_path)))
    assert ["web-1.csv", "web-2.csv"] in [source["files"] for source in found["sources"]]


def test_what_is_written_is_a_project_with_goal_and_identifiers(tmp_path):
    export(tmp_path / "shop.csv", 1)
    write(suggest([str(tmp_path / "shop.csv")], str(tmp_path)), tmp_path / "sojourn.yaml")
    project = load(tmp_path / "sojourn.yaml")
    assert project.goals == ("Order placed",)
    assert dict(project.sources[0].identifiers) == {"customer_id": "user", "email": "email"}
    assert project.privacy["email"] == "hash"
    with pytest.raises(UsageError, match="exists already"):
        write("", tmp_path / "sojourn.yaml")


def test_two_orders_of_one_second_are_two_orders(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "order_id,email,created_at,event\nA1,ann@x.org,2026-01-01 10:00:00,Order placed\n"
        "A2,ann@x.org,2026-01-01 10:00:00,Order placed\nA2,ann@x.org,2026-01-01 10:00:00,Order placed\n"
        "A3,bob@x.org,2026-01-01 11:00:00,Order placed\nA4,cid@x.org,2026-01-01 11:00:00,Order placed\n",
        encoding="utf-8",
    )
    log = sj.read(tmp_path / "orders.csv")
    assert (log.extent.customers, log.extent.events) == (3, 4)
    assert log.quality["dropped"] == {"equal_row": 1}


@pytest.mark.parametrize("given", ["{0}/shop.db", "sqlite:///{0}/shop.db"])
def test_every_table_of_a_database_is_a_source_that_can_be_built(tmp_path, given):
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.execute("CREATE TABLE visits (user_id, at, page)")
        database.execute("CREATE TABLE mails (email, user_id, sent_at, subject)")
        for k in range(30):
            at = f"2026-01-{k % 28 + 1:02d} 10:00:0{k % 10}"
            database.execute(
                "INSERT INTO visits VALUES (?, ?, ?)", (f"u{k % 7}", at, ["Home", "Cart"][k % 2])
            )
            database.execute(
                "INSERT INTO mails VALUES (?, ?, ?, 'News')", (f"p{k % 7}@x.org", f"u{k % 7}", at)
            )
    database.close()
    (tmp_path / "sojourn.yaml").write_text(suggest([given.format(tmp_path)], str(tmp_path)), encoding="utf-8")
    assert len(load(tmp_path / "sojourn.yaml").sources) == 2
    extent = sj.read(tmp_path / "sojourn.yaml").extent
    assert (extent.customers, extent.events) == (7, 60)


def test_of_a_table_that_tells_neither_who_nor_when_init_says_what_would_work(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\nx,1\ny,2\n")
    with pytest.raises(RoleError, match="no column tells who the customer is and when it happened") as caught:
        suggest([str(tmp_path / "a.csv")], str(tmp_path))
    assert caught.value.hint.startswith("Write a project file by hand")
    assert caught.value.context["missing"] == ["customer_id", "timestamp"]


def test_a_project_without_an_event_is_refused(tmp_path):
    (tmp_path / "prices.csv").write_text("sku,price\nA1,9.5\n", encoding="utf-8")
    (tmp_path / "sojourn.yaml").write_text(
        "sojourn: project/1\nsources:\n  - name: prices\n    files: prices.csv\n    use: aside\n",
        encoding="utf-8",
    )
    with pytest.raises(SourceError, match=r"None of the 1 files"):
        sj.read(tmp_path / "sojourn.yaml")
