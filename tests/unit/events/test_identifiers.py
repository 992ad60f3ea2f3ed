"""Identifiers in one form, and values that name nobody."""

import phonenumbers
import pyarrow as pa
import pytest

from sojourn.events.identifiers import TYPES, kind_of, normalise
from sojourn.events.phones import e164

ZERO_UUID = "00000000-0000-0000-0000-000000000000"


def usable(value, kind="cookie", **options):
    return normalise(pa.array([value], pa.string()), kind, **options).values[0].as_py()


@pytest.mark.parametrize(
    "value",
    ["0", "", "-", "-1", "null", "NULL", "None", "nil", "NaN", "n/a", "undefined", "anonymous", "Anon", "guest", "id", "email", "true", "[object Object]", ZERO_UUID, "000", '"null"', "'undefined'", "`0`", "  guest  ", "\ufeffnull", "匿名"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["user", "cookie", "zendesk_user"])
def test_what_names_nobody_is_no_identifier(value, kind):
    assert usable(value, kind) is None


@pytest.mark.parametrize(
    "value", ["C-17", "1", "10-0-1", "guest-4411", "nully", "trueblue", "true:1", "a" * 255]
)
def test_what_only_looks_a_little_like_that_stays(value):
    assert usable(value) == value


def test_case_counts_only_in_the_list():
    assert usable("AbC") == "AbC"
    assert usable("GUEST") is None


def test_too_long_and_control_characters_are_counted_by_reason():
    found = normalise(pa.array(["a" * 256, "a\x00b", "x\ty", " ", "null", "ok", "ok", None]), "device")
    assert found.values.to_pylist() == [None, None, None, None, None, "ok", "ok", None]
    assert found.counts == {"blank": 1, "blocked": 1, "control_character": 2, "too_long": 1}


def test_counts_are_of_rows_not_of_values():
    assert normalise(pa.array(["guest"] * 7 + ["x"]), "cookie").counts == {"blocked": 7}


def test_the_list_can_be_extended():
    assert usable("Demo-User ") == "Demo-User"
    assert usable("Demo-User ", blocked=frozenset({"demo-user"})) is None


def test_composed_and_decomposed_letters_are_one():
    assert usable("Zoe\u0308") == usable("Zoë") == "Zoë"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" Ann@X.org ", "ann@x.org"),
        ("Ann Smith <ann@x.org>", "ann@x.org"),
        ("mailto:ann@x.org", "ann@x.org"),
        ("ann+news@x.org", "ann+news@x.org"),
        ("anna.test@x.org", "anna.test@x.org"),
        ("ann@x", None),
        ("ann x@y.org", None),
        ("not an address", None),
        ("test@test.com", None),
        ("asdf@example.com", None),
        ("a@a.com", None),
        ("no-reply@shop.com", None),
        ("noreply@shop.com", None),
    ],
)
def test_addresses(value, expected):
    assert usable(value, "email") == expected


def test_an_address_may_be_that_of_a_reserved_domain():
    assert usable("ann@example.com", "email") == "ann@example.com"


@pytest.mark.parametrize(
    "value", ["0000000", "1111111111", "+49 1111111", "123456789", "1234567890", "hello", "12", "+999123456"]
)
def test_numbers_that_are_none(value):
    assert usable(value, "phone", country="DE") is None


@pytest.mark.parametrize(
    ("country", "value", "expected"),
    [
        ("DE", "0152 345 678 90", "+4915234567890"),
        ("DE", "+49 (0)152/34567890", "+4915234567890"),
        ("DE", "0049 152 34567890", "+4915234567890"),
        ("GB", "447911123457", "+447911123457"),
        ("US", "(415) 555-2671", "+14155552671"),
        ("US", "1-415-555-2671 ext. 12", "+14155552671;ext=12"),
        ("US", "011 49 152 34567890", "+4915234567890"),
        ("CN", "139 1098 8888", "+8613910988888"),
        ("IT", "06 698 12345", "+390669812345"),
        ("GB", "０２０ ７９４６ ００１８", "+442079460018"),
        ("AR", "011 15-2345-9981", "+5491123459981"),
        ("", "+49 152 34567890", "+4915234567890"),
        ("", "0152 34567890", "015234567890"),
    ],
)
def test_numbers_in_one_form(country, value, expected):
    assert usable(value, "phone", country=country) == expected


def test_a_number_without_country_is_kept_and_said_to_be_ambiguous():
    found = normalise(pa.array(["0152 34567890", "+49 152 34567890", "0152 34567890"]), "phone")
    assert found.counts == {"ambiguous_phone": 2}
    assert found.values.null_count == 0


def test_all_countries_agree_with_the_reference():
    """Every kind of example number of every country, in four ways of writing."""
    wrong, total = [], 0
    for country in sorted(phonenumbers.SUPPORTED_REGIONS):
        written, expected = [], []
        for kind in range(11):
            number = phonenumbers.example_number_for_type(country, kind)
            for form in range(4) if number else ():
                text = phonenumbers.format_number(number, form)
                known = phonenumbers.parse(text, country)
                if phonenumbers.is_possible_number(known):
                    written.append(text)
                    expected.append(phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.E164))
        found = e164(pa.array(written), country)[0].to_pylist()
        total += len(found)
        wrong += [(country, *row) for row in zip(written, found, expected, strict=True) if row[1] != row[2]]
    assert total > 5_000
    # Canada's 310 numbers are seven digits that are dialled from within an area only.
    assert all(row[0] == "CA" and "310" in row[1] for row in wrong), wrong


def test_numbers_stored_as_floats_and_dictionaries_are_the_same_identifiers():
    assert normalise(pa.array([17.0, None]), "user").values.to_pylist() == ["17", None]
    assert normalise(pa.array([17]), "user").values.to_pylist() == ["17"]
    assert normalise(pa.array(["a", "b", "a"]).dictionary_encode(), "user").values.to_pylist() == [
        "a",
        "b",
        "a",
    ]
    assert normalise(pa.chunked_array([["a"], ["b"]]), "user").values.to_pylist() == ["a", "b"]
    assert normalise(pa.array([], pa.string()), "email").counts == {}


@pytest.mark.parametrize(
    ("name", "priority", "per_customer", "merges"),
    [
        ("zendesk_user", 20, 5, True),
        ("shopify_customer", 20, 5, True),
        ("somebody_new", 20, 5, True),
        ("deal", 80, 0, True),
        ("hubspot_deal", 80, 0, True),
        ("zendesk_ticket", 80, 0, True),
        ("salesforce_account", 90, 0, False),
        ("posthog_group", 90, 0, False),
    ],
)
def test_unknown_types_are_ids_of_foreign_systems(name, priority, per_customer, merges):
    kind = kind_of(name)
    assert (kind.name, kind.priority, kind.per_customer, kind.merges) == (
        name,
        priority,
        per_customer,
        merges,
    )


def test_types_are_listed_strongest_first():
    priorities = [kind.priority for kind in TYPES.values()]
    assert priorities == sorted(priorities)
    assert all(kind.meaning for kind in TYPES.values())
