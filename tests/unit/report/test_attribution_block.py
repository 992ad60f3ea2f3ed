"""The block on attribution: which names of channels are taken, and what it tells."""

import math

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.events.spend import Spend
from sojourn.report.context import Context
from sojourn.report.making.attribution import attribution_block
from sojourn.testing import log_of

JOURNEYS = """
    ann  09:00  Ad     ads
    ann  09:10  Visit  web
    ann  09:20  Order  web  30
    bob  09:00  Ad     ads
    bob  09:20  Order  web  50
    eve  09:00  Visit  web
    eve  09:20  Order  web  70
"""
SOURCES = ["google", "google", None, "instagram", None, None, None]


def context(log, *goals, language="en", spend=None):
    return Context(log, goals, {}, language, "UTC", None, spend)


@pytest.fixture(scope="module")
def demo():
    table = ledger(simulate(600, 7))
    brought = {"Instagram ad clicked": "instagram", "Search ad clicked": "google", "Friend's tip": "friend"}
    names = pa.array(list(brought))
    source = pa.array(list(brought.values())).take(pc.index_in(table["what"].combine_chunks(), names))
    return sj.read(table.append_column("source", source))


def test_sources_are_taken_where_they_tell_channels_apart(demo):
    block = attribution_block(context(demo, "Order placed"))
    assert block.by == "source"
    assert set(block.models["markov"]) == {"friend", "google", "instagram"}
    assert block.currency == "EUR"
    assert block.window_s == 30 * 86_400
    for given in block.models.values():
        assert math.fsum(c.conversions for c in given.values()) == pytest.approx(block.conversions)
        assert math.fsum(c.value for c in given.values()) == pytest.approx(block.value)
        assert all(c.low <= c.conversions <= c.high for c in given.values())
        assert given["google"].roas == pytest.approx(given["google"].value / given["google"].cost)
        assert given["friend"].cost is None


def test_a_name_that_few_conversions_have_is_passed_over():
    few = attribution_block(context(log_of(JOURNEYS, source=SOURCES), "Order"))
    assert (few.by, few.conversions) == ("source", 2)
    fewer = attribution_block(context(log_of(JOURNEYS, source=["google", *[None] * 6]), "Order"))
    assert (fewer.by, set(fewer.models["last"])) == ("channel", {"ads", "web"})
    assert fewer.level is None  # three conversions have no intervals
    assert fewer.models["last"]["ads"].low is None


def test_the_block_is_absent_where_the_data_say_nothing():
    assert attribution_block(context(log_of(JOURNEYS))) is None
    assert (
        attribution_block(context(log_of("ann  09:00  Home  web\nann  09:20  Order  web"), "Order")) is None
    )


@pytest.mark.parametrize(("language", "words"), [("en", "Visit or Order"), ("zh", "Visit或Order")])
def test_several_goals_are_named_in_the_language_of_the_report(language, words):
    log = log_of(JOURNEYS, source=[*SOURCES[:2], "google", "instagram", "google", "google", "google"])
    assert attribution_block(context(log, "Visit", "Order", language=language)).goal == words


def test_spend_without_a_channel_is_told():
    table = pa.table({"channel": ["Instagram", "Radio"], "amount": [25.0, 9.0], "currency": [None, "EUR"]})
    spend = Spend(table, ("spend.csv",))
    block = attribution_block(context(log_of(JOURNEYS, source=SOURCES), "Order", spend=spend))
    assert block.models["last"]["instagram"].roas == 2
    assert [(s.name, s.amount) for s in block.unmatched_spend] == [("Radio", 9.0)]
