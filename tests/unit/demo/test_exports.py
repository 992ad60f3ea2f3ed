"""The files: each in its dialect, joined by the customer number, with exactly the dirt that is stated."""

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.demo.company import simulate
from sojourn.demo.exports import EXPORTS, write
from sojourn.demo.exports.dialect import write_csv, write_json_lines
from sojourn.demo.touchpoints import Touch
from sojourn.errors import OutputError

BERLIN = ZoneInfo("Europe/Berlin")
LABELS = {touch.label.lower() for touch in Touch}


def rows(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    store = path.name == "store_purchases.csv"
    with path.open(encoding="latin-1" if store else "utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";" if store else ","))


def instant(file: str, value: object) -> datetime | None:
    """The time of a row in UTC, or None where it cannot be read."""
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, int):
        return datetime.fromtimestamp(value / 1e6, UTC)
    text = str(value)
    try:
        if file == "email.csv":
            return datetime.fromtimestamp(int(text), UTC)
        if file == "ads.csv":
            return datetime.strptime(text, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
        if file == "store_purchases.csv":
            return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=BERLIN).astimezone(UTC)
        if file == "reviews.csv":
            return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN).astimezone(UTC)
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def judged(folder, truth, name):
    """Each row's fate by the rules of cleaning, with the stated columns."""
    columns = truth["files"][name]["columns"]
    seen: set[object] = set()
    for row in rows(folder / name):
        key = row[columns["message"]] if columns["message"] else tuple(row.values())
        again = key in seen
        seen.add(key)
        when = instant(name, row[columns["time"]])
        yield row, row[columns["customer"]], when, again


@pytest.mark.parametrize("name", EXPORTS)
def test_the_dirt_in_each_file_is_what_the_truth_says(folder, truth, name):
    stated = truth["files"][name]
    fate = Counter()
    variants = 0
    for row, customer, when, again in judged(folder, truth, name):
        fate["again" if again else "nobody" if not customer else "no time" if when is None else "kept"] += 1
        event = row.get(stated["columns"]["event"] or "")
        variants += isinstance(event, str) and not again and event not in {touch.label for touch in Touch}
        if isinstance(event, str):
            assert event.strip().lower() in LABELS
    assert sum(fate.values()) == stated["rows"]
    assert fate["again"] == stated["repeated"] + stated["redelivered"]
    assert fate["nobody"] == stated["missing_customer"]
    assert fate["no time"] == stated["bad_time"]
    assert fate["kept"] == stated["kept"]
    assert variants == stated["name_variants"]


def test_all_kinds_of_dirt_occur_and_little_is_lost(truth):
    total = Counter()
    for stated in truth["files"].values():
        total.update({key: value for key, value in stated.items() if isinstance(value, int)})
    kinds = ("repeated", "redelivered", "missing_customer", "bad_time", "name_variants", "bots")
    assert all(total[kind] > 0 for kind in kinds)
    assert (total["missing_customer"] + total["bad_time"]) / total["rows"] < 0.005


