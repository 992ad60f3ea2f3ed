import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import HOSTILE, maps

from sojourn.errors import UnknownNameError
from sojourn.journeymap.model import JourneyMap, Stage, Touchpoint
from sojourn.render import to_svg
from sojourn.render.layout.plan import picture
from sojourn.render.layout.text import clean

SVG = "{http://www.w3.org/2000/svg}"


def shown(root):
    """The text a reader sees, line by line, titles aside."""
    lines = []
    for element in root.iter(f"{SVG}text"):
        parts = [element.text or "", *(child.tail or "" for child in element)]
        lines.append("".join(parts).strip("\u2068\u2069"))
    return lines


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(maps(most=15))
def test_it_is_valid_xml_that_runs_nothing_whatever_the_map_says(jmap):
    svg = to_svg(jmap)
    root = ET.fromstring(svg)
    allowed = {"svg", "g", "path", "rect", "circle", "text", "title", "desc"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {a for a in attributes if a.lower().startswith("on") or a in {"style", "href", "class"}}


@pytest.mark.parametrize("name", HOSTILE[:6])
def test_hostile_names_are_shown_as_what_they_are(name):
    jmap = JourneyMap(
        title=name, stages=(Stage(id="s", name="S"),), touchpoints=(Touchpoint(id="t", name="t", stage="s"),)
    )
    root = ET.fromstring(to_svg(jmap))
    assert root.find(f"{SVG}title").text == clean(name)


def test_it_says_what_it_shows_in_the_order_of_the_layout(sample):
    root = ET.fromstring(to_svg(sample))
    assert sorted(shown(root)) == sorted(text.content for text in picture(sample).texts() if text.content)


def test_it_is_named_and_described_for_those_who_listen(sample):
    root = ET.fromstring(to_svg(sample))
    assert root.get("role") == "img"
    ids = root.get("aria-labelledby").split()
    named = [element.text for element in root if element.get("id") in ids]
    assert named[0] == sample.title
    assert clean(sample.stages[0].name) in named[1]


def test_what_is_shortened_has_its_whole_in_a_title(sample):
    root = ET.fromstring(to_svg(sample, width=1000))
    cut = [
        t
        for t in root.iter(f"{SVG}text")
        if "".join(t.itertext()).rstrip().endswith("…") and "−5" not in "".join(t.itertext())
    ]
    assert all(t.find(f"{SVG}title") is not None for t in cut)


def test_right_to_left_names_are_isolated():
    jmap = JourneyMap(
        title="שירות",
        stages=(Stage(id="s", name="S"),),
        touchpoints=(Touchpoint(id="t", name="t", stage="s"),),
    )
    assert "\u2068שירות\u2069</text>" in to_svg(jmap)


def test_the_same_map_gives_the_same_bytes(sample):
    assert to_svg(sample) == to_svg(sample)
    assert to_svg(sample) != to_svg(sample, theme="dark")


def test_a_sheet_of_paper_and_a_width_set_the_size(sample):
    assert 'width="420mm" height="297mm"' in to_svg(sample, paper="a3")
    assert 'width="800"' in to_svg(sample, width=800)
    with pytest.raises(UnknownNameError, match="A3"):
        to_svg(sample, paper="A9")


def test_only_lanes_with_something_to_show_are_there(sample):
    keys = {lane.key for lane in picture(sample).lanes}
    felt = any(t.emotion for t in sample.touchpoints) or (
        sample.evidence is not None and any(t.emotion for t in sample.evidence.touchpoints.values())
    )
    assert ("feeling" in keys) == felt
    assert ("pain" in keys) == any(t.pain_points for t in sample.touchpoints)
    assert ("do_next" in keys) == bool(sample.opportunities)
    waited = any(t.expected_wait for t in sample.touchpoints)
    assert ("wait" in keys) == (sample.evidence is not None or waited)


def test_coverage_in_the_foot_counts_only_what_is_drawn(sample):
    if sample.evidence is None:
        assert picture(sample).foot == ()
        return
    drawn = {(r.source, r.target) for r in picture(sample).lane("flow").ribbons if r.kind != "loop"}
    counted = {(f.source, f.target): f.count for f in sample.evidence.flow if f.source != f.target}
    share = sample.evidence.transitions_shown_share * sum(counted[p] for p in drawn) / sum(counted.values())
    told = int(re.search(r"(\d+)\D{0,2}%", picture(sample).foot[0].content)[1])
    assert abs(told - 100 * share) <= 0.5
