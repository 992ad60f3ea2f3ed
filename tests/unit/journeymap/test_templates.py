"""Maps to start from: what the contents of every trade must hold, and what is made of them."""

import re
from collections import Counter
from importlib.resources import files

import pytest
from pydantic import BaseModel

import sojourn as sj
from sojourn.errors import UnknownNameError
from sojourn.journeymap.document import dump, load
from sojourn.journeymap.lint import lint
from sojourn.journeymap.model import Basis, MapKind
from sojourn.journeymap.templates.catalogue import Industry, Market, templates
from sojourn.journeymap.templates.channels import channel_words
from sojourn.journeymap.templates.contents import content
from sojourn.journeymap.templates.engine import template

TRADES = [(t.industry, t.market) for t in templates()]
KINDS = [kind.value for kind in MapKind]
CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH_SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [a-z]{2,}")
BRANDS = re.compile(r"^[\w .,%/+:<>=≥≤€¥$°-]{1,24}$")
METRICS = {
    "nps",
    "csat",
    "ces",
    "share",
    "exits_share",
    "repeats_share",
    "median_wait",
    "emotion",
    "conversion",
}
TARGET = re.compile(r"^(>=|<=|≥|≤|<|>) ?[\d.,]+ ?(%|s|m|h|d|w)?$")

trades = pytest.mark.parametrize(("industry", "market"), TRADES, ids=str)


