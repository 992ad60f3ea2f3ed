"""What discover promises, on random and on tiny logs."""

import re
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import InputError, UnknownNameError, UsageError
from sojourn.journeymap.discover import discover
from sojourn.journeymap.document import dump, load
from sojourn.journeymap.model import Basis
from sojourn.log.build import LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.memory import memory_log
from sojourn.testing import log_of, random_log

ID = re.compile(r"^[^\s<>&\"']+$")


@given(
    seed=st.integers(0, 10**6),
    touchpoints=st.integers(1, 60),
    most=st.integers(3, 30),
    customers=st.integers(1, 60),
)
@settings(max_examples=60, deadline=None)
def test_every_map_is_whole(seed, touchpoints, most, customers):
    log = random_log(seed, customers, touchpoints)
    jmap = discover(log, max_touchpoints=most)
    ids = [t.id for t in jmap.touchpoints]
    stages = [s.id for s in jmap.stages]
    evidence = jmap.evidence
    assert len(set(ids)) == len(ids)
    assert len(set(stages)) == len(stages)
    assert all(ID.match(i) for i in [*ids, *stages])
    assert {t.stage for t in jmap.touchpoints} == set(stages)
    assert [stages.index(t.stage) for t in jmap.touchpoints] == sorted(
        stages.index(t.stage) for t in jmap.touchpoints
    )
    assert {f.source for f in jmap.flow} | {f.target for f in jmap.flow} <= set(ids)
    assert {f.source for f in evidence.flow} | {f.target for f in evidence.flow} <= {*ids, ""}
    assert evidence.customers == customers
    assert evidence.events == log.extent.events
    assert evidence.touchpoints_shown == len(ids) <= most + 2
    assert evidence.touchpoints_total == len(ids) + len(jmap.left_out)
    assert evidence.folded == ()
    assert set(evidence.touchpoints) == set(ids)
    assert set(evidence.stages) == set(stages)
    drawn = {(f.source, f.target) for f in evidence.flow if f.source and f.target}
    assert drawn == {(f.source, f.target) for f in jmap.flow}
    assert load(dump(jmap)) == jmap
    assert discover(log, max_touchpoints=most) == jmap


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_whole_maps_count_every_customer(seed):
    log = random_log(seed)
    evidence = discover(log).evidence
    assert evidence.folded == ()
    entries = sum(f.count for f in evidence.flow if f.source == "")
    ends = sum(f.count for f in evidence.flow if f.target == "")
    assert entries == ends == sum(t.exits for t in evidence.touchpoints.values()) == 40
    assert max(s.customers for s in evidence.stages.values()) <= 40
    for name, stage in evidence.stages.items():
        own = [t.id for t in discover(log).touchpoints if t.stage == name]
        assert stage.customers >= max(evidence.touchpoints[t].customers for t in own)


SHOP = """
    a  09:00  Landing page  web
    a  09:01  Product page  web
    a  09:02  Product page  app
    a  09:05  Cart  web
    a  09:06  Order placed  web
    b  09:00  Landing page  web
    b  09:02  Product page  web
    c  09:00  Landing page  web
    c  09:03  Product page  web
    c  09:04  Cart  web
"""


def test_a_shop_reads_like_a_shop():
    jmap = discover(log_of(SHOP), goal="order placed", title="Our shop")
    by_stage = {s.name: [t.name for t in jmap.touchpoints if t.stage == s.id] for s in jmap.stages}
    assert by_stage == {
        "Awareness": ["Landing page"],
        "Consideration": ["Product page"],
        "Decision": ["Cart", "Order placed"],
    }
    assert jmap.title == "Our shop"
    product = next(t for t in jmap.touchpoints if t.name == "Product page")
    assert (product.channel, product.kind, product.media, product.importance) == (
        "web",
        "digital",
        "owned",
        4,
    )
    known = jmap.evidence.touchpoints["product-page"]
    assert (known.customers, known.events, known.exits, known.share) == (3, 4, 1, 1.0)
    assert known.repeats_share == pytest.approx(1 / 3, abs=1e-4)
    assert known.emotion is None
    assert product.emotion is None
    assert next(t for t in jmap.touchpoints if t.name == "Order placed").importance == 5
    assert jmap.evidence.goal.model_dump() == {"touchpoint": "order-placed", "customers": 1, "share": 0.3333}
    assert ("product-page", "product-page") in {(f.source, f.target) for f in jmap.flow}
    assert jmap.evidence.transitions_shown_share == 1.0
    assert jmap.updated.isoformat() == "2026-01-01"


def test_chinese_maps_have_chinese_stages():
    jmap = discover(
        log_of("a  09:00  落地页\na  09:01  商品详情\na  09:02  加入购物车\na  09:03  支付"), language="zh"
    )
    assert jmap.title == "客户旅程"
    assert [s.name for s in jmap.stages] == ["认知", "考虑", "决策"]
    assert jmap.touchpoints[0].id == "落地页"


def test_names_that_say_nothing_make_honest_stages():
    jmap = discover(log_of("\n".join(f"c  09:0{i}  Xy{chr(97 + i)}" for i in range(6))))
    assert all(s.name.startswith("Around “Xy") for s in jmap.stages)
    assert [t.name for t in jmap.touchpoints] == ["Xya", "Xyb", "Xyc", "Xyd", "Xye", "Xyf"]


