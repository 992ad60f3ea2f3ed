"""Laws of writing a map into the text it was read from, over documents in every form that people write."""

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from map_texts import Scribe, marks

from sojourn.errors import SojournError
from sojourn.journeymap import model as m
from sojourn.journeymap.document import dump, load, plain
from sojourn.journeymap.revise import revise

texts = st.sampled_from(
    ["", "Rest", "a, b", "x: y", "# no comment", "two\nlines", "- dash", "日本 café", "tail ", "{a}", "'", '"q"', "a\tb", "~", "long " * 30]
)  # fmt: skip
names = texts.filter(lambda text: text.strip() != "")
many = st.lists(texts, max_size=3).map(tuple)
scores = st.sampled_from([-5, -1.5, 0, 2, 5])
emotions = st.builds(m.Emotion, score=scores, basis=st.sampled_from(m.Basis), note=texts)


def maybe(strategy):
    return st.none() | strategy


def points(own):
    return st.builds(
        m.Touchpoint,
        id=st.just(own),
        name=names,
        stage=st.sampled_from(["s0", "s1"]),
        channel=texts,
        starts=st.booleans(),
        actions=many,
        thoughts=many,
        expectation=maybe(texts),
        emotion=maybe(emotions),
        emotions=st.dictionaries(st.sampled_from(["p0", "p1"]), emotions, max_size=2),
        importance=maybe(st.integers(1, 5)),
        pain_points=st.lists(st.integers(0, 2), max_size=2, unique=True).map(
            lambda found: tuple(m.PainPoint(id=f"{own}-pain{i}", text="Slow") for i in found)
        ),
        kpis=st.lists(
            st.builds(m.Kpi, metric=st.sampled_from(["nps", "csat", "ces"]), target=texts),
            max_size=2,
            unique_by=lambda kpi: kpi.metric,
        ).map(tuple),
        match=maybe(
            st.builds(
                m.Match, touchpoint=many, properties=st.dictionaries(st.sampled_from(["a b", "ç"]), many)
            )
        ),
    )


@st.composite
def maps(draw):
    own = draw(st.lists(st.sampled_from([f"t{i}" for i in range(5)]), max_size=4, unique=True))
    ends = st.sampled_from(own) if own else st.nothing()
    flows = st.builds(lambda a, b, when: m.Flow(source=a, target=b, when=when), ends, ends, maybe(texts))
    found = tuple(draw(points(i)) for i in own)
    pains = [pain.id for point in found for pain in point.pain_points]
    return m.JourneyMap(
        title=draw(names),
        owner=draw(maybe(texts)),
        personas=(m.Persona(id="p0", name="A", traits={"age": "30"}), m.Persona(id="p1", name="B")),
        stages=draw(st.permutations([m.Stage(id=f"s{i}", name=draw(names)) for i in range(2)])),
        touchpoints=found,
        flow=draw(st.lists(flows, max_size=3).map(tuple)) if own else (),
        opportunities=tuple(
            m.Opportunity(id=f"o{i}", title=draw(names), pain_points=tuple(draw(st.permutations(pains))[:2]))
            for i in range(draw(st.integers(0, 2)))
        ),
    )


dice = st.integers(0, 2**32).map(random.Random)


@given(maps(), dice)
@settings(max_examples=25)
def test_a_text_that_says_what_the_map_says_is_not_touched(jmap, rnd):
    text = Scribe(rnd).write(plain(jmap))
    assert load(text) == jmap
    assert revise(text, jmap) == text


@given(maps(), maps(), dice)
@settings(max_examples=60)
def test_the_revised_text_says_what_the_map_says_and_keeps_every_other_comment(old, new, rnd):
    text = Scribe(rnd).write(plain(old))
    revised = revise(text, new)
    assert load(revised) == new
    assert load(revise(revised, old)) == old
    ends = set(re.findall("\r\n|\r|\n", text))
    assert ends == set(re.findall("\r\n|\r|\n", revised)) or len(ends) != 1
    before, after = marks(text), marks(revised)
    kept = {point.id for point in new.touchpoints} & {point.id for point in old.touchpoints}
    gone = {point.id for point in old.touchpoints} - kept
    for own in ("s0", "s1", *kept):
        assert after.get(own) == before.get(own), revised
    assert not gone & after.keys()


@given(maps(), dice)
@settings(max_examples=25)
def test_a_small_change_is_a_small_diff(jmap, rnd):
    text = Scribe(rnd).write(plain(jmap))
    revised = revise(text, jmap.model_copy(update={"title": "Another title"}))
    old, new = (re.split("\r\n|\r|\n", t) for t in (text, revised))
    assert len([line for line in new if line not in old]) <= 1
    assert len(set(old) - set(new)) <= jmap.title.count("\n") + 6


@given(maps(), dice)
@settings(max_examples=60)
def test_damage_ends_in_an_error_of_ours_or_not_at_all(jmap, rnd):
    text = Scribe(rnd).write(plain(jmap))
    for _ in range(rnd.randint(1, 4)):
        at = rnd.randrange(len(text))
        piece = rnd.choice(
            [
                "",
                ":",
                "{",
                "}",
                "]",
                "\t",
                "- ",
                "\n",
                "\x00",
                "é",
                "*a",
                '"',
                "|",
                "? ",
                "!!x ",
                "\ud800",
                "\r",
            ]
        )
        text = text[:at] + piece + text[at + rnd.randrange(4) :]
    try:
        read = load(text + "\n")
    except SojournError:
        return
    changed = read.model_copy(update={"owner": "Somebody else", "touchpoints": read.touchpoints[::-1]})
    assert load(revise(text + "\n", changed)) == changed
    assert load(dump(read)) == read