@pytest.mark.parametrize("name", EXPORTS)
def test_times_mean_the_same_instant_in_every_dialect(company, folder, truth, name):
    kept = sorted(when for _, who, when, again in judged(folder, truth, name) if who and when and not again)
    assert kept[0] >= datetime(2026, 3, 1, tzinfo=UTC)
    assert kept[-1] < datetime(2026, 9, 1, tzinfo=UTC)
    if name == "orders.csv":
        touch = company.events["touchpoint"].to_numpy()
        true = sorted(company.events["time"].to_numpy()[touch == Touch.ORDER] // 1_000_000)
        assert [int(when.timestamp()) for when in kept] == true


def test_the_customer_number_joins_the_files_and_bots_stand_apart(company, folder, truth):
    with (folder / "_truth" / "customers.csv").open(encoding="utf-8", newline="") as file:
        numbers = {row["customer_no"] for row in csv.DictReader(file)}
    assert len(numbers) == company.people.count
    usable = set()
    for name in EXPORTS:
        for _, customer, when, _ in judged(folder, truth, name):
            if customer and when:
                usable.add(customer)
    assert len(usable & numbers) == truth["customers_in_files"]
    assert len(usable - numbers) == 2
    assert all(number.startswith("C9") for number in usable - numbers)


def test_a_redelivered_message_differs_only_in_its_time_of_sending(folder):
    first: dict[str, dict] = {}
    repeats = 0
    for row in rows(folder / "web.jsonl"):
        message = row["messageId"]
        if message in first:
            repeats += 1
            assert row["sentAt"] > first[message]["sentAt"]
            assert {**row, "sentAt": ""} == {**first[message], "sentAt": ""}
        first[message] = row
    assert repeats > 50


def test_ids_in_the_files_are_those_of_the_true_graph(folder, truth):
    with (folder / "_truth" / "identities.csv").open(encoding="utf-8", newline="") as file:
        graph = list(csv.DictReader(file))
    pairs = {(row["kind"], row["id"], row["customer_no"]) for row in graph}
    assert Counter(row["kind"] for row in graph) == truth["identities"]["ids"]
    for row in rows(folder / "web.jsonl"):
        if row["userId"] and row["anonymousId"] != "headless":
            assert ("cookie", row["anonymousId"], row["userId"]) in pairs
    for row in rows(folder / "orders.csv"):
        assert ("email", row["Email"].lower(), row["Customer ID"]) in pairs
    for row in rows(folder / "app.parquet"):
        assert row["user_id"] is None or ("device", row["user_pseudo_id"], row["user_id"]) in pairs
    for row in rows(folder / "store_purchases.csv"):
        assert ("loyalty_card", row["Loyalty card"], row["Customer no"]) in pairs
    shared = {row["id"] for row in graph if int(row["shared_by"]) > 1}
    assert set(truth["identities"]["shared_tablets"]) <= shared
    assert len(shared) > 10


def test_the_dialects_are_those_of_their_systems(folder):
    store = (folder / "store_purchases.csv").read_bytes()
    assert b"M\xfcnchen" in store
    assert store.splitlines()[0].count(b";") == 7
    assert (folder / "orders.csv").read_text(encoding="utf-8").startswith("Name,Email,Financial Status,")
    assert set(rows(folder / "web.jsonl")[0]) == {
        "type", "messageId", "anonymousId", "userId", "event", "timestamp", "sentAt", "context", "properties",
    }  # fmt: skip
    reviews = rows(folder / "reviews.csv")
    assert {row["language"] for row in reviews} == {"en", "zh"}
    assert {row["stars"] for row in reviews} <= set("12345")


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        files = write(simulate(250, seed=5), folder)
        assert [file.name for file in files] == list(EXPORTS)
    one, two = ({p.relative_to(f): p.read_bytes() for p in sorted(f.rglob("*.*"))} for f in folders)
    assert one == two
    assert len(one) == len(EXPORTS) + 3


@pytest.mark.parametrize("customers", [1, 10])
def test_tiny_companies_are_written_whole(tmp_path, customers):
    write(simulate(customers, seed=2), tmp_path)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert truth["customers"] == customers
    for name in EXPORTS:
        assert len(rows(tmp_path / name)) == truth["files"][name]["rows"]


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="Cannot write the demo company"):
        write(simulate(2, seed=1), tmp_path / "taken")


def test_writers_escape_what_their_form_needs(tmp_path):
    hard = pa.array(['say "hi", then\\go', None, "a;b\nc"])
    write_csv(tmp_path / "x.csv", {"a": hard, "b": pa.array([1, 2, 3])})
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], ['say "hi", then\\go', "1"], ["", "2"], ["a;b\nc", "3"]]
    easy = pa.array(['say "hi"\\', None, "x"])
    write_json_lines(tmp_path / "x.jsonl", {"a.b": easy, "a.c": pa.array([1, None, 3]), "d": easy})
    assert rows(tmp_path / "x.jsonl")[:2] == [
        {"a": {"b": 'say "hi"\\', "c": 1}, "d": 'say "hi"\\'},
        {"a": {"b": None, "c": None}, "d": None},
    ]
