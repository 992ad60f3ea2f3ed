"""``sojourn query`` from outside: what is printed where, in which language, and how it ends."""

import csv
import json
import os
import pty
import signal
import subprocess
import time

import psutil
import pyarrow.parquet as pq
import pytest
from running import COMMAND, PATIENCE_S, sojourn, sojourn_process

COUNTS = "SELECT touchpoint, count(*) AS n FROM events GROUP BY ALL ORDER BY n DESC, touchpoint"


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    from running import csv as table
    from running import shop_rows

    folder = tmp_path_factory.mktemp("query")
    (folder / "shop.csv").write_text(
        table(shop_rows(), "customer_id,timestamp,event,channel,amount"), encoding="utf-8"
    )
    assert sojourn("analyze", folder / "shop.csv", "--out", folder / "out", "--quiet").code == 0
    return folder / "out"


def test_a_pipe_gets_csv_and_nothing_else(analysed):
    done = sojourn("query", COUNTS, "--log", analysed)
    assert (done.code, done.err) == (0, "")
    assert list(csv.reader(done.out.splitlines())) == [
        ["touchpoint", "n"],
        ["Visit", "30"],
        ["Product page", "20"],
        ["Purchase", "10"],
    ]


def test_json_is_a_list_of_objects(analysed):
    done = sojourn(
        "query",
        "SELECT touchpoint, first FROM journeys JOIN customers USING (customer_id) WHERE customer_id = 'c2'",
        "--log",
        analysed,
        "--json",
    )
    assert json.loads(done.out) == [
        {"touchpoint": ["Visit", "Product page", "Purchase"], "first": "2026-03-03T09:00:00+00:00"}
    ]
    assert json.loads(sojourn("query", "FROM events LIMIT 0", "--log", analysed, "--json").out) == []


def test_results_of_the_analysis_are_tables(analysed):
    done = sojourn(
        "query",
        "SELECT source, target, count FROM transitions WHERE source = 'Visit' ORDER BY 3 DESC",
        "--log",
        analysed,
    )
    assert done.out.splitlines() == [
        '"source","target","count"',
        '"Visit","Product page",20',
        '"Visit","",10',
    ]


def test_more_rows_than_shown_are_said_in_the_language(analysed):
    english = sojourn("query", "FROM events", "--log", analysed, "--limit", 2)
    chinese = sojourn("query", "FROM events", "--log", analysed, "--limit", 2, "--lang", "zh")
    assert len(english.out.splitlines()) == 3
    assert "more rows than the 2 shown" in english.err
    assert "只显示了 2 行" in chinese.err


def test_files_have_every_row(analysed, tmp_path):
    done = sojourn("query", "FROM events", "--log", analysed / "log", "--parquet", tmp_path / "e.parquet")
    assert done.out.strip() == f"{tmp_path / 'e.parquet'}: 60 rows"
    assert pq.read_table(tmp_path / "e.parquet").num_rows == 60
    done = sojourn(
        "query", "FROM events", "--log", analysed / "log", "--csv", tmp_path / "e.csv", "--lang", "zh"
    )
    assert "60 行" in done.out
    assert len((tmp_path / "e.csv").read_text().splitlines()) == 61


def test_a_terminal_gets_a_table(analysed):
    primary, secondary = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "query", COUNTS, "--log", str(analysed)], stdout=secondary, stderr=subprocess.PIPE
    ) as process:
        assert process.wait(PATIENCE_S) == 0
        shown = os.read(primary, 100_000).decode()
    os.close(primary)
    os.close(secondary)
    assert "Product page" in shown
    assert "─" in shown
    assert '"' not in shown


@pytest.mark.parametrize(
    ("sql", "options", "code", "said"),
    [
        ("SELECT * FROM read_csv('/etc/passwd')", [], 2, "read_csv is not permitted"),
        ("COPY events TO '/tmp/x'", [], 2, "COPY is not permitted"),
        ("SET threads = 1", [], 2, "SET is not permitted"),
        ("SELECT 1; SELECT 2", [], 2, "2 statements"),
        ("SELECT tochpoint FROM events", [], 2, "touchpoint"),
        ("", [], 2, "empty"),
        ("SELECT 1", ["--json", "--csv", "x.csv"], 2, "one place"),
        ("SELECT 1", ["--project", "sojourn.yaml"], 2, "Either a project or a log"),
        ("SELECT 1", ["--memory-limit", "lots"], 2, "amount of memory"),
        ("SELECT 1", ["--timeout", "0"], 2, "number of seconds"),
        (
            "SELECT count(*) FROM range(1000000000) a, range(1000000000)",
            ["--timeout", "1"],
            3,
            "more than 1 seconds",
        ),
        ("SELECT repeat('a', 3000000000)", ["--memory-limit", "512MB"], 3, "memory"),
    ],
)
def test_what_cannot_be_answered_ends_with_a_code_and_a_remedy(analysed, sql, options, code, said):
    done = sojourn("query", sql, "--log", analysed, *options)
    assert done.code == code
    assert done.out == ""
    assert said in done.err
    assert "What would work" in done.err


def test_ctrl_c_ends_the_question_and_its_process(analysed):
    process = sojourn_process(
        "query", "SELECT count(*) FROM range(1000000000) a, range(1000000000)", "--log", analysed
    )
    children = []
    deadline = time.monotonic() + PATIENCE_S
    while not children and time.monotonic() < deadline:
        children = psutil.Process(process.pid).children()
        time.sleep(0.05)
    assert children
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "Interrupted" in complaint
    _, alive = psutil.wait_procs(children, PATIENCE_S)
    assert alive == []
