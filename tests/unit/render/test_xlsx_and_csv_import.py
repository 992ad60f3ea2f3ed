"""Workbooks and tables as maps: ours after an edit, anybody's in English and Chinese, and files that mean harm."""

import importlib
import io
import zipfile

import openpyxl
import pytest

from sojourn.errors import LimitError, MissingExtraError, SourceError, UnknownNameError
from sojourn.journeymap.forms.opening import open_map, opened
from sojourn.journeymap.model import JourneyMap, Stage, Touchpoint
from sojourn.render import render
from sojourn.spreadsheets import guarded


def tea():
    return importlib.import_module("tea").MAP


def book(tmp_path, rows, *, sheet="Sheet1", name="table.xlsx"):
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(tmp_path / name)
    return tmp_path / name


def csv_file(tmp_path, text, *, encoding="utf-8", name="table.csv"):
    (tmp_path / name).write_bytes(text.encode(encoding))
    return tmp_path / name


ENGLISH = [
    ["Our journey, draft 3"],
    [],
    ["Phase", "Touch point", "Channel", "Feeling (1-5)", "Pain points", "Ideas", "KPI", "Next", "Weather"],
    ["Buy", "Website", "web", 4, "• slow; unclear", "Cache it", "CSAT >= 4", "Queue", "sunny"],
    [None, "Queue", "store", "1", "nobody says how long", "Order ahead", None, "First sip", None],
    ["Drink", "First sip", "store", 5, None, None, None, None, None],
]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_table_somebody_made_becomes_a_map(tmp_path, form):
    if form == "xlsx":
        found = opened(book(tmp_path, ENGLISH, sheet="Draft"))
    else:
        lines = [",".join(f'"{c if c is not None else ""}"' for c in row) for row in ENGLISH]
        found = opened(csv_file(tmp_path, "\r\n".join(lines)))
    jmap = found.map
    assert [s.name for s in jmap.stages] == ["Buy", "Drink"]
    assert [(t.name, t.stage, t.channel) for t in jmap.touchpoints] == [
        ("Website", "buy", "web"),
        ("Queue", "buy", "store"),
        ("First sip", "drink", "store"),
    ]
    assert [t.emotion.score for t in jmap.touchpoints] == [2.5, -5.0, 5.0]
    assert [p.text for p in jmap.touchpoints[0].pain_points] == ["slow", "unclear"]
    assert jmap.touchpoints[0].kpis[0].metric == "CSAT"
    assert jmap.touchpoints[0].kpis[0].target == ">= 4"
    assert [(f.source, f.target) for f in jmap.flow] == [("website", "queue"), ("queue", "first-sip")]
    ideas = {o.title: o.pain_points for o in jmap.opportunities}
    assert len(ideas["Cache it"]) == 2
    assert len(ideas["Order ahead"]) == 1
    assert jmap.status == "assumed"
    assert any("Weather" in note.said() for note in found.notes)


def test_a_chinese_table_in_its_own_encoding(tmp_path):
    text = "阶段,触点,渠道,情绪,痛点,机会\n了解,小红书笔记,社交,开心,看不懂规格；太多广告,精简介绍\n,客服咨询,微信,-3,没人回复,机器人先答\n"
    found = opened(csv_file(tmp_path, text, encoding="gb18030"))
    jmap = found.map
    assert jmap.language == "zh"
    assert [t.name for t in jmap.touchpoints] == ["小红书笔记", "客服咨询"]
    assert [t.emotion.score for t in jmap.touchpoints] == [2.0, -3.0]
    assert [p.text for p in jmap.touchpoints[0].pain_points] == ["看不懂规格", "太多广告"]
    assert found.notes == ()


def test_rows_of_the_same_touchpoint_belong_together(tmp_path):
    text = "stage,touchpoint,pain points\nBuy,Cart,slow\nBuy,Cart,dear\nUse,Cart,late\n"
    jmap = open_map(csv_file(tmp_path, text))
    assert [(t.name, t.stage, len(t.pain_points)) for t in jmap.touchpoints] == [
        ("Cart", "buy", 2),
        ("Cart", "use", 1),
    ]
    assert len({t.id for t in jmap.touchpoints}) == 2


def test_rows_that_contradict_an_earlier_row_are_told(tmp_path):
    text = "stage,touchpoint,channel,emotion\nBuy,Pay,web,4\nBuy,Pay,app,-4\nBuy,Pay,web,-4\n"
    found = opened(csv_file(tmp_path, text))
    (pay,) = found.map.touchpoints
    assert (pay.channel, pay.emotion.score) == ("web", 4)
    assert [note.en for note in found.notes] == [
        "Rows that differ in 'channel' from an earlier row of the same touchpoint: 1, first row 3. The earlier value stands.",
        "Rows that differ in 'emotion' from an earlier row of the same touchpoint: 2, first row 3. The earlier value stands.",
    ]


