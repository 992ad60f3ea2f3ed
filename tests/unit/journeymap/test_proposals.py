"""Proposals as text: round trips, faults at their places, hostile files, acceptance; and the command line around them."""

import json

import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.errors import LimitError, SourceError, UsageError
from sojourn.journeymap.commands import Add, Batch, Edit, Fold, Move, Split, apply, inverse, replay
from sojourn.journeymap.document import load
from sojourn.journeymap.proposals import Proposal, accept, dump_proposals, load_proposals

TEXT = """sojourn: map/1
title: Shop
# The columns.
stages:
  - {id: buy, name: Buy}   # first things first
touchpoints:
  - {id: cart, name: Cart, stage: buy}
  - {id: pay, name: Pay, stage: buy}
"""
SHOP = load(TEXT)
LOOP = Proposal(
    id="loop",
    says="Customers come back: 'twice' # often",
    evidence={"n": 212, "share": 0.08, "since": "2024-01"},
    commands=(Add(part="flow", value={"from": "cart", "to": "cart", "when": "yes"}),),
)
NAME = Proposal(id="name", commands=(Edit(part="touchpoint", id="cart", field="name", value="=1+1"),))
LOST = Proposal(id="lost", commands=(Fold(id="help"),))


def test_what_is_written_is_read():
    split = Split(
        id="cart", into=[{"id": "a", "name": "No", "stage": "buy"}, {"id": "b", "name": "12", "stage": "buy"}]
    )
    undo = inverse(SHOP, split)
    every = [
        LOOP,
        NAME,
        Proposal(
            id="all",
            says="多行\n说明",
            commands=[
                Batch(says="x", commands=[split, Move(part="touchpoint", id="pay", before="a")]),
                undo,
                Edit(part="map", id="", field="review_by", value="2026-01-31"),
                Edit(part="touchpoint", id="pay", field="channel", value=""),
                Edit(part="touchpoint", id="pay", field="importance", value=None),
                Edit(part="touchpoint", id="pay", field="emotion", value={"score": -2, "note": "null"}),
            ],
        ),
    ]
    text = dump_proposals(every)
    assert load_proposals(text) == tuple(every)
    assert dump_proposals(load_proposals(text)) == text
    assert load_proposals(json.dumps({"sojourn": "proposals/1", "proposals": []}, indent=1)) == ()


def test_evidence_that_reads_as_a_number_is_one():
    found = Proposal(id="a", evidence={"n": "12", "share": "0.5", "id": "007", "day": "1e3"}, commands=())
    assert found.evidence == {"n": 12, "share": 0.5, "id": "007", "day": "1e3"}


def faults(text):
    with pytest.raises(SourceError) as refused:
        load_proposals(text)
    return [(f["line"], f["column"], f["where"], f["message"]) for f in refused.value.context["faults"]]


def test_all_faults_are_told_at_their_places():
    text = """sojourn: proposals/1
proposals:
  - id: a
    commands:
      - do: fold
        ids: x
      - do: dance
      - do: edit
        part: touchpoint
        id: cart
        field: importance
        value: 9
      - do: add
        part: touchpoint
        value:
          id: x
          name: X
          stage: buy
          emotion: {score: 7}
      - {do: batch, commands: [{do: edit, part: stage, id: s, field: goall, value: x}]}
      - {part: stage}
    says: b
    why: c
"""
    assert faults(text) == [
        (5, 9, "proposals[0].commands[0].id", "'id' is missing"),
        (6, 9, "proposals[0].commands[0].ids", "there is no field 'ids'"),
        (7, 13, "proposals[0].commands[1]", "there is no command 'dance'"),
        (
            12,
            16,
            "proposals[0].commands[2].value",
            "'9' does not fit: at most 5 is possible",
        ),
        (
            19,
            28,
            "proposals[0].commands[3].value.emotion.score",
            "'7' does not fit: at most 5 is possible",
        ),
        (
            20,
            70,
            "proposals[0].commands[4].commands[0].field",
            "a stage has no field 'goall' that can be edited",
        ),
        (21, 9, "proposals[0].commands[5]", "'do' is missing"),
        (23, 5, "proposals[0].why", "there is no field 'why'"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sojourn: map/1\n", "reads proposals/1 and commands/1, not map/1"),
        ("a: 1\n", "these are not proposals"),
        ("- 1\n", "these are not proposals"),
        ("\n", "the document is empty"),
        ("sojourn: proposals/1\nproposals: 3\n", "proposals: '3' does not fit"),
        (
            "sojourn: proposals/1\nproposals: [{id: a, commands: []}, {id: a, commands: []}]\n",
            "is the id in line 2 already",
        ),
        ("sojourn: proposals/1\nproposals: &a [*a]\n", "anchors (&) and aliases (*) are not allowed here"),
        ("sojourn: proposals/1\nproposals: !!python/name:os.system x\n", "tags such as"),
        (
            "sojourn: proposals/1\nproposals:\n" + " - {id: a, commands: []}\n" * 5000,
            "the file has more than 5,000 parts",
        ),
        ("sojourn: proposals/1\nproposals: " + "[" * 5000 + "\n", "nested more than 12 deep"),
        ("sojourn: proposals/1\n# " + "x" * 5 * 2**20 + "\n", "is larger than 5 MiB"),
        ("sojourn: proposals/1\nproposals:\n  - id: a\n   - b\n", "this is not YAML"),
    ],
)
def test_what_is_no_file_of_proposals_is_refused(text, message):
    with pytest.raises(SourceError) as refused:
        load_proposals(text)
    assert message in str(refused.value)


def test_too_many_proposals_are_not_written():
    with pytest.raises(LimitError, match="too many"):
        dump_proposals([Proposal(id=f"p{i}", commands=()) for i in range(5000)])


