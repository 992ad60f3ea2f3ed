"""Rules at the door: what they do to each kind of column, what is refused, and the key."""

import multiprocessing
import re
import stat
import unicodedata
from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import InputError, UsageError
from sojourn.events.identifiers import normalise
from sojourn.events.privacy import Door, Privacy, Rule, truncated
from sojourn.events.secret import read_or_make_key

KEY = bytes(range(32))
PSEUDONYM = re.compile(r"~[0-9a-f]{32}")
PAGE = Path(__file__).parents[3] / "docs/how-to/protect-personal-data.md"


def passed(rules, columns, key=KEY, **identifiers):
    return Door(Privacy.of(rules), key).apply(pa.RecordBatch.from_pydict(columns), identifiers=identifiers)


def test_without_rules_text_is_masked_addresses_are_cut_and_the_rest_stays():
    columns = {
        "customer_id": ["4111111111111111", "ann@shop.org"],
        "timestamp": pa.array([1, 2]),
        "touchpoint": ["Page: /?e=ann@shop.org", "Home"],
        "text": ["call 914-329-0185", None],
        "coupon": ["call 914-329-0185, card 4111 1111 1111 1111", "ok"],
        "ticket.comment": ["call 914-329-0185", "ok"],
        "context.ip": ["203.0.113.77", "2001:db8:1:2::9"],
        "user_agent": ["Mozilla/5.0 (X11; Linux) 4111111111111111", "curl"],
        "value": [1.5, None],
    }
    got = passed({}, columns, key=None)
    assert got.batch.to_pydict() == {
        "customer_id": ["4111111111111111", "ann@shop.org"],
        "timestamp": [1, 2],
        "touchpoint": ["Page: /?e=[e-mail]", "Home"],
        "text": ["call [phone]", None],
        "coupon": ["call 914-329-0185, card [card]", "ok"],  # only what is sure
        "ticket.comment": ["call [phone]", "ok"],
        "context.ip": ["203.0.113.0", "2001:db8:1::"],
        "user_agent": ["Mozilla/5.0 (X11; Linux) 4111111111111111", "curl"],
        "value": [1.5, None],
    }
    assert got.changed == {
        ("touchpoint", "mask"): 1,
        ("text", "mask"): 1,
        ("coupon", "mask"): 1,
        ("ticket.comment", "mask"): 1,
        ("context.ip", "mask"): 2,
    }
    assert got.found == {"e-mail": 1, "phone": 2, "card": 1}


def test_a_rule_by_name_looks_for_everything():
    got = passed({"Coupon": "mask"}, {"coupon": ["call 914-329-0185"]})
    assert got.batch["coupon"].to_pylist() == ["call [phone]"]


def test_a_dropped_column_is_gone_and_counted():
    got = passed(
        {"first name": "drop"},
        {"First_Name": ["Ann", None], "traits.first_name": ["Ann", "Bob"], "x": ["1", "2"]},
    )
    assert got.batch.schema.names == ["x"]
    assert got.changed == {("First_Name", "drop"): 1, ("traits.first_name", "drop"): 2}


def test_the_same_value_is_one_pseudonym_in_every_column_source_and_spelling():
    first = passed(
        {"email": "hash"},
        {"id_email": [" Ann@X.org", None], "id_email_2": ["ann@x.ORG", "bob@x.org"]},
        id_email="email",
        id_email_2="email",
    )
    second = passed(
        {"email": "hash"}, {"traits.email": pa.array(["ann@x.org", "bob@x.org"]).dictionary_encode()}
    )
    ann, nobody = first.batch["id_email"].to_pylist()
    again, bob = first.batch["id_email_2"].to_pylist()
    assert nobody is None
    assert PSEUDONYM.fullmatch(ann)
    assert [ann, bob] == second.batch["traits.email"].to_pylist()
    assert again == ann != bob
    other = passed({"email": "hash"}, {"id_email": ["ann@x.org"]}, key=bytes(32), id_email="email")
    assert other.batch["id_email"].to_pylist() != [ann]


def test_what_identifies_nobody_gets_no_pseudonym():
    got = passed(
        {"email": "hash"},
        {"id_email": ["null", "test@test.com", "no address", "ann@x.org"]},
        id_email="email",
    )
    assert [bool(v) for v in got.batch["id_email"].to_pylist()] == [False, False, False, True]
    assert got.unusable == {("id_email", "blocked"): 2, ("id_email", "not_an_email"): 1}
    assert got.changed == {("id_email", "hash"): 1}


@pytest.mark.parametrize("kind", ["user", "email", "phone", "cookie", "zendesk_user"])
def test_pseudonyms_survive_normalising(kind):
    value = {"email": "ann@x.org", "phone": "+49 171 1234567"}.get(kind, "A-17")
    got = passed({kind: "hash"}, {"id": [value]}, id=kind).batch["id"]
    again = normalise(got, kind)
    assert again.values.to_pylist() == got.to_pylist()
    assert again.counts == {}


def test_telephone_numbers_meet_when_the_country_is_known():
    door = Door(Privacy.of({"phone": "hash"}), KEY, country="DE")
    batch = pa.RecordBatch.from_pydict({"id_phone": ["0171 1234567", "+49 171 1234567"]})
    assert len(set(door.apply(batch, identifiers={"id_phone": "phone"}).batch["id_phone"].to_pylist())) == 1


