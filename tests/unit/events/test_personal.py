"""Personal data in text: what is found, what is left alone, and that masking is a projection."""

import random
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.events.checksums import is_card, is_iban_at, is_ip, is_resident_id, is_ssn, luhn
from sojourn.events.personal import KINDS, find, mask
from sojourn.events.personal_columns import looks_personal

FOUND = {
    "write to ann.o'neil+shop@mail.example.co.uk, please": ("e-mail", "ann.o'neil+shop@mail.example.co.uk"),
    "/unsubscribe?who=ann%40shop.org&x=1": ("e-mail", "ann%40shop.org"),
    "邮箱ａｎｎ＠ｓｈｏｐ．ｃｏｍ谢谢": ("e-mail", "ａｎｎ＠ｓｈｏｐ．ｃｏｍ"),
    "my card 4111 1111 1111 1111 was charged": ("card", "4111 1111 1111 1111"),
    "amex 378282246310005.": ("card", "378282246310005"),
    "银行卡6222020200112230023。": None,
    "card:5555-5555-5555-4444": ("card", "5555-5555-5555-4444"),
    "４１１１１１１１１１１１１１１１": ("card", "４１１１１１１１１１１１１１１１"),
    "pay to DE89 3704 0044 0532 0130 00 please": ("iban", "DE89 3704 0044 0532 0130 00"),
    "IBAN:GB82WEST12345698765432": ("iban", "GB82WEST12345698765432"),
    "fr1420041010050500013m02606": ("iban", "fr1420041010050500013m02606"),
    "身份证11010519491231002X，谢谢": ("id number", "11010519491231002X"),
    "ssn 219-09-9998": ("id number", "219-09-9998"),
    "from 153.69.214.203 again": ("ip", "153.69.214.203"),
    "from 2001:db8::8a2e:370:7334": ("ip", "2001:db8::8a2e:370:7334"),
    "Call +49 (0)30 1234567!": ("phone", "+49 (0)30 1234567"),
    "call 914-329-0185.": ("phone", "914-329-0185"),
    "(631) 891-5722 is mine": ("phone", "(631) 891-5722"),
    "mon numéro 06 12 34 56 78": ("phone", "06 12 34 56 78"),
    "Rückruf unter 0171/1234567 bitte": ("phone", "0171/1234567"),
    "联系电话：0791-2878108": ("phone", "0791-2878108"),
    "手机号13988505869谢谢": ("phone", "13988505869"),
    "１３９８８５０５８６９": ("phone", "１３９８８５０５８６９"),
    "0033 6 12 34 56 78": ("phone", "0033 6 12 34 56 78"),
    "phone: 5551234": ("phone", "5551234"),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_what_is_personal_is_found_where_it_stands(text, expected):
    found = [(f.kind, text[f.start : f.end]) for f in find(text)]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "order 4711-2026-03 of 2026-03-14 10:30:00",
        "2015-02-24 11:35:52 -0800",
        "order no. 0171 1234567",
        "订单号13988505869",
        "ticket #914-329-0185",
        "4111 1111 1111 1112",  # a wrong check digit
        "DE88370400440532013000",
        "110105194912310021",
        "000-12-3456",
        "version 1.2.3.4",
        "v10.0.0.1",
        "999.1.1.1",
        "10:30:00",
        "std::vector<int>",
        "price 1,234,567.89 and 12 345 678 €",
        "@united thanks",
        "a @ b . c",
        "flight UA1234 to SFO on 03/04/2026",
        "tracking 1Z999AA10123456784",
        "550e8400-e29b-41d4-a716-446655440000",
        "1234567",
        "20260314",
        "1767225600000",
        "ISBN 978-3-16-148410-0",
        "[phone] 12345678",
        "00000000000",
    ],
)
def test_what_is_not_personal_is_left_alone(text):
    assert find(text) == ()


def test_checksums_know_one_digit_from_another():
    good = {"luhn": "79927398713", "card": "4000056655665556", "iban": "NL91ABNA0417164300"}
    assert luhn(good["luhn"])
    assert is_card(good["card"])
    assert is_iban_at(good["iban"]) == 18
    for place in range(len(good["card"])):
        wrong = good["card"][:place] + str((int(good["card"][place]) + 1) % 10) + good["card"][place + 1 :]
        assert not is_card(wrong)
    for place in range(4, 18):
        letter = good["iban"][place]
        other = "B" if letter != "B" else "C"
        changed = str((int(letter) + 1) % 10) if letter.isdigit() else other
        assert is_iban_at(good["iban"][:place] + changed + good["iban"][place + 1 :]) == 0
    assert not is_resident_id("11010519490231002X")  # a 31 February
    assert not is_ssn("666-12-3456")
    assert not is_ip("1.2.3")


