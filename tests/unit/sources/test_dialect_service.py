"""Exports of CRM, service and survey systems as they really come: typed, cut, mis-encoded, half empty, absurd."""

import contextlib
import json
import random

import duckdb
import pyarrow as pa
import pytest
from tests.contract.dialect_fixtures import service

from sojourn.errors import SojournError
from sojourn.ingest import ingest
from sojourn.sources.dialect import DIALECTS
from sojourn.sources.files import open_file, resolve
from sojourn.sources.frames import open_frame
from sojourn.sources.source import workspace

NOW_US = 1_790_000_000_000_000
TEXTS = {
    "zendesk": service.ZENDESK_VIEW,
    "hubspot": service.HUBSPOT_CONTACTS,
    "salesforce": service.SF_TASK,
    "qualtrics": service.QUALTRICS,
    "surveymonkey": service.SURVEYMONKEY,
    "survey": service.LONG,
    "records": service.CASES,
}
OBJECTS = {
    "zendesk": service.ZENDESK_TICKETS[0],
    "hubspot": service.HUBSPOT_DEALS["results"][0],
    "salesforce": service.SF_CASE,
    "formbricks": service.FORMBRICKS["data"][0],
}

JUNK = ["nonsense", "", "-1", "9" * 30, "2024-13-45", "{}", "\u202eabc", "NaN", "0x1f", "'; DROP TABLE x; --"]


class Kept:
    """Keeps the events and counts the links."""

    def __init__(self):
        self.rows, self.links = [], 0

    def add(self, batch: pa.RecordBatch, *, source, compare_rows):
        self.rows += batch.to_pylist()

    def link(self, batch: pa.RecordBatch, *, source):
        self.links += batch.num_rows


@pytest.fixture
def take():
    """Read sources; every row must be an event or counted."""

    def taker(*sources):
        kept = Kept()
        quality = ingest(list(sources), kept, now_us=NOW_US)
        assert quality.rows_in == len(kept.rows) + sum(quality.dropped.values())
        assert quality.dropped.get("link_row", 0) == kept.links
        return kept, quality

    return taker


def parts_of(path):
    """Touchpoint or part → rows of the scan."""
    with workspace() as space:
        found = [table for named in resolve([path]) for table in open_file(named, space)]
        return {t.label: (t, t.scan().to_arrow_table().to_pylist()) for t in found}


@pytest.mark.parametrize("name", TEXTS)
def test_any_encoding_gives_the_same_events(name, take, write):
    plain, _ = take(write("plain.csv", TEXTS[name]))
    for encoding in ("utf-16", "cp1252", "utf-8-sig"):
        other, _ = take(write("other.csv", TEXTS[name].encode(encoding)))
        assert [r["timestamp"] for r in other.rows] == [r["timestamp"] for r in plain.rows], encoding


