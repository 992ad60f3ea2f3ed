"""The section `taxonomy` of a project file: read as meant, refused as a whole."""

import pytest
import yaml

from sojourn.errors import UsageError
from sojourn.events.taxonomy.taxonomy import BUILT_IN, Taxonomy

GOOD = """
taxonomy:
  stages: relationship
  language: zh
  urls:
    fold: [/product/*, /help/**]
    keep_query: q
    hosts: true
  rules:
    - when: {touchpoint: "checkout_*", channel: [web, app], plan: null, step: 3}
      touchpoint: Checkout
      stage: Purchase
    - when: {page_url: "*/pricing*"}
      kind: Digital
      media: owned
      channel_group: paid search
"""


def test_a_section_is_read_as_meant():
    taxonomy = Taxonomy.of(yaml.safe_load(GOOD))
    assert taxonomy == Taxonomy.of(yaml.safe_load(GOOD)["taxonomy"])
    assert (taxonomy.stages, taxonomy.language, taxonomy.knowledge) == ("relationship", "zh", True)
    assert taxonomy.urls.fold == ("/product/*", "/help/**")
    assert (taxonomy.urls.keep_query, taxonomy.urls.hosts) == (("q",), True)
    first, second = taxonomy.rules
    assert str(first) == "when touchpoint checkout_*, channel web or app, plan (missing), step 3"
    assert (second.kind, second.media, second.channel_group) == ("digital", "owned", "Paid Search")


@pytest.mark.parametrize(
    "nothing", [None, {}, {"taxonomy": None}, {"taxonomy": {}}, {"stages": "discover"}, {"rules": []}]
)
def test_nothing_is_what_is_built_in(nothing):
    assert Taxonomy.of(nothing) == BUILT_IN


FAULTS = [
    ({"rulez": []}, "taxonomy.rulez: there is no such key; did you mean 'rules'?"),
    ({"rules": {"when": 1}}, "taxonomy.rules: expected a list of rules, each beginning with '- when:'"),
    ({"rules": ["x"]}, "taxonomy.rules[0]: expected keys with values, found 'x'"),
    ({"rules": [{"touchpoint": "A"}]}, "taxonomy.rules[0].when: is missing"),
    ({"rules": [{"when": {}, "touchpoint": "A"}]}, "taxonomy.rules[0].when: is empty"),
    ({"rules": [{"when": {"touchpoint": "a"}}]}, "taxonomy.rules[0]: says nothing about the events"),
    (
        {"rules": [{"when": {"x": "a"}, "touchpiont": "A"}]},
        "taxonomy.rules[0].touchpiont: there is no such key; did you mean 'touchpoint'?",
    ),
    (
        {"rules": [{"when": {"x": {"a": 1}}, "stage": "A"}]},
        "taxonomy.rules[0].when.x: expected a value or a list of values, found keys with values",
    ),
    (
        {"rules": [{"when": {"x": "/(/"}, "stage": "A"}]},
        "taxonomy.rules[0].when.x: it is no regular expression",
    ),
    (
        {"rules": [{"when": {"x": r"/(?=a)/"}, "stage": "A"}]},
        "taxonomy.rules[0].when.x: it is no regular expression",
    ),
    ({"rules": [{"when": {"x": "a" * 501}, "stage": "A"}]}, "at most 500"),
    ({"rules": [{"when": {"x": ["a"] * 1001}, "stage": "A"}]}, "at most 1,000"),
    (
        {"rules": [{"when": {"x": "a"}, "media": "paidd"}]},
        "taxonomy.rules[0].media: 'paidd' is not possible; did you mean 'paid'?",
    ),
    (
        {"rules": [{"when": {"x": "a"}, "kind": 7}]},
        "taxonomy.rules[0].kind: '7' is not possible; it is one of digital, physical, human",
    ),
    (
        {"rules": [{"when": {"x": "a"}, "stage": ["A"]}]},
        "taxonomy.rules[0].stage: expected a name, found a list",
    ),
    ({"rules": [{"when": {"x": "a"}, "stage": "A" * 201}]}, "at most 200"),
    ({"urls": {"fold": ["product"]}}, "taxonomy.urls.fold[0]: 'product': it must begin with '/'"),
    ({"urls": {"fold": ["/a/**/b"]}}, "'**' is possible at the end only"),
    ({"urls": {"keep_query": [1, "q"]}}, "taxonomy.urls.keep_query[0]: expected a text, found '1'"),
    ({"urls": {"ids": "no"}}, "taxonomy.urls.ids: expected true or false"),
    ({"stages": "shoping"}, "taxonomy.stages: 'shoping' is not possible; did you mean 'shopping'?"),
    ({"language": "fr"}, "taxonomy.language: 'fr' is not possible"),
    (["a"], "taxonomy: expected keys with values, found a list"),
]


@pytest.mark.parametrize(("section", "fault"), FAULTS)
def test_faults_say_where_and_what_would_work(section, fault):
    with pytest.raises(UsageError) as caught:
        Taxonomy.of({"taxonomy": section}, where="shop.yaml")
    assert fault in str(caught.value)
    assert "shop.yaml has 1 fault" in str(caught.value)


def test_all_faults_come_at_once():
    bad = {"urls": {"folds": []}, "stages": "x", "rules": [{"when": {"a": "("}, "kind": "x"}, 3]}
    with pytest.raises(UsageError) as caught:
        Taxonomy.of(bad)
    assert len(caught.value.context["faults"]) == 4
    many = {"rules": [7] * 30}
    with pytest.raises(UsageError, match=r"30 faults(.|\n)*and 10 more"):
        Taxonomy.of(many)
    with pytest.raises(UsageError, match="at most 2,000"):
        Taxonomy.of({"rules": [7] * 3000})