def pairs(part, where=""):
    """Every text in English and Chinese of a part, with its place."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from pairs(getattr(part, name), f"{where}.{name}")
    elif isinstance(part, tuple) and where.endswith(".traits"):
        for label, chinese_label, value, chinese_value in part:
            yield where, (label, chinese_label)
            yield where, (value, chinese_value)
    elif isinstance(part, tuple) and len(part) == 2 and all(isinstance(p, str) for p in part):
        if not where.endswith((".match", ".pain_points", ".flow")):
            yield where, part
    elif isinstance(part, tuple):
        for one in part:
            yield from pairs(one, where)


def scenes(found):
    """The journey and the day."""
    return [
        (found.stages, found.touchpoints, found.flow),
        (found.day.stages, found.day.touchpoints, found.day.flow),
    ]


def test_every_trade_has_both_markets():
    assert set(TRADES) == {(industry, market) for industry in Industry for market in Market}


@trades
def test_texts_are_in_both_languages(industry, market):
    found = content(industry, market)
    assert (found.industry, found.market) == (industry, market)
    for where, pair in pairs(found):
        if where.endswith((".metric", ".target")) and pair[0] == pair[1]:
            assert not pair[0] or pair[0] in METRICS or TARGET.match(pair[0]), (where, pair)
            continue
        english, chinese = channel_words(pair) if where.endswith(".channel") else pair
        assert english == english.strip(), (where, english)
        assert chinese == chinese.strip(), (where, chinese)
        assert not CHINESE.search(english), (where, english)
        assert CHINESE.search(chinese) or BRANDS.match(chinese), (where, chinese)
        assert not ENGLISH_SENTENCE.search(chinese), (where, chinese)


@trades
def test_a_map_is_neither_empty_nor_crowded(industry, market):
    found = content(industry, market)
    assert 5 <= len(found.stages) <= 7
    assert 12 <= len(found.touchpoints) <= 18
    assert 4 <= len(found.day.stages) <= 5
    assert 8 <= len(found.day.touchpoints) <= 12
    assert 2 <= len(found.personas) <= 3
    assert len(found.opportunities) >= 4
    assert any(t.moment_of_truth for t in found.touchpoints)
    assert sum(len(t.pain_points) for t in found.touchpoints) >= 4
    for stages, touchpoints, _ in scenes(found):
        assert {t.stage for t in touchpoints} == {s.id for s in stages}


@trades
def test_texts_fit_cards(industry, market):
    found = content(industry, market)
    for _, touchpoints, _ in scenes(found):
        for touchpoint in touchpoints:
            assert len(touchpoint.name[0]) <= 34, touchpoint.name
            assert len(touchpoint.name[1]) <= 14, touchpoint.name
    for where, (english, chinese) in pairs(found):
        assert len(english) <= 90, (where, english)
        assert len(chinese) <= 48, (where, chinese)


@trades
def test_every_touchpoint_says_how_it_is_watched(industry, market):
    found = content(industry, market)
    for _, touchpoints, _ in scenes(found):
        for touchpoint in touchpoints:
            assert touchpoint.kpis or touchpoint.emotion is not None, touchpoint.id
            for kpi in touchpoint.kpis:
                assert TARGET.match(kpi.target[0]), (touchpoint.id, kpi.target)


@trades
def test_companies_buy_in_roles_and_private_customers_alone(industry, market):
    roles = [p.buying_role for p in content(industry, market).personas]
    if market is Market.B2B:
        assert None not in roles
        assert len(set(roles)) == len(roles)
    else:
        assert set(roles) == {None}


@trades
def test_flow_leads_everywhere_and_out_of_every_stage(industry, market):
    for stages, touchpoints, flow in scenes(content(industry, market)):
        stage = {t.id: t.stage for t in touchpoints}
        assert len(set(flow)) == len(flow)
        met = {f[1] for f in flow} | {t.id for t in touchpoints if t.starts or t.stage == stages[0].id}
        assert set(stage) <= met
        left = {stage[f[0]] for f in flow if stage[f[0]] != stage[f[1]]}
        left |= {t.stage for t in touchpoints if t.ends} | {stages[-1].id}
        assert {s.id for s in stages} <= left


@trades
def test_an_event_belongs_to_one_touchpoint(industry, market):
    for touchpoints in (content(industry, market).touchpoints, content(industry, market).day.touchpoints):
        names = Counter(
            name for t in touchpoints for name in {text.casefold() for text in (*t.match, *t.name)}
        )
        assert max(names.values()) == 1, names.most_common(3)


@trades
def test_documents_load_and_nothing_is_claimed_to_be_known(industry, market):
    for kind, language in (("service_blueprint", "en"), ("future_state", "zh"), ("day_in_the_life", "zh")):
        jmap = template(kind, industry, market, language)
        assert load(dump(jmap)) == jmap
    for kind in KINDS:
        for language in ("en", "zh"):
            jmap = template(kind, industry, market, language)
            assert (jmap.kind, jmap.language, jmap.status) == (kind, language, "assumed")
            assert jmap.evidence is None
            felt = [e for t in jmap.touchpoints for e in (t.emotion, *t.emotions.values()) if e is not None]
            assert {e.basis for e in felt} == {Basis.ASSUMED}
            people = {p.id for p in jmap.personas}
            assert all(set(t.emotions) <= people for t in jmap.touchpoints)
            assert (
                any(t.backstage or t.systems for t in jmap.touchpoints) is (kind == "service_blueprint")
                or kind == "day_in_the_life"
            )


@trades
def test_a_reviewer_finds_no_fault_but_what_only_the_team_can_mend(industry, market):
    theirs = {"no-owner", "persona-no-data", "future-no-current", "pain-no-opportunity"}
    for kind in KINDS:
        for language in ("en", "zh"):
            found = lint(template(kind, industry, market, language))
            assert not [str(f) for f in found if f.severity == "error" or f.rule not in theirs]


@trades
def test_the_future_is_better_and_says_what_changed(industry, market):
    today, future = (template(k, industry, market) for k in ("current_state", "future_state"))
    answered = {p for o in today.opportunities for p in o.pain_points}
    assert len(answered) >= 4
    assert not answered & {p.id for t in future.touchpoints for p in t.pain_points}
    assert [t.id for t in future.touchpoints] == [t.id for t in today.touchpoints]
    for before, after in zip(today.touchpoints, future.touchpoints, strict=True):
        solved = {p.id for p in before.pain_points} & answered
        if before.emotion is not None and after.emotion != before.emotion:
            assert f"Today {before.emotion.score:+g}".replace("-", "−") in after.emotion.note
        for opportunity in today.opportunities:
            assert (opportunity.title in after.rose) >= bool(solved & set(opportunity.pain_points))
        if solved:
            assert after.emotion.score > before.emotion.score
            assert after.actions not in ((), before.actions), after.id
            assert after.thoughts, after.id
    mean = [sum(t.emotion.score for t in m.touchpoints if t.emotion) for m in (today, future)]
    assert mean[1] > mean[0] + len(today.touchpoints)


def test_a_template_is_the_same_every_time():
    assert dump(template("service_blueprint")) == dump(sj.template(kind="service_blueprint"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kind": "future"}, "kind of map"),
        ({"industry": "retial"}, "'retail'"),
        ({"market": "b2g"}, "'b2c'"),
        ({"language": "de"}, "language"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(given, told):
    with pytest.raises(UnknownNameError, match=told):
        template(**given)


def test_contents_are_part_of_the_package():
    there = {f.name for f in files("sojourn.journeymap.templates").joinpath("content").iterdir()}
    assert {f"{industry}_{market}.yaml" for industry, market in TRADES} <= there
    assert {f.name for f in files("sojourn.journeymap.templates").joinpath("blank").iterdir()} == {
        "en.journey.yaml",
        "zh.journey.yaml",
    }
