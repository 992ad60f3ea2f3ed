"""The truth about identifiers: whose they are, who shares them, and what the files allow to be joined."""

import csv
from collections import Counter
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from sojourn.demo.evidence import identity_truth
from sojourn.demo.identities import AGENT_EMAIL
from sojourn.demo.sheet import Sheet, each


def sheet(who, **ids):
    columns = tuple((kind, pa.array(values, pa.string())) for kind, values in ids.items())
    return Sheet("x", {}, np.array(who), each(pa.nulls(len(who), pa.string())), columns), np.ones(
        len(who), bool
    )


def table(*sheets):
    found = identity_truth(sheets, pa.array(["A", "B", "C"])).to_pylist()
    return {(row["kind"], row["id"], row["person"]): (row["shared_by"], row["joinable"]) for row in found}


def test_ids_of_one_row_can_be_joined_and_a_lonely_id_cannot():
    found = table(sheet([0, 0, 1], cookie=["c1", "c2", "c3"], email=["a@x", None, None]))
    assert found == {
        ("cookie", "c1", "A"): (1, True), ("email", "a@x", "A"): (1, True),
        ("cookie", "c2", "A"): (1, False), ("cookie", "c3", "B"): (1, False),
    }  # fmt: skip


def test_a_shared_id_joins_nothing():
    found = table(
        sheet([0, 0, 1], phone=["1", "1", "1"], email=["a@x", None, "b@x"], order=[None, "o1", None]),
        sheet([0, -1], email=["agent@x", "agent@x"], order=["o1", None]),
    )
    assert found["phone", "1", "A"] == (2, False) == found["phone", "1", "B"]
    assert found["email", "agent@x", "staff"] == (2, False)
    assert not found["email", "a@x", "A"][1]
    assert not found["order", "o1", "A"][1]


def test_rows_join_across_files_and_only_usable_ones():
    mail, usable = sheet([0, 1], email=["a@x", "b@x"], order=["o1", "o2"])
    usable[1] = False
    found = table((mail, usable), sheet([0, 1], order=["o1", "o2"], cookie=["c1", "c2"]))
    assert found["cookie", "c1", "A"] == (1, True)
    assert found["email", "a@x", "A"] == (1, True)
    assert ("email", "b@x", "B") not in found


def test_of_two_groups_of_one_person_the_larger_can_be_joined():
    found = table(sheet([0, 0, 0], email=["a@x", "a@x", "a@y"], cookie=["c1", "c2", "c3"]))
    assert [found[key][1] for key in sorted(found)] == [True, True, False, True, False]


@pytest.fixture(scope="module")
def graph(folder):
    with (folder / "_truth" / "identities.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nearly_all_pairs_of_ids_of_a_person_can_be_joined(graph, truth):
    own: dict[str, list[bool]] = {}
    for row in graph:
        if row["shared_by"] == "1":
            own.setdefault(row["person"], []).append(row["joinable"] == "true")
    every = sum(len(list(combinations(ids, 2))) for ids in own.values())
    joinable = sum(len(list(combinations([i for i in ids if i], 2))) for ids in own.values())
    assert 0.98 < joinable / every < 1
    assert truth["identities"]["joinable_pairs_share"] == round(joinable / every, 4)
    assert Counter(row["kind"] for row in graph) == truth["identities"]["ids"]


def test_tablets_the_agent_and_households_are_shared(graph, truth):
    shared = {row["id"]: int(row["shared_by"]) for row in graph if int(row["shared_by"]) > 1}
    assert all(shared[tablet] > 50 for tablet in truth["identities"]["shared_tablets"])
    assert shared[AGENT_EMAIL] > 1
    phones = [row for row in graph if row["kind"] == "phone" and int(row["shared_by"]) == 2]
    assert len(phones) > 10
    assert all(row["joinable"] == "false" for row in graph if int(row["shared_by"]) > 1)
