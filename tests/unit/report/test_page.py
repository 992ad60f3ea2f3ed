"""The page: self-contained, escaped, accessible, in two languages, and true to its numbers."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

import pytest
from reading import Page
from shop import LINES, QUALITY, SCALES, SCORES, discovered, shop_map, shop_report

from sojourn.journeymap.model import JourneyMap, Stage, Touchpoint
from sojourn.render.palette import DARK, LIGHT, contrast
from sojourn.render.report import to_html
from sojourn.render.report.answer import answer
from sojourn.render.report.figures import figures
from sojourn.render.report.flows import flows
from sojourn.render.report.sections import LEAVING_SHOWN, funnel, leaving, paths, waits
from sojourn.render.report.style import HEAT_LEVELS, heat_colour, style_sheet
from sojourn.report.compose import build
from sojourn.report.document import Report
from sojourn.testing import log_of, random_log

HOSTILE = '<script>alert("\'&x")</script>'


@cache
def page_in(language):
    return to_html(shop_report(language=language), shop_map())


@pytest.fixture(params=["en", "zh"])
def shop_page(request):
    return page_in(request.param)


@pytest.fixture(scope="module")
def random_page():
    report, jmap = discovered(random_log(3, customers=200, touchpoints=12), "T1", quality=QUALITY)
    return to_html(report, jmap)


def plain(sentences):
    return " ".join(re.sub("<[^>]*>", "", str(s)).replace("\u202f", " ") for s in sentences)


def test_nothing_comes_from_outside(shop_page, random_page):
    for text in (shop_page, random_page):
        page = Page(text)
        assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
        assert len(page.all("style")) == 1
        for _, attributes in page.tags:
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)
            assert attributes.get("href", "#").startswith("#")
        addresses = set(re.findall(r"https?://[^\"' ]+", text))
        assert addresses <= {"http://www.w3.org/2000/svg"}
        assert "@import" not in text
        assert "url(" not in text


def test_the_policy_allows_the_style_sheet_and_nothing_else(shop_page):
    page = Page(shop_page)
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    sheet = shop_page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy


def test_ids_are_unique_and_links_arrive(shop_page, random_page):
    for text in (shop_page, random_page):
        page = Page(text)
        assert len(page.ids) == len(set(page.ids))
        for link in page.all("a"):
            assert link["href"][1:] in page.ids
        for _, attributes in page.tags:
            for reference in attributes.get("aria-labelledby", "").split():
                assert reference in page.ids


def test_headings_and_tables_can_be_read_aloud(shop_page, random_page):
    for text in (shop_page, random_page):
        page = Page(text)
        assert len(page.all("h1")) == 1
        assert len(page.all("h2")) >= 8
        assert len(page.all("table")) == len(page.all("caption"))
        assert all(th.get("scope") in {"col", "row"} for th in page.all("th"))
        regions = [a for _, a in page.tags if a.get("role") == "region"]
        assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in regions)
        drawings = [a for a in page.all("svg") if a.get("aria-hidden") != "true"]
        assert all(a.get("role") == "img" and a.get("aria-labelledby") for a in drawings)


def test_the_language_is_told(shop_page):
    page = Page(shop_page)
    chinese = "客户在哪里离开" in page.text
    assert page.all("html")[0]["lang"] == ("zh-Hans" if chinese else "en")
    assert ("Where they leave" in page.text) != chinese


def test_every_text_of_the_data_is_escaped():
    lines = LINES
    for name in ("Home", "Cart", "Buy", "Help", "web", "app"):
        lines = lines.replace(name, HOSTILE + name)
    # `(no name)` aside, nothing of the data may reach the page as markup
    log = log_of(lines, score=SCORES, scale=SCALES, currency=[HOSTILE] * 10)
    names = {n: HOSTILE + n for n in ("Home", "Cart", "Buy")}
    jmap = shop_map()
    hostile_map = JourneyMap(
        title=HOSTILE,
        stages=tuple(Stage(id=s.id, name=HOSTILE + s.name) for s in jmap.stages),
        touchpoints=tuple(
            Touchpoint(id=t.id, name=names[t.name], stage=t.stage, channel=HOSTILE) for t in jmap.touchpoints
        ),
    )
    source = {
        **QUALITY["sources"][0],
        "name": HOSTILE,
        "format": HOSTILE,
        "mapping": {HOSTILE: {"column": HOSTILE, "reason": HOSTILE, "constant": HOSTILE}},
        "examples": [{"line": 1, "reason": HOSTILE, "value": HOSTILE}],
        "dropped": {HOSTILE: 2},
        "repaired": {HOSTILE: 1},
    }
    quality = {**QUALITY, "dropped": {HOSTILE: 2}, "repaired": {HOSTILE: 1}, "sources": [source]}
    report = build(log, hostile_map, goal=(names["Buy"],), quality=quality, generated_by=HOSTILE)
    text = to_html(report, hostile_map)
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.tags}
    assert "<script" not in text.lower()
    assert page.text.count("<script>") > 20


@pytest.mark.parametrize(("count", "folded"), [(6, False), (7, True)])
def test_many_sources_are_folded(count, folded):
    sources = [{**QUALITY["sources"][0], "name": f"source {n}"} for n in range(count)]
    page = to_html(build(log_of("ann  09:00  Home"), None, quality={**QUALITY, "sources": sources}), None)
    assert ("<summary>The 7 sources</summary>" in page) is folded
    assert all(f"source {n}" in Page(page).text for n in range(count))


def test_braces_in_names_are_only_braces():
    log = log_of("ann  09:00  {goal}  web\nbob  09:01  {0.__class__}  web")
    text = Page(to_html(build(log, None, goal=("{goal}",)), None)).text
    assert "50 % of customers reach {goal}." in text
    assert "after {0.__class__}: 1 customer" in text


def test_what_has_no_data_is_left_out():
    text = to_html(build(log_of("ann  09:00  Home"), None), None)
    ids = set(Page(text).ids)
    assert {"answer", "method"} <= ids
    assert {
        "leaving",
        "rhythm",
        "map",
        "flows",
        "funnel",
        "paths",
        "waits",
        "channels",
        "feelings",
        "retention",
        "quality",
    }.isdisjoint(ids)


def test_the_same_report_gives_the_same_page():
    assert to_html(shop_report(), shop_map()) == to_html(shop_report(), shop_map())


def test_a_saved_report_gives_the_same_page():
    report = shop_report()
    assert to_html(Report.load(report.to_json()), shop_map()) == to_html(report, shop_map())


@pytest.mark.parametrize(
    ("lines", "goal", "said"),
    [
        ("ann  09:00  Buy", "Buy", "The one customer reaches Buy."),
        ("ann  09:00  Buy\nbob  09:00  Buy", "Buy", "All 2 customers reach Buy."),
        (
            "ann  09:00  Home\nbob  09:00  Buy",
            "Buy",
            "50 % of customers reach Buy. The largest loss is after Home: 1 customer ends there.",
        ),
        (
            "ann  09:00  Home\nbob  09:00  Home\neve  09:00  Cart\njoe  09:00  Buy",
            "Buy",
            "25 % of customers reach Buy. The largest loss is after Home: 2 customers end there.",
        ),
        (
            "ann  09:00  Home\nbob  09:00  Home\neve  09:00  Cart",
            None,
            "More journeys end at Home than anywhere else: 2, or 67 % of all.",
        ),
        (
            "\n".join(f"c{i:02}  09:00  P{i}" for i in range(40)),
            None,
            "Journeys end all over: at none of the 40 touchpoints more than 3 % of them.",
        ),
        ("ann  09:00  Home\nbob  09:00  Home", None, "2 customers meet a single touchpoint: Home."),
    ],
)
def test_the_headline(lines, goal, said):
    report = build(log_of(lines), None, goal=(goal,) if goal else ())
    assert plain(answer(report, "en").headline) == said


def test_without_a_goal_no_way_to_it_and_no_loss():
    log = log_of("ann  09:00  Home\nann  09:05  Cart\nbob  09:00  Home")
    report, jmap = discovered(log, None)
    assert report.funnel is None
    page = to_html(report, jmap)
    assert "--goal NAME" in page
    assert "Where journeys end" in page
    assert 'class="number harm"' not in page


def test_with_one_touchpoint_nobody_leaves_or_moves():
    page = to_html(*discovered(log_of("ann  09:00  Rating\nbob  10:00  Rating\nbob  11:00  Rating"), None))
    ids = set(Page(page).ids)
    assert {"leaving", "map", "flows", "paths", "waits", "funnel"}.isdisjoint(ids)
    for word in ("Leaving", "Transition", "--goal", "again"):
        assert word not in page


def test_the_form_of_the_data_is_no_figure():
    once, _ = discovered(log_of("ann  09:00  Home\nbob  09:00  Cart"), "Cart")
    assert [plain([f.label]) for f in figures(once, "en")] == ["reach Cart"]


def test_map_and_report_tell_the_same_coverage():
    report, jmap = discovered(random_log(3, customers=200, touchpoints=30), "T1")
    share = jmap.evidence.transitions_shown_share
    assert report.coverage.transitions_on_map_share == share
    assert f"{100 * share:.0f}\u202f% of transitions" in to_html(report, jmap)


def test_nobody_reaches_a_goal_that_only_others_had():
    log = log_of("ann  09:00  Home\nbob  09:00  Buy")
    from sojourn.log.selection import CustomersWith

    report = build(log.where(CustomersWith("touchpoint", ("Buy",), negate=True)), None, goal=("Buy",))
    assert plain(answer(report, "en").headline) == (
        "No customer reaches Buy. The largest loss is after Home: 1 customer ends there."
    )
    assert plain(answer(report, "zh").headline).startswith("没有客户到达“Buy”。")


@pytest.mark.parametrize("seed", range(3))
def test_what_tables_leave_out_is_counted(seed):
    report, _ = discovered(random_log(seed, customers=300, touchpoints=14), "T1")
    view = leaving(report)
    assert len(view.rows) == LEAVING_SHOWN
    assert sum(view.ends) + view.elsewhere == report.summary.customers - report.summary.goal_customers
    ways = paths(report)
    shown = sum(row.path.customers for row in ways.rows)
    assert ways.other_share == pytest.approx(1 - shown / report.summary.customers)
    assert ways.other == report.coverage.paths_total - len(ways.rows)
    slow = waits(report)
    assert [t.median_s for t in slow.rows] == sorted((t.median_s for t in slow.rows), reverse=True)
    assert all(t.customers >= slow.fewest and t.source != t.target for t in slow.rows)
    steps = funnel(report)
    if steps is not None:
        assert steps.others == report.summary.goal_customers - steps.rows[-1].step.customers
        assert all(row.lost is None or row.lost >= 0 for row in steps.rows)


@pytest.mark.parametrize("seed", range(6))
def test_the_flow_figure_accounts_for_everything(seed):
    report, jmap = discovered(random_log(seed, customers=150, touchpoints=4 + 2 * seed), "T1")
    view = flows(report, jmap)
    assert view.drawn_share + view.back_share + view.other_share == pytest.approx(1)
    assert sum(r.times for r in view.ribbons) == pytest.approx(view.drawn_share * view.total)
    pairs = [
        t.count
        for t in (report.map_flow.transitions if report.map_flow else report.transitions)
        if t.source and t.target and t.source != t.target
    ]
    assert view.total == sum(pairs)


@pytest.mark.parametrize("seed", range(6))
def test_labels_of_the_flow_figure_meet_no_other_bar_or_label(seed):
    from sojourn.render.layout.text import width

    report, jmap = discovered(random_log(seed, customers=150, touchpoints=4 + 2 * seed), "T1")
    view = flows(report, jmap)
    boxes = []
    for node in view.nodes:
        wide = max(width(line, 12.5, bold=True) for line in node.lines)
        top = node.label_y - 11
        boxes.append((node.x, top, node.x + max(wide, view.bar), node.y + node.height))
        assert node.start <= node.height + 0.2
        assert node.end <= node.height + 0.2
        assert node.x + wide <= view.width
        assert top >= 0
        assert node.y + node.height <= view.height
    for i, (ax, ay, ar, ab) in enumerate(boxes):
        for bx, by, br, bb in boxes[i + 1 :]:
            assert min(ar, br) <= max(ax, bx) or min(ab, bb) <= max(ay, by)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_figures_on_heat_can_be_read(theme):
    for level in range(HEAT_LEVELS):
        assert contrast(theme["ink"], heat_colour(theme, level)) >= 4.5


def test_the_style_sheet_knows_every_tone_of_the_map():
    sheet = style_sheet()
    for tone in LIGHT.tones:
        name = tone.replace("_", "-")
        assert f".f-{name}{{fill:var(--{name})}}" in sheet
        assert f".s-{name}{{stroke:var(--{name})}}" in sheet


def test_classes_of_the_page_have_rules(shop_page, random_page):
    sheet = style_sheet()
    for text in (shop_page, random_page):
        used = {c for _, a in Page(text).tags for c in a.get("class", "").split()}
        meaningless = {"steps", "rows", "narrow", "text", "value"}
        missing = {c for c in used - meaningless if f".{c}" not in sheet}
        assert missing == set()


def test_dates_without_a_clock_and_cohorts_nobody_returns_to_are_no_blocks():
    days = log_of("ann  2026-03-01 00:00  Home\nbob  2026-03-09 00:00  Home\nbob  2026-03-09 00:00  Cart")
    ids = set(Page(to_html(build(days, None), None)).ids)
    assert {"rhythm", "retention"}.isdisjoint(ids)
    hours = log_of(
        "ann  2026-03-01 00:10  Home\nann  2026-03-02 09:10  Home\nann  2026-03-03 12:10  Home"
        "\nbob  2026-03-09 10:30  Home\nbob  2026-03-09 11:30  Cart"
    )
    assert {"rhythm", "retention"} <= set(Page(to_html(build(hours, None), None)).ids)
