"""The files: each in the form of its own system, with its own ids only, and exactly the dirt that is stated."""

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
from sojourn.demo.exports.service import ANSWERED, RATED
from sojourn.demo.identities import AGENT, AGENT_EMAIL
from sojourn.demo.touchpoints import Touch
from sojourn.errors import OutputError

BERLIN = ZoneInfo("Europe/Berlin")
CALLED = {touch.called for touch in Touch}
LINKS = ("contacts.csv", "support_users.jsonl")
FOLDED = ("orders.csv", "store_purchases.csv")
FORMS = {
    "ads.csv": ("%Y-%m-%d %H:%M:%S UTC", UTC),
    "store_purchases.csv": ("%d.%m.%Y %H:%M", BERLIN),
    "reviews.csv": ("%Y-%m-%d %H:%M", BERLIN),
    "calls.csv": ("%Y-%m-%d %H:%M:%S", BERLIN),
    "orders.csv": ("%Y-%m-%d %H:%M:%S %z", None),
}


def rows(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    store = path.name == "store_purchases.csv"
    with path.open(encoding="latin-1" if store else "utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter=";" if store else ","))
    return found[2:] if path.name == "surveys.csv" else found


def field(row: dict[str, object], name: str) -> object:
    """A value by its dotted name."""
    if name in row:
        return row[name]
    first, _, rest = name.partition(".")
    return field(row[first], rest)


def instant(file: str, value: object) -> datetime | None:
    """The time of a row in UTC, or None where it cannot be read."""
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, int):
        return datetime.fromtimestamp(value / 1e6, UTC)
    try:
        if file == "email.csv":
            return datetime.fromtimestamp(int(str(value)), UTC)
        if file not in FORMS:
            return datetime.fromisoformat(str(value)).astimezone(UTC)
        form, zone = FORMS[file]
        read = datetime.strptime(str(value), form)  # noqa: DTZ007
        return (read if zone is None else read.replace(tzinfo=zone)).astimezone(UTC)
    except ValueError:
        return None


def judged(folder, truth, name):
    """Each row with its fate by the rules of cleaning."""
    columns = truth["files"][name]["columns"]
    seen: set[object] = set()
    for row in rows(folder / name):
        key = field(row, columns["message"]) if columns["message"] else json.dumps(row, default=str)
        again = key in seen and name not in FOLDED
        seen.add(key)
        if again:
            yield row, "again"
        elif columns["customer"] and not any(field(row, c) for c in columns["customer"]):
            yield row, "nobody"
        elif columns["time"] and instant(name, field(row, columns["time"])) is None:
            yield row, "no time"
        else:
            yield row, "kept"


def events(name, row, truth):
    """What a usable row tells of."""
    if name in LINKS or row.get("type") == "identify" or (name == "orders.csv" and not row["Total"]):
        return []
    if name == "support.jsonl":
        solved = ["Ticket solved"] if row["metric_set"]["solved_at"] else []
        rated = [RATED] if row["satisfaction_rating"]["score"] in {"good", "bad"} else []
        return ["Ticket opened", *solved, *rated]
    if name == "surveys.csv":
        asked = {"NPS": "NPS_SURVEY", "CSAT": "SERVICE_SURVEY", "CES": "EFFORT_SURVEY"}
        return [Touch[touch].called for question, touch in asked.items() if row[question]]
    if name == "email.csv":
        message = {
            "confirmation": "Confirmation e-mail",
            "welcome": "Welcome e-mail",
            "newsletter": "Newsletter",
            "renewal reminder": "Renewal reminder",
        }[row["category"]]
        happened = {"delivered": "delivered", "open": "opened", "click": "clicked"}[row["event"]]
        return [f"{message} {happened}"]
    if name == "calls.csv":
        return [Touch.PHONE_CALL.called, ANSWERED]
    if name == "ads.csv":
        return ["Ad clicked" if row["Event"] == "click" else "Ad seen"]
    if row.get("type") == "page":
        return [f"Page: {row['name']}"]
    column = {"app.parquet": "event_name"}.get(name, truth["files"][name]["columns"]["event"])
    (only,) = truth["files"][name]["events"] if not column else [""]
    spelled = only or row[column].strip().lower().replace("_", " ")
    return [only or next(called for called in CALLED if called.lower() == spelled)]


@pytest.mark.parametrize("name", EXPORTS)
def test_the_dirt_and_the_events_in_each_file_are_what_the_truth_says(folder, truth, name):
    stated = truth["files"][name]
    fates, found = Counter(), Counter()
    variants = 0
    for row, fate in judged(folder, truth, name):
        fates[fate] += 1
        if fate == "kept":
            found.update(events(name, row, truth))
        if stated["columns"]["event"] and fate == "kept":
            event = row[stated["columns"]["event"]]
            variants += event is not None and event not in CALLED
    assert sum(fates.values()) == stated["rows"]
    assert fates["again"] == stated["repeated"] + stated["redelivered"]
    assert fates["nobody"] == stated["missing_customer"]
    assert fates["no time"] == stated["bad_time"]
    assert fates["kept"] == stated["clean"] - stated["missing_customer"] - stated["bad_time"]
    assert found == stated["events"]
    assert found.total() == stated["kept"]
    assert variants == stated["name_variants"]


def test_all_that_happened_is_in_the_files(company, truth):
    """Nothing is lost on the way to the files but what the dirt took, and tickets tell more than was counted."""
    happened = Counter(Touch(code).called for code in company.events["touchpoint"].to_numpy())
    written = Counter()
    for stated in truth["files"].values():
        written.update(stated["events"])
    assert written.total() == truth["events_in_files"]
    lost = sum(f["missing_customer"] + f["bad_time"] for f in truth["files"].values())
    machines = truth["files"]["web.jsonl"]["bots"]
    noted = (company.events["touchpoint"].to_numpy() == Touch.CALL_SOLVED).sum()
    more = noted + written[RATED] + written[ANSWERED]
    assert written.total() == happened.total() + machines + more - lost
    for name in ("Order placed", "Order completed", "Subscription renewed", "Ticket solved"):
        assert written[name] == happened[name]


def test_all_kinds_of_dirt_occur_and_little_is_lost(truth):
    total = Counter()
    for stated in truth["files"].values():
        total.update({key: value for key, value in stated.items() if isinstance(value, int)})
    kinds = ("repeated", "redelivered", "missing_customer", "bad_time", "name_variants", "bots")
    assert all(total[kind] > 0 for kind in kinds)
    assert (total["missing_customer"] + total["bad_time"]) / total["rows"] < 0.005


@pytest.mark.parametrize("name", [name for name in EXPORTS if name not in LINKS])
def test_times_mean_the_same_instant_in_every_form(company, folder, truth, name):
    column = truth["files"][name]["columns"]["time"] or {"surveys.csv": "RecordedDate"}.get(
        name, "created_at"
    )
    kept = [field(row, column) for row, fate in judged(folder, truth, name) if fate == "kept"]
    if name == "surveys.csv":
        kept = [datetime.fromisoformat(when).replace(tzinfo=BERLIN) for when in kept]
    else:
        kept = [instant(name, when) for when in kept]
    assert min(kept) >= datetime(2026, 3, 1, tzinfo=UTC)
    assert max(kept) < datetime(2026, 9, 1, tzinfo=UTC)
    if name == "orders.csv":
        touch = company.events["touchpoint"].to_numpy()
        true = company.events["time"].to_numpy()[touch == Touch.ORDER_PLACED] // 1_000_000
        assert {int(when.timestamp()) for when in kept} == set(true.tolist())


def test_only_few_systems_know_the_customer_number(folder, truth):
    knows = set()
    for name in EXPORTS:
        text = json.dumps(rows(folder / name), default=str)
        if '"C10' in text:
            knows.add(name)
    assert knows == {"web.jsonl", "contacts.csv", "app.parquet", "surveys.csv", "subscriptions.csv"}


def test_visitors_are_anonymous_until_they_log_in(folder, truth):
    """The customer number stands in identify calls and after them, and on the store's tablet throughout."""
    known: set[str] = set()
    before = after = 0
    for row, fate in judged(folder, truth, "web.jsonl"):
        if fate == "again":  # delivered again, later, as it was before the login
            continue
        cookie, user = row["anonymousId"], row["userId"]
        if not cookie or cookie.startswith("tablet"):
            assert user or not cookie
            continue
        if row["type"] == "identify" and user:
            known.add(cookie)
            assert row["traits"]["email"]
        before += user is None
        after += user is not None
        assert (user is not None) == (cookie in known)
    assert before > after > 3_000
    assert any(row["type"] == "identify" and not row["userId"] for row in rows(folder / "web.jsonl"))


def test_a_tablet_serves_many_customers_one_after_the_other(folder):
    served: dict[str, list[str]] = {}
    for row in rows(folder / "web.jsonl"):
        if row["anonymousId"] and row["anonymousId"].startswith("tablet") and row["type"] == "identify":
            served.setdefault(row["anonymousId"], []).append(row["userId"])
    assert len(served) == 3
    assert all(len(set(users)) > 50 for users in served.values())


def test_machines_name_themselves(folder, truth):
    agents = Counter()
    for row in rows(folder / "web.jsonl"):
        if row["anonymousId"] in {"headless-1", "headless-2", "monitor"}:
            agents[row["context"]["userAgent"].split("/")[0]] += 1
            assert row["userId"] is None
    assert set(agents) == {"Mozilla", "UptimeMonitor"}
    assert truth["files"]["web.jsonl"]["bots"] <= agents.total()


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


def test_clicks_lead_to_the_pages_that_carry_them(folder):
    clicks = {row["Click ID"]: row["Cookie ID"] for row in rows(folder / "ads.csv") if row["Click ID"]}
    landed = 0
    for row in rows(folder / "web.jsonl"):
        search = row["context"]["page"]["search"]
        if search and row["anonymousId"]:
            landed += 1
            code = search.partition("=")[2]
            assert row["context"]["page"]["url"].endswith(search)
            assert not clicks.get(code) or clicks[code] == row["anonymousId"]
    assert landed > 0.9 * len(clicks) > 2_000


def test_orders_have_lines_of_which_the_first_speaks_for_the_order(folder):
    lines: dict[str, list[dict]] = {}
    for row in rows(folder / "orders.csv"):
        lines.setdefault(row["Name"], []).append(row)
    assert {len(group) for group in lines.values()} == {1, 2}
    for first, *others in lines.values():
        assert first["Total"] == first["Lineitem price"]
        assert all(not row["Total"] and not row["Id"] and row["Email"] == first["Email"] for row in others)
    assert any(group[0]["Email"].isupper() for group in lines.values())


def test_the_forms_are_those_of_the_systems(folder):
    store = (folder / "store_purchases.csv").read_bytes()
    assert b"M\xfcnchen" in store
    assert store.splitlines()[0].count(b";") == 8
    assert (folder / "orders.csv").read_text(encoding="utf-8").startswith("Name,Email,Financial Status,")
    assert {row["type"] for row in rows(folder / "web.jsonl")} == {"track", "page", "identify"}
    lines = (folder / "surveys.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith('"StartDate"')
    assert lines[2].startswith('"{""ImportId"":""StartDate""}"')
    event = rows(folder / "app.parquet")[0]
    assert event["event_name"] == "first_open"
    assert event["event_params"][0]["key"] == "ga_session_id"
    reviews = rows(folder / "reviews.csv")
    assert {row["language"] for row in reviews} == {"en", "zh"}
    assert {row["stars"] for row in reviews} <= set("12345")
    assert all(
        bool(row["email"]) != bool(row["order_name"]) for row in reviews if row["email"] or row["order_name"]
    )


def test_a_few_tickets_stand_in_the_name_of_the_agent(folder):
    tickets = {row["id"]: row for row in rows(folder / "support.jsonl")}
    own = [row for row in tickets.values() if row["requester_id"] == int(AGENT)]
    assert 1 < len(own) < 0.02 * len(tickets)
    assert all(row["requester"]["email"] == AGENT_EMAIL and row["via"]["channel"] == "voice" for row in own)
    called = {int(row["Ticket ID"]) for row in rows(folder / "calls.csv") if row["Ticket ID"]}
    assert called <= tickets.keys()


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