def test_a_stage_attribute_is_believed():
    log = log_of("a  09:00  Cart\na  09:01  Home\na  09:02  Bye", stage=["Zero", "One", "One"])
    jmap = discover(log)
    assert [(s.name, [t.name for t in jmap.touchpoints if t.stage == s.id]) for s in jmap.stages] == [
        ("Zero", ["Cart"]),
        ("One", ["Home", "Bye"]),
    ]


def test_ratings_become_feelings_with_an_interval():
    rows = "\n".join(f"c{i}  09:00  Survey\nc{i}  09:01  Bye" for i in range(30))
    values = [v for i in range(30) for v in (float(i % 5 + 1), None)]
    jmap = discover(log_of(rows, score=values, scale=["csat_1_5", None] * 30))
    feeling = jmap.evidence.touchpoints["survey"].emotion
    assert (feeling.score, feeling.n, feeling.basis) == (0.0, 30, Basis.OBSERVED)
    assert -1.5 < feeling.low < -1 < 1 < feeling.high < 1.5
    assert jmap.touchpoints[0].emotion.basis is Basis.OBSERVED
    assert jmap.evidence.touchpoints["bye"].emotion is None


def test_folded_touchpoints_are_bridged_and_coverage_stays_honest():
    rare = [f"r{i}  09:00  Rare{i}" for i in range(300)]
    journeys = [f"c{i}  09:00  Start\nc{i}  09:01  Odd{i}\nc{i}  09:02  End" for i in range(10)]
    straight = [f"d{i}  09:00  Start\nd{i}  09:02  End" for i in range(300)]
    jmap = discover(log_of("\n".join(rare + journeys + straight)), goal="Rare7")
    bridged = 10 - sum(t.name.startswith("Odd") for t in jmap.touchpoints)
    flow = {(f.source, f.target): f.count for f in jmap.evidence.flow}
    assert bridged >= 5
    assert flow["start", "end"] == 300 + bridged
    direct = 300 + 2 * (10 - bridged)  # of 320 transitions between different touchpoints
    assert jmap.evidence.transitions_shown_share == pytest.approx(direct / 320, abs=1e-4)
    assert {"Start", "End", "Rare7"} <= {t.name for t in jmap.touchpoints}
    assert jmap.evidence.touchpoints_total == 312
    assert len(jmap.left_out) == 200
    assert len(jmap.evidence.folded) == 312 - len(jmap.touchpoints) - 200
    assert not {*jmap.left_out} & {*jmap.evidence.folded}


def test_stages_as_many_as_asked_for():
    log = random_log(4, touchpoints=12)
    assert [len(discover(log, stages=n).stages) for n in (1, 2, 5, 12)] == [1, 2, 5, 12]


def test_goals_are_shown_however_rare():
    log = random_log(2, touchpoints=50)
    rarest = discover(log, max_touchpoints=6).left_out[-1]
    assert rarest in {t.name for t in discover(log, max_touchpoints=6, goal=[rarest]).touchpoints}


def test_no_stage_is_lost_by_folding():
    names = [f"Xy{chr(97 + i)}{chr(97 + j)}" for i in range(5) for j in range(6)]
    rows = [
        f"c{k}  {9 + i // 6:02}:{i % 6 * 2 + (k * i) % 3:02}  {n}"
        for k in range(20)
        for i, n in enumerate(names)
    ]
    jmap = discover(log_of("\n".join(rows)), max_touchpoints=10)
    assert len(jmap.touchpoints) == 10
    assert len(jmap.stages) >= 3
    assert min(sum(t.stage == s.id for t in jmap.touchpoints) for s in jmap.stages) >= 1


def test_long_and_strange_names_fit_the_document():
    builder = LogBuilder(clean=str.strip)
    names = ["x" * 100_000, "x" * 100_001, "<script>", "\u202eevil", "🙂", "a&b"]
    batch = pa.RecordBatch.from_pydict(
        {"customer_id": ["c"] * 6, "timestamp": pa.array(range(6), pa.int64()), "touchpoint": names}
    )
    builder.add(batch, source=0, compare_rows=False)
    jmap = discover(memory_log(builder.finish()))
    assert len({t.id for t in jmap.touchpoints}) == 6
    assert {t.match.touchpoint[0] for t in jmap.touchpoints} == set(names)
    assert load(dump(jmap)) == jmap


def test_as_of_is_given_not_looked_up():
    moment = datetime(2030, 5, 6, tzinfo=UTC)
    jmap = discover(log_of(SHOP), as_of=moment)
    assert jmap.evidence.as_of == moment
    assert jmap.updated.isoformat() == "2030-05-06"


def test_wrong_use_is_refused():
    log = log_of(SHOP)
    with pytest.raises(UnknownNameError, match="Order placed"):
        discover(log, goal="Order place")
    with pytest.raises(UsageError, match="language"):
        discover(log, language="fr")
    with pytest.raises(UsageError, match="max_touchpoints"):
        discover(log, max_touchpoints=2)
    with pytest.raises(UsageError, match="stages"):
        discover(log, stages=0)
    with pytest.raises(InputError, match="nothing to map"):
        discover(JourneyLog((), log.kinds, log.vocabularies))