def test_lists_and_structures_are_masked_inside():
    got = passed(
        {},
        {
            "tags": [["a@x.org", "b"], None, []],
            "who": [{"mail": "a@x.org", "n": 1}, None, {"mail": None, "n": 2}],
        },
    )
    assert got.batch["tags"].to_pylist() == [["[e-mail]", "b"], None, []]
    assert got.batch["who"].to_pylist() == [{"mail": "[e-mail]", "n": 1}, None, {"mail": None, "n": 2}]


def test_numbers_of_a_property_can_be_hashed_and_lists_cannot():
    assert PSEUDONYM.fullmatch(
        passed({"member": "hash"}, {"member": pa.array([17])}).batch["member"][0].as_py()
    )
    with pytest.raises(UsageError, match="'tags' holds lists"):
        passed({"tags": "hash"}, {"tags": [["secret@x.org"]]})


def test_an_identifier_is_never_masked():
    with pytest.raises(UsageError, match="all customers would become one"):
        passed({"badge": "mask"}, {"badge": ["17"]}, badge="badge")


def test_the_most_exact_rule_decides():
    privacy = Privacy.of({"email": "hash", "id_email_2": "drop", "*": "keep", "ip": "drop"})
    assert privacy.rule("id_email", "email") is Rule.HASH
    assert privacy.rule("id_email_2", "email") is Rule.DROP
    assert privacy.rule("anything") is Rule.KEEP
    assert privacy.rule("client_ip") is Rule.DROP
    assert privacy.rule("text") is Rule.MASK
    assert privacy.rule("message_id") is Rule.KEEP


def test_every_fault_is_named_with_a_remedy():
    wrong = {
        "a": "hsah",
        "b": 3,
        "timestamp": "drop",
        "email": "mask",
        "value": "hash",
        "*": "hash",
        7: "keep",
    }
    with pytest.raises(UsageError) as caught:
        Privacy.of(wrong | {"A b": "keep", "a_b": "drop"})
    faults = {f["name"]: (f["message"], f["hint"]) for f in caught.value.context["faults"]}
    assert set(faults) == {str(name) for name in wrong} | {"a b"}
    assert faults["a"] == ("'hsah' is not a rule", "Did you mean hash?")
    assert faults["a b"] == ("it has two rules", "Keep one of them.")
    assert all(hint for _, hint in faults.values())
    assert len(str(caught.value).splitlines()) == len(faults)
    with pytest.raises(UsageError, match="must be a mapping"):
        Privacy.of(["email"])
    assert Privacy.of(None) == Privacy()


def test_hashing_without_a_key_is_refused_at_once():
    with pytest.raises(UsageError, match="needs a key"):
        Door(Privacy.of({"email": "hash"}))
    with pytest.raises(UsageError, match="needs a key"):
        Door(Privacy.of({"email": "hash"}), b"short")
    assert repr(KEY) not in repr(Door(Privacy.of({"email": "hash"}), KEY))


def test_addresses_are_cut_once_and_stay():
    once, number = truncated(pa.array(["203.0.113.77", "::ffff:203.0.113.7", "what", None]))
    assert number == 3
    assert truncated(once)[0].to_pylist() == once.to_pylist()
    assert once[2].as_py() == "what"


@given(
    st.lists(st.none() | st.text(max_size=12), max_size=20), st.sampled_from(["keep", "drop", "hash", "mask"])
)
def test_no_rule_changes_the_number_of_rows_or_adds_a_value(values, rule):
    got = passed({"note": rule}, {"note": pa.array(values, pa.string()), "row": list(range(len(values)))})
    assert got.batch["row"].to_pylist() == list(range(len(values)))
    if rule == "drop":
        assert "note" not in got.batch.schema.names
    else:
        assert got.batch["note"].null_count == values.count(None)


@given(st.lists(st.text("abÄ\u0061\u0308 1", min_size=1, max_size=4), min_size=1, max_size=20))
def test_hashing_joins_exactly_what_is_equal(values):
    hashed = passed({"x": "hash"}, {"x": values}).batch["x"].to_pylist()
    plain = [unicodedata.normalize("NFC", value).strip() for value in values]
    assert all(PSEUDONYM.fullmatch(h) for h in hashed)
    assert len(set(zip(plain, hashed, strict=True))) == len(set(plain)) == len(set(hashed))


def test_the_rules_of_the_page_are_rules():
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    rules = Privacy.of(yaml.safe_load(block)["privacy"])
    assert rules.rule("Billing Address") is Rule.DROP
    assert rules.needs_key


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "new" / "key"
    key = read_or_make_key(path)
    assert len(key) == 32
    assert read_or_make_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["key"]
    assert read_or_make_key(tmp_path / "other") != key


def test_a_key_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "key"
    key = read_or_make_key(path)
    path.chmod(0o640)
    with pytest.raises(InputError, match="can be read by others") as caught:
        read_or_make_key(path)
    assert "chmod 600" in caught.value.hint
    assert key.hex() not in str(caught.value)


def flipped(content):
    """One digit of the key changed."""
    return content[:20] + (b"0" if content[20:21] != b"0" else b"1") + content[21:]


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[:-20], lambda _: b"", flipped, lambda b: b + b"x", lambda _: bytes(range(200, 232))],
)
def test_a_damaged_key_is_refused(tmp_path, damage):
    path = tmp_path / "key"
    read_or_make_key(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match="damaged"):
        read_or_make_key(path)
    assert path.exists()


def test_processes_that_make_a_key_at_once_get_the_same_one(tmp_path):
    path = tmp_path / "key"
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        keys = pool.map(read_or_make_key, [path] * 8, chunksize=1)
    assert set(keys) == {read_or_make_key(path)}
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]
