"""The map as text: exact round trips, readable form, and hostile or broken input."""

import json
import random
import re
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import LimitError, OutputError, SourceError, UsageError
from sojourn.journeymap import model as m
from sojourn.journeymap.discover import discover
from sojourn.journeymap.document import dump, load, plain, save, schema
from sojourn.journeymap.loading import parsed
from sojourn.testing import random_log

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
ids = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="<>&\"'"),
    min_size=1,
    max_size=12,
)
scores = st.floats(-5, 5)
shares = st.floats(0, 1)
counts = st.integers(0, 10**12)
many = st.lists(texts, max_size=3).map(tuple)
emotions = st.builds(m.Emotion, score=scores, basis=st.sampled_from(m.Basis), note=texts)
measured = st.builds(
    m.MeasuredEmotion, score=scores, low=scores, high=scores, n=counts, basis=st.sampled_from(m.Basis)
)
times = st.datetimes(timezones=st.just(UTC))


VALIDATOR = jsonschema.Draft202012Validator(schema())


def flow_of(source, target, when):
    return m.Flow(source=source, target=target, when=when)


def volume_of(source, target, count, median_s):
    return m.FlowEvidence(source=source, target=target, count=count, customers=count, median_s=median_s)


def maybe(strategy):
    return st.none() | strategy


def touchpoints(own, stages):
    return st.builds(
        m.Touchpoint,
        id=st.just(own),
        name=names,
        stage=st.sampled_from(stages),
        channel=texts,
        media=maybe(st.sampled_from(["owned", "earned", "paid"])),
        kind=maybe(st.sampled_from(["digital", "physical", "human"])),
        actions=many,
        expectation=maybe(texts),
        emotion=maybe(emotions),
        importance=maybe(st.integers(1, 5)),
        moment_of_truth=st.booleans(),
        kpis=st.lists(st.builds(m.Kpi, metric=names, target=texts), max_size=2).map(tuple),
        match=maybe(st.builds(m.Match, touchpoint=many, properties=st.dictionaries(texts, many, max_size=2))),
    )


@st.composite
def maps(draw):
    stage_ids = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    own = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    flow_ends = st.sampled_from(own)
    return m.JourneyMap(
        title=draw(names),
        language=draw(st.sampled_from(["en", "zh"])),
        kind=draw(st.sampled_from(m.MapKind)),
        owner=draw(maybe(texts)),
        review_by=draw(maybe(st.dates())),
        personas=draw(st.lists(st.builds(m.Persona, id=st.just("p"), name=names, traits=st.dictionaries(texts, texts, max_size=2), quote=maybe(texts), share=maybe(shares)), max_size=1).map(tuple)),
        stages=tuple(m.Stage(id=i, name=draw(names), goal=draw(maybe(texts))) for i in stage_ids),
        touchpoints=tuple(draw(touchpoints(i, stage_ids)) for i in own),
        flow=draw(st.lists(st.builds(flow_of, flow_ends, flow_ends, maybe(texts)), max_size=3).map(tuple)),
        evidence=draw(maybe(st.builds(
            m.Evidence, as_of=maybe(times), first=maybe(times), customers=counts, events=counts, touchpoints_shown=counts,
            touchpoints_total=counts, transitions_shown_share=shares, folded=many,
            touchpoints=st.dictionaries(ids, st.builds(m.TouchpointEvidence, customers=counts, events=counts, share=shares, exits=counts, exits_share=shares, median_wait_s=maybe(st.floats(0, 1e12)), emotion=maybe(measured)), max_size=2),
            stages=st.dictionaries(ids, st.builds(m.StageEvidence, customers=counts, share=shares), max_size=1),
            flow=st.lists(st.builds(volume_of, texts, texts, counts, maybe(shares)), max_size=2).map(tuple),
        ))),
    )  # fmt: skip


@given(maps())
@settings(max_examples=120, deadline=None)
def test_a_round_trip_is_exact(jmap):
    text = dump(jmap)
    assert load(text) == jmap
    assert dump(load(text)) == text


@given(maps())
@settings(max_examples=40, deadline=None)
def test_every_dumped_map_fits_the_schema(jmap):
    assert VALIDATOR.is_valid(json.loads(json.dumps(plain(jmap), default=lambda v: v.isoformat())))


def test_the_schema_is_one_of_draft_2020_12_and_refuses_what_the_model_refuses():
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    good = {"sojourn": "map/1", "title": "T", "stages": [{"id": "s", "name": "S"}], "touchpoints": []}
    assert validator.is_valid(good)
    for bad in (
        {**good, "sojourn": "map/2"},
        {**good, "colour": "red"},
        {**good, "stages": []},
        {"title": "T"},
    ):
        assert not validator.is_valid(bad)
    flow = {**good, "flow": [{"from": "a", "to": "b"}]}
    assert validator.is_valid(flow)
    assert not validator.is_valid({**good, "flow": [{"source": "a", "target": "b"}]})


