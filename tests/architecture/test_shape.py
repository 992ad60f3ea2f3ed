"""The shape of the tree: sizes, names, documentation, hygiene."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src/sojourn").rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "misc", "common", "manager", "base", "core"}
LONGEST = 400


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_module_is_short_named_and_described(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= LONGEST
    assert path.stem not in VAGUE
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


SENT = {"parcels.py": {"pickle", "cloudpickle"}}
"""Where values that workers of one Spark session send each other are wrapped, as Spark does it itself."""


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nothing_dangerous_is_called(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] + [getattr(node, "module", None) or ""]
            assert not {"pickle", "joblib", "cloudpickle", "shelve", "marshal"} & {
                n.partition(".")[0] for n in names
            } - SENT.get(path.name, set())
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec"}


DATABASES = {("sqlite.py", "_sqlite_rows"), ("postgres.py", "rows")}
"""Where a query goes to the user's own database: the user's, as it is, or all rows of a table of the catalogue."""


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_sql_is_never_put_together_from_text(path):
    """`execute`, `sql` and `query` take a constant; values are bound."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (path.name, node.name) in DATABASES
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node not in allowed and (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"execute", "sql", "query"}
            and node.args
        ):
            assert isinstance(node.args[0], ast.Constant), f"line {node.lineno}"


def tracked_texts():
    for folder in ("src", "tests", "docs", "benchmarks", "scripts"):
        for path in (ROOT / folder).rglob("*"):
            if (
                path.suffix in {".py", ".md", ".txt", ".sh", ""}
                and path.is_file()
                and "__pycache__" not in path.parts
            ):
                yield path


def test_no_leftovers():
    marks = re.compile(r"\b(TO" + "DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    found = [
        relative(p) for p in tracked_texts() if marks.search(p.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_locks_name_no_address():
    for lock in ("requirements.lock", "benchmarks/peers.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") > 50


TESTS = sorted((ROOT / "tests").rglob("*.py"))


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_no_test_times_what_it_tests(path):
    """A busy machine is slow and not wrong: a test may wait until a moment, and pytest's time limit ends what hangs."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.BinOp):
            modules = {n.value for n in ast.walk(node.left) if isinstance(n, ast.Attribute)}
            assert "time" not in {m.id for m in modules if isinstance(m, ast.Name)}, f"line {node.lineno}"
