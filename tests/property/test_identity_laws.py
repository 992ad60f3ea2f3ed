"""Laws of identity resolution: equal to its description, and to itself in any order."""

import random
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from identity_model import Model

from sojourn.identity.corrections import Corrections
from sojourn.identity.links import Links, gather
from sojourn.identity.nodes import Identifier, Nodes
from sojourn.identity.resolve import Verdict, resolve
from sojourn.identity.rules import Rules

TYPES = {"user": 3, "zendesk_user": 2, "email": 4, "phone": 2, "cookie": 4, "order": 4, "account": 1}
IDENTIFIERS = [Identifier(kind, f"{kind[0]}{k}") for kind, n in TYPES.items() for k in range(n)]

rows = st.lists(
    st.tuples(st.lists(st.sampled_from(IDENTIFIERS), min_size=1, max_size=3), st.integers(0, 5)),
    min_size=1,
    max_size=24,
)
rules = st.builds(
    Rules,
    per_customer=st.dictionaries(st.sampled_from(["user", "email", "cookie", "phone"]), st.integers(0, 3)),
    shared_beyond=st.dictionaries(st.sampled_from(["email", "cookie", "order", "phone"]), st.integers(0, 3)),
    exclusive=st.dictionaries(st.sampled_from(["user", "email", "cookie", "zendesk_user"]), st.booleans()),
    bridges=st.integers(0, 3),
    dominance=st.sampled_from([0.6, 0.9, 1.0]),
)
pairs = st.tuples(st.sampled_from(IDENTIFIERS), st.sampled_from(IDENTIFIERS)).filter(lambda p: p[0] != p[1])


def gathered(batch, source="a"):
    """Nodes and links of rows, each with any number of identifiers of any type."""
    width = max(len(ids) for ids, _ in batch)
    columns, times = [], np.array([t for _, t in batch], np.int64)
    for kind in TYPES:
        for k in range(width):
            values = [([i.value for i in ids if i.type == kind] + [None] * width)[k] for ids, _ in batch]
            if any(v is not None for v in values):
                columns.append((kind, pa.array(values, pa.string())))
    return gather(columns, source, times)


def partition(found):
    groups = {}
    for place, customer in enumerate(found.customer):
        groups.setdefault(int(customer), set()).add(found.nodes[place])
    return {frozenset(g) for g in groups.values()}


def counted(batch):
    links = {}
    for ids, time in batch:
        for one, other in combinations(ids, 2):
            if one != other:
                count, first = links.get(frozenset({one, other}), (0, 99))
                links[frozenset({one, other})] = count + 1, min(first, time)
    return links


@settings(max_examples=600, deadline=None)
@given(rows, rules, st.lists(pairs, max_size=2), st.lists(pairs, max_size=2))
def test_resolution_is_what_its_description_says(batch, rules, forced, cut):
    nodes, links = gathered(batch)
    corrections = Corrections()
    cut = [p for p in cut if frozenset(p) not in {frozenset(f) for f in forced}]
    for a, b in forced:
        corrections = corrections.link(a, b)
    for a, b in cut:
        corrections = corrections.split(a, from_=b)
    found = resolve(nodes, links, rules, corrections)
    present = set(nodes.identifiers())
    model = Model(present, counted(batch), rules, nodes.place)
    unique = list(dict.fromkeys(frozenset(p) for p in forced if set(p) <= present))
    expected = model.resolve([tuple(p) for p in unique], {frozenset(p) for p in cut})
    assert partition(found) == expected
    assert {found.nodes[k] for k in np.flatnonzero(found.shared)} == model.shared


@settings(max_examples=300, deadline=None)
@given(rows, rules, st.randoms(use_true_random=False))
def test_neither_order_nor_batches_matter(batch, rules, dice):
    whole = resolve(*gathered(batch), rules)
    mixed = list(batch)
    dice.shuffle(mixed)
    for ids, _ in mixed:
        dice.shuffle(ids)
    cut = dice.randint(0, len(mixed))
    parts = [gathered(part) for part in (mixed[:cut], mixed[cut:]) if part]
    dice.shuffle(parts)
    again = resolve(Nodes.merge(n for n, _ in parts), Links.merge(k for _, k in parts), rules)
    assert np.array_equal(again.customer, whole.customer)
    assert np.array_equal(again.shared, whole.shared)
    assert np.array_equal(again.verdict, whole.verdict)


@settings(max_examples=300, deadline=None)
@given(rows, rules, pairs)
def test_a_split_is_a_resolution_without_the_link_and_its_undo_is_the_former_state(batch, rules, pair):
    nodes, links = gathered(batch)
    before = resolve(nodes, links, rules)
    once = Corrections().split(pair[0], from_=pair[1])
    keys = sorted(i.key for i in pair)
    without = links.keep(~((links.a == keys[0]) & (links.b == keys[1])))
    assert np.array_equal(
        resolve(nodes, links, rules, once).customer, resolve(nodes, without, rules).customer
    )
    alone = Corrections().split(pair[0])
    without = links.keep(~((links.a == pair[0].key) | (links.b == pair[0].key)))
    assert np.array_equal(
        resolve(nodes, links, rules, alone).customer, resolve(nodes, without, rules).customer
    )
    for corrections in (once, alone, Corrections().link(*pair), alone.link(*pair).undo(2)):
        back = corrections.undo(1)
        after = resolve(nodes, links, rules, back)
        assert np.array_equal(after.customer, before.customer)
        assert np.array_equal(after.verdict, before.verdict)


@settings(max_examples=200, deadline=None)
@given(rows)
def test_without_limits_customers_are_connected_components(batch):
    free = Rules(
        exclusive=dict.fromkeys(TYPES, False),
        per_customer=dict.fromkeys(TYPES, 0),
        shared_beyond=dict.fromkeys(TYPES, 1_000_000),
        bridges=1_000_000,
    )
    batch = [([i for i in ids if i.type != "account"] or ids[:1], t) for ids, t in batch]
    groups = [{i} for ids, _ in batch for i in ids]
    for ids, _ in batch:
        touching = [g for g in groups if g & set(ids)]
        groups = [g for g in groups if not g & set(ids)] + [set().union(*touching)]
    assert partition(resolve(*gathered(batch), free)) == {frozenset(g) for g in groups}


@settings(max_examples=300, deadline=None)
@given(rows, rules)
def test_no_limit_is_passed_and_every_verdict_holds(batch, rules):
    nodes, links = gathered(batch)
    found = resolve(nodes, links, rules)
    for group in partition(found):
        for kind in {i.type for i in group}:
            limit = rules.kind(kind).per_customer
            assert not limit or sum(i.type == kind for i in group) <= limit
    one = found.customer[nodes.places(links.a)] == found.customer[nodes.places(links.b)]
    assert np.array_equal(one, found.verdict == Verdict.ACCEPTED)


@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_permutations_of_a_large_tangle(seed):
    dice = random.Random(seed)
    batch = [(dice.sample(IDENTIFIERS, dice.randint(1, 3)), dice.randint(0, 9)) for _ in range(40)]
    first = resolve(*gathered(batch))
    for _ in range(100):
        dice.shuffle(batch)
        assert np.array_equal(resolve(*gathered(batch)).customer, first.customer)
