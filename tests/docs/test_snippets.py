"""Every snippet of the documentation runs.

The blocks of a page run in the order in which they stand. ``python`` blocks share one namespace, and those with ``>>>`` are
doctests; in ``console`` blocks every line that starts with ``$`` runs (``sojourn`` and the commands of :data:`SHELL`), and the
other lines are what a person sees: each has to be in the output, unless it is shortened (…) or holds what differs from
run to run (seconds, pseudonyms). A command ends with 0, unless it asks for its code (``; echo $?``). A ``yaml`` block whose first
line is a comment with the name of a file is written to that file. All run in a folder that holds the files the pages speak of:
``clicks.csv``, ``orders.parquet``, ``tickets.jsonl``, ``visits.csv`` and, from the first three, ``out/``.
"""

import doctest
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app

from .company_files import write_files

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHELL = {"cp", "head", "mkdir", "mv", "sed", "tail"}
DIFFERS = re.compile(r"…|~|\d s$")
NAMED = re.compile(r"# ([\w./-]+\.ya?ml)\n")
ASKS = "; echo $?"
ON_SPARK = ROOT / "docs/how-to/run-on-a-cluster.md"
"""Its snippets need a session: tests/spark/test_page.py runs them."""
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
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "work"


def blocks(page):
    return FENCE.findall(page.read_text(encoding="utf-8"))


def with_blocks(*languages):
    return [p for p in PAGES if p != ON_SPARK and any(language in languages for language, _ in blocks(p))]


def name(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_blocks_say_their_language(page):
    assert {language for language, _ in blocks(page)} <= LANGUAGES


@pytest.mark.parametrize("page", with_blocks("python", "console"), ids=name)
@pytest.mark.usefixtures("workplace")
def test_snippets_run(page):
    namespace = {"__name__": "snippet"}
    for language, code in blocks(page):
        if language == "python":
            run_python(code, namespace, name(page))
        elif language == "console":
            told = ""
            for line in code.replace("\\\n", " ").splitlines():
                if line.startswith("$ "):
                    told = run_command(line[2:])
                elif not DIFFERS.search(line):
                    assert line in told, f"{line}\n{told}"
        elif language == "yaml" and (named := NAMED.match(code)):
            file = Path(named.group(1))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(code, encoding="utf-8")


def run_python(code, namespace, page):
    if ">>>" not in code:
        exec(compile(code, page, "exec"), namespace)
        return
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    test = doctest.DocTestParser().get_doctest(code, namespace, page, page, 0)
    runner.run(test, clear_globs=False)
    namespace.update(test.globs)
    assert runner.failures == 0


def run_command(line):
    command = line.partition("  #")[0].rstrip()
    asks = command.endswith(ASKS)
    program, *arguments = shlex.split(command.removesuffix(ASKS))
    if program == "sojourn":
        if ">" in arguments:
            arguments = arguments[: arguments.index(">")]
        done = CliRunner().invoke(app, arguments)
        assert asks or done.exit_code == 0, f"{line}\n{done.output}"
        return f"{done.output}{done.exit_code}\n" if asks else done.output
    assert program in SHELL, line
    return subprocess.run(["sh", "-c", line], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
        assert not target.startswith("/")