@pytest.mark.parametrize("name", TEXTS)
def test_every_way_to_cut_an_export_off_is_an_error_or_counted(name, take, write):
    content = TEXTS[name].encode()
    ends = {"refused": 0, "read": 0}
    for length in range(20, len(content), max(1, len(content) // 9)):
        end = "refused"
        with contextlib.suppress(SojournError):
            take(write("cut.csv", content[:length]))
            end = "read"
        ends[end] += 1
    assert ends["read"] > 0


@pytest.mark.parametrize("name", TEXTS)
def test_cells_of_the_wrong_kind_and_formulas_are_counted_or_stay_text(name, take, write):
    header, *rows = TEXTS[name].splitlines()
    width = header.count(",") + 1
    plain, _ = take(write("plain.csv", TEXTS[name]))
    evil = ['"=HYPERLINK(""http://x.example"")"'] * width
    kept, quality = take(write("evil.csv", "\n".join([header, *rows, ",".join(evil)]) + "\n"))
    assert len(kept.rows) >= len(plain.rows) / 2
    assert quality.rows_in > len(kept.rows)
    dice = random.Random(5)
    wrong = [",".join(dice.choice(JUNK) for _ in range(width)) for _ in range(2)]
    kept, _ = take(write("wrong.csv", "\n".join([header, *rows, *wrong]) + "\n"))
    assert len(kept.rows) >= len(plain.rows) / 2


@pytest.mark.parametrize("name", TEXTS)
def test_every_column_but_the_essential_ones_may_be_missing(name, write):
    frame = duckdb.read_csv(
        str(write("whole.csv", TEXTS[name])), all_varchar=True, header=True
    ).to_arrow_table()
    seen = 0
    with workspace() as space:
        for column in frame.column_names:
            table = open_frame(frame.drop_columns([column]), "less", space)
            if not DIALECTS[name].recognises(table):
                continue
            seen += 1
            for made in DIALECTS[name].translate(table, space):
                assert made.aside or set(made.roles.values()) | set(made.identifiers) <= set(made.types)
                made.scan().to_arrow_table()
    assert seen > 0


def _deep(levels):
    value = "end"
    for _ in range(levels):
        value = {"k": value}
    return value


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize(
    "change",
    [
        lambda row: {k: str(v) for k, v in row.items()},
        lambda row: {k: [v] for k, v in row.items()},
        lambda row: {k: {"value": v} for k, v in row.items()},
        dict.fromkeys,
        lambda row: dict(list(row.items())[: len(row) // 2]),
        lambda row: row | {"extra": _deep(32)},
        lambda row: row | {"created_at": 17, "createdAt": {}, "comments": "no list", "properties": 3},
        lambda row: row | {"comments": [[], 3, None, {"id": {"a": 1}}, _deep(32)]},
    ],
)
def test_objects_of_the_wrong_shape_are_counted_or_refused(name, change, take, write):
    rows = [OBJECTS[name], change(dict(OBJECTS[name])), OBJECTS[name]]
    path = write("rows.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
    refused = ""
    kept = Kept()
    try:
        kept, _ = take(path)
    except SojournError as error:
        refused = str(error)
    assert kept.rows or "rows.jsonl" in refused


def test_a_hundred_thousand_keys_are_refused_by_name(take, write):
    row = OBJECTS["zendesk"] | {f"custom_{i}": i for i in range(100_000)}
    with pytest.raises(SojournError, match=r"rows\.jsonl has 100,\d+ different keys"):
        take(write("rows.jsonl", json.dumps(row) + "\n" + json.dumps(row) + "\n"))


def test_agents_never_lend_their_ids_to_a_customer(write, tmp_path):
    found = parts_of(write("user.csv", service.ZENDESK_TABLES["user.csv"]))
    assert [r["email"] for r in found["user.csv (customers)"][1]] == ["ann@mail.test"]
    assert found["user.csv (agents)"][0].aside == "agents and administrators are no customers"
    comments, rows = parts_of(write("tickets.json", json.dumps(service.ZENDESK_TICKETS)))[
        "tickets.json (comments) (public)"
    ]
    assert comments.identifiers == {"ticket_id": "ticket", "customer": "zendesk_user"}
    assert [(r["touchpoint"], r["customer"]) for r in rows] == [
        ("Support replied", None),
        ("Customer wrote", "20978392"),
    ]


def test_good_and_bad_become_thumbs_and_offers_are_set_aside(write):
    found = parts_of(write("r.csv", service.ZENDESK_TABLES["satisfaction_rating.csv"]))
    table, rows = found["r.csv (given)"]
    assert (table.constants["scale"], [r[table.roles["score"]] for r in rows], rows[0]["comment"]) == (
        "thumbs",
        [0.0],
        "Too slow",
    )
    assert found["r.csv (offered)"][0].aside


def test_a_deal_stands_for_its_first_contact_only(write):
    found = parts_of(write("deals.json", json.dumps(service.HUBSPOT_DEALS)))
    rows = found["deals.json (created)"][1]
    assert [r["associated contact"] for r in rows] == ["101", None]
    won = found["deals.json (won)"]
    assert won[0].roles["value"] == "properties.amount"
    assert len(won[1]) == 1  # the closing date of an open deal is a forecast


def test_salesforce_tasks_tell_contacts_from_leads_and_plans_from_deeds(write):
    found = parts_of(write("Task.csv", service.SF_TASK))
    rows = found["Task.csv (done)"][1]
    assert [(r["touchpoint"], bool(r["with contact"]), bool(r["with lead"])) for r in rows] == [
        ("Customer called", True, False),
        ("E-mail received", False, True),
    ]
    assert "plans" in found["Task.csv (open)"][0].aside


def test_zero_is_an_answer_and_labels_are_numbers(write):
    found = parts_of(write("q.csv", service.QUALTRICS))
    scores = [(r["ResponseId"], r["score"]) for r in found["q.csv (Q1)"][1]]
    assert scores == [("R_1abc", 0.0), ("R_2abc", 10.0), ("R_4abc", None)]
    assert found["q.csv (Q1)"][0].constants["scale"] == "nps_0_10"
    assert [r["score"] for r in found["q.csv (Q3)"][1]] == [1.0, 5.0]
    assert (found["q.csv (Q4)"][0].constants["scale"], [r["score"] for r in found["q.csv (Q4)"][1]]) == (
        "ces_1_7",
        [1.0],
    )
    assert found["q.csv (previews)"][0].aside


def test_qualtrics_with_one_header_row_knows_the_recommendation_by_its_group(write):
    table = duckdb.read_csv(
        str(write("q.csv", service.QUALTRICS)), all_varchar=True, header=True
    ).to_arrow_table()
    with workspace() as space:
        (made, *_) = DIALECTS["qualtrics"].translate(open_frame(table.slice(2), "frame", space), space)
        assert (made.constants["scale"], made.label) == ("nps_0_10", "frame (Q1)")


def test_surveymonkey_dates_are_read_month_first(write):
    (_, rows), *_ = parts_of(write("s.csv", service.SURVEYMONKEY)).values()
    assert [str(r["timestamp"]) for r in rows] == ["2024-01-31 10:14:12", "2024-02-01 22:14:12"]


def test_a_row_per_answer_has_the_scale_of_its_question(write):
    ((_, rows),) = parts_of(write("a.csv", service.LONG)).values()
    assert [(r["scale"], r["score"]) for r in rows] == [
        ("nps_0_10", 0.0), (None, None), ("nps_0_10", 10.0), ("csat_1_5", 4.0),
    ]  # fmt: skip
    assert rows[1]["text"] == "because it was slow"


def test_records_share_one_form_of_dates_over_all_their_parts(write):
    rows = "".join(f"{i},{i},{i % 27 + 1:02d}-01-2024,{'05-02-2024' if i == 3 else ''}\n" for i in range(40))
    found = parts_of(write("deals.csv", "deal_id,contact_id,lead_created,won_date\n" + rows))
    ((_, (won,)),) = [v for k, v in found.items() if "won" in k]
    assert str(won["timestamp"]) == "2024-02-05 00:00:00"


def test_a_record_without_any_time_is_counted_once(take, write):
    rows = service.CASES + "C-4,eve@mail.test,,,,2024-04-01 10:00:00,web,login,bob@company.test\n"
    _, quality = take(write("cases.csv", rows))
    assert quality.dropped == {"missing_time": 1}


@pytest.mark.parametrize(
    "content",
    [
        "user_id,event,created_at,updated_at,closed_at,id\n1,login,2024-01-01,2024-01-01,2024-01-01,1\n",
        "id,started_at,ended_at,customer_id\n1,2024-01-01 10:00,2024-01-01 11:00,5\n",
        "id,created_at,updated_at,due_date,customer_id\n1,2024-01-01,2024-01-02,2024-03-01,5\n",
        "customer_id,created_at,closed_at\n5,2024-01-01,2024-01-02\n5,2024-01-03,2024-01-04\n",
    ],
)
def test_tables_of_events_are_no_records(content, write):
    with workspace() as space:
        for named in resolve([write("x.csv", content)]):
            assert {t.dialect for t in open_file(named, space)} == {""}
