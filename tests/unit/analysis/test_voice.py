"""What customers say: tables, laws with texts, personal data, the demo's known feelings."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import sojourn as sj
from sojourn.analysis.seam import answer
from sojourn.analysis.voice import VoiceSpec
from sojourn.analysis.voice.means import clustered_mean
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.demo.words import TOPICS
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.report.context import Context
from sojourn.report.making.voice import voice_block
from sojourn.testing import log_of

SAID = (
    "The parcel came late and support was rude, write me at ann.lee@shop.org",
    "Very happy with it, great quality!",
    "客服态度很差，等了很久。",
    None,
    "Paketti saapui perille myöhässä ja aivan rikkinäisenä",
    "Terrible, I call +49 30 1234567 every day @shop_help see https://shop.org/x",
    "   ",
)
WHO, WHERE = (
    ("ann", "ann", "bob", "bob", "cat", "dan", "eve"),
    ("Chat", "Review", "Chat", "Order", "Chat", "Review", "Chat"),
)
LOG = sj.read(
    pa.table(
        {
            "customer_id": pa.array(WHO),
            "timestamp": pa.array(
                [1_767_225_600_000_000 + i * 60_000_000 for i in range(7)], pa.timestamp("us", "UTC")
            ),
            "touchpoint": pa.array(WHERE),
            "text": pa.array(SAID),
            "score": pa.array([None, 5.0, None, None, None, 1.0, None], pa.float64()),
            "scale": pa.array([None, "stars_1_5", None, None, None, "stars_1_5", None], pa.string()),
        }
    )
)


@pytest.fixture(scope="module")
def company():
    return simulate(1_600, seed=11)


@pytest.fixture(scope="module")
def demo_log(company):
    return sj.read(ledger(company))


def rows(table, key):
    return {row[key]: row for row in table.to_pylist()}


def test_texts_languages_and_moods_are_counted():
    said = sj.voice(LOG)
    assert (said.customers, said.speaking, said.spoken, said.scored) == (5, 4, 5, 4)
    languages = rows(said.languages, "language")
    assert {code: (row["texts"], row["scored"]) for code, row in languages.items()} == {
        "en": (3, 3),
        "zh": (1, 1),
        "fi": (1, 0),
    }
    assert "no lexicon" in languages["fi"]["note"]
    table = rows(said.table, "touchpoint")
    assert (table["Chat"]["texts"], table["Chat"]["scored"], table["Chat"]["negative"]) == (3, 2, 2)
    assert table["Chat"]["sentiment"] < 0
    assert (table["Review"]["negative"], table["Review"]["negative_share"]) == (1, 0.5)
    assert "Order" not in table


def test_reasons_for_complaint_are_told_in_both_languages():
    complaints = rows(sj.voice(LOG).complaints, "reason")
    assert complaints["delivery"]["texts"] == 1
    assert complaints["staff"]["texts"] == 2
    assert complaints["wait"]["customers"] == 1
    assert complaints["staff"]["share"] == pytest.approx(2 / 3)


def test_personal_data_are_masked_in_quotes():
    said = sj.voice(LOG, quotes=5)
    shown = " ".join(quote["text"] for row in said.complaints.to_pylist() for quote in row["quotes"])
    shown += " ".join(quote["text"] for row in said.themes.to_pylist() for quote in row["quotes"])
    for secret in ("ann.lee", "shop.org", "1234567", "@shop_help"):
        assert secret not in shown
    for mask in ("[e-mail]", "[phone]", "[handle]", "[link]"):
        assert mask in shown
    assert not [name for name in said.texts.column_names if name == "text"]


def test_texts_have_no_sentiment_where_the_language_cannot_be_scored():
    texts = rows(sj.voice(LOG).texts, "language")
    assert texts["fi"]["sentiment"] is None
    assert texts["fi"]["mood"] is None


def test_a_log_without_texts_says_so():
    said = sj.voice(log_of("ann  09:00  Home  web"))
    assert (said.customers, said.spoken, said.table.num_rows, said.scorers.num_rows) == (1, 0, 0, 0)
    assert voice_block(context(log_of("ann  09:00  Home  web"))) is None


def test_parameters_are_checked():
    with pytest.raises(UnknownNameError, match="lexicon"):
        sj.voice(LOG, scorer="lexicn")
    with pytest.raises(UsageError):
        sj.voice(LOG, quotes=-1)


def test_quotes_are_as_many_as_asked_for(demo_log):
    few, none = answer(demo_log, VoiceSpec("lexicon", 2)), answer(demo_log, VoiceSpec("lexicon", 0))
    assert max(len(row["quotes"]) for row in few.themes.to_pylist()) == 2
    assert not any(row["quotes"] for row in none.complaints.to_pylist())


def test_any_split_of_the_customers_gives_the_same_answer(demo_log):
    shard = demo_log.shards[0]
    edges = [0, 100, 101, 900, shard.num_rows]
    pieces = [shard.slice(a, b - a) for a, b in pairwise(edges)]
    cut = JourneyLog((*reversed(pieces), *demo_log.shards[1:]), demo_log.kinds, demo_log.vocabularies)
    one, other = sj.voice(demo_log), sj.voice(cut)
    assert one.table.equals(other.table)
    for name in ("languages", "themes", "complaints", "emotions", "scorers", "texts"):
        assert getattr(one, name).equals(getattr(other, name)), name


def known(company):
    """True mood (−1, 0, +1), language and topic of every text, in the order of the ledger."""
    events = company.events
    spoken = pc.is_valid(events["text"]).to_numpy()
    mood = np.digitize(events["emotion"].to_numpy()[spoken], [-1.0, 1.5]) - 1
    chinese = company.people.chinese[events["customer"].to_numpy()[spoken]]
    return mood, np.where(chinese, "zh", "en"), events["topic"].to_numpy()[spoken]


def in_order(company, said):
    """The rows of ``said.texts`` in the order of the ledger."""
    table = ledger(company)
    asked = table.filter(pc.is_valid(table["text"])).select(["customer_id", "timestamp", "touchpoint"])
    place = {
        tuple(row.values()): i
        for i, row in enumerate(said.texts.select(["customer_id", "timestamp", "touchpoint"]).to_pylist())
    }
    return said.texts.take([place[tuple(row.values())] for row in asked.to_pylist()])


def test_the_demos_languages_and_feelings_are_recovered(company, demo_log):
    mood, language, _ = known(company)
    usual = max(np.mean(mood == one) for one in (-1, 0, 1))
    found = {}
    for scorer in ("lexicon", "learned"):
        texts = in_order(company, sj.voice(demo_log, scorer=scorer))
        assert np.array_equal(texts["language"].to_pylist(), language)
        found[scorer] = np.mean(texts["mood"].to_numpy() == mood)
        assert np.corrcoef(texts["sentiment"].to_numpy(), mood)[0, 1] > 0.8
        # Bad is hardly ever taken for good, nor good for bad.
        assert np.mean(texts["mood"].to_numpy() * mood == -1) < 0.05
    assert usual < 0.5
    assert found["lexicon"] > 0.64
    assert found["learned"] > found["lexicon"]


def test_the_demos_topics_are_recovered_as_reasons(company, demo_log):
    mood, _, topic = known(company)
    texts = in_order(company, sj.voice(demo_log, scorer="lexicon"))
    reasons = texts["reasons"].to_pylist()
    for name in ("delivery", "size", "price"):
        about = (topic == TOPICS.index(name)) & (mood < 0)
        told = np.array([name in row for row in reasons])
        assert told[about].mean() > 0.7, name
        assert told[(mood < 0) & ~about].mean() < 0.25, name


def context(log, language="en"):
    return Context(log, (), {}, language, "UTC", None)


def test_the_report_tells_it_in_both_languages():
    english, chinese = voice_block(context(LOG)), voice_block(context(LOG, "zh"))
    assert english.texts == chinese.texts == 5
    assert [c.texts for c in english.complaints] == [c.texts for c in chinese.complaints]
    assert "Delivery" in {c.reason for c in english.complaints}
    assert "配送与物流" in {c.reason for c in chinese.complaints}
    assert {n.language: bool(n.note) for n in english.languages} == {"en": False, "zh": False, "fi": True}
    assert english.scorer.kind == "lexicon"
    assert english.scorer.rated == 2


def test_texts_of_one_customer_are_one_witness():
    values = np.array([0.1, 0.1, 0.1, 0.5, 0.5, 0.5])
    alone = clustered_mean(values, np.arange(6))
    together = clustered_mean(values, np.array([0, 0, 0, 1, 1, 1]))
    assert alone.value == together.value
    assert together.high - together.low > 2 * (alone.high - alone.low)
    assert clustered_mean(values[:3], np.zeros(3, np.int64)).low is None
    assert clustered_mean(np.array([]), np.array([], np.int64)).value is None


def test_a_rating_with_a_text_is_read_by_its_scale():
    rated = rows(sj.voice(LOG).scorers, "language")["en"]
    assert (rated["rated"], rated["accuracy"], rated["kind"]) == (2, 1.0, "lexicon")
    assert pa.types.is_floating(sj.voice(LOG).texts.schema.field("sentiment").type)
