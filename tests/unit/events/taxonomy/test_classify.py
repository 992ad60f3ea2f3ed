"""Batches through a taxonomy: rules, built-in knowledge, arrivals, coverage."""

import pyarrow as pa
import pytest

from sojourn.events.taxonomy.classify import Classifier, placeholders
from sojourn.events.taxonomy.coverage import Coverage
from sojourn.events.taxonomy.taxonomy import Taxonomy


def batch(**columns):
    return pa.RecordBatch.from_pydict(columns)


def made(taxonomy, **columns):
    return Classifier(Taxonomy.of(taxonomy)).apply(batch(**columns)).to_pydict()


def test_names_stay_and_what_is_clear_is_added():
    out = made(
        None,
        touchpoint=[
            "product_viewed",
            "Email opened",
            "Store visit",
            "Review written",
            "广告点击",
            "xq7",
            None,
        ],
        channel=["web", None, "", "app", None, None, None],
    )
    assert out["touchpoint"] == [
        "product_viewed",
        "Email opened",
        "Store visit",
        "Review written",
        "广告点击",
        "xq7",
        None,
    ]
    assert out["channel"] == ["web", "email", "store", "app", "ads", None, None]
    assert out["media"] == ["owned", "owned", "owned", "earned", "paid", None, None]
    assert out["kind"] == ["digital", "digital", "physical", "digital", "digital", None, None]
    assert "stage" not in out
    assert "channel_group" not in out


def test_the_first_rule_that_holds_decides_and_says_only_what_it_says():
    rules = [
        {"when": {"touchpoint": "pay*", "channel": "web"}, "touchpoint": "Payment", "stage": "Purchase"},
        {"when": {"touchpoint": "/^pay/"}, "touchpoint": "Paid elsewhere", "kind": "physical"},
        {"when": {"touchpoint": "*"}, "stage": "Rest"},
    ]
    out = made(
        {"rules": rules},
        touchpoint=["PAY now", "pay now", "prepay", None],
        channel=["web", "store", "web", "web"],
    )
    assert out["touchpoint"] == ["Payment", "Paid elsewhere", "prepay", None]
    assert out["stage"] == ["Purchase", None, "Rest", None]
    assert out["kind"] == ["digital", "physical", "digital", None]


def test_rules_look_at_any_column_of_any_type_and_at_what_is_missing():
    rules = [
        {"when": {"plan": None}, "stage": "no plan"},
        {"when": {"step": 3, "plan": ["pro", "team"]}, "stage": "third"},
        {"when": {"beta": True}, "stage": "beta"},
        {"when": {"nowhere": "x"}, "stage": "never"},
    ]
    classifier = Classifier(Taxonomy.of({"rules": rules}))
    events = batch(
        touchpoint=["a"] * 5,
        plan=["pro", None, " ", "free", "team"],
        step=[3, 3, 3, 3, 4],
        beta=[False, False, False, True, False],
    )
    assert classifier.apply(events).to_pydict()["stage"] == ["third", "no plan", "no plan", "beta", None]
    coverage = classifier.coverage()
    assert coverage.missing == {"nowhere": 5}
    assert coverage.idle_rules == ("4: when nowhere x",)
    assert (coverage.events_by_rule, coverage.events) == (4, 5)


def test_a_name_can_take_in_the_page():
    rules = [{"when": {"touchpoint": "page_view"}, "touchpoint": "Page {page_url} ({nothing})"}]
    out = made(
        {"rules": rules, "urls": {"fold": ["/p/*"]}},
        touchpoint=["page_view", "page_view", "click"],
        page_url=["https://a.org/p/red?x", "https://a.org/cart", None],
    )
    assert out["touchpoint"] == ["Page /p/{id} ()", "Page /cart ()", "click"]
    assert placeholders("a {b} {c") == ["b"]


def test_what_sources_said_is_kept_unless_a_rule_says_otherwise():
    columns = {
        "touchpoint": ["Ad seen", "Ad seen"],
        "channel": ["kino", "kino"],
        "media": ["owned", None],
        "kind": ["physical", None],
        "stage": ["S", None],
        "channel_group": ["Audio", None],
        "source": ["google", "google"],
        "medium": ["cpc", "cpc"],
    }
    out = made(None, **columns)
    assert (out["media"], out["kind"], out["stage"]) == (
        ["owned", "paid"],
        ["physical", "digital"],
        ["S", None],
    )
    assert out["channel_group"] == ["Audio", "Paid Search"]
    rule = {"when": {"touchpoint": "ad*"}, "channel_group": "Display", "media": "earned", "channel": "cinema"}
    out = made({"rules": [rule]}, **columns)
    assert (out["channel_group"], out["media"]) == (["Display"] * 2, ["earned"] * 2)
    assert out["channel"] == ["cinema"] * 2