def small(**changes):
    parts = {
        "title": "Coffee",
        "stages": (m.Stage(id="buy", name="Buy"), m.Stage(id="drink", name="Drink")),
        "touchpoints": (m.Touchpoint(id="bar", name="Bar", stage="buy", channel="store"),),
    }
    return m.JourneyMap(**{**parts, **changes})


def test_a_change_is_a_small_diff():
    before = dump(small()).splitlines()
    after = dump(
        small(touchpoints=(m.Touchpoint(id="bar", name="Bar", stage="drink", channel="store"),))
    ).splitlines()
    assert [line for line in after if line not in before] == ["    stage: drink"]
    assert len(before) == len(after)


def test_texts_that_look_like_something_else_stay_texts():
    text = "sojourn: map/1\ntitle: 2024\nowner: no\nstages:\n  - {id: 007, name: 1e3}\ntouchpoints: []\nupdated: 2026-02-01\n"
    jmap = load(text)
    assert (jmap.title, jmap.owner, jmap.stages[0].id, jmap.stages[0].name) == ("2024", "no", "007", "1e3")
    assert jmap.updated == date(2026, 2, 1)
    assert load(dump(jmap)) == jmap


def test_texts_of_several_lines_are_readable():
    jmap = small(stages=(m.Stage(id="buy", name="Buy", goal="A good cup\nat once"),))
    assert "goal: |-\n      A good cup\n      at once\n" in dump(jmap)


def test_the_basis_of_a_feeling_is_always_written():
    jmap = small(touchpoints=(m.Touchpoint(id="bar", name="Bar", stage="buy", emotion=m.Emotion(score=2)),))
    assert "basis: assumed" in dump(jmap)


def faults_of(text):
    with pytest.raises(SourceError) as caught:
        load(text, name="x.journey.yaml")
    return caught.value


HEAD = "sojourn: map/1\ntitle: T\nstages:\n  - {id: use, name: Use}\n"


def test_all_faults_are_collected_with_their_places():
    error = faults_of(
        "sojourn: map/1\n"
        "titel: T\n"
        "stages:\n"
        "  - id: use\n"
        "    name: Use\n"
        "touchpoints:\n"
        "  - id: a\n"
        "    name: A\n"
        "    stage: uze\n"
        "    emotion: {score: 7, basis: observd}\n"
        "  - {id: a, name: B, stage: use, colour: red}\n"
        "flow:\n"
        "  - {from: a, to: c}\n"
    )
    found = {(f["line"], f["column"]): f["message"] + " " + f["hint"] for f in error.context["faults"]}
    assert "'title' is missing" in found[1, 1]
    assert "Did you mean 'title'?" in found[2, 1]
    assert "no stage with the id 'uze'" in found[9, 12]
    assert "Did you mean 'use'?" in found[9, 12]
    assert "at most 5 is possible" in found[10, 22]
    assert "Did you mean 'observed'?" in found[10, 32]
    assert "is the id of touchpoints[0] already, in line 7" in found[11, 10]
    assert "no field 'colour'" in found[11, 34]
    assert "no touchpoint with the id 'c'" in found[13, 19]
    assert len(found) == 8
    assert str(error).startswith("x.journey.yaml:1:1: ")
    assert (error.context["file"], error.context["line"]) == ("x.journey.yaml", 1)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("map/0", "map/0"),
        ("999", "999"),
        ("", "another version"),
        ("[a]", "another version"),
    ],
)
def test_other_versions_are_refused_alone(version, told):
    error = faults_of(f"sojourn: {version}\nnonsense: 1\n")
    assert [f["message"] for f in error.context["faults"]] == [f"this Sojourn reads map/1, not {told}"]


@pytest.mark.parametrize("version", ["map/2", "map/10", "map/99999999999999999999"])
def test_a_newer_version_is_said_to_be_newer(version):
    (fault,) = faults_of(f"sojourn: {version}\nnonsense: 1\n").context["faults"]
    assert f"'{version}', newer than map/1" in fault["message"]
    assert fault["hint"] == "Install a newer Sojourn."


def test_a_document_without_version_is_no_map():
    assert "not a journey map" in str(faults_of("title: T\nstages: []\n"))
    assert "not a journey map" in str(faults_of("- a\n- b\n"))
    assert "empty" in str(faults_of("\n# nothing\n"))


BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + BOMB, "anchors"),
        (HEAD + "touchpoints: !!python/object/apply:os.system ['true']\n", "tags"),
        (HEAD + "touchpoints: !custom []\n", "tags"),
        (HEAD + "touchpoints: []\n---\nsojourn: map/1\n", "second document"),
        (HEAD + "touchpoints: []\ntitle: U\n", "second time"),
        (HEAD + "touchpoints: [\n", "not YAML"),
        (HEAD + "touchpoints: []\nowner: a\x07b\n", "control character"),
        (HEAD + "touchpoints: []\n? [a]\n: b\n", "key must be a text"),
        (HEAD + "owner: " + "[" * 5000 + "]" * 5000 + "\n", "nested"),
        (HEAD + "touchpoints: [" + "{}," * 5_001 + "]\n", "5,000 parts"),
        (HEAD + "evidence: [" + "1," * 100_001 + "]\n", "100,000 values"),
        ("sojourn: map/1\ntitle: " + "x" * (5 * 2**20) + "\n", "5 MiB"),
        (HEAD + "touchpoints: [{id: a b, name: A, stage: use}]\n", "cannot be an id"),
        (HEAD + "touchpoints: [{id: a, name: A, stage: use, emotion: {score: .nan}}]\n", "does not fit"),
        (HEAD + "touchpoints: [{id: a, name: A, stage: use, emotion: {score: 1e308}}]\n", "does not fit"),
        (HEAD + f"touchpoints: [{{id: a, name: {'x' * 201}, stage: use}}]\n", "200 characters"),
        (HEAD + "touchpoints: text\n", "touchpoints"),
        (HEAD + "touchpoints: []\nevidence: {customers: -1}\n", "evidence.customers"),
    ],
)  # fmt: skip
def test_hostile_and_broken_documents_are_refused_with_a_place(text, told):
    error = faults_of(text)
    assert told in str(error)
    if "faults" in error.context:
        assert all(f["line"] >= 1 and f["column"] >= 1 for f in error.context["faults"])


def test_ids_that_are_special_elsewhere_are_plain_here():
    text = HEAD + "touchpoints:\n  - {id: __proto__, name: '<img src=x onerror=alert(1)>', stage: use}\n"
    assert load(load_dump := dump(load(text))).touchpoints[0].id == "__proto__"
    assert "onerror" in load_dump


def test_pain_points_of_opportunities_must_exist():
    text = HEAD + (
        "touchpoints: [{id: a, name: A, stage: use, pain_points: [{id: slow, text: Slow}]}]\n"
        "opportunities: [{id: o, title: O, pain_points: [slow, sloow]}]\n"
    )
    (fault,) = faults_of(text).context["faults"]
    assert fault["message"] == "there is no pain point with the id 'sloow'"
    assert fault["hint"] == "Did you mean 'slow'?"


def test_random_damage_never_ends_in_another_error():
    text = dump(discover(random_log(1)))
    dice = random.Random(7)
    refused = 0
    for _ in range(150):
        place = dice.randrange(len(text))
        broken = (
            text[:place]
            + dice.choice(["", ":", "{", "\t", "- ", "\x00", "é", "*a", '"'])
            + text[place + dice.randrange(3) :]
        )
        try:
            load(broken)
        except SourceError:
            refused += 1
    assert refused > 30


