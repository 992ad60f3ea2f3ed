"""The report of a tiny shop, line by line: the numbers, and the page in both languages."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "report"))

from full import full_report
from shop import shop_report

from sojourn.render.report import to_html


def test_the_numbers_have_not_changed(golden):
    golden("report/shop.json", shop_report().to_json())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_not_changed(golden, language):
    page = to_html(shop_report(language=language))
    before, _, rest = page.partition("<style>")
    _, _, after = rest.partition("</style>")
    lines = [line for line in (before + after).splitlines() if "Content-Security-Policy" not in line]
    golden(f"report/shop-{language}.html", "\n".join(lines) + "\n")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_it_means_has_not_changed(golden, language):
    page = to_html(full_report(language))
    _, _, rest = page.partition('<section id="answer"')
    told, _, _ = rest.partition('<section id="leaving"')
    golden(f"report/meaning-{language}.html", '<section id="answer"' + told)
