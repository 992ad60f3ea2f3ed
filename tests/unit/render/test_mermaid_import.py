"""Mermaid journeys as maps: anybody's, ours after an edit, and texts that mean harm; and ours as text."""

import importlib

import pytest

from sojourn.errors import InputError, SourceError
from sojourn.journeymap.forms.mermaid_text import escaped, score_of, unescaped
from sojourn.journeymap.forms.opening import opened
from sojourn.journeymap.model import Emotion, JourneyMap, Persona, Stage, Touchpoint
from sojourn.render import render

FOREIGN = """---
title: overridden below
---
%%{init: {"theme": "dark"}}%%
journey
    title My working day
    accTitle: A day
    accDescr {
        What happens
        on a day
    }
    %% a remark
    section Go to work
      Make tea: 5: Me
      Go upstairs: 3: Me, Cat
    section Work #35;1
      Do work: 1: Me, Cat %% hard
    section Go to work
      Again: 2
"""


def read(tmp_path, text, name="day.mmd"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return opened(tmp_path / name)


def test_a_journey_somebody_wrote_becomes_a_map(tmp_path):
    found = read(tmp_path, FOREIGN)
    jmap = found.map
    assert jmap.title == "My working day"
    assert [s.name for s in jmap.stages] == ["Go to work", "Work #1"]
    assert [t.name for t in jmap.touchpoints] == ["Make tea", "Go upstairs", "Do work", "Again"]
    assert [t.emotion.score for t in jmap.touchpoints] == [5.0, 0.0, -5.0, -2.5]
    assert {t.emotion.basis for t in jmap.touchpoints} == {"assumed"}
    assert [p.name for p in jmap.personas] == ["Me", "Cat"]
    assert any("accDescr" in note.said() for note in found.notes)
    stages = {t.name: t.stage for t in jmap.touchpoints}
    assert stages["Again"] == stages["Make tea"]


def test_an_edit_of_what_is_shown_comes_back_and_what_is_not_shown_stays(tmp_path):
    jmap = importlib.import_module("tea").MAP
    text = render(jmap, "mmd")
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("      朋友的口碑推荐: 4"))
    lines[at] = "      朋友推荐: 5: 忙碌的林小姐"
    gone = next(i for i, line in enumerate(lines) if line.startswith("      在线客服咨询"))
    del lines[gone]
    found = read(tmp_path, "\n".join(lines))
    changed = next(t for t in found.map.touchpoints if t.name == "朋友推荐")
    before = next(t for t in jmap.touchpoints if t.name == "朋友的口碑推荐")
    assert changed == before.model_copy(update={"name": "朋友推荐", "emotion": Emotion(score=5.0)})
    lost = next(t for t in jmap.touchpoints if t.name == "在线客服咨询")
    assert lost.id not in {t.id for t in found.map.touchpoints}
    assert all(lost.id not in {f.source, f.target} for f in found.map.flow)
    assert any("left out" in note.said() for note in found.notes)
    assert found.map.opportunities[0].pain_points == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "this is no Mermaid journey"),
        ("flowchart LR\n a-->b", "this is no Mermaid journey"),
        ("journey\n  section A\n    Ask: good: Me", "3:5: the score 'good' of 'Ask'"),
        ("journey\n  section A\n    Ask: 9: Me", "none from 1 to 5"),
        ("journey\n  section A\n    Ask", "a task needs a name and a score"),
        ("journey\n%% sojourn stage {broken\n  section A\n    Ask: 3", "2:1: this comment of ours"),
        (
            "journey\n%% sojourn touchpoint " + '{"a":' * 5000 + "\n  section A\n    Ask: 3",
            "this comment of ours",
        ),
        ('journey\n  section A\n%% sojourn touchpoint {"id": "a b", "colour": 1}\n    Ask: 3', "colour"),
        ("journey\n  section " + "x" * 300 + "\n    Ask: 3", "2:"),
        ("journey", "stages"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path, text, says):
    with pytest.raises(SourceError) as caught:
        read(tmp_path, text)
    assert says in str(caught.value)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "line", ["  section S{}\n", "  T{}: 3: Me{}\n", "%% sojourn persona {{}}\n", "T: 3: " + "a," * 9 + "\n"]
)
def test_long_texts_are_refused_and_do_not_hang(tmp_path, line):
    text = "journey\n  section A\n" + "".join(line.replace("{}", str(i)) for i in range(100_000))
    with pytest.raises(InputError):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "text", ["journey x", "a: b; #1", "50 % {x}", "<b>&", "a\nb", " edge ", "%%{init: {}}%%", "---"]
)
def test_names_never_speak_for_mermaid_and_come_back(text):
    made = escaped(text)
    assert unescaped(made) == text
    assert not any(mark in made.replace("#", "", 1).replace(";", "") for mark in ":%{}<>\n")
    assert not made.lower().startswith(("journey", "title", "section", "acc", "---"))


def test_scores_and_comments():
    assert [score_of(e) for e in (-5.0, 0.0, 5.0)] == [1, 3, 5]
    jmap = JourneyMap(
        title="t",
        stages=(Stage(id="s", name="S"),),
        personas=(Persona(id="p", name="Ann, B"),),
        touchpoints=(
            Touchpoint(id="t", name="Pay: now; #1", stage="s", channel="web", emotion=Emotion(score=-3.4)),
        ),
    )
    text = render(jmap, "mmd")
    assert (
        '%% sojourn touchpoint {"id": "t", "channel": "web", "emotion": {"score": -3.4, "basis": "assumed"}}'
        in text
    )
    assert "      Pay#58; now#59; #35;1: 2: Ann#44; B" in text
    assert [line for line in text.splitlines() if "%%" in line and not line.startswith("%% sojourn ")] == []