def test_masking_keeps_type_length_and_nulls():
    texts = ["mail a@x.org", None, "fine", "a@x.org b@y.org"]
    expected = ["mail [e-mail]", None, "fine", "[e-mail] [e-mail]"]
    for kind in (pa.string(), pa.large_string()):
        masked, counts = mask(pa.array(texts, kind))
        assert masked.type == kind
        assert masked.to_pylist() == expected
        assert counts == Counter({"e-mail": 3})
    chunked, counts = mask(pa.chunked_array([texts[:2], texts[2:]]))
    assert chunked.to_pylist() == expected
    assert counts["e-mail"] == 3
    coded, counts = mask(pa.array([*texts, *texts]).dictionary_encode())
    assert coded.to_pylist() == expected * 2
    assert counts["e-mail"] == 6
    sliced, _ = mask(pa.array(texts).slice(2))
    assert sliced.to_pylist() == expected[2:]


def test_texts_that_become_equal_share_an_entry():
    coded = pa.array(["a@x.org", "b@y.org", "c"]).dictionary_encode()
    masked, _ = mask(coded)
    assert masked.to_pylist() == ["[e-mail]", "[e-mail]", "c"]
    assert len(masked.dictionary) == 2


def test_only_the_kinds_asked_for_are_masked():
    masked, counts = mask(pa.array(["a@x.org 13988505869"]), ("e-mail",))
    assert masked.to_pylist() == ["[e-mail] 13988505869"]
    assert counts == {"e-mail": 1}


PIECES = st.sampled_from(
    [
        "a@x.org",
        "4111 1111 1111 1111",
        "DE89370400440532013000",
        "13988505869",
        "+49 30 1234567",
        "153.69.214.203",
        "219-09-9998",
        "11010519491231002X",
        " ",
        "-",
        ".",
        ",",
        "@",
        "%40",
        "(",
        ")",
        "+",
        "0",
        "7",
        "x",
        "phone ",
        "order ",
        "电话",
        "１",
        "＠",
        "[phone]",
        "::",
        "2001:db8::1",
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=14).map("".join))
def test_masking_twice_is_masking_once(text):
    once, counts = mask(pa.array([text]))
    twice, more = mask(once)
    assert twice.to_pylist() == once.to_pylist()
    assert not more
    assert counts.total() == 0 or once[0].as_py() != text


@given(st.text())
def test_any_text_can_be_looked_through(text):
    for finding in find(text):
        assert finding.kind in KINDS
        assert 0 <= finding.start < finding.end <= len(text)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_the_fast_look_misses_nothing(text):
    """What `find` finds is masked: the first, vectorised look lets it through."""
    masked, counts = mask(pa.array([text]))
    assert (masked[0].as_py() != text) == bool(find(text)) == bool(counts)


@pytest.mark.timeout(300)
def test_a_million_short_texts_are_masked():
    rng = random.Random(1)
    texts = [f"The parcel {rng.randrange(10**6)} came late on day {i % 365}, thanks" for i in range(100_000)]
    texts[::50] = ["please call +49 30 1234567 or ann@shop.org"] * 2_000
    column = pa.array(texts * 10)
    _, counts = mask(column)
    assert counts == {"phone": 20_000, "e-mail": 20_000}


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("email", [], "e-mail"),
        ("customer.email", ["a@x.org"], "e-mail"),
        ("mail", ["true", "false"], None),
        ("email_sent", ["2026-01-01"], None),
        ("email_id", ["17"], None),
        ("Billing Phone", ["0171 1234567"], "phone"),
        ("手机号码", ["13988505869"], "phone"),
        ("whatever", ["13988505869", "13988505868", "x"], "phone"),
        ("order_no", ["13988505869"], None),
        ("First Name", ["Ann"], "name"),
        ("收货人", ["张三"], "name"),
        ("event_name", ["Order placed"], None),
        ("name", ["Order placed"], None),
        ("campaign name", ["spring"], None),
        ("shipping_address1", ["Main St 1"], "address"),
        ("详细地址", ["上海"], "address"),
        ("date_of_birth", ["1990-01-01"], "birth date"),
        ("context.ip", ["203.0.113.7"], "ip"),
        ("description", ["203.0.113.7 a b"], None),
        ("acct", ["DE89370400440532013000"], "iban"),
        ("身份证号", ["11010519491231002X"], "id number"),
        ("notes", ["call 914-329-0185 or write", "fine"], None),
        ("page", [None, ""], None),
        ("amount", [1, 2.5], None),
    ],
)
def test_columns_that_are_personal_are_recognised(name, values, kind):
    assert looks_personal(name, values) == kind


@pytest.mark.shared_data
def test_real_texts_have_no_finding_that_is_none(shared_data):
    """Counted by eye once: every one of these is an address or a number that somebody can call."""
    import csv
    import gzip

    def column(path, name, encoding):
        with gzip.open(shared_data / path, "rt", encoding=encoding, newline="") as file:
            return pa.array([row[name] for row in csv.DictReader(file)])

    tweets = column("airline_tweets/Tweets.csv.gz", "text", "utf-8")
    french = column("botanic_nps_fr/nps_part_public.csv.gz", "explication", "latin-1")
    chinese = column("chnsenticorp_htl/ChnSentiCorp_htl_all.csv.gz", "review", "utf-8")
    assert mask(tweets)[1] == {"phone": 24, "e-mail": 16, "ip": 1}
    assert mask(french)[1] == {"e-mail": 4}
    assert mask(chinese)[1] == {"phone": 10, "e-mail": 1}