def test_stages_are_put_on_a_line_only_if_asked():
    names = ["product_viewed", "add_to_cart", "xq7", "NPS answered"]
    assert made({"stages": "relationship"}, touchpoint=names)["stage"] == [
        "Consideration",
        "Decision",
        None,
        "Advocacy",
    ]
    assert made({"stages": "shopping", "language": "zh"}, touchpoint=names)["stage"][:2] == ["浏览", "购物车"]
    silent = made({"knowledge": False}, touchpoint=["Email opened"], source=["google"])
    assert "channel_group" not in silent
    assert silent["channel"] == silent["kind"] == [None]


ARRIVALS = [
    ({"source": "google", "medium": "organic"}, "Organic Search"),
    ({"page_url": "https://a.org/?utm_source=crm&utm_medium=email"}, "Email"),
    ({"page_url": "https://a.org/?utm_medium=social+media&utm_source=b"}, "Organic Social"),
    ({"page_url": "https://a.org/p?x=1&gclid=Cj0"}, "Paid Search"),
    ({"click_id": "fbclid"}, "Organic Social"),
    ({"click_id": "msclkid:77"}, "Paid Search"),
    ({"gclid": "Cj0KC"}, "Paid Search"),
    ({"gclid": ""}, None),
    ({"page_url": "https://a.org/", "page_referrer": "https://www.bing.com/search"}, "Organic Search"),
    ({"page_url": "https://shop.a.org/", "page_referrer": "https://www.a.org/x"}, None),
    ({"page_url": "https://a.co.uk/", "page_referrer": "https://b.co.uk/x"}, "Referral"),
    ({"page_referrer": "https://pay.example.org/x"}, None),
    ({"page_url": "https://a.org/x"}, None),
]


@pytest.mark.parametrize(("columns", "group"), ARRIVALS)
def test_how_a_visitor_arrived(columns, group):
    own = {"urls": {"own_hosts": ["pay.example.org"]}}
    listed = {name: pa.array([value, None], pa.string()) for name, value in columns.items()}
    out = made(own, touchpoint=["Page", "Page"], **listed)
    assert out["channel_group"] == [group, None]


def test_an_empty_batch_gets_the_same_columns():
    schema = pa.schema([("touchpoint", pa.string()), ("source", pa.string())])
    empty = pa.RecordBatch.from_arrays([pa.array([], pa.string())] * 2, schema=schema)
    full = batch(touchpoint=["a"], source=["b"])
    assert Classifier().apply(empty).schema.names == Classifier().apply(full).schema.names


def test_coverage_speaks_adds_up_and_is_kept_as_plain_data():
    rules = {"rules": [{"when": {"touchpoint": "xq*"}, "touchpoint": "Quiz"}]}
    classifier = Classifier(Taxonomy.of(rules))
    classifier.apply(batch(touchpoint=["xq1"] * 50 + ["Checkout started"] * 42 + ["Quarterlyreview"] * 5))
    other = Classifier(Taxonomy.of(rules))
    other.apply(batch(touchpoint=["bzzt"] * 3))
    whole = classifier.coverage() + other.coverage()
    assert whole.sentence() == "92 % of events mapped; 2 names not"
    assert (whole.events_by_rule, whole.events_known, whole.events_suggested, whole.events_unknown) == (
        50,
        42,
        5,
        3,
    )
    assert whole.suggested[0].recognition.like == "quarterly review"
    assert [n.name for n in whole.unknown] == ["bzzt"]
    assert Coverage.from_dict(whole.to_dict()) == whole
    assert whole.to_dict()["open"][0]["like"] == "quarterly review"
    assert Coverage().sentence() == "no events to map"
    assert Coverage(names={"Checkout": 999_999, "bzzt": 1}).sentence().startswith("more than 99.9 %")


def test_a_flood_of_names_is_cut_and_said():
    classifier = Classifier()
    classifier.apply(batch(touchpoint=[f"zz{i:05d}q" for i in range(2_500)] + ["Cart"] * 9))
    coverage = classifier.coverage()
    assert (len(coverage.names), coverage.unlisted, coverage.events) == (2_000, 501, 2_509)
    assert "of the 2,000 most frequent names, and rarer ones, not" in coverage.sentence()
