"""Maps on paper: one sheet where that is readable, else the whole and then its lanes, all of them, on further sheets."""

import importlib
import re
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest

from sojourn.journeymap.templates.engine import template
from sojourn.render import render
from sojourn.render.layout.plan import picture
from sojourn.render.pages import cut, on_sheets
from sojourn.render.paper import paper_named

PDFTOTEXT = shutil.which("pdftotext")


def blueprint():
    return template("service_blueprint", "banking", language="en")


def test_a_small_map_is_one_sheet():
    drawn, sheets = on_sheets(importlib.import_module("tiny").MAP, paper_named("A3"), "light", language="en")
    assert sheets == 1
    assert 'width="420mm" height="297mm"' in drawn


def test_a_tall_map_has_every_lane_on_a_further_sheet():
    jmap = blueprint()
    drawn, sheets = on_sheets(jmap, paper_named("A4"), "light", language="en")
    assert sheets > 2
    outer = ET.fromstring(drawn)
    assert outer.get("height") == f"{210 * sheets}mm"
    names = [" ".join(line.content for line in lane.name) for lane in picture(jmap).lanes]
    lanes = [[g.get("aria-label") for g in sheet if g.get("aria-label") in names] for sheet in outer]
    whole, further = lanes[0], [name for found in lanes[1:] for name in found]
    assert further == whole == names
    tops = [float(sheet.get("y")) for sheet in outer]
    assert sorted(set(tops)) == [210.0 * place for place in range(sheets)]


@pytest.mark.skipif(PDFTOTEXT is None, reason="no pdftotext on the PATH")
def test_a_tall_map_is_a_pdf_of_several_pages_that_others_can_read(tmp_path):
    jmap = blueprint()
    render(jmap, tmp_path / "map.pdf", paper="A4")
    done = subprocess.run(
        [PDFTOTEXT, "-f", "2", tmp_path / "map.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    words = " ".join(done.stdout.split())
    for stage in jmap.stages:
        assert stage.name in words
    boxes = re.findall(rb"/MediaBox \[0 ([0-9.]+) 841.89 ([0-9.]+)\]", (tmp_path / "map.pdf").read_bytes())
    single, *pages = [round(float(high) - float(low), 1) for low, high in boxes]
    assert set(pages) == {595.3}
    assert round(single / 595.28) == len(pages) > 2


def test_a_pdf_that_is_one_sheet_stays_as_it_is():
    assert cut(b"%PDF-1.7 anything", 1) == b"%PDF-1.7 anything"
