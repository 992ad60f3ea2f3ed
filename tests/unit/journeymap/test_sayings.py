"""What documents and files are told about themselves, in both languages."""

import ast
import re
from itertools import product
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError
from typer.testing import CliRunner

import sojourn
from sojourn.cli.main import app
from sojourn.errors import SourceError, UsageError
from sojourn.journeymap.checks import NEEDED
from sojourn.journeymap.commands import command_of
from sojourn.journeymap.document import load
from sojourn.journeymap.forms.opening import opened
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.proposals import Proposal, load_proposals
from sojourn.journeymap.sayings import WORDS

MAPS = Path(sojourn.__file__).parent / "journeymap"
TELLING = [
    *(MAPS / f"{name}.py" for name in ("loading", "nodes", "checks", "migrate", "hierarchy", "proposals", "fields")),
    *sorted((MAPS / "forms").glob("*.py")),
    *sorted((MAPS / "commands").glob("*.py")),
]  # fmt: skip
"""What finds faults in documents and files."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def filled_in(words):
    return sorted((name, form) for _, name, form, _ in Formatter().parse(words) if name)


@pytest.mark.parametrize("about", WORDS)
def test_whatever_is_said_is_said_in_both_languages(about):
    english, chinese = WORDS[about]
    assert filled_in(english) == filled_in(chinese)
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese) or about in {"file", "and", "taken.in"}
    assert english.endswith((".", "?")) == chinese.endswith(("。", "？")) or "{told}" in english
    assert not re.search(r"[\u4e00-\u9fff][,;?!()]|[,;?!()][\u4e00-\u9fff]", chinese), "signs of full width"


def texts(tree):
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_all_words_are_said():
    tables = {MAPS / "sayings" / f"{name}.py" for name in ("documents", "edits", "files")}
    sources = [path for path in MAPS.rglob("*.py") if path not in tables]
    written = set().union(*(texts(ast.parse(path.read_text("utf-8"))) for path in sources))
    alone = {key for key in WORDS if key.endswith(".one") and key.removesuffix(".one") in written}
    by_part = {key for key in WORDS if key.startswith(("no.", "part."))}
    assert WORDS.keys() - written - alone - by_part == set()


@pytest.mark.parametrize("path", TELLING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_fault_is_told_in_one_language_only(path):
    plain = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and re.fullmatch(r"\w+Error", getattr(node.func, "id", ""))
            and node.args
        ):
            plain += [f"{path.name}:{node.lineno}"] if texts(node.args[0]) else []
    assert plain == []


WRONG = [None, "", " ", "x" * 999, "a b", "purple", "nan", "1e999", "-1", "9", "2.5", "2026", "2026-13-45", [], ["a"], {}, {"a": "b"}, [{}], [None]]  # fmt: skip


def models(model, *above):
    """A part of a document and the parts in it."""
    yield model
    for info in model.model_fields.values():
        for part in set(parts_of(info.annotation)) - {model, *above}:
            yield from models(part, model, *above)


def parts_of(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from parts_of(argument)


@pytest.mark.timeout(300)
def test_nothing_is_told_in_the_words_of_the_library_that_checks():
    of_ours = {
        *NEEDED,
        "missing",
        "extra_forbidden",
        "literal_error",
        "enum",
        "string_pattern_mismatch",
        "value_error",
    }
    of_ours |= {"union_tag_invalid", "union_tag_not_found"}
    found = set()
    for model in {*models(JourneyMap), *models(Proposal)}:
        for name, value in product(model.model_fields, WRONG):
            try:
                model.model_validate({name: value, "no such field": 1}, by_name=True)
            except ValidationError as refused:
                found |= {details["type"] for details in refused.errors()}
    assert found - of_ours == set()
    assert len(found) > 15
    with pytest.raises(
        UsageError, match=r"This is not a command: value.map: '../x' is not the path of a map"
    ) as told:
        command_of({"do": "add", "part": "stage", "value": {"id": "a", "name": "A", "map": "../x"}})
    assert told.value.context["said"]["zh"][0].startswith("这不是命令：value.map：“../x”不是")


MAP = """sojourn: map/1
title: 买鞋
language: zh
stages: [{id: buy, name: 买}]
touchpoints:
  - {id: a, name: 店, stage: by, emotion: {score: 7}, expected_wait: 三天}
  - {id: a, name: 店, stage: buy, emotoin: 1}
