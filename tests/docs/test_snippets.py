"""Every snippet of the documentation runs.

``python`` blocks of a page run one after the other in one namespace; ``>>>`` blocks are doctests; in ``console``
blocks every line that starts with ``$ sojourn`` runs and the other lines are what a person sees. All run in a folder
that holds the files the pages speak of: ``clicks.csv``, ``orders.parquet``, ``tickets.jsonl``, ``visits.csv`` and, from
the first three, ``out/``.
"""

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app

from .company_files import write_files

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LANGUAGES = {"python", "console", "text", "json", "yaml", "sh", "mermaid", "csv"}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    write_files(folder)
    arguments = ["analyze", *(str(folder / f) for f in ("clicks.csv", "orders.parquet", "tickets.jsonl"))]
    done = CliRunner().invoke(
        app, [*arguments, "--goal", "purchase", "--out", str(folder / "out"), "--quiet"]
    )
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def workplace(prepared, tmp_path, monkeypatch):
    shutil.copytree(prepared, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def blocks(page):
    return FENCE.findall(page.read_text(encoding="utf-8"))


def with_blocks(*languages):
    return [p for p in PAGES if any(language in languages for language, _ in blocks(p))]


def name(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_blocks_say_their_language(page):
    assert {language for language, _ in blocks(page)} <= LANGUAGES


@pytest.mark.parametrize("page", with_blocks("python"), ids=name)
@pytest.mark.usefixtures("workplace")
def test_python_runs(page):
    namespace = {"__name__": "snippet"}
    for language, code in blocks(page):
        if language != "python":
            continue
        if ">>>" in code:
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            test = doctest.DocTestParser().get_doctest(code, namespace, name(page), name(page), 0)
            runner.run(test, clear_globs=False)
            namespace.update(test.globs)
            assert runner.failures == 0
        else:
            exec(compile(code, name(page), "exec"), namespace)


@pytest.mark.parametrize("page", with_blocks("console"), ids=name)
@pytest.mark.usefixtures("workplace")
def test_commands_run(page):
    for language, code in blocks(page):
        if language != "console":
            continue
        lines = code.replace("\\\n", " ").splitlines()
        for line in lines:
            if not line.startswith("$ sojourn"):
                continue
            arguments = shlex.split(line.partition("  #")[0])[2:]
            if ">" in arguments:
                arguments = arguments[: arguments.index(">")]
            done = CliRunner().invoke(app, arguments)
            assert done.exit_code == 0, f"{line}\n{done.output}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
        assert not target.startswith("/")
