"""Every fit that takes a sample says how large it is, and of how many: in its result and in ``report.json``."""

import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.answered import MOST
from sojourn.analysis.drivers import of_table, question
from sojourn.analysis.segments import grouping, space
from sojourn.log.selection import EventsWith
from sojourn.render.report.method import method
from sojourn.render.report.words import say
from sojourn.report.compose import build
from sojourn.text import terms, themes, trained

MINUTE = 60_000_000
CUSTOMERS = 400
SAID = {-1: "Terrible and bad, I am angry about", 1: "Great and lovely, I am happy with"}
ABOUT = (
    "the late parcel",
    "the shoe colour",
    "your app",
    "the invoice total",
    "your phone support",
    "the size chart",
)


def everybody():
    """Customers who look one to four times; every second one buys in the end; all of them rate and write."""
    rows = []
    for i in range(CUSTOMERS):
        mood = 1 if i % 2 else -1
        names = ["Home", *["Look"] * (i % 4 + 1), *(["Search"] * 6 if i % 3 else ["Help"]), "Survey", "Buy"][
            : 20 if i % 2 else -1
        ]
        for place, name in enumerate(names):
            rated = name == "Survey"
            rows.append({
                "customer_id": f"c{i:03}",
                "timestamp": 1_767_225_600_000_000 + i * 900 * MINUTE + place * (i % 7 + 1) * 40 * MINUTE,
                "touchpoint": name,
                "text": f"{SAID[mood]} {ABOUT[i % 6]} and {ABOUT[i // 6 % 5]}, number {i}" if rated else None,
                "score": (5.0 if i % 2 else 1.0) if rated else None,
                "scale": "stars_1_5" if rated else None,
            })  # fmt: skip
    table = pa.Table.from_pylist(rows)
    times = table["timestamp"].cast(pa.timestamp("us", "UTC"))
    return sj.read(table.set_column(1, "timestamp", times))


LOG = everybody()


@pytest.fixture(autouse=True)
def nothing_remembered():
    """The limits are no part of a question: an answer with others must not be given again."""
    sj.remember(0)
    yield
    sj.remember(MOST)


@pytest.fixture
def small_samples(monkeypatch):
    """The same analyses with limits that a small log passes."""
    monkeypatch.setattr(space, "SAMPLE", 150)
    monkeypatch.setitem(grouping.TRIED_ON, "kmeans", 120)
    monkeypatch.setitem(grouping.FITTED_ON, "kmeans", 200)
    monkeypatch.setattr(question, "FITTED_ON", 300)
    monkeypatch.setattr(of_table, "FITTED_ON", 50)
    monkeypatch.setattr("sojourn.analysis.correlations.COMPUTED_ON", 100)
    monkeypatch.setattr(terms, "SAMPLED", 310)
    monkeypatch.setattr(themes, "SAMPLED", 310)
    monkeypatch.setattr(themes, "SAMPLE", 260)
    monkeypatch.setattr(trained.drawn, "__defaults__", (240,))


def test_what_people_write_is_told_with_the_texts_that_were_read(small_samples):
    said = sj.voice(LOG)
    (language,) = said.languages.to_pylist()
    assert (language["distinct"], language["terms_read"], language["themes_read"]) == (400, 310, 260)
    (scorer,) = said.scorers.to_pylist()
    assert (scorer["learned_from"], scorer["rated_in_all"]) == (240, 400)


def test_without_need_of_a_sample_everything_is_read():
    said = sj.voice(LOG)
    (language,) = said.languages.to_pylist()
    assert (language["distinct"], language["terms_read"], language["themes_read"]) == (400, 400, 400)
    assert sj.voice(LOG, scorer="lexicon").scorers["learned_from"].to_pylist() == [0]
    assert "in all 400 customers" in sj.correlations(LOG).headline()


def test_groups_are_told_with_the_customers_they_were_found_in(small_samples):
    found = sj.segments(LOG, groups=2)
    assert (found.eligible, found.scaled, found.fitted) == (400, 150, 200)
    assert found.stability["n"].to_pylist() == [120]
    assert found.headline().endswith("found in 200 of 400")


def test_headlines_tell_a_sample_and_the_whole(small_samples):
    assert "300 of 400 observations" in sj.drivers(LOG, "satisfaction").headline()
    table = pa.table({"x": [float(i % 7) for i in range(90)], "left": [i % 2 for i in range(90)]})
    assert "50 of 90 observations" in sj.drivers_of(table, "left").headline()
    assert "in 100 of 400 customers" in sj.correlations(LOG).headline()
    assert (
        sj.pain_points(LOG, "Buy", sample=250).headline().endswith("of 400 customers; effects in 250 of 400")
    )
    assert sj.moments_of_truth(LOG, "Buy", sample=250).headline().endswith("effects in 250 of 400")
    assert sj.emotion(LOG).headline().endswith("all 400 texts read")


def test_a_report_lists_every_sample(small_samples):
    told = build(LOG, None, goal=("Buy",)).to_dict()["samples"]
    sizes = {(row["block"], row["step"], row.get("group", "")): (row["used"], row["whole"]) for row in told}
    assert len(sizes) == len(told)
    assert sizes[("voice", "terms", "en")] == (310, 400)
    assert sizes[("voice", "themes", "en")] == (260, 400)
    assert sizes[("voice", "scorer", "en")] == (240, 400)
    assert sizes[("emotions", "texts", "")] == (400, 400)
    assert sizes[("pain_points", "effects", "")] == sizes[("moments_of_truth", "effects", "")] == (400, 400)
    assert sizes[("segments", "scales", "")][0] == 150
    assert sizes[("drivers", "correlations", "")] == (100, 400)
    assert sizes[("drivers", "regression", "satisfaction")] == (300, 400)
    assert all(row["used"] <= row["whole"] for row in told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("correlations: 100 of 400 customers", "what goes along with satisfaction: 300 of 400", "themes (en): 260 of 400 texts"),
        ),
        ("zh", ("相关：400 位客户中的 100", "与“满意度”相伴的因素：400 位客户中的 300", "主题（en）：400 条文本中的 260")),
    ],
)  # fmt: skip
def test_the_page_tells_the_samples_and_only_those(small_samples, language, said):
    report = build(LOG, None, goal=("Buy",))
    (told,) = [str(d.text) for d in method(report, language) if d.term == say("method.sample", language)]
    assert all(text in told for text in said)
    assert "400 of 400" not in told
    whole = report.model_copy(update={"samples": ()})
    assert len(method(whole, language)) == len(method(report, language)) - 1


def test_a_report_without_goal_and_texts_lists_what_is_left():
    plain = LOG.where(EventsWith("touchpoint", ("Home", "Look", "Search")))
    told = build(plain, None).samples
    assert {sample.block for sample in told} <= {"segments", "drivers"}
    assert all(sample.used == sample.whole for sample in told)