"""
TOLD = """x.yaml:6:29: touchpoints[0].stage：没有 id 为“by”的阶段。是否应为“buy”？
x.yaml:6:50: touchpoints[0].emotion.score：“7”不合适：不能大于 5。
x.yaml:6:69: touchpoints[0].expected_wait：看不懂时长“三天”。请写数字加单位（us、ms、s、m、h、d 或 w），例如：“30m”“7d”“1h 30m”。
x.yaml:7:10: touchpoints[1].id：“a”已经是 touchpoints[0] 的 id（第 6 行）。
x.yaml:7:34: touchpoints[1].emotoin：没有字段“emotoin”。是否应为“emotion”？"""


def refusal(read, *given, **options):
    with pytest.raises(SourceError) as refused:
        read(*given, **options)
    return refused.value


def test_a_document_is_told_of_its_faults_in_its_own_language():
    own = refusal(load, MAP, name="x.yaml")
    assert str(own) == TOLD
    assert own.context["faults"][1]["message"] == "“7”不合适：不能大于 5"
    english = refusal(load, MAP.replace("language: zh\n", ""), name="x.yaml")
    assert "x.yaml:5:50: touchpoints[0].emotion.score: '7' does not fit: at most 5 is possible." in str(
        english
    )
    assert english.context["said"]["zh"][0] == TOLD.replace(":6:", ":5:").replace(":7:", ":6:").replace(
        "6 行", "5 行"
    )
    assert str(refusal(load, "language: zh\ntouchpoints: [\n")).startswith(
        "map:3:1: 这不是有效的 YAML：这里应有"
    )
    assert "“map/9”，比本 Sojourn" in str(refusal(load, "sojourn: map/9\nlanguage: zh\n"))
    assert "sojourn：这里" not in str(refusal(load, '{"sojourn": "map/1", "language": "zh"}\n'))
    assert "title：缺少“title”。" in str(refusal(load, '{"sojourn": "map/1", "language": "zh"}\n'))


def test_proposals_and_files_of_other_forms_are_told_of_theirs(tmp_path):
    text = "sojourn: proposals/1\nproposals:\n- {id: a, commands: [{do: dance}, {do: move, part: stage, id: b, before: b}]}\n"
    assert str(refusal(load_proposals, text, language="zh")).splitlines() == [
        "proposals:3:27: proposals[0].commands[0]：没有“dance”这个命令。可以写的有：“add”、“remove”、“move”、“edit”、“merge”、“split”、“fold”、“batch”、“restore”。",
        "proposals:3:35: proposals[0].commands[1]：不能排在自己前面。",
    ]
    table = tmp_path / "表.csv"
    table.write_text("阶段,触点,情绪\n了解,小红书笔记,紫色\n", encoding="utf-8")
    assert str(refusal(opened, table)).endswith(
        "C2：“紫色”不是认得的情绪。请写 -5 到 5 之间的数字；或在列名里写明分制，例如：情绪 (1-5)。"
    )
    table.write_text("甲,乙\n一,二\n", encoding="utf-8")
    assert "没有哪一列写触点；现有的列是“甲”、“乙”。" in str(refusal(opened, table))


def run(*arguments):
    return CliRunner().invoke(app, ["map", *map(str, arguments)])


def test_the_commands_tell_faults_in_the_language_asked_for_or_that_of_the_map(tmp_path):
    ours = tmp_path / "ours.journey.yaml"
    ours.write_text(MAP, encoding="utf-8")
    alone = run("show", ours)
    assert alone.exit_code == 3
    assert alone.stderr.startswith("错误")
    assert "没有 id 为“by”的阶段" in alone.stderr
    asked = run("lint", ours, "--lang", "en").stderr
    assert asked.startswith("Error: ")
    assert "there is no stage with the id 'by'. Did you mean 'buy'?" in asked
    assert not CHINESE.search(asked.replace("三天", ""))
    nothing = run("show", tmp_path / "none.journey.yaml", "--lang", "zh").stderr
    assert "无法读取" in nothing
    assert "没有这个文件" in nothing
    assert "cannot be read: No such file" in run("show", tmp_path / "none.journey.yaml").stderr


def test_a_proposal_that_does_not_fit_is_told_in_the_language_of_the_map(tmp_path):
    drawn, edits = tmp_path / "a.journey.yaml", tmp_path / "edits.yaml"
    drawn.write_text(
        "sojourn: map/1\ntitle: 鞋\nlanguage: zh\nstages: [{id: buy, name: 买}]\ntouchpoints: []\n",
        encoding="utf-8",
    )
    edits.write_text(
        "sojourn: proposals/1\nproposals:\n- {id: x, commands: [{do: remove, part: stage, id: bye}]}\n"
    )
    done = run("apply", drawn, edits)
    assert done.exit_code == 3
    assert "建议“x”不适用：第 1 个命令（remove）不适用：没有阶段“bye”。 是否应为“buy”？" in done.output