def test_a_long_text_in_a_table_is_read(tmp_path):
    text = "long " * 40_000
    assert open_map(csv_file(tmp_path, f"stage,touchpoint,actions\nBuy,Pay,{text}\n")).touchpoints[
        0
    ].actions == (text.strip(),)


def test_feelings_that_may_be_on_another_scale_are_told(tmp_path):
    text = "stage,touchpoint,emotion\nA,one,4\nA,two,2\nA,three,5\n"
    assert any("emotion (1-5)" in note.said() for note in opened(csv_file(tmp_path, text)).notes)
    assert opened(csv_file(tmp_path, text.replace("5", "-1"))).notes == ()


def test_faults_are_told_by_sheet_row_and_column(tmp_path):
    rows = [
        ["stage", "touchpoint", "emotion", "importance"],
        ["Buy", "Cart", 7, 3],
        ["Buy", "Pay", "purple", 9],
    ]
    with pytest.raises(SourceError) as caught:
        open_map(book(tmp_path, rows, sheet="Ideas"))
    faults = caught.value.context["faults"]
    assert {(f["where"], f["line"], f["column"]) for f in faults} >= {("Ideas!C2", 2, 3), ("Ideas!C3", 3, 3)}
    assert "purple" in str(caught.value)
    with pytest.raises(SourceError, match="B2"):
        open_map(csv_file(tmp_path, "stage,touchpoint\nBuy," + "x" * 300 + "\n"))
    with pytest.raises(SourceError, match="no column says what the touchpoints are"):
        open_map(csv_file(tmp_path, "a,b\n1,2\n"))
    with pytest.raises(SourceError, match="transposed"):
        open_map(csv_file(tmp_path, ",Aware,Buy\nActions,reads,pays\nTouchpoints,web,shop\n"))
    with pytest.raises(SourceError, match="no table"):
        open_map(csv_file(tmp_path, ""))


def test_an_edited_workbook_of_ours_is_read_with_the_edits(tmp_path):
    jmap = tea()
    render(jmap, tmp_path / "map.xlsx")
    made = openpyxl.load_workbook(tmp_path / "map.xlsx")
    sheet = made["触点"]
    heads = [c.value for c in sheet[1]]
    sheet.cell(2, heads.index("名称") + 1, "新名字")
    sheet.append([None, "新触点", "下单", "电话"])
    sheet.delete_rows(sheet.max_row - 1)  # the last touchpoint of the map
    made.save(tmp_path / "map.xlsx")
    with pytest.raises(SourceError) as caught:
        open_map(tmp_path / "map.xlsx")
    gone = jmap.touchpoints[-1].name
    assert f"there is no touchpoint with the id '{gone}'" in str(caught.value) or gone in str(caught.value)
    assert "流向!" in str(caught.value)
    flow = made["流向"]
    for row in range(flow.max_row, 1, -1):
        if (
            gone in {flow.cell(row, 1).value, flow.cell(row, 2).value}
            or flow.cell(row, 1).value == "小红书笔记"
        ):
            flow.delete_rows(row)
    made.save(tmp_path / "map.xlsx")
    found = open_map(tmp_path / "map.xlsx")
    assert found.touchpoints[0].name == "新名字"
    assert found.touchpoints[0].id == jmap.touchpoints[0].id
    assert (found.touchpoints[-1].name, found.touchpoints[-1].id, found.touchpoints[-1].channel) == (
        "新触点",
        "新触点",
        "电话",
    )


def test_no_cell_is_a_formula_and_every_text_is_a_string():
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")']
    jmap = JourneyMap(
        title="=1",
        stages=(Stage(id="s", name="=s"),),
        touchpoints=tuple(
            Touchpoint(id=f"t{i}", name=n, stage="s", actions=(n,)) for i, n in enumerate(names)
        ),
    )
    made = openpyxl.load_workbook(io.BytesIO(render(jmap, "xlsx")))
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert all(guarded(text) == text for text in texts)
    assert "'=1+1" in texts


