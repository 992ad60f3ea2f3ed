"""Projects through the command line: what is built, what is refused, what heals."""

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from running import sojourn

from sojourn.errors import RoleError, SourceError
from sojourn.project.build import build
from sojourn.project.document import load
from sojourn.project.suggest import suggest

HEAD = "sojourn: project/1\ndata: store\nsources:\n"


def project(folder: Path, text: str = "  - {name: a, files: a.csv}\n") -> Path:
    rows = [f"c{i % 5},2024-01-0{1 + i % 9} 10:00,e{i % 3},m{i % 5}@shop.org" for i in range(40)]
    (folder / "a.csv").write_text("\n".join(["customer_id,time,event,email", *rows]) + "\n")
    file = folder / "sojourn.yaml"
    file.write_text(HEAD + text)
    return file


def table(path: Path, head: str, rows: list[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def checksum(log: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(p for p in log.rglob("*") if p.is_file()):
        whole.update(path.relative_to(log).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def built(folder: Path) -> dict[str, Any]:
    file = folder / "sojourn.yaml"
    file.write_text(suggest([str(folder / "exports")], str(folder)), encoding="utf-8")
    return build(str(file))


FAULTS = {
    "timezone": "    timezone: Moon\n",
    "format": "    format: nosuch\n",
    "pattern": "    time_format: '%Q'\n",
    "constant": '    constants: {timestamp: "2024-01-01"}\n',
    "type of identifier": "    identifiers: {email: 'A b/../c'}\n",
    "window": "identity: {window: banana}\n",
    "country": "identity: {country: Germany}\n",
    "between 0 and 250": "identity: {limits: {user: -1}}\n",
}


@pytest.mark.parametrize("word", FAULTS)
def test_every_value_is_checked_when_the_project_is_read(tmp_path: Path, word: str) -> None:
    file = project(tmp_path, "  - name: a\n    files: a.csv\n" + FAULTS[word])
    with pytest.raises(SourceError) as caught:
        load(file)
    assert word in caught.value.message
    assert "at least 1 item" not in caught.value.message


def test_the_data_folder_is_never_the_project_itself(tmp_path: Path) -> None:
    file = project(tmp_path)
    file.write_text(file.read_text().replace("data: store", "data: ."))
    with pytest.raises(SourceError, match="folder of the project itself"):
        load(file)


def test_a_column_that_is_not_there_names_the_source_and_leaves_nothing(tmp_path: Path) -> None:
    file = project(tmp_path, "  - {name: shop, files: a.csv, columns: {timestamp: nope}}\n")
    with pytest.raises(RoleError) as caught:
        build(str(file))
    assert "source 'shop'" in caught.value.message
    assert "use: aside" in caught.value.hint
    assert not (tmp_path / "store").exists()


def test_build_and_explain_through_the_command_line(tmp_path: Path) -> None:
    file = project(tmp_path)
    file.write_text(file.read_text() + "privacy: {email: hash}\n")
    done = sojourn("build", "--project", str(file), "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["customers"] == 5
    assert (tmp_path / "sojourn.key").stat().st_mode & 0o777 == 0o600
    told = sojourn("identity", "explain", "m1@shop.org", "--project", str(file))
    assert told.code == 0
    assert "user:c1" in told.out
    assert "m1@shop.org" not in told.out


def test_hashed_values_stay_the_same_when_the_data_folder_is_made_again(tmp_path: Path) -> None:
    file = project(tmp_path)
    file.write_text(file.read_text() + "privacy: {email: hash}\n")
    build(str(file))
    before = checksum(tmp_path / "store" / "log")
    shutil.rmtree(tmp_path / "store")
    build(str(file))
    assert checksum(tmp_path / "store" / "log") == before


@pytest.mark.parametrize(
    "victim", ["events/part-*.parquet", "parts/*/part.json", "parts/*/links*", "parts/*/ids*"]
)
@pytest.mark.parametrize("how", ["cut", "gone"])
def test_a_damaged_part_is_made_again(tmp_path: Path, victim: str, how: str) -> None:
    file = project(tmp_path)
    build(str(file))
    store = tmp_path / "store"
    before = checksum(store / "log")
    for path in store.glob(victim):
        if how == "cut":
            path.write_bytes(path.read_bytes()[:20])
        else:
            path.unlink()
    (store / "state.json").unlink()
    assert build(str(file))["events"] == 40
    assert checksum(store / "log") == before


@pytest.mark.parametrize(
    "victim", ["identity/customers.parquet", "identity/assigned.parquet", "log/manifest.json"]
)
def test_damage_beside_the_parts_heals(tmp_path: Path, victim: str) -> None:
    file = project(tmp_path)
    build(str(file))
    store = tmp_path / "store"
    before = checksum(store / "log")
    (store / victim).write_bytes(b"x")
    build(str(file))
    assert checksum(store / "log") == before


def test_files_of_others_in_the_data_folder_stay(tmp_path: Path) -> None:
    file = project(tmp_path)
    build(str(file))
    foreign = tmp_path / "store" / "events" / "foreign"
    foreign.write_text("mine")
    build(str(file))
    assert foreign.read_text() == "mine"


def test_a_database_is_read_at_every_build_and_only_what_changed_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "sojourn.yaml"
    file.write_text(HEAD + '  - {name: shop, files: "sqlite:///shop.db"}\n')
    with sqlite3.connect(tmp_path / "shop.db") as base:
        base.execute("create table orders(order_id text, customer_id text, ordered_at text, event text)")
        rows = [
            (f"o{i}", f"c{i % 7}", f"2024-01-{1 + i % 28:02d} 10:{i:02d}:00", "Order placed")
            for i in range(50)
        ]
        base.executemany("insert into orders values(?,?,?,?)", rows)
        base.execute("create table customers(customer_id text, email text)")
        base.executemany("insert into customers values(?,?)", [(f"c{i}", f"c{i}@x.org") for i in range(7)])
    assert build(str(file))["parts"] == {"made": 2, "kept": 0}
    log = checksum(tmp_path / "store" / "log")
    assert build(str(file))["build"] == "nothing"
    assert checksum(tmp_path / "store" / "log") == log
    with sqlite3.connect(tmp_path / "shop.db") as base:
        base.execute("insert into orders values('o99','c3','2024-02-01 10:00:00','Order placed')")
    again = build(str(file))
    assert (again["parts"], again["customers"], again["events"]) == ({"made": 1, "kept": 1}, 7, 51)


def test_a_german_ticket_system_nobody_described_gives_one_journey_per_customer(tmp_path: Path) -> None:
    at = [f"{1 + i % 28:02d}.{1 + i % 9:02d}.2024 10:{i % 60:02d}" for i in range(90)]
    folder = tmp_path / "exports"
    table(folder / "Kunden.csv", "KundenID;E-Mail;Telefon;Angelegt am",
          [f"{7000 + i};k{i}@post.de;030 {1234000 + i};{at[i]}" for i in range(30)])  # fmt: skip
    table(folder / "Tickets.csv", "Ticketnummer;Kunde;Betreff;Erstellt;Bearbeiter",
          [f"{300 + j};{7000 + j % 30};Paket fehlt;{at[j]};agent{j % 3}" for j in range(60)])  # fmt: skip
    table(folder / "Antworten.csv", "AntwortID;Ticketnummer;Verfasser;Zeitpunkt;Text",
          [f"{9000 + k};{300 + k % 60};agent;{at[k]};Ich warte noch auf Paket {k}" for k in range(90)])  # fmt: skip
    done = built(tmp_path)
    assert (done["customers"], done["events"]) == (30, 180)
    assert set(done["identifiers"]) == {"user", "email", "phone", "ticket"}


def test_records_have_the_same_ids_in_a_folder_as_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    table(folder / "guests.csv", "guest_ref,email", [f"G-{i:03d},g{i}@mail.com" for i in range(30)])
    table(folder / "reservations.csv", "reservation_no,guest_ref,booked_at,cancelled_at",
          [f"R{j},G-{j % 30:03d},2024-01-{1 + j % 28:02d} 09:00,{'2024-03-01 08:00' if j % 5 else ''}" for j in range(60)])  # fmt: skip
    table(folder / "extras.csv", "line,reservation_no,sold_at,price",
          [f"{k},R{k % 60},2024-02-{1 + k % 28:02d} 12:00,5" for k in range(90)])  # fmt: skip
    done = built(tmp_path)
    assert done["customers"] == 30
    assert set(done["identifiers"]) == {"user", "email", "reservation"}


def test_a_table_that_is_set_aside_does_not_stop_a_build(tmp_path: Path) -> None:
    project(tmp_path)
    table(tmp_path / "exports" / "visits.csv", "customer_id,time,event",
          [f"c{i % 5},2024-01-0{1 + i % 9} 10:00,seen" for i in range(20)])  # fmt: skip
    table(tmp_path / "exports" / "weather.csv", "town,rain", [f"t{i % 4},{i}.5" for i in range(20)])
    done = built(tmp_path)
    assert done["quality"]["dropped"]["set_aside"] == 20
    text = (tmp_path / "sojourn.yaml").read_text()
    assert "use: aside" in text
    assert "its columns: town, rain" in text
