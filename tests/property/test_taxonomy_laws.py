"""Laws of the taxonomy: the first rule wins, folding twice is folding once, batches may be cut anywhere."""

import fnmatch
import itertools
from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.taxonomy.coverage import Coverage
from sojourn.events.taxonomy.grouping import GROUPS, channel_group
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.events.taxonomy.urls import UrlRules

NAMES = [
    "pay",
    "Payment done",
    "cart",
    "add_to_cart",
    "page_view",
    "Email opened",
    "/p/12345",
    "",
    "购物车",
    None,
]
CHANNELS = ["web", "WEB", "store", "", None]
PAGES = ["https://a.org/p/1?utm_source=x", "https://a.org/help/a/b", "/cart", "", None]
PATTERNS = ["pay*", "*cart*", "p?y", "*", "web", "Email opened", "*/p/*", "*购*", None]

patterns = st.sampled_from(PATTERNS)
rules = st.lists(
    st.fixed_dictionaries(
        {
            "when": st.dictionaries(
                st.sampled_from(["touchpoint", "channel", "page_url"]), patterns, min_size=1
            )
        },
        optional={
            "touchpoint": st.sampled_from(["A", "B {page_url}"]),
            "kind": st.sampled_from(["digital", "human"]),
        },
    ).map(lambda rule: rule | {"stage": "S"}),
    max_size=4,
)
events = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(CHANNELS), st.sampled_from(PAGES)),
    min_size=1,
    max_size=20,
)


def batch(rows):
    columns = dict(zip(("touchpoint", "channel", "page_url"), zip(*rows, strict=True), strict=True))
    return pa.RecordBatch.from_pydict(
        {name: pa.array(values, pa.string()) for name, values in columns.items()}
    )


def holds(pattern, value):
    if value is None or not value.strip():
        return pattern is None
    return pattern is not None and fnmatch.fnmatchcase(value.strip().casefold(), pattern.casefold())


@given(rules, events)
def test_the_first_rule_whose_conditions_hold_wins(given_rules, rows):
    numbered = [rule | {"stage": f"rule {i}"} for i, rule in enumerate(given_rules)]
    made = Classifier(Taxonomy.of({"rules": numbered, "knowledge": False})).apply(batch(rows)).to_pydict()
    for i, row in enumerate(rows):
        values = dict(zip(("touchpoint", "channel", "page_url"), row, strict=True))
        first = next(
            (
                r["stage"]
                for r in numbered
                if all(holds(pattern, values[column]) for column, pattern in r["when"].items())
            ),
            None,
        )
        assert made.get("stage", [None] * len(rows))[i] == first


@given(rules, events, st.lists(st.integers(0, 20), max_size=4))
def test_batches_may_be_cut_anywhere(given_rules, rows, cuts):
    taxonomy = Taxonomy.of({"rules": given_rules, "stages": "relationship"})
    whole, parts = Classifier(taxonomy), Classifier(taxonomy)
    expected = whole.apply(batch(rows)).to_pylist()
    edges = sorted({0, len(rows), *(cut % len(rows) for cut in cuts)})
    pieces = [rows[a:b] for a, b in itertools.pairwise(edges)]
    assert [row for piece in pieces for row in parts.apply(batch(piece)).to_pylist()] == expected
    assert parts.coverage() == whole.coverage()
    apart = [Classifier(taxonomy) for _ in pieces]
    for classifier, piece in zip(apart, pieces, strict=True):
        classifier.apply(batch(piece))
    assert sum((c.coverage() for c in apart), Coverage()).to_dict() == whole.coverage().to_dict()
    assert whole.coverage().events == len(rows)


@given(rules, events)
def test_no_event_is_lost_and_other_columns_stay(given_rules, rows):
    numbered = batch(rows).append_column("n", pa.array(range(len(rows))))
    made = Classifier(Taxonomy.of({"rules": given_rules})).apply(numbered)
    assert made.column("n").to_pylist() == list(range(len(rows)))
    assert made.column("page_url").to_pylist() == [row[2] for row in rows]
    for row, name in zip(rows, made.column("touchpoint").to_pylist(), strict=True):
        assert name is not None or row[0] is None


part = st.one_of(
    st.sampled_from(
        ["product", "12345", "B07XJ8C8F5", "2024", "05", "{id}", "ann@example.org", "a b", "…", "*", "é%20"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\n"), max_size=12),
)
addresses = st.builds(
    lambda host, parts, end: host + "/" + "/".join(parts) + end,
    st.sampled_from(["", "https://www.example.org", "//x.io:80", "Page: ", "Page: https://a.b"]),
    st.lists(part, max_size=5),
    st.sampled_from(["", "/", "?q=1&x=2", "#top", "?", "#/x/12345", ";s=1"]),
)
url_rules = st.builds(
    UrlRules,
    fold=st.lists(
        st.sampled_from(["/product/*", "/**", "/{x}/12345", "/product/{sku}/x", "/p*/b"]), max_size=3
    ).map(tuple),
    keep_query=st.sampled_from([(), ("q",), ("x", "q")]),
    ids=st.booleans(),
    hosts=st.just(value=False),
)


@given(url_rules, st.lists(addresses, min_size=1, max_size=5))
def test_folding_twice_is_folding_once(how, given_addresses):
    once = how.named(pa.array(given_addresses))
    assert how.named(once).to_pylist() == once.to_pylist()
    alone = [how.named(pa.array([address]))[0].as_py() for address in given_addresses]
    assert alone == once.to_pylist()


text = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(["google", "cpc", "(direct)", "(none)", "email"])
)


@given(text, text, text, text, text)
def test_every_arrival_has_a_group_or_is_unknown(source, medium, campaign, click_id, referrer):
    assert channel_group(source, medium, campaign, click_id, referrer) in {None, *GROUPS}


hosts = st.sampled_from(["a.org", "www.a.org", "SHOP.a.org:80", "google.com", "ann@x.io", "", "é.de"])
pages = st.one_of(
    st.none(),
    st.text(max_size=15),
    st.builds(
        lambda scheme, host, end: f"{scheme}//{host}{end}",
        st.sampled_from(["https:", "", "android-app:", "x"]),
        hosts,
        st.sampled_from(["", "/", "/p?gclid=1", "?utm_source=crm&utm_medium=email", "/#x", "/a//b"]),
    ),
)


@given(st.lists(st.tuples(pages, pages), min_size=1, max_size=8))
def test_an_arrival_is_told_by_its_own_row(rows):
    def groups(some):
        columns = {
            name: pa.array(values, pa.string())
            for name, values in zip(("page_url", "page_referrer"), zip(*some, strict=True), strict=True)
        }
        made = Classifier().apply(pa.RecordBatch.from_pydict({"touchpoint": ["Page"] * len(some)} | columns))
        return made.column("channel_group").to_pylist()

    assert groups(rows) == [groups([row])[0] for row in rows]


@given(st.dictionaries(st.sampled_from([n for n in NAMES if n] + ["zz", "qq"]), st.integers(1, 50)))
def test_classes_of_a_coverage_add_up(names):
    coverage = Coverage(names=names)
    parts = (
        coverage.events_by_rule + coverage.events_known + coverage.events_suggested + coverage.events_unknown
    )
    assert parts == coverage.events == sum(Counter(names).values())
