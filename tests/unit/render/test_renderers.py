import csv
import io
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sojourn.errors import OutputError, UnknownNameError, UsageError
from sojourn.journeymap.model import JourneyMap, Stage, Touchpoint
from sojourn.render import RENDERERS, fonts, render
from sojourn.render.csv_table import HEADER
from sojourn.render.layout.plan import picture
from sojourn.spreadsheets import guarded


class Page(HTMLParser):
    """Tags, attributes and text of a page, without its picture and style."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []
        self.inside = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "svg" in self.inside or "style" in self.inside:
            return
        self.text.append(data)


def one(name, **more):
    return JourneyMap(
        title=name,
        stages=(Stage(id="s", name=name),),
        touchpoints=(Touchpoint(id="t", name=name, stage="s", **more),),
    )


def test_page_and_picture_tell_the_same_in_the_same_order(sample):
    page = Page(render(sample, "html"))
    drawn = picture(sample)
    text = "".join(page.text)
    at = 0
    for column in drawn.columns:
        found = text.find(column.label, at)
        assert found >= at, column.label
        at = found
    cards = list(drawn.lane("flow").cards)
    last = 0
    for card in cards:
        name, facts = card.label.split(" · ")[0], " · ".join(card.facts)
        found = text.find(name + facts, last)
        assert found >= last, card.label
        last = found
    for lane in drawn.lanes:
        for entry in (*lane.notes, *lane.items):
            assert entry.label in text
        if lane.curve:
            told = (*lane.curve.faces, *(mark for trace in lane.curve.traces for mark in trace.marks))
            assert all(mark.words in text for mark in told)
            assert all(gap.words in text for gap in lane.curve.gaps)
        assert all(bar.label in text for bar in lane.bars if bar.tick is not None)


def test_the_page_stands_alone_and_runs_nothing(sample):
    html = render(sample, "html")
    page = Page(html)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not [a for a in page.attributes if a == "style" or a.startswith("on") or a in {"src", "href"}]
    assert "prefers-color-scheme" in html
    assert "url(" not in html
    assert "prefers-color-scheme" not in render(sample, "html", theme="dark")


def test_every_tone_of_the_page_has_a_rule(sample):
    html = render(sample, "html")
    used = {
        c
        for classes in re.findall(r'class="([^"]*)"', html)
        for c in classes.split()
        if re.match(r"[fs]-", c)
    }
    assert used
    assert all(f".{name} {{" in html for name in used)


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "]]>", "a & b", '"quoted"'])
def test_hostile_names_stay_text_in_every_form(name):
    html = render(one(name), "html")
    assert "<img" not in html
    assert "<img" not in render(one(name), "md")
    assert name in "".join(Page(html).text)


def test_csv_has_one_row_per_touchpoint_and_no_formula(sample):
    table = list(csv.DictReader(io.StringIO(render(sample, "csv"), newline="")))
    assert tuple(table[0]) == HEADER
    assert len(table) == len(sample.touchpoints)
    known = sample.evidence.touchpoints if sample.evidence else {}
    assert sum(int(row["customers"] or 0) for row in table) == sum(k.customers for k in known.values())


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_guards_what_a_spreadsheet_would_run(name):
    assert guarded(name) == "'" + name
    row = next(csv.DictReader(io.StringIO(render(one(name, channel=name), "csv"), newline="")))
    assert not row["touchpoint"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not row["channel"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_markdown_table_is_square(sample):
    lines = [line for line in render(sample, "md").splitlines() if line.startswith("|")]
    assert len(lines) == len(sample.touchpoints) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {10}


def test_terminal_lines_fit_and_line_up(sample):
    text = render(sample, "terminal", width=90)
    cells = [
        sum(
            0
            if unicodedata.category(c) in {"Mn", "Cf"}
            else 2
            if unicodedata.east_asian_width(c) in "WF"
            else 1
            for c in line
        )
        for line in text.splitlines()
    ]
    assert max(cells) <= 90
    for touchpoint in sample.touchpoints:
        assert touchpoint.name[:12] in text


def test_a_file_is_written_whole_by_its_ending(tmp_path, sample):
    done = render(sample, tmp_path / "map.svg")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8") == done
    assert [path.name for path in tmp_path.iterdir()] == ["map.svg"]


def test_wrong_use_is_named(tmp_path):
    with pytest.raises(UnknownNameError, match="svgg"):
        render(one("x"), tmp_path / "map.svgg")
    with pytest.raises(UnknownNameError):
        render(one("x"), tmp_path / "map")
    with pytest.raises(UnknownNameError, match="lanes"):
        render(one("x"), "svg", lanes="chanel")
    with pytest.raises(UsageError, match="paper"):
        render(one("x"), "csv", paper="A3")
    with pytest.raises(OutputError, match="nowhere"):
        render(one("x"), tmp_path / "nowhere" / "map.svg")
    assert set(RENDERERS.names()) >= {"svg", "png", "pdf", "html", "mmd", "md", "csv", "terminal"}


needs_font = pytest.mark.skipif(fonts.latin_face() is None, reason="no font on this machine")


@needs_font
def test_png_is_twice_as_wide_as_the_picture_and_not_empty():
    png = render(one("Visit"), "png")
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 2 * picture(one("Visit")).width
    assert png != render(one("Visits"), "png")


@needs_font
def test_pdf_of_a_sheet_has_the_size_of_the_sheet():
    pdf = render(one("Visit"), "pdf", paper="A3")
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    assert float(box[1]) == pytest.approx(420 / 25.4 * 72, abs=1)
    assert float(box[2]) == pytest.approx(297 / 25.4 * 72, abs=1)


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_chinese_without_a_chinese_font_is_refused_with_the_remedy(monkeypatch, form):
    monkeypatch.setattr(fonts, "cjk_face", lambda: None)
    with pytest.raises(OutputError, match="fonts-noto-cjk"):
        render(one("续订"), form)


def test_without_any_font_the_export_is_refused(monkeypatch):
    monkeypatch.setattr(fonts, "_files", lambda folders: ())
    assert fonts.cjk_font() is None
    with pytest.raises(OutputError, match="font"):
        render(one("Visit"), "png")


def test_fonts_are_found_by_name_and_the_regular_comes_first(tmp_path, monkeypatch):
    rest = ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf")
    for name in ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "Notes.txt", *rest):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    assert fonts.cjk_font() == Path(tmp_path / "NotoSansCJK-Regular.ttc")
    assert fonts.latin_face().family == "Noto Sans CJK JP"
    assert [path.name for path in fonts.fallback_files()] == list(reversed(rest))
