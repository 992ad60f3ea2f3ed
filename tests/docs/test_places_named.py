"""Files, modules and make targets that the documentation speaks of exist."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOTS = [ROOT, ROOT / "src/sojourn"]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "benchmarks/README.md"]
FILE = re.compile(
    r"`((?:src|tests|docs|benchmarks|scripts|[a-z_]+)/[\w./-]*?\.(?:py|md|toml|yaml|lock)|(?:src|tests|docs|benchmarks)/[\w/]*)`"
)
MODULE = re.compile(r"\b(sojourn(?:\.[a-z_]+)+)(?:\.([A-Za-z_]+))?\b")
OURS = {"exports/", "out/", "log/"}


def name(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_files_named_exist(page):
    for place in FILE.findall(page.read_text(encoding="utf-8")):
        if not place.startswith(tuple(OURS)):
            assert any((root / place).exists() for root in ROOTS), place


def imported(dotted):
    """The module, or what it holds."""
    try:
        return import_module(dotted)
    except ModuleNotFoundError:
        holder, _, held = dotted.rpartition(".")
        return getattr(import_module(holder), held)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_modules_named_exist(page):
    prose = re.sub(r"entry-point\s+group\s+`[\w.]+`", "", page.read_text(encoding="utf-8"))
    for dotted, _ in MODULE.findall(prose):
        if not dotted.endswith((".yaml", ".key", ".egg")):
            assert imported(dotted) is not None, dotted


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_targets_named_exist(page):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for target in re.findall(r"`?\bmake ([a-z]+)`", page.read_text(encoding="utf-8")):
        assert target in targets, target
