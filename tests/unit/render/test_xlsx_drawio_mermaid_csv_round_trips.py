"""What each form carries out and back: any authored map, every field, texts full of what the forms use as their own."""

import importlib
import io
import random
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import LimitError, SojournError, SourceError
from sojourn.journeymap.forms.opening import open_map, opened
from sojourn.journeymap.model import (
    Basis,
    Emotion,
    Flow,
    JourneyMap,
    Kpi,
    MapKind,
    Match,
    Opportunity,
    PainPoint,
    Persona,
    Stage,
    Touchpoint,
)
from sojourn.render import render

MARKS = "|\\;:#%,{}<>&\"'=+-@_()[]*` "
TEXTS = st.one_of(
    st.text(alphabet="ab1 \n" + MARKS, min_size=1, max_size=12).filter(lambda t: t.strip()),
    st.sampled_from(
        ["=1+1", "'=1", "title of it", "section x", "journey ends", "%%{init: {}}%%", "#35;", "a\u2028b", "a\tb", "\\0", "'quoted'", "yes", "0", "−2,5", "2026-01-01", "*", "<b>bold</b>", "&amp;", "茶铺；下单", "🧦"]
    ),
)  # fmt: skip
IDS = st.text(alphabet="ab|\\;:#%,=+-@._茶", min_size=1, max_size=6)
SCORES = st.sampled_from([-5.0, -3.64, -0.5, 0.0, 1.25, 4.9, 5.0])
LISTS = st.lists(TEXTS, max_size=2).map(tuple)


def optional(strategy):
    return st.none() | strategy


EMOTIONS = st.builds(Emotion, score=SCORES, basis=st.sampled_from(Basis), note=st.just("") | TEXTS)


def many(draw, most, least=0):
    return draw(st.lists(IDS, min_size=least, max_size=most, unique=True))


@st.composite
def authored(draw):
    """A map with any of its fields."""
    stages = [
        Stage(id=i, name=draw(TEXTS), goal=draw(optional(TEXTS)), expectation=draw(optional(TEXTS)), map=None)
        for i in many(draw, 3, 1)
    ]
    people = [
        Persona(
            id=i,
            name=draw(TEXTS),
            archetype=draw(st.just("") | TEXTS),
            segment=draw(optional(TEXTS)),
            market=draw(optional(st.sampled_from(["b2c", "b2b"]))),
            buying_role=draw(optional(st.sampled_from(["user", "buyer"]))),
            traits=draw(st.dictionaries(TEXTS, TEXTS, max_size=2)),
            goals=draw(LISTS),
            quote=draw(optional(TEXTS)),
            share=draw(optional(st.sampled_from([0.0, 0.25, 1.0]))),
        )
        for i in many(draw, 2)
    ]
    pains = many(draw, 3)
    touchpoints = []
    for i in many(draw, 4):
        mine, pains = pains[:1], pains[1:]
        touchpoints.append(
            Touchpoint(
                id=i,
                name=draw(TEXTS),
                stage=draw(st.sampled_from(stages)).id,
                channel=draw(st.just("") | TEXTS),
                media=draw(optional(st.sampled_from(["owned", "paid"]))),
                kind=draw(optional(st.sampled_from(["human", "digital"]))),
                department=draw(st.just("") | TEXTS),
                starts=draw(st.booleans()),
                ends=draw(st.booleans()),
                actions=draw(LISTS),
                thoughts=draw(LISTS),
                expectation=draw(optional(TEXTS)),
                expected_wait=draw(optional(st.just("2d"))),
                emotion=draw(optional(EMOTIONS)),
                emotions={p.id: draw(EMOTIONS) for p in people[:1]},
                importance=draw(optional(st.integers(1, 5))),
                moment_of_truth=draw(st.booleans()),
                pain_points=tuple(
                    PainPoint(id=p, text=draw(TEXTS), severity=draw(st.integers(1, 5))) for p in mine
                ),
                rose=draw(LISTS),
                thorn=draw(LISTS),
                kpis=draw(
                    st.lists(st.builds(Kpi, metric=TEXTS, target=st.just("") | TEXTS), max_size=2).map(tuple)
                ),
                match=draw(
                    optional(
                        st.builds(
                            Match, touchpoint=LISTS, properties=st.dictionaries(TEXTS, LISTS, max_size=1)
                        )
                    )
                ),
                backstage=draw(LISTS),
                systems=draw(LISTS),
            )
        )
    ends = st.sampled_from([t.id for t in touchpoints]) if touchpoints else st.nothing()
    flows = st.builds(lambda a, b, when: Flow(source=a, target=b, when=when), ends, ends, optional(TEXTS))
    known = [p.id for t in touchpoints for p in t.pain_points]
    return JourneyMap(
        title=draw(TEXTS),
        language=draw(st.sampled_from(["en", "zh"])),
        kind=draw(st.sampled_from(MapKind)),
        owner=draw(optional(TEXTS)),
        review_by=draw(optional(st.just(date(2026, 12, 31)))),
        left_out=draw(LISTS),
        personas=tuple(people),
        stages=tuple(stages),
        touchpoints=tuple(touchpoints),
        flow=tuple(draw(st.lists(flows, max_size=3, unique_by=lambda f: (f.source, f.target)))) if touchpoints else (),
        opportunities=tuple(
            Opportunity(
                id=i,
                title=draw(TEXTS),
                pain_points=tuple(draw(st.lists(st.sampled_from(known), unique=True))) if known else (),
                kind=draw(optional(st.just("quick_win"))),
                impact=draw(optional(st.integers(1, 5))),
                owner=draw(optional(TEXTS)),
                metric=draw(optional(TEXTS)),
            )
            for i in many(draw, 2)
        ),
    )  # fmt: skip


