"""Which columns of a table nobody described identify the customer: found where it is clear, left alone where not."""

import pyarrow as pa
import pytest

from sojourn.events.looks import look_at
from sojourn.events.records import identifiers_of, is_person, object_of, row_id


def looks(**columns: list) -> list:
    named = {name.replace("__", " "): values for name, values in columns.items()}
    return [look_at(n, pa.chunked_array([pa.array([str(v) for v in vs])])) for n, vs in named.items()]


MAILS = [f"p{i}@mail.test" for i in range(30)]
NUMBERS = [str(1000 + i) for i in range(30)]


@pytest.mark.parametrize("name", ["email", "Contact", "whatever", "邮箱", "context.traits.email"])
def test_mail_addresses_are_known_by_their_values(name: str) -> None:
    assert identifiers_of(looks(**{name: MAILS})) == {name: "email"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("customer_id", "user"), ("CustomerNo", "user"), ("userId", "user"), ("用户ID", "user"), ("客户编号", "user"),
        ("会员卡号", "loyalty_card"), ("loyalty_card", "loyalty_card"), ("member_no", "loyalty_card"),
        ("anonymous_id", "cookie"), ("user_pseudo_id", "cookie"), ("device_id", "device"), ("设备号", "device"),
        ("order_number", "order"), ("订单号", "order"), ("ticket_id", "ticket"), ("工单编号", "ticket"),
        ("contact_id", "contact"), ("lead_id", "lead"), ("deal_id", "deal"), ("company_id", "account"),
        ("opportunity_id", "deal"), ("properties.customer_id", "user"),
    ],
)  # fmt: skip
def test_ids_are_known_by_their_names_in_english_and_chinese(name: str, kind: str) -> None:
    assert identifiers_of(looks(**{name: NUMBERS})) == {name: kind}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("product_id", NUMBERS),
        ("sku", NUMBERS),
        ("price", [f"{i}.50" for i in range(30)]),
        ("session_id", NUMBERS),
        ("agent_email", MAILS),
        ("Owner", MAILS),
        ("assignee_id", NUMBERS),
        ("客服邮箱", MAILS),
        ("amount", NUMBERS),
        ("customer_type", NUMBERS),
        ("phone_model", NUMBERS),
        ("number_of_calls", NUMBERS),
        ("id", NUMBERS),
        ("fulfillment_order_id", NUMBERS),
        ("mailbox", ["help@shop.test"] * 30),
        ("customer_id", ["yes", "no"] * 20),
        ("comment", [f"please write to p{i}@mail.test about it" for i in range(30)]),
        ("credit_card_no", NUMBERS),
        ("customer", [f"Ann of the house number {i}" for i in range(30)]),
        ("order_date", ["2024-01-02", "2024-01-03", "2024-01-04"]),
    ],
)
def test_what_is_not_the_customer_is_left_alone(name: str, values: list[str]) -> None:
    assert identifiers_of(looks(**{name: values})) == {}


def test_phones_need_their_name_or_a_country_code() -> None:
    local = [f"030 5550{i:03d}" for i in range(30)]
    world = [f"+49305550{i:03d}" for i in range(30)]
    assert identifiers_of(looks(Phone=local, reading=local, reach=world)) == {
        "Phone": "phone",
        "reach": "phone",
    }
    assert identifiers_of(looks(手机号=[f"138{i:08d}" for i in range(30)])) == {"手机号": "phone"}


def test_a_client_id_is_a_cookie_only_if_it_looks_like_one() -> None:
    assert identifiers_of(looks(client_id=[f"{i}123.16{i}5" for i in range(10, 40)])) == {
        "client_id": "cookie"
    }
    assert identifiers_of(looks(client_id=NUMBERS)) == {"client_id": "user"}


def test_a_bare_id_is_named_by_the_file_and_its_folder() -> None:
    table = looks(id=NUMBERS, contact_id=NUMBERS, order_id=NUMBERS)
    assert identifiers_of(table, "crm/2024/deals.csv") == {
        "id": "crm_deal",
        "contact_id": "crm_contact",
        "order_id": "order",
    }
    assert identifiers_of(table, "tickets_2024.csv")["id"] == "ticket"
    assert "id" not in identifiers_of(table, "ticket_comments.csv")
    assert "id" not in identifiers_of(looks(id=[1, 1, 2, 3]), "tickets.csv")


def test_a_table_of_employees_or_shops_names_no_customer() -> None:
    assert identifiers_of(looks(email=MAILS, phone=NUMBERS), "agents.csv") == {}
    assert identifiers_of(looks(email=MAILS), "locations.csv") == {}


def test_row_ids_have_a_value_of_their_own_in_every_row() -> None:
    assert row_id(looks(name=MAILS, ticket_no=NUMBERS)) == "ticket_no"
    assert row_id(looks(ticket_no=[1, 1, 2])) == ""
    assert row_id(looks(amount=NUMBERS)) == ""


def test_persons_are_told_from_things_whatever_the_system() -> None:
    assert is_person("crm_contact")
    assert is_person("email")
    assert not is_person("crm_deal")
    assert not is_person("order")
    assert object_of("客户.csv") == "user"