def test_accepting_applies_one_after_the_other_and_names_what_does_not_fit():
    after = accept(SHOP, [LOOP, NAME])
    assert after.touchpoints[0].name == "=1+1"
    assert after.flow[0].when == "yes"
    with pytest.raises(
        UsageError, match=r"The proposal 'lost' does not fit: .* no touchpoint 'help'"
    ) as refused:
        accept(SHOP, [LOOP, LOST])
    assert refused.value.context["proposal"] == "lost"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "map.journey.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "proposals.yaml").write_text(dump_proposals([LOOP, LOST, NAME]), encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["map", *map(str, arguments)])


def test_nothing_is_written_while_a_proposal_does_not_fit(files):
    done = run("apply", files / "map.journey.yaml", files / "proposals.yaml")
    assert done.exit_code == 3
    assert "✗ lost (does not fit)" in done.output
    assert "There is no touchpoint 'help'" in done.output
    assert "1 of 3 proposals do not fit" in done.stderr
    assert (files / "map.journey.yaml").read_text(encoding="utf-8") == TEXT


def test_what_fits_is_written_and_comments_stay(files):
    target = files / "map.journey.yaml"
    done = run("apply", target, files / "proposals.yaml", "--except", "lost", "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert "新增流向 Cart → Cart（当 yes）" in done.output
    assert "· lost (未采纳)" in done.output
    text = target.read_text(encoding="utf-8")
    assert "# The columns." in text
    assert "# first things first" in text
    assert load(text) == accept(SHOP, [LOOP, NAME])


def test_unfit_proposals_can_be_skipped_and_the_result_go_elsewhere(files):
    out = files / "out.journey.yaml"
    done = run("apply", files / "map.journey.yaml", files / "proposals.yaml", "--skip-unfit", "--out", out)
    assert done.exit_code == 0, done.output
    assert load(out) == accept(SHOP, [LOOP, NAME])
    assert "# first things first" in out.read_text(encoding="utf-8")
    assert (files / "map.journey.yaml").read_text(encoding="utf-8") == TEXT


def test_a_trial_writes_nothing(files):
    done = run("apply", files / "map.journey.yaml", files / "proposals.yaml", "--only", "name", "--dry-run")
    assert done.exit_code == 0
    assert "name “Cart” → “=1+1”" in done.output
    assert "Nothing was written" in done.output
    assert (files / "map.journey.yaml").read_text(encoding="utf-8") == TEXT


def test_a_proposal_that_is_not_there_is_wrong_use(files):
    done = run("apply", files / "map.journey.yaml", files / "proposals.yaml", "--only", "names")
    assert done.exit_code == 2
    assert "Did you mean 'name'?" in done.output


def test_a_difference_is_a_patch(files):
    other = accept(SHOP, [LOOP, NAME])
    other.save(files / "other.journey.yaml")
    told = run("diff", files / "map.journey.yaml", files / "other.journey.yaml", "--json", "--exit-code")
    assert told.exit_code == 5
    (files / "patch.json").write_text(told.output, encoding="utf-8")
    done = run("apply", files / "map.journey.yaml", files / "patch.json")
    assert done.exit_code == 0, done.output
    again = run("diff", files / "map.journey.yaml", files / "other.journey.yaml", "--exit-code")
    assert (again.exit_code, again.output) == (0, "no difference\n")


def test_a_difference_is_told_by_its_places_without_colours_on_a_pipe(files):
    hostile = apply(SHOP, Edit(part="touchpoint", id="pay", field="name", value="\x1b[31mred"))
    replay(hostile, [Fold(id="cart")]).save(files / "other.journey.yaml")
    told = run("diff", files / "map.journey.yaml", files / "other.journey.yaml")
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "3 changes",
        "",
        "The map",
        "  ~ “Shop”: left out on purpose + “Cart”",
        "",
        "Stage “Buy”",
        "  − touchpoint “Cart” removed",
        "  ~ “Pay”: name “Pay” → “\\x1b[31mred”",
    ]
    chinese = run("diff", files / "map.journey.yaml", files / "other.journey.yaml", "--lang", "zh")
    assert "阶段“Buy”" in chinese.output


def test_of_very_many_faults_the_first_thousand_are_told():
    many = "sojourn: proposals/1\nproposals:\n- id: a\n  commands:\n" + "  - {do: dance}\n" * 4_900
    found = faults(many)
    assert len(found) == 1_000
    assert found[-1][:3] == (1_004, 10, "proposals[0].commands[999]")


def test_what_people_write_by_hand():
    text = "sojourn: proposals/1\nproposals:\n- id: a\n  commands:\n  - {do: edit, part: map, field: title, value: T}\n"
    assert accept(SHOP, load_proposals(text)).title == "T"
    lost = text.replace("part: map, field: title", "part: stage, field: name")
    assert faults(lost)[0][3] == "the id of the stage is missing"
    figures = "sojourn: proposals/1\nproposals:\n- id: a\n  evidence: {n: [1], m: inf}\n  commands: []\n"
    assert [f[3] for f in faults(figures)] == ["a list is no figure for 'n'"]
    assert load_proposals(figures.replace("[1]", ".nan"))[0].evidence == {"n": ".nan", "m": "inf"}


def test_what_was_done_before_is_not_told_as_a_change(tmp_path):
    drawn, proposals = tmp_path / "m.journey.yaml", tmp_path / "p.yaml"
    drawn.write_text(TEXT, encoding="utf-8")
    proposals.write_text(dump_proposals([NAME]), encoding="utf-8")
    first, again = (CliRunner().invoke(app, ["map", "apply", str(drawn), str(proposals)]) for _ in range(2))
    assert "name “Cart” → “=1+1”" in first.stdout
    assert again.stdout.splitlines()[0] == "✓ name (no difference)"
