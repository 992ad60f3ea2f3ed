"""The report and the map page in a real browser: quiet, self-contained, legible, at two widths, in two themes, on paper."""

import re
import shutil
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from running import sojourn

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = ["report-en", "report-zh", "map-en", "map-zh"]
WIDTHS = [1280, 390]
LEAST_TEXT = 11
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH"),
]

TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement, text = node.data.trim();
    if (!text || element.closest(".map svg, .picture svg, title, desc, style")) continue;
    const box = document.createRange(); box.selectNodeContents(node);
    if (!box.getClientRects().length || !element.checkVisibility({checkVisibilityCSS: true})) continue;
    const svg = element.closest("svg"), style = getComputedStyle(element);
    const grounds = [];
    for (let up = element; up; up = up.parentElement) grounds.push(getComputedStyle(up).backgroundColor);
    found.push({text: text.slice(0, 40), svg: Boolean(svg), colour: style.color, grounds,
      size: parseFloat(style.fontSize) * (svg ? element.getScreenCTM().a : 1)});
  }
  return found;
}"""


@dataclass
class Opened:
    """A page, what its console said and what it asked for."""

    page: object
    url: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def settle(self, width=1280, scheme="light"):
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme, media="screen")
        return self.page


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for language in ("en", "zh"):
        out = folder / language
        assert sojourn("demo", "--customers", 300, "--lang", language, "--out", out, "--quiet").code == 0
        assert sojourn("map", "convert", out / "map.journey.yaml", out / "map.html").code == 0
        made |= {f"report-{language}": out / "report.html", f"map-{language}": out / "map.html"}
    return made


@pytest.fixture(scope="module")
def opened(files):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=0)
        pages = {}
        for name, path in files.items():
            shown = Opened(browser.new_page(), path.as_uri())
            shown.page.set_default_timeout(0)  # that of the test remains
            shown.page.on("console", lambda message, said=shown.said: said.append(message.text))
            shown.page.on("pageerror", lambda error, said=shown.said: said.append(str(error)))
            shown.page.on("request", lambda request, asked=shown.asked: asked.append(request.url))
            shown.page.goto(shown.url)
            shown.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            pages[name] = shown
        yield pages
        browser.close()


def channels(colour):
    """Red, green, blue and alpha of a computed colour, 0 to 1."""
    parts = [float(n) for n in re.findall(r"[\d.]+", colour)]
    if colour.startswith("color("):
        return (*parts[:3], parts[3] if len(parts) > 3 else 1.0)
    return (*(n / 255 for n in parts[:3]), parts[3] if len(parts) > 3 else 1.0)


def luminance(colour):
    """Relative luminance as WCAG defines it."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ground(text):
    """The first ground below a text that is not transparent."""
    return next(colour for colour in text["grounds"] if channels(colour)[3] == 1.0)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_for_and_nothing_complains(opened, name):
    page = opened[name]
    page.settle().wait_for_load_state("networkidle")
    assert page.asked == [page.url]
    assert page.said == []


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_of_the_page_stops_scripts_and_strangers(opened, name):
    page = opened[name].page.context.browser.new_page()  # what the console says of this comes when it comes
    page.set_default_timeout(0)
    page.goto(opened[name].url)
    assert page.locator("script, iframe, object, embed, link[href], img[src^=http], form").count() == 0
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        ran = page.evaluate("""async () => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const image = new Image();
      const loaded = await new Promise(done => {
        image.onload = () => done(true); image.onerror = () => done(false);
        image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
      });
      script.remove();
      return Boolean(window.ran) || loaded;
    }""")
    page.close()
    assert ran is False


@pytest.mark.parametrize("name", PAGES)
def test_title_language_and_headings(opened, name):
    page = opened[name].settle()
    language = page.evaluate("document.documentElement.lang")
    assert language.partition("-")[0] == name.partition("-")[2]
    assert page.title() == {"en": "Customer journey", "zh": "客户旅程"}[name.partition("-")[2]]
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_has_a_name_for_those_who_listen(opened, name):
    page = opened[name].settle()
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    named = {"figure", "img", "image", "table", "heading", "link", "region", "navigation"}
    found = [node for node in tree if not node["ignored"] and node["role"]["value"] in named]
    pictures = [node for node in found if node["role"]["value"] in {"img", "image"}]
    assert pictures
    for node in found:
        assert node.get("name", {}).get("value", "").strip(), node


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_as_wide_as_its_window(opened, name, width):
    page = opened[name].settle(width)
    wide = page.evaluate("""() => {
      const edge = document.documentElement.clientWidth;
      return document.documentElement.scrollWidth <= edge ? [] : [...document.body.querySelectorAll("*")]
        .filter(e => e.getBoundingClientRect().right > edge + 1).map(e => e.outerHTML.slice(0, 80)).slice(0, 5);
    }""")
    assert wide == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_text_is_large_enough(opened, name, width):
    texts = opened[name].settle(width).evaluate(TEXTS)
    assert len(texts) > 20
    assert [t for t in texts if t["size"] < LEAST_TEXT - 0.05] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_text_stands_out_from_its_ground(opened, name, scheme):
    texts = [t for t in opened[name].settle(scheme=scheme).evaluate(TEXTS) if not t["svg"]]
    assert [
        (t["text"], t["colour"]) for t in texts if contrast(t["colour"], ground(t)) < LEAST_CONTRAST
    ] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_dark_theme_is_dark(opened, name):
    def paper(scheme):
        texts = opened[name].settle(scheme=scheme).evaluate(TEXTS)
        return luminance(ground(next(t for t in texts if not t["svg"])))

    assert paper("light") > 0.8
    assert paper("dark") < 0.1


@pytest.mark.parametrize("name", PAGES)
def test_it_prints(opened, name):
    page = opened[name].settle()
    page.emulate_media(media="print")
    paper = page.pdf(prefer_css_page_size=True)
    sheets = [tuple(map(float, s.split())) for s in re.findall(rb"/MediaBox \[0 0 ([\d. ]+)\]", paper)]
    assert paper.startswith(b"%PDF-")
    assert sheets
    if name.startswith("report"):
        assert [width > height for width, height in sheets].count(True) == 1
        assert len(sheets) < 25
