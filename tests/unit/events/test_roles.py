"""Roles from the headers and contents that real systems write."""

import pyarrow as pa
import pytest

from sojourn.errors import RoleError, UnknownNameError
from sojourn.events.looks import look_at
from sojourn.events.names import name_score, words
from sojourn.events.numbers import number_form, scale_of
from sojourn.events.roles import TableLooks, infer_roles

N = 40
CONTENT = {
    "id": [f"u{i % 9}" for i in range(N)],
    "unique": [f"m{i}" for i in range(N)],
    "time": [f"2025-01-{i % 28 + 1:02} 10:{i % 60:02}" for i in range(N)],
    "late": [f"2026-01-{i % 28 + 1:02} 10:00" for i in range(N)],
    "event": [("view", "cart", "pay")[i % 3] for i in range(N)],
    "few": [("web", "app")[i % 2] for i in range(N)],
    "money": [f"{i}.50" for i in range(N)],
    "eur": ["EUR"] * N,
    "nps": [str(i % 11) for i in range(N)],
    "stars": [str(i % 5 + 1) for i in range(N)],
    "words": [f"This was rather good, number {i}" for i in range(N)],
}


def table(label="data.csv", **columns):
    looks = tuple(
        look_at(n, pa.chunked_array([pa.array(CONTENT[c], pa.string())])) for n, c in columns.items()
    )
    return TableLooks(label, looks)


def roles_of(label="data.csv", chosen=None, **columns):
    (roles,) = infer_roles([table(label, **columns)], chosen)
    return {m.role: m.column or "=" + m.constant for m in roles.matches}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"user_id": "id", "event": "event", "timestamp": "time"},
         {"customer_id": "user_id", "timestamp": "timestamp", "touchpoint": "event"}),
        ({"case:concept:name": "id", "concept:name": "event", "time:timestamp": "time"},
         {"customer_id": "case:concept:name", "timestamp": "time:timestamp", "touchpoint": "concept:name"}),
        ({"anonymousId": "unique", "userId": "id", "messageId": "unique", "sentAt": "time", "timestamp": "time", "event": "event"},
         {"customer_id": "userId", "timestamp": "timestamp", "touchpoint": "event", "message_id": "messageId"}),
        ({"distinct_id": "id", "time": "time", "event": "event", "$insert_id": "unique", "utm_campaign": "few", "utm_medium": "few"},
         {"customer_id": "distinct_id", "timestamp": "time", "touchpoint": "event", "message_id": "$insert_id",
          "campaign": "utm_campaign", "medium": "utm_medium"}),
        ({"CustomerID": "id", "InvoiceDate": "time", "UnitPrice": "money", "Birth Date": "time"},
         {"customer_id": "CustomerID", "timestamp": "InvoiceDate", "touchpoint": "=Event"}),
        ({"Requester external id": "id", "Created at": "time", "Updated at": "late", "Satisfaction rating": "stars"},
         {"customer_id": "Requester external id", "timestamp": "Created at", "touchpoint": "=Event",
          "score": "Satisfaction rating", "scale": "=csat_1_5"}),
        ({"客户ID": "id", "时间": "time", "事件": "event", "渠道": "few", "金额": "money", "评分": "stars", "评论": "words"},
         {"customer_id": "客户ID", "timestamp": "时间", "touchpoint": "事件", "channel": "渠道", "value": "金额", "score": "评分",
          "scale": "=stars_1_5", "text": "评论"}),
        ({"customer": "id", "date": "time", "channel": "few", "ad_cost": "money", "revenue": "money", "currency": "eur",
          "nps": "nps", "comment": "words"},
         {"customer_id": "customer", "timestamp": "date", "touchpoint": "=Event", "channel": "channel", "cost": "ad_cost",
          "value": "revenue", "currency": "currency", "score": "nps", "scale": "=nps_0_10", "text": "comment"}),
    ],
)  # fmt: skip
def test_real_headers(columns, expected):
    assert roles_of(**columns) == expected


def test_the_file_names_touchpoint_and_channel():
    found = roles_of("store_purchases.csv", user_id="id", date="time")
    assert (found["touchpoint"], found["channel"]) == ("=Store purchase", "=store")


def test_a_choice_wins_over_inference():
    found = roles_of(
        chosen={"customer_id": "Member", "timestamp": "late"},
        Member="unique",
        user_id="id",
        time="time",
        late="late",
    )
    assert (found["customer_id"], found["timestamp"]) == ("Member", "late")