def test_the_workbook_has_its_sheets_frozen_filtered_and_typed():
    made = openpyxl.load_workbook(io.BytesIO(render(importlib.import_module("socks").MAP, "xlsx")))
    assert made.sheetnames == ["Map", "About", "Stages", "Touchpoints", "Flow", "Pain points", "Opportunities", "Personas", "Evidence"]  # fmt: skip
    for sheet in made.worksheets[2:]:
        assert sheet.freeze_panes
        assert sheet.max_row == 1 or sheet.auto_filter.ref
    offered = {rule.formula1 for rule in made["Touchpoints"].data_validations.dataValidation}
    assert {'"owned,earned,paid"', '"yes,no"'} <= offered
    evidence = made["Evidence"]
    heads = [c.value for c in evidence[1]]
    assert isinstance(evidence.cell(2, heads.index("customers") + 1).value, int)
    assert evidence.cell(2, heads.index("share") + 1).number_format == "0.0%"
    stages = [c.value for c in made["Map"][4]][1:]
    assert [s.split(":")[0] for s in stages] == [s.name for s in importlib.import_module("socks").MAP.stages]


def test_texts_too_long_for_a_cell_are_refused():
    jmap = JourneyMap(title="t", stages=(Stage(id="s", name="s", goal="x" * 40_000),), touchpoints=())
    with pytest.raises(LimitError, match="32,767"):
        render(jmap, "xlsx")


def archive(tmp_path, parts, name="bad.xlsx"):
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as made:
        for entry, content in parts.items():
            made.writestr(entry, content)
    return tmp_path / name


def replaced(tmp_path, entry, change):
    """A workbook with one part changed."""
    source = book(tmp_path, [["stage", "touchpoint"], ["Buy", "Cart"]])
    with zipfile.ZipFile(source) as given:
        parts = {e.filename: given.read(e) for e in given.infolist()}
    parts[entry] = change(parts[entry])
    return archive(tmp_path, parts)


def hostile(tmp_path):
    yield archive(tmp_path, {"xl/worksheets/sheet1.xml": b"\0" * (25 << 20)}, "bomb.xlsx"), LimitError
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
    yield replaced(tmp_path, "xl/workbook.xml", lambda _: bomb), SourceError
    yield archive(tmp_path, {"hello.txt": b"x"}, "other.xlsx"), SourceError
    (tmp_path / "text.xlsx").write_bytes(b"stage,touchpoint\n")
    yield tmp_path / "text.xlsx", SourceError
    (tmp_path / "null.csv").write_bytes(b"\0\1\2\3" * 5000)
    yield tmp_path / "null.csv", SourceError
    yield csv_file(tmp_path, "stage,touchpoint\n" + "Buy,Cart\n" * 100_000, name="long.csv"), LimitError
    yield csv_file(tmp_path, "stage,touchpoint" + ",x" * 500 + "\n", name="wide.csv"), LimitError
    yield csv_file(tmp_path, "x" * (6 << 20), name="big.csv"), LimitError
    many = "".join(f"Buy,T{i},T{i + 1}\n" for i in range(9_000))
    yield csv_file(tmp_path, "stage,touchpoint,next\n" + many, name="many.csv"), (SourceError, LimitError)
    yield tmp_path / "absent.csv", SourceError
    yield tmp_path, UnknownNameError


@pytest.mark.timeout(300)
def test_files_that_mean_harm_are_refused(tmp_path):
    for path, error in hostile(tmp_path):
        with pytest.raises(error) as caught:
            open_map(path)
        assert len(str(caught.value)) < 5000


@pytest.mark.timeout(300)
def test_a_sheet_that_claims_a_million_rows_is_refused(tmp_path):
    far = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    path = replaced(tmp_path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    with pytest.raises(LimitError, match="10,000 rows"):
        open_map(path)


def test_scripts_and_formulas_in_a_table_stay_text(tmp_path):
    jmap = open_map(csv_file(tmp_path, "stage,touchpoint\n<script>,'=1+1\n=A1,@x\n"))
    assert [t.name for t in jmap.touchpoints] == ["=1+1", "@x"]
    assert "<script>" not in render(jmap, "svg")


def test_an_ending_nobody_reads_is_named(tmp_path):
    with pytest.raises(UnknownNameError, match="drawio"):
        open_map(tmp_path / "map.drawi")


def test_without_the_libraries_the_hint_says_what_to_install(tmp_path, monkeypatch):
    import sys

    path = book(tmp_path, [["stage", "touchpoint"], ["Buy", "Cart"]])
    for library in ("openpyxl", "xlsxwriter"):
        monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=r"sojourn\[office\]"):
        open_map(path)
    with pytest.raises(MissingExtraError, match=r"sojourn\[office\]"):
        render(tea(), "xlsx")
