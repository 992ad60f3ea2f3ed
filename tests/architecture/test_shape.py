"""The shape of the tree: sizes, names, documentation, hygiene."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src/sojourn").rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "misc", "common", "manager", "base", "core"}
LONGEST = 400


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def walked(path: Path) -> list[ast.AST]:
    return list(ast.walk(parsed(path)))


def nodes(path: Path, *kinds: type[ast.AST]) -> list[ast.AST]:
    return [node for node in walked(path) if isinstance(node, kinds)]


def place(path: Path, node: ast.AST) -> str:
    return f"{relative(path)}:{node.lineno}"


def test_modules_are_short():
    long = {relative(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_modules_are_named_for_what_they_hold():
    assert [relative(path) for path in SOURCES if path.stem in VAGUE] == []


def test_modules_functions_and_classes_are_described():
    bare = [relative(path) for path in SOURCES if not ast.get_docstring(parsed(path))]
    for path in SOURCES:
        for node in parsed(path).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                bare.append(f"{place(path, node)} {node.name}")
    assert bare == []


SENT = {"parcels.py": {"pickle", "cloudpickle"}}
"""Where values that workers of one Spark session send each other are wrapped, as Spark does it itself."""
DANGEROUS = {"pickle", "joblib", "cloudpickle", "shelve", "marshal"}


def test_nothing_dangerous_is_imported():
    found = []
    for path in SOURCES:
        for node in nodes(path, ast.Import, ast.ImportFrom):
            names = [a.name for a in node.names] + [getattr(node, "module", None) or ""]
            if DANGEROUS & {name.partition(".")[0] for name in names} - SENT.get(path.name, set()):
                found.append(place(path, node))
    assert found == []


def test_no_text_is_run_as_code():
    found = [
        place(path, node)
        for path in SOURCES
        for node in nodes(path, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    ]
    assert found == []


DATABASES = {("sqlite.py", "_sqlite_rows"), ("postgres.py", "rows")}
"""Where a query goes to the user's own database: the user's, as it is, or all rows of a table of the catalogue."""


def test_sql_is_never_put_together_from_text():
    """`execute`, `sql` and `query` take a constant; values are bound."""
    found = []
    for path in SOURCES:
        allowed = {
            inner
            for function in nodes(path, ast.FunctionDef)
            if (path.name, function.name) in DATABASES
            for inner in ast.walk(function)
        }
        for node in nodes(path, ast.Call):
            asks = isinstance(node.func, ast.Attribute) and node.func.attr in {"execute", "sql", "query"}
            if asks and node.args and node not in allowed and not isinstance(node.args[0], ast.Constant):
                found.append(place(path, node))
    assert found == []


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


STOP_WATCHES = re.compile(r"ru_[su]time|perf[_]counter|process[_]time|thread[_]time|cpu[_]times")


def test_no_test_times_what_it_tests():
    """A busy machine is slow and not wrong: a test may wait until a moment, and pytest's time limit ends what hangs."""
    found = []
    for path in TESTS:
        for node in nodes(path, ast.Compare):
            if isinstance(node.left, ast.BinOp):
                modules = {n.value for n in ast.walk(node.left) if isinstance(n, ast.Attribute)}
                if "time" in {m.id for m in modules if isinstance(m, ast.Name)}:
                    found.append(place(path, node))
        if STOP_WATCHES.search(path.read_text(encoding="utf-8")):
            found.append(relative(path))
    assert found == []
