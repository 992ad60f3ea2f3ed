"""Maps in other programs: Mermaid draws our journeys, LibreOffice opens our slides and sheets; and the way back on the command line."""

import importlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from running import sojourn

from sojourn.journeymap.model import Emotion, JourneyMap, Persona, Stage, Touchpoint
from sojourn.journeymap.templates.engine import template
from sojourn.render import render

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "golden" / "maps"))
MERMAID = ROOT / ".tools" / "mermaid.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")
HOSTILE = [
    "<img src=x onerror=alert(1)>", "title of it", "section 9", "journey: x", "accTitle: y", "a %% b", "x;y", "--- x",
    "%%{init: {'theme':'dark'}}%%", "Style: #a;", "100% sure", "#35;", "a\\b", "end", "}", "]]>", "下单；付款：完成", "W" * 120,
]  # fmt: skip
DRAW = """async text => {
  const made = await mermaid.render('drawn', text);
  document.body.innerHTML = made.svg;
  return {tasks: document.querySelectorAll('.task-line').length, scripts: document.body.querySelectorAll('script, img, iframe').length, words: document.body.textContent};
}"""


def hostile():
    return JourneyMap(
        title="%%{init: x}%% <b>: t",
        personas=(Persona(id="p", name="A, B: c"),),
        stages=(Stage(id="s", name="section: <i>"),),
        touchpoints=tuple(
            Touchpoint(id=f"t{i}", name=name, stage="s", channel=name, emotion=Emotion(score=1))
            for i, name in enumerate(HOSTILE)
        ),
    )


def ten_maps():
    samples = [importlib.import_module(name).MAP for name in ("socks", "tea", "permits", "tiny", "airline")]
    made = [
        template("service_blueprint", "banking", language="zh"),
        template("current_state", "retail"),
        template("future_state", "travel"),
        template("day_in_the_life", "health_care"),
    ]
    return [*samples, *made, hostile()]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")
@pytest.mark.skipif(not MERMAID.is_file(), reason="no Mermaid in .tools; fetch it with: make tools")
def test_mermaid_draws_ten_maps_with_all_their_tasks():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=0
        )
        page = browser.new_page()
        page.set_default_timeout(0)  # that of the test remains
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("about:blank")
        page.add_script_tag(path=MERMAID)
        page.evaluate("mermaid.initialize({startOnLoad: false})")
        for jmap in ten_maps():
            drawn = page.evaluate(DRAW, render(jmap, "mmd"))
            assert drawn["tasks"] == len(jmap.touchpoints)
            assert drawn["scripts"] == 0
            for touchpoint in jmap.touchpoints:
                assert " ".join(touchpoint.name.split()) in " ".join(drawn["words"].split())
        assert complaints == []
        browser.close()


@pytest.mark.skipif(SOFFICE is None or PDFTOTEXT is None, reason="no soffice or pdftotext on the PATH")
def test_libreoffice_opens_slides_and_sheets(tmp_path):
    tea, retail = importlib.import_module("tea").MAP, template("current_state", "retail")
    for name, jmap in (("tea", tea), ("retail", retail)):
        render(jmap, tmp_path / f"{name}.pptx")
    render(tea, tmp_path / "sheet.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = ["tea.pptx", "retail.pptx", "sheet.xlsx"]
    done = subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", "pdf", *files],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name, jmap in (("tea", tea), ("retail", retail), ("sheet", tea)):
        subprocess.run([PDFTOTEXT, f"{name}.pdf", f"{name}.txt"], cwd=tmp_path, check=True)
        text = re.sub(r"\s", "", (tmp_path / f"{name}.txt").read_text(encoding="utf-8"))
        for stage in jmap.stages:
            assert re.sub(r"\s", "", stage.name) in text, (name, stage.name)
        for touchpoint in jmap.touchpoints:
            assert re.sub(r"\s", "", touchpoint.name)[:8] in text, (name, touchpoint.name)


def test_xml_of_office_files_is_whole(tmp_path):
    from xml.etree import ElementTree as ET

    for ending in ("pptx", "xlsx"):
        render(hostile(), tmp_path / f"map.{ending}")
        with zipfile.ZipFile(tmp_path / f"map.{ending}") as archive:
            names = archive.namelist()
            assert len(names) == len(set(names))
            for name in names:
                if name.endswith((".xml", ".rels")):
                    ET.fromstring(archive.read(name))


def test_a_map_goes_to_every_form_and_back_on_the_command_line(tmp_path):
    first = tmp_path / "map.journey.yaml"
    template("current_state", "retail").save(first)
    text = first.read_text(encoding="utf-8")
    for ending in ("xlsx", "drawio", "mmd"):
        other, again = tmp_path / f"map.{ending}", tmp_path / f"{ending}.journey.yaml"
        assert sojourn("map", "convert", first, other).code == 0
        assert sojourn("map", "convert", other, again).code == 0
        assert again.read_text(encoding="utf-8") == text
    assert sojourn("map", "convert", first, tmp_path / "map.csv").code == 0
    done = sojourn("map", "convert", tmp_path / "map.csv", tmp_path / "csv.journey.yaml")
    assert done.code == 0
    assert "not in it" in done.err
    shown = sojourn("map", "show", tmp_path / "map.drawio")
    assert shown.code == 0
    assert all(touchpoint.name[:12] in shown.out for touchpoint in JourneyMap.load(first).touchpoints)
    (tmp_path / "bad.mmd").write_text("journey\n  section A\n    Ask: lots", encoding="utf-8")
    refused = sojourn("map", "convert", tmp_path / "bad.mmd", tmp_path / "never.journey.yaml")
    assert refused.code == 3
    assert "3:5" in refused.err
    assert not (tmp_path / "never.journey.yaml").exists()
