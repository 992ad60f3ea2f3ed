"""Records without a common key."""

import random
import sys

import numpy as np
import pyarrow as pa
import pytest

from sojourn.errors import InputError, MissingExtraError
from sojourn.identity.fields import Field, comparable, fields_of
from sojourn.identity.linkage import likely_pairs
from sojourn.identity.resolve import resolve
from sojourn.identity.rules import Rules

NAMES = (
    "Anna",
    "Bernd",
    "Clara",
    "David",
    "Emma",
    "Fatima",
    "Georg",
    "Hanna",
    "Igor",
    "Jana",
    "Karim",
    "Lena",
    "Milan",
    "Nora",
)
FAMILIES = (
    "Albers",
    "Becker",
    "Conrad",
    "Dietz",
    "Evers",
    "Fischer",
    "Graf",
    "Hahn",
    "Ito",
    "Jansen",
    "Keller",
    "Lang",
    "Moser",
)


def people(count=240, seed=3):
    """Every person twice, the second time with a wrong letter in the name or without postcode; and who they are."""
    dice = random.Random(seed)
    rows, who = [], []
    for k in range(count):
        given, family = dice.choice(NAMES), dice.choice(FAMILIES)
        born = f"{dice.randint(1940, 2004)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        post = str(dice.randint(10000, 10400))
        rows += [
            (given, family, born, post),
            (given, family[:-1] + dice.choice("xyz"), born, dice.choice([post, None])),
        ]
        who += [k, k]
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(("first name", "Surname", "DOB", "zip"), map(list, columns), strict=True))), who


@pytest.fixture(scope="module")
def linked():
    table, who = people()
    return table, who, likely_pairs(table)


def test_pairs_are_found_without_labels(linked):
    _, who, linkage = linked
    found = set(zip(linkage.a[linkage.linked].tolist(), linkage.b[linkage.linked].tolist(), strict=True))
    true = {(2 * k, 2 * k + 1) for k in range(len(who) // 2)}
    assert len(found & true) / len(found) > 0.97
    assert len(found & true) / len(true) > 0.97
    assert 0.8 * len(true) < linkage.expected_matches < 1.2 * len(true)


def test_the_waterfall_adds_up_and_speaks_of_the_columns(linked):
    _, _, linkage = linked
    for pair in (0, len(linkage) // 2, len(linkage) - 1):
        match = linkage.match(pair)
        assert match.steps[0].field == "prior"
        assert {"DOB", "zip"} <= {step.field for step in match.steps}
        assert match.weight == pytest.approx(sum(step.weight for step in match.steps))
        assert match.probability == pytest.approx(1 / (1 + 2**-match.weight))
        assert f"records {match.a} and {match.b}" in str(match)
        assert match.to_dict()["steps"][0]["field"] == "prior"
    words = {step.found for pair in range(len(linkage)) for step in linkage.match(pair).steps}
    assert not any("f0" in found or "f1" in found for found in words)


def test_links_become_customers(linked):
    table, who, linkage = linked
    nodes, links = linkage.links("record", pa.array([str(k) for k in range(table.num_rows)]), "shop.csv")
    found = resolve(nodes, links)
    assert len(nodes) == table.num_rows
    assert links.probability.min() >= linkage.threshold
    assert abs(found.customers - len(who) / 2) < 12
    none = resolve(nodes, links, Rules(least_probability=2.0))
    assert none.customers == table.num_rows


def test_the_same_table_gives_the_same_answer(linked):
    table, _, linkage = linked
    again = likely_pairs(table)
    assert np.array_equal(again.a, linkage.a)
    assert np.array_equal(again.b, linkage.b)
    assert np.allclose(again.probability, linkage.probability)


def test_only_records_of_different_lists_are_compared_where_there_are_two():
    table, _ = people(150)
    side = ["left", "right"] * 150
    linkage = likely_pairs(table.append_column("list", pa.array(side)), side="list")
    assert all(side[a] != side[b] for a, b in zip(linkage.a.tolist(), linkage.b.tolist(), strict=True))
    assert linkage.linked.sum() > 130


def test_column_names_are_never_part_of_a_query():
    table, _ = people(120)
    evil = 'x"; DROP TABLE a; --'
    table = table.rename_columns([evil, "l.surname = 'x' OR 1=1", "DOB", "zip"])
    fields = (
        Field(evil, "given_name"),
        Field(table.column_names[1], "surname"),
        Field("DOB", "birth_date"),
        Field("zip", "postcode"),
    )
    linkage = likely_pairs(table, fields=fields, threshold=0.5)
    assert linkage.threshold == 0.5
    assert linkage.linked.sum() > 100
    assert any(evil in step.field for step in linkage.match(0).steps)


def test_what_cannot_be_compared_is_told(monkeypatch):
    table, _ = people(10)
    with pytest.raises(InputError, match="Fewer than two columns"):
        likely_pairs(table.select(["zip"]))
    with pytest.raises(InputError, match="at least two records"):
        likely_pairs(table.slice(0, 1))
    same = pa.table({"first name": ["Ann"] * 5000, "surname": ["Lee"] * 5000})
    with pytest.raises(InputError, match="No column tells records apart"):
        likely_pairs(same)
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sojourn\[identity\]'"):
        likely_pairs(table)


@pytest.mark.parametrize(
    ("column", "meaning"),
    [("Vorname", "given_name"), ("E-Mail", "email"), ("姓名", "name"), ("Date of Birth", "birth_date"), ("PLZ", "postcode"), ("street_number", "number"), ("address_2", "address"), ("suburb", "place"), ("Price", "amount"), ("title", "title")],
)  # fmt: skip
def test_columns_say_by_their_name_what_they_hold(column, meaning):
    assert fields_of([column]) == (Field(column, meaning),)
    assert fields_of([column + " of the week"]) == ()


@pytest.mark.parametrize(
    ("value", "meaning", "expected"),
    [("SW1A 1AA", "postcode", "sw1a1aa"), ("1.5", "amount", 1.5), ("A&B  Ltd.", "name", "a b ltd"), ("??", "surname", None), ("12/1999", "birth_date", "12/1999"), ("ann@X.org", "email", "ann@x.org"), ("null", "email", None)],
)  # fmt: skip
def test_values_in_the_form_in_which_they_are_compared(value, meaning, expected):
    assert comparable(pa.array([value]), meaning)[0].as_py() == expected