def test_a_reason_in_words():
    (roles,) = infer_roles([table(userId="id", time="time")])
    match = roles.get("customer_id")
    assert match is not None
    assert match.reason == "the name 'userId' is a usual name for it; 9 distinct values repeat 4.4 times"
    assert roles.get("currency") is None


def test_a_missing_role_lists_the_columns_and_what_to_try():
    with pytest.raises(RoleError) as caught:
        roles_of(Klant="id", time="time")
    assert "Klant: text, 9 distinct, e.g. 'u0', 'u1'" in caught.value.message
    assert '--column customer_id="Klant"' in caught.value.hint
    with pytest.raises(RoleError, match="no column tells when it happened"):
        roles_of(user_id="id", event="event")


@pytest.mark.parametrize(("other", "shown"), [("who", '"who"'), ("channel", "NAME")])
def test_a_column_with_the_name_of_another_role_is_not_suggested(other, shown):
    with pytest.raises(RoleError) as caught:
        roles_of(**{other: "few"}, time="time", event="event")
    assert caught.value.hint.startswith(f"Say which one it is with --column customer_id={shown}")


def test_a_chosen_time_that_holds_none():
    with pytest.raises(RoleError, match="'event' does not look like times"):
        roles_of(chosen={"timestamp": "event"}, user_id="id", event="event")


def test_unknown_roles_and_columns():
    with pytest.raises(UnknownNameError, match=r"no role 'chanel'\. Did you mean 'channel'"):
        roles_of(chosen={"chanel": "few"}, user_id="id", time="time")
    with pytest.raises(UnknownNameError, match=r"no column 'tiem'\. Did you mean 'time'"):
        roles_of(chosen={"timestamp": "tiem"}, user_id="id", time="time")


def test_shared_values_decide_between_customer_columns():
    web, orders = (
        table("web.csv", customer="unique", member="id", time="time"),
        table("orders.csv", client="id", time="time"),
    )
    first, second = infer_roles([web, orders])
    assert first.get("customer_id").column == "customer"
    named = table("web.csv", customer="unique", **{"user id": "id"}, time="time")
    first, second = infer_roles([named, orders])
    assert first.get("customer_id").column == "user id"
    assert second.get("customer_id").column == "client"


@pytest.mark.parametrize(
    ("name", "content", "scale"),
    [
        ("nps", "nps", "nps_0_10"), ("likelihood_to_recommend", "nps", "nps_0_10"), ("csat", "stars", "csat_1_5"),
        ("CES", "stars", "ces_1_5"), ("effort score", "stars", "ces_1_5"), ("rating", "stars", "stars_1_5"),
        ("满意度", "stars", "csat_1_5"), ("name", "id", ""),
    ],
)  # fmt: skip
def test_scales(name, content, scale):
    assert scale_of(table(**{name: content}).looks[0])[0] == scale


def test_thumbs_and_seven_point_effort():
    assert scale_of(look_at("thumb", pa.chunked_array([["up", "down", "up"]])))[0] == "thumbs"
    assert scale_of(look_at("ces", pa.chunked_array([["1", "7", "6"]])))[0] == "ces_1_7"


@pytest.mark.parametrize(
    ("values", "plain", "comma", "currency"),
    [
        (["1.5", "2"], True, False, ""),
        (["$1,234.50", "$3"], False, False, "USD"),
        (["1.234,50 €", "2,00 €"], False, True, "EUR"),
        (["EUR 5", "USD 6"], False, False, ""),
    ],
)
def test_numbers_as_written(values, plain, comma, currency):
    form = number_form(values)
    assert (form.plain, form.decimal_comma, form.currency) == (plain, comma, currency)


def test_names_are_compared_by_their_words():
    assert words("customerNo") == words("Customer no") == words("CUSTOMER_NO") == "customer no"
    assert name_score("value", "unit price")[0] < 0.5
    assert name_score("touchpoint", "colour") == (0.0, "")


def test_a_day_and_an_offset_are_one_time():
    content = {
        "user_id": ["a", "b"],
        "day": ["2025-10-07", "2025-10-08"],
        "offset": ["43200", "60"],
        "event": ["x", "y"],
    }
    looks = tuple(look_at(n, pa.chunked_array([pa.array(v, pa.string())])) for n, v in content.items())
    (roles,) = infer_roles([TableLooks("data.csv", looks)])
    match = roles.get("timestamp")
    assert (match.column, match.clock_column, match.time.offset_us) == ("day", "offset", 1e6)
    assert roles.to_dict()["timestamp"]["column"] == "day + offset"
