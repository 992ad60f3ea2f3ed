"""Maps of every kind in every form, opened by the programs they are for and read back.

    python benchmarks/map_gallery.py [--out FOLDER] [--demo FOLDER] [--only NAME …]

Eleven maps: eight from templates (all kinds, both languages, all trades, private customers and companies; one of the
future beside the map of today), one bound to the demo's log with feelings drawn otherwise, the one that the demo discovers, and
the true one. Each is written in every form. Slides and workbooks are opened by LibreOffice, pictures and pages by
Chromium, Mermaid text by Mermaid in Chromium, PDF by Poppler; draw.io is not needed: its XML is parsed. What comes back is
compared with what went out. FOLDER keeps the files and, in looks/, pictures of what those programs showed: look at them.

Needs soffice, pdftoppm, a Chromium and Mermaid (make tools). --demo names a folder that `sojourn demo` left; without it one is made.
"""

import argparse
import csv
import io
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree as ET

from playwright.sync_api import sync_playwright

import sojourn as sj
from sojourn.analyze import TRUTH_MAP, analyze_demo
from sojourn.journeymap.bind import bind
from sojourn.journeymap.forms.opening import open_map
from sojourn.journeymap.model import Emotion, JourneyMap

MERMAID = Path(__file__).parents[1] / ".tools" / "mermaid.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TEMPLATES = {
    "saas-b2b-current-en": ("current_state", "saas", "b2b", "en"),
    "retail-b2c-current-zh": ("current_state", "retail", "b2c", "zh"),
    "travel-b2c-future-en": ("future_state", "travel", "b2c", "en"),
    "subscription-b2c-future-zh": ("future_state", "subscription", "b2c", "zh"),
    "health-b2c-day-en": ("day_in_the_life", "health_care", "b2c", "en"),
    "education-b2b-day-zh": ("day_in_the_life", "education", "b2b", "zh"),
    "banking-b2c-blueprint-zh": ("service_blueprint", "banking", "b2c", "zh"),
    "insurance-b2b-blueprint-en": ("service_blueprint", "insurance", "b2b", "en"),
}
BESIDE = "travel-b2c-future-en"
DEMOS = ("demo-drawn-measured", "demo-discovered", "demo-true")
PICTURES = {
    "light.svg": {},
    "dark.svg": {"theme": "dark"},
    "department.svg": {"lanes": "department"},
    "A3.pdf": {"paper": "A3"},
    "A4.pdf": {"paper": "A4"},
    "screen.svg": {"width": 1280},
}
FORMS = ("svg", "png", "pdf", "html", "pptx", "xlsx", "drawio", "mmd", "csv", "md", "terminal")
BACK = ("xlsx", "drawio", "mmd", "csv")
DRAW = """async text => {
  const made = await mermaid.render('drawn', text);
  document.body.innerHTML = made.svg;
  return document.querySelectorAll('.task-line').length;
}"""


def drawn_otherwise(log, discovered):
    """The discovered map as its authors believed it: rosier here, gloomier there, with measures to meet."""
    touchpoints = []
    for place, touchpoint in enumerate(discovered.touchpoints):
        felt = touchpoint.emotion.score if touchpoint.emotion else 0.0
        believed = max(-5.0, min(5.0, round(felt + (3.0, 0.0, -2.0)[place % 3], 1)))
        touchpoints.append(touchpoint.model_copy(update={"emotion": Emotion(score=believed)}))
    return bind(discovered.model_copy(update={"touchpoints": tuple(touchpoints), "evidence": None}), log)


def maps(demo):
    """The maps by name."""
    made = {
        name: sj.template(kind, trade, market=market, language=language)
        for name, (kind, trade, market, language) in TEMPLATES.items()
    }
    discovered = JourneyMap.load(demo / "map.journey.yaml")
    log = sj.read(demo / "log")
    of_demo = (drawn_otherwise(log, discovered), discovered, bind(JourneyMap.load(demo / TRUTH_MAP), log))
    return made | dict(zip(DEMOS, of_demo, strict=True))


def came_back(jmap, file, form):
    """Whether a form brings back all that it says it carries."""
    if form not in BACK:
        return "–"
    back, sent = open_map(file), jmap.model_copy(update={"evidence": None})
    if form != "csv":
        return "equal" if back == sent else "NOT EQUAL"
    names = {s.id: s.name for m in (sent, back) for s in m.stages}
    one, other = (
        [t.model_copy(update={"stage": names[t.stage]}) for t in m.touchpoints] for m in (sent, back)
    )
    order = [s.id for s in sent.stages]
    one.sort(key=lambda t: next(order.index(s.id) for s in sent.stages if s.name == t.stage))
    return "equal parts" if one == other and set(sent.flow) == set(back.flow) else "NOT EQUAL"