def back(jmap, ending):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"map.{ending}"
        render(jmap, file)
        return open_map(file)


@settings(max_examples=12)
@given(authored())
def test_a_workbook_comes_back_whole(jmap):
    assert back(jmap, "xlsx") == jmap


@settings(max_examples=20)
@given(authored())
def test_a_diagram_comes_back_whole(jmap):
    assert back(jmap, "drawio") == jmap


@settings(max_examples=20)
@given(authored())
def test_a_mermaid_journey_comes_back_whole(jmap):
    assert back(jmap, "mmd") == jmap


@settings(max_examples=20)
@given(authored())
def test_a_csv_brings_back_touchpoints_and_what_leads_where(jmap):
    if not jmap.touchpoints:
        return
    found = back(jmap, "csv")
    order = [s.id for s in jmap.stages]
    assert list(found.touchpoints) == sorted(jmap.touchpoints, key=lambda t: order.index(t.stage))
    key = lambda f: (f.source, f.target)  # noqa: E731
    assert sorted(found.flow, key=key) == sorted(jmap.flow, key=key)
    used = {t.stage for t in jmap.touchpoints}
    assert [(s.id, s.name) for s in found.stages] == [(s.id, s.name) for s in jmap.stages if s.id in used]


def test_measured_maps_come_back_without_their_evidence_and_say_so(sample, tmp_path):
    authored_part = sample.model_copy(update={"evidence": None})
    for ending in ("xlsx", "drawio", "mmd"):
        render(sample, tmp_path / f"map.{ending}")
        found = opened(tmp_path / f"map.{ending}")
        assert [t.id for t in found.map.touchpoints] == [t.id for t in sample.touchpoints]
        assert found.map.flow == sample.flow
        assert found.map.evidence is None
        for one, other in zip(found.map.touchpoints, authored_part.touchpoints, strict=True):
            assert (one.emotion is None) == (other.emotion is None)
            assert one.emotion is None or abs(one.emotion.score - other.emotion.score) < 1e-12
        assert [note.about for note in found.notes] == (["measured"] if sample.evidence else [])
    render(sample, tmp_path / "map.csv")
    counted = sample.evidence is not None and sample.evidence.touchpoints
    about = [note.about for note in opened(tmp_path / "map.csv").notes]
    assert about == ["csv", *(["measured"] if counted else [])]


def newer(file):
    """A file of a later version of Sojourn."""
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file)
        cell = next(row[1] for row in book["About"].rows if row[0].value == "sojourn")
        cell.value = "map/2"
        book.save(file)
    else:
        file.write_text(file.read_text(encoding="utf-8").replace("map/1", "map/2"), encoding="utf-8")


@pytest.mark.parametrize("ending", ["xlsx", "drawio", "mmd"])
def test_a_newer_version_is_refused_with_what_would_work(ending, tmp_path):
    file = tmp_path / f"map.{ending}"
    render(importlib.import_module("tiny").MAP, file)
    newer(file)
    with pytest.raises(SourceError, match=r"'map/2', newer than map/1.*Install a newer Sojourn"):
        opened(file)


@pytest.mark.parametrize("ending", ["xlsx", "pptx", "drawio", "mmd", "csv"])
def test_the_same_map_gives_the_same_bytes(ending):
    jmap = importlib.import_module("tea").MAP
    assert render(jmap, ending) == render(jmap, ending)


def spoiled(data, dice):
    """A file with a few bytes changed, lost, doubled or put in."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(made))
        way = dice.randrange(4)
        if way == 0:
            made[at] = dice.randrange(256)
        elif way == 1:
            del made[at : at + dice.randint(1, 40)]
        elif way == 2:
            made[at:at] = made[at : at + dice.randint(1, 90)]
        else:
            made[at:at] = dice.choice([b"<", b'"', b"%%", b"\0", b"|", b"&#0;", b"{", b"\xff", b":9:", b"'="])
    return bytes(made)


def spoiled_parts(data, dice):
    """A workbook with one of its parts spoiled."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(made, "w") as out:
        chosen = dice.choice(given.namelist())
        for name in given.namelist():
            out.writestr(name, spoiled(given.read(name), dice) if name == chosen else given.read(name))
    return made.getvalue()


@pytest.mark.parametrize(("ending", "times"), [("mmd", 80), ("drawio", 80), ("csv", 80), ("xlsx", 25)])
def test_a_damaged_file_is_read_or_refused_with_a_reason(tmp_path, ending, times):
    dice = random.Random(ending)
    whole = render(importlib.import_module("tea").MAP, ending)
    data = whole if isinstance(whole, bytes) else whole.encode()
    outcomes = set()
    for turn in range(times):
        spoil = spoiled_parts if ending == "xlsx" and turn % 5 else spoiled
        (tmp_path / f"x.{ending}").write_bytes(spoil(data, dice))
        try:
            outcomes.add(type(open_map(tmp_path / f"x.{ending}")))
        except SojournError as refused:
            outcomes.add(type(refused))
    assert SourceError in outcomes
    assert outcomes <= {JourneyMap, SourceError, LimitError}
