"""The page of a report with everything in it: the decision first, evidence after it, true to its numbers, in two languages."""

import re
from functools import cache
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from full import PLACES, bare_map, bare_report, full_report
from reading import Page

from sojourn.render.layout.text import width
from sojourn.render.palette import LIGHT
from sojourn.render.report import to_html
from sojourn.render.report.answer import answer
from sojourn.render.report.changes import changes
from sojourn.render.report.charts.scale import ticks
from sojourn.render.report.meaning import arc, attribution, what_if
from sojourn.render.report.measures import measures
from sojourn.render.report.pains import decision
from sojourn.render.report.style import style_sheet
from sojourn.report.annotate import annotate
from sojourn.report.document import Comparison, Report

HOSTILE = '<script>alert("\'&x")</script>'
MEANING = (
    "pain", "emotions", "truths", "voice", "metrics", "attribution", "segments", "drivers", "lifetime", "what_if", "trends",
    "consistency",
)  # fmt: skip
FIXED = {
    "kind", "verdict", "basis", "status", "unit", "period", "start", "date", "first", "last", "change", "outcome", "language",
    "schema_version", "dimension", "currency", "trained_until",
}  # fmt: skip
SVG = re.compile(r'<svg class="chart".*?</svg>', re.DOTALL)


@pytest.fixture(params=["en", "zh"])
def tongue(request):
    return request.param


@cache
def page_in(language):
    report = full_report(language)
    return to_html(report, annotate(bare_map(language), report))


@pytest.fixture
def text(tongue):
    return page_in(tongue)


def plain(sentences):
    return " ".join(
        unescape(re.sub("<[^>]*>", "", str(s))).replace("\u202f", " ").replace("\u00a0", " ")
        for s in sentences
    )


def without(report, **changed):
    return report.model_copy(update=changed)


def test_the_decision_comes_first_then_the_map_then_the_evidence(text):
    ids = [
        i for i in Page(text).ids if i in {*MEANING, "answer", "map", "leaving", "flows", "quality", "method"}
    ]
    assert ids[:3] == ["answer", "pain", "map"]
    assert set(MEANING) <= set(ids)
    assert ids.index("consistency") < ids.index("leaving") < ids.index("method")


def test_blocks_without_data_are_absent():
    ids = set(Page(to_html(bare_report(), bare_map())).ids)
    assert ids.isdisjoint(MEANING)
    plainer = without(full_report(), trends=None, attribution=None)
    for name in MEANING:
        field = {"truths": "moments_of_truth", "pain": "pain_points", "lifetime": "lifetime_value"}.get(
            name, name
        )
        page = Page(to_html(without(plainer, **{field: None}), None))
        assert name not in page.ids
        assert f"#{name}" not in {a["href"] for a in page.all("a")}