def written(name, jmap, today, out):
    """Write a map in every form; rows of form, file, seconds of the processor."""
    beside = {"beside": jmap} if today else {}
    first = today or jmap
    for form in FORMS:
        file = out / f"{name}.{'txt' if form == 'terminal' else form}"
        pictured = form in {"svg", "png", "pdf", "html"}
        started = time.process_time()
        if form == "terminal":
            file.write_text(sj.render(jmap, form, width=120), encoding="utf-8")
        elif pictured:
            sj.render(first, file, **beside)
        else:
            sj.render(jmap, file)
        yield form, file, time.process_time() - started
    for ending, options in PICTURES.items():
        if "lanes" in options and today:
            continue
        file = out / "looks" / f"{name}.{ending}"
        started = time.process_time()
        sj.render(first, file, **options, **beside)
        if file.suffix == ".pdf":
            yield ending, file, time.process_time() - started


def pages(file, looks, resolution):
    """How many pages Poppler finds in a PDF, with a picture of each."""
    stem = looks / file.name.removesuffix(".pdf")
    subprocess.run(["pdftoppm", "-png", "-r", str(resolution), file, stem], check=True)
    return len(list(looks.glob(f"{stem.name}-*.png")))


def by_libreoffice(names, out):
    """Pages of every slide deck and workbook, as LibreOffice opens it."""
    found = {}
    for form in ("pptx", "xlsx"):
        folder = out / "looks" / form
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as profile:
            files = [out / f"{name}.{form}" for name in names]
            profile_url = f"-env:UserInstallation=file://{profile}"
            command = [
                "soffice",
                profile_url,
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                *files,
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=900)
        for name in names:
            found[name, form] = pages(folder / f"{name}.pdf", folder, 80)
    return found


def shown(page, file, looks, complaints):
    """What Chromium says of a picture or page."""
    found = []
    for width, theme in ((1280, "light"), (1280, "dark"), (390, "light")):
        if file.suffix != ".html" and (width, theme) != (1280, "light"):
            continue
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(file.as_uri())
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if file.suffix == ".html":
            page.screenshot(path=looks / f"{file.name}-{width}-{theme}.png", full_page=True)
            found.append(f"{width} {theme}" + (f" +{over} px" if over > 0 else ""))
    said = "Chromium" + (f" ({', '.join(found)})" if found else "")
    said += f", {len(complaints)} COMPLAINTS" if complaints else ""
    complaints.clear()
    return said


def by_chromium(made, out):
    """What Chromium and Mermaid say of every file."""
    found, complaints, looks = {}, [], out / "looks"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for name in made:
            for form in ("svg", "png", "html"):
                found[name, form] = shown(page, out / f"{name}.{form}", looks, complaints)
        page.set_viewport_size({"width": 1280, "height": 900})
        for name, jmap in made.items():
            page.goto("about:blank")
            page.add_script_tag(path=MERMAID)
            page.evaluate("mermaid.initialize({startOnLoad: false})")
            tasks = page.evaluate(DRAW, (out / f"{name}.mmd").read_text(encoding="utf-8"))
            page.screenshot(path=looks / f"{name}.mmd.png", full_page=True)
            whole = tasks == len(jmap.touchpoints) and not complaints
            found[name, "mmd"] = f"Mermaid, {tasks} tasks" + ("" if whole else " NOT WHOLE")
            complaints.clear()
        browser.close()
    return found


def parsed(file, form):
    """What a parser says of a file that no program here is made for."""
    text = file.read_text(encoding="utf-8")
    if form == "drawio":
        return f"XML, {sum(1 for _ in ET.fromstring(text).iter('mxCell'))} cells"
    if form == "csv":
        rows = list(csv.reader(io.StringIO(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))))
        return f"csv, {len(rows)} rows" + ("" if len({len(r) for r in rows}) == 1 else " RAGGED")
    return f"text, {text.count(chr(10))} lines"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("out/gallery"))
    parser.add_argument("--demo", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    given = parser.parse_args()
    out = given.out
    (out / "looks").mkdir(parents=True, exist_ok=True)
    demo = given.demo or out / "demo"
    if not (demo / TRUTH_MAP).is_file():
        analyze_demo(demo, customers=4_000)
    made = {name: jmap for name, jmap in maps(demo).items() if not given.only or name in given.only}
    rows = []
    for name, jmap in made.items():
        _, trade, market, language = TEMPLATES.get(name, [""] * 4)
        today = (
            sj.template("current_state", trade, market=market, language=language) if name == BESIDE else None
        )
        rows += [(name, *row, came_back(jmap, row[1], row[0])) for row in written(name, jmap, today, out)]
    opened = by_libreoffice(made, out) | by_chromium(made, out)
    print("| map | form | bytes | s | opened by | back |\n|---|---|--:|--:|---|---|")
    for name, form, file, seconds, back in rows:
        by = opened.get((name, form))
        if form in {"pptx", "xlsx"}:
            by = f"LibreOffice, {by} pages"
        elif file.suffix == ".pdf":
            by = f"Poppler, {pages(file, out / 'looks', 80)} pages"
        print(
            f"| {name} | {form} | {file.stat().st_size:,} | {seconds:.2f} | {by or parsed(file, form)} | {back} |"
        )


if __name__ == "__main__":
    main()