def test_a_file_is_saved_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "map.journey.yaml"
    assert small().save(path) == path
    assert m.JourneyMap.load(path) == small()
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        save(small(title="Tea"), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(SourceError, match=r"none\.yaml cannot be read"):
        load(tmp_path / "none.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("sojourn: map/1\ntitle: Café\n".encode("latin-1"))
    with pytest.raises(SourceError, match="not UTF-8"):
        load(latin)
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(6 * 2**20)
    with pytest.raises(SourceError, match="5 MiB"):
        load(huge)
    with pytest.raises(OutputError):
        save(small(), tmp_path / "nowhere" / "map.yaml")


def test_a_byte_order_mark_and_dos_line_ends_are_read(tmp_path):
    path = tmp_path / "dos.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + dump(small()).replace("\n", "\r\n").encode())
    assert load(str(path)) == small()


def test_what_load_would_refuse_is_not_written():
    pains = tuple(m.PainPoint(id=f"p{i}", text="x") for i in range(5_001))
    with pytest.raises(LimitError, match="parts"):
        dump(small(touchpoints=(m.Touchpoint(id="a", name="A", stage="buy", pain_points=pains),)))
    with pytest.raises(LimitError, match="5 MiB"):
        dump(small(owner="x" * 6 * 2**20))


def test_a_map_that_contradicts_itself_is_not_written(tmp_path):
    path = small().save(tmp_path / "map.journey.yaml")
    before = path.read_bytes()
    torn = small().model_copy(update={"flow": (m.Flow(source="bar", target="gone"),)})
    with pytest.raises(UsageError, match=r"flow\[0\]\.to: there is no touchpoint with the id 'gone'"):
        torn.save(path)
    assert path.read_bytes() == before


def test_times_keep_their_zone():
    moment = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
    evidence = m.Evidence(
        as_of=moment,
        customers=1,
        events=1,
        touchpoints_shown=1,
        touchpoints_total=1,
        transitions_shown_share=1,
    )
    loaded = load(dump(small(evidence=evidence)))
    assert loaded.evidence is not None
    assert loaded.evidence.as_of == moment


def test_the_example_of_the_reference_is_a_map_as_it_would_be_written():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "journey-map.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert dump(load(example)) == example


def older(root):
    """A made-up older version, in which touchpoints were called steps."""
    steps = root.value.pop("steps")
    root.value["touchpoints"] = steps
    root.keys["touchpoints"] = root.keys.pop("steps")
    return "map/1"


OLD = "sojourn: map/0\ntitle: T\nstages: [{id: use, name: Use}]\nsteps:\n  - {id: a, name: A, stage: %s}\n"


def test_older_versions_are_brought_to_the_version_of_today():
    steps = {"map/-1": lambda _: "map/0", "map/0": older}
    for text in (OLD, OLD.replace("map/0", "map/-1")):
        found = parsed(text % "use", "m", steps)
        assert found.migrated
        assert found.jmap.touchpoints == (m.Touchpoint(id="a", name="A", stage="use"),)
        with pytest.raises(
            SourceError, match=r"^m:5:29: touchpoints\[0\]\.stage: there is no stage with the id 'us'"
        ):
            parsed(text % "us", "m", steps)
    with pytest.raises(SourceError, match="reads map/1, not map/0"):
        parsed(OLD % "use", "m")


def test_feelings_are_those_of_personas_that_exist():
    text = HEAD + (
        "personas: [{id: ann, name: Ann}]\n"
        "touchpoints: [{id: a, name: A, stage: use, emotions: {ann: {score: 1}, anne: {score: 2}}}]\n"
    )
    (fault,) = faults_of(text).context["faults"]
    assert (fault["line"], fault["column"]) == (6, 72)
    assert (fault["message"], fault["hint"]) == (
        "there is no persona with the id 'anne'",
        "Did you mean 'ann'?",
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"touchpoints": (m.Touchpoint(id="a", name="A", stage="bye"),)},
            "touchpoints[0].stage: there is no stage with the id 'bye'. Did you mean 'buy'?",
        ),
        ({"stages": (m.Stage(id="a", name="A"),) * 2}, "stages[1].id: 'a' is the id of stages[0] already."),
        ({"flow": (m.Flow(source="bar", target="baz"),)}, "there is no touchpoint with the id 'baz'"),
        (
            {"opportunities": (m.Opportunity(id="o", title="O", pain_points=("p",)),)},
            "opportunities[0].pain_points[0]: there is no pain point with the id 'p'",
        ),
    ],
)
def test_a_map_made_in_python_is_as_consistent_as_one_that_was_read(changes, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        small(**changes)


@pytest.mark.parametrize("path", ["a.journey.yaml", "in/the/b.c.journey.yaml", "甲.journey.yaml"])
def test_links_lead_beside_or_below(path):
    point = m.Touchpoint(id="bar", name="Bar", stage="buy", map=path, expected_wait="1h 30m")
    jmap = small(touchpoints=(point,), current_state=path)
    assert load(dump(jmap)) == jmap
    assert VALIDATOR.is_valid(json.loads(json.dumps(plain(jmap))))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("map", path) for path in ("../a.journey.yaml", "in/../a.journey.yaml", "/a.journey.yaml", "./a.journey.yaml",
                                     "a.yaml", ".journey.yaml", "c:a.journey.yaml", "a\\b.journey.yaml", "a//b.journey.yaml", "a\x07.journey.yaml")),
        *(("expected_wait", wait) for wait in ("2", "", "soon", "2 parsecs", "0d", "-1d", "1.5", "2days")),
    ],
)  # fmt: skip
def test_links_and_waits_are_refused_alike_by_model_and_schema(field, value):
    with pytest.raises(ValueError, match="Value error"):
        m.Touchpoint(id="bar", name="Bar", stage="buy", **{field: value})
    document = plain(small())
    document["touchpoints"][0][field] = value
    assert value == "0d" or not VALIDATOR.is_valid(document)


def test_saving_over_a_map_keeps_what_its_reader_wrote(tmp_path):
    path = tmp_path / "map.journey.yaml"
    written = (
        dump(small()).replace("title: Coffee", "title:  'Coffee'   # the working title") + "\n# the end\n"
    )
    path.write_bytes(b"\xef\xbb\xbf" + written.replace("\n", "\r\n").encode())
    small(owner="Ann").save(path)
    expected = written.replace("status: assumed\n", "status: assumed\nowner: Ann\n")
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()
    path.write_text("no map\n# at all\n")
    small().save(path)
    assert path.read_text() == dump(small())