def test_it_is_small_self_contained_and_without_styles(text):
    assert len(text.encode()) < 400_000
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    assert not any("style" in attributes for _, attributes in page.tags)
    assert set(re.findall(r"https?://[^\"' ]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert len(page.ids) == len(set(page.ids))
    for _, attributes in page.tags:
        for reference in attributes.get("aria-labelledby", "").split():
            assert reference in page.ids


def test_it_can_be_read_aloud(text):
    page = Page(text)
    assert len(page.all("h1")) == 1
    assert len(page.all("table")) == len(page.all("caption"))
    assert all(th.get("scope") in {"col", "row", "rowgroup"} for th in page.all("th"))
    drawings = [a for a in page.all("svg") if a.get("aria-hidden") != "true"]
    assert all(a.get("role") == "img" and a.get("aria-labelledby") for a in drawings)
    assert len([a for a in drawings if a.get("class") == "chart"]) == 5
    assert all(
        a.get("tabindex") == "0" and a.get("aria-label") for _, a in page.tags if a.get("role") == "region"
    )
    for link in page.all("a"):
        assert link["href"][1:] in page.ids


def test_every_class_has_a_rule(text):
    sheet = style_sheet()
    used = {c for _, a in Page(text).tags for c in a.get("class", "").split()}
    meaningless = {"steps", "rows", "narrow", "text", "value", "pains", "scenarios", "do", "wide-table"}
    assert {c for c in used - meaningless if f".{c}" not in sheet} == set()


def test_the_same_report_gives_the_same_bytes(text, tongue):
    report = Report.load(full_report(tongue).to_json())
    assert to_html(report, annotate(bare_map(tongue), report)) == text


def test_the_headline_is_what_costs_most(tongue):
    said = answer(full_report(tongue), tongue)
    headline, lead = plain(said.headline), plain(said.lead)
    assert "€ 34 700" in headline
    assert headline.startswith("五分之二的聊天" if tongue == "zh" else "Two in five chats")
    assert ("首先" in lead) if tongue == "zh" else ("Do this first: say at the start" in lead)
    assert "41" in lead


def test_without_money_the_headline_counts_customers():
    poor = tuple(p.model_copy(update={"value_at_stake": None}) for p in full_report().pain_points)
    report = without(full_report(), pain_points=poor)
    assert "that keeps 963 customers from Subscription renewed." in plain(answer(report, "en").headline)
    view = decision(report, "en")
    assert not view.valued
    assert [row.stake.figure for row in view.rows][:2] == ["963", "968"]


def test_a_long_statement_is_no_headline():
    first, *rest = full_report().pain_points
    long = first.model_copy(update={"statement": "x" * 200})
    said = plain(answer(without(full_report(), pain_points=(long, *rest)), "en").headline)
    assert said == "The long wait at Support replied costs € 34 700."


def test_figures_behind_a_colon_are_left_to_the_table():
    first, *rest = full_report().pain_points
    told = first.model_copy(update={"statement": "“Page: Help” comes late: 12 of 90 customers."})
    report = without(full_report(), pain_points=(told, *rest))
    assert plain(answer(report, "en").headline) == "“Page: Help” comes late: that costs € 34 700."


def test_where_nothing_costs_the_page_says_so():
    pains = tuple(p for p in full_report().pain_points if p.verdict != "costs")
    report = without(full_report(), pain_points=pains, opportunities=None)
    said = answer(report, "en")
    assert plain(said.headline).startswith("41 % of customers reach Order placed. The largest loss is after")
    assert plain(said.lead).startswith("Of 2 possible pain points none is shown to cost anything.")
    assert "No pain point is shown to cost anything" in Page(to_html(report, None)).text


def test_the_table_of_pain_points():
    view = decision(full_report(), "en")
    assert [row.pain.id for row in view.rows] == ["p1", "p2", "p3", "p4", "p5"]
    for row in view.rows:
        stake = row.stake
        assert 0 <= stake.low <= stake.at <= stake.high <= 100
        assert row.todo.pain_point == row.pain.id
    assert view.rows[0].stake.high == 100
    assert view.rows[1].stake.at / view.rows[0].stake.at == pytest.approx(21_300 / 34_700, abs=0.01)
    assert view.compared == 8
    assert "q < 0.001" in plain([view.rows[0].sure])
    assert "against 15 870 similar customers" in plain([view.rows[0].sure])


def test_what_looked_bad_stands_beside_what_it_is():
    view = decision(full_report(), "en")
    (alike,), (unclear,) = view.look_alikes, view.unclear
    assert "−9.0 pp" in plain([alike])
    assert "−0.4 pp (−1.6 pp to +0.8 pp)" in plain([alike])
    assert "(−8.0 pp to +2.0 pp)" in plain([unclear])
    unknown = plain(view.unknown)
    for reason in ("nobody comparable", "no table of spend", "no lexicon for Finnish", "feeling is assumed"):
        assert reason in unknown


def test_a_second_face_of_a_cause_is_not_counted_again():
    assert "p6" not in {row.pain.id for row in decision(full_report(), "en").rows}


def test_more_than_five_are_counted():
    costly = full_report().pain_points[0]
    many = tuple(costly.model_copy(update={"id": f"c{i}"}) for i in range(30))
    view = decision(without(full_report(), pain_points=many), "en")
    assert (len(view.rows), view.more, len(view.details), view.not_detailed) == (5, 25, 20, 10)


def test_the_arc_shows_its_ends():
    view = arc(full_report(), "en")
    scores = [f.emotion.score for _, f in view.extremes]
    assert scores == sorted(scores)
    every = sorted(f.emotion.score for f in full_report().emotions.arc)
    assert scores == [*every[:4], *every[-4:]]
    for _, feel in view.rows:
        assert 0 <= feel.low <= feel.at <= feel.high <= 200
    bases = set(re.findall(r'class="mark (\w+)', to_html(full_report(), None)))
    assert bases == {"observed", "inferred", "assumed"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Since 16 Jun 2026, Delivered went from +2.7 to +1.8: −0.9 (−1.2\u00a0to\u00a0−0.6)."),
        ("zh", "自2026年6月16日起，“Delivered”由 +2.7 变为 +1.8：−0.9（−1.2\u00a0至\u00a0−0.6）。"),
    ],
)
def test_what_surely_feels_otherwise_since_a_change_is_said(language, sentence):
    numbers = {
        "value_a": 1.8,
        "value_b": 2.7,
        "n_a": 300,
        "n_b": 310,
        "difference": -0.9,
        "low": -1.2,
        "high": -0.6,
    }
    rows = [
        Comparison(dimension="since", a="2026-06-16", b="", measure=measure, q=q, **numbers)
        for measure, q in (("feeling:Returned", 0.06), ("feeling:Delivered", 1e-6), ("step_share:Late", 1e-9))
    ]
    view = arc(without(full_report(), comparisons=tuple(rows)), language)
    assert [re.sub("<[^>]+>", "", text) for text in view.since] == [sentence]


def test_measures_with_breakdowns_and_what_cannot_be_computed():
    view = measures(full_report(), "en")
    rows = {row.name: row for row in view.rows}
    assert rows["Churn"].value == "19.2\u202f%"
    assert rows["Cost per customer won"].reason == "no table of spend was given"
    tables = [table for _, parts in view.splits for table in parts]
    titles = [plain([t.title]) for t in tables]
    assert "NPS by segment" in titles
    by_channel = next(t for t in tables if plain([t.title]) == "Share who reach it by channel")
    assert [row.name for row in by_channel.rows] == ["web", "ads"]


def test_models_stand_side_by_side_with_their_disagreement():
    view = attribution(full_report(), "en")
    assert [row[0] for row in view.rows] == ["search", "social", "friends"]
    for channel, own, *_ in view.rows:
        for mark, credit in zip(view.models, own, strict=True):
            assert credit is full_report().attribution.models[mark.model][channel]
    assert "furthest apart on search: 20 % by “first”, 60 % by “last”" in plain([view.apart])
    assert plain([view.rows[0][3]]) == "1.24 by “first”, 3.72 by “last”"


def test_scenarios_are_coloured_by_whether_they_help():
    first = what_if(full_report(), "en")[0]
    tones = {row.measure: row.tone for row in first.rows}
    assert tones == {"conversions": "good", "value": "good", "contacts": "good"}
    assert "Its own error of +0.7 points" in Page(to_html(full_report(), None)).text.replace("\u202f", " ")


def test_series_that_changed_come_first_and_say_when():
    view = changes(full_report(), "en")
    assert [d.chart.name for d in view.series] == ["reach the goal", f"wait: {PLACES['wait'][0]}"]
    assert (
        "Changed about 1 Jun 2026 (25 May 2026 to 8 Jun 2026) from 29.0\u202f% to 25.0\u202f%."
        in view.series[0].sentence
    )
    assert "Monday × 1.22" in view.seasons[0].sentence
    assert "last day × 1.50" in view.seasons[1].sentence


def test_a_season_without_a_day_that_stands_out_is_a_sentence():
    report = full_report()
    calm = [s.model_copy(update={"q": 0.5}) if s.kind == "weekday" else s for s in report.trends.seasons]
    report = without(report, trends=report.trends.model_copy(update={"seasons": calm}))
    view = changes(report, "en")
    assert (len(view.seasons), view.calm) == (1, ("events: By day of the week",))
    assert "events: By day of the week" in [table.title for table in view.tables]
    told = Page(to_html(report, None)).text
    assert "No day stands out from the average (events: By day of the week)." in told


def test_charts_are_plain_svg_in_the_colours_of_the_page(text):
    drawn = SVG.findall(text)
    assert len(drawn) == 5
    classes = {f"{p}-{tone.replace('_', '-')}" for p in "fs" for tone in LIGHT.tones}
    for chart in drawn:
        root = ET.fromstring(chart)
        wide, high = float(root.get("width")), float(root.get("height"))
        assert root[0].tag == "title"
        assert root[1].tag == "desc"
        assert len(root[1].text) > 8
        for node in root.iter():
            assert not {"style", "font-family", "aria-label"} & set(node.attrib)
            assert "#" not in (node.get("fill") or "") + (node.get("stroke") or "")
            if node is not root:
                assert set((node.get("class") or "").split()) <= classes
            if node.tag == "text":
                size = float(node.get("font-size"))
                x, y = map(
                    float, re.match(r"translate\(([-\d.]+),([-\d.]+)\)", node.get("transform")).groups()
                )
                room = width(node.text, size, node.get("font-weight") == "600")
                left = x - {"start": 0, "middle": room / 2, "end": room}[node.get("text-anchor", "start")]
                assert size >= 11
                assert left >= -1
                assert left + room <= wide + 1, node.text
                assert 0 <= y <= high


def test_lines_of_charts_are_where_the_values_are():
    chart = changes(full_report(), "en").series[1].chart.svg
    line = re.search(r'<path d="(M[^"]*)" stroke-width="1.8"', chart)[1]
    points = [tuple(map(float, p.split(","))) for p in re.findall(r"[-\d.]+,[-\d.]+", line)]
    assert len(points) == 26
    ys = [y for _, y in points]
    assert ys == sorted(ys, reverse=True)  # the wait grows in a straight line
    steps = [b - a for a, b in pairwise(ys)]
    assert max(steps) - min(steps) < 0.05


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (0.238, 0.312), (-3.2, 4.1), (1e-4, 2e-4), (12, 90_000)]
)
@pytest.mark.parametrize("clock", [False, True])
def test_lines_behind_a_chart_are_few_and_inside(low, high, clock):
    found = ticks(low, high, clock=clock and high > 100)
    assert 1 <= len(found) <= 5
    assert all(low <= t <= high for t in found)


def test_every_text_of_the_data_is_escaped():
    def hostile(value, key=""):
        if isinstance(value, dict):
            return {k: hostile(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [hostile(v, key) for v in value]
        return HOSTILE + value if isinstance(value, str) and key not in FIXED else value

    numbers = full_report().to_dict()
    blocks = (
        "pain_points",
        "opportunities",
        "moments_of_truth",
        "emotions",
        "what_if",
        "segments",
        "drivers",
        "consistency",
    )
    changed = {**numbers, **{name: hostile(numbers[name]) for name in blocks}}
    report = Report.model_validate(changed)
    text = to_html(report, annotate(bare_map(), report))
    assert "<script" not in text.lower()
    assert Page(text).text.count("<script>") > 40


@pytest.mark.parametrize(
    ("low", "high"), [(0.2, 0.9), (5.1, 9.2), (0.51, 272.9), (1.0, 1e9), (-3.0, 0.004), (1e6, 1e6 + 0.5)]
)
def test_some_round_number_is_behind_every_chart(low, high):
    for clock in (False, True):
        assert 1 <= len(ticks(low, high, clock=clock)) <= 6
        assert all(low <= t <= high for t in ticks(low, high, clock=clock))
