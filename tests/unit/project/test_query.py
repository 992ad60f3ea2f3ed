"""Questions in SQL: what the views hold, what is refused, what a question may cost, what an answer becomes."""

import csv
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sojourn as sj
from sojourn.errors import LimitError, LogError, OutputError, UsageError
from sojourn.log.selection import EventsWith
from sojourn.project.place import Place, place_of, place_of_project
from sojourn.project.query import query, query_to_file
from sojourn.testing import log_of, random_log

LOG = log_of(
    """
    ann  09:00  Home   web
    ann  09:05  Cart   web
    ann  09:09  Order  app  20
    bob  10:00  Home
    """,
    Value=["x", None, "=1+1", "y"],
    score=[None, 3.0, None, 10.0],
)


def rows(sql, log=LOG, **more):
    return query(log, sql, **more).table.to_pylist()


def at(hour, minute):
    return datetime(2026, 1, 1, hour, minute, tzinfo=UTC)


def test_events_have_names_and_nulls_where_the_log_has_codes():
    first, _, third, fourth = rows("SELECT * FROM events ORDER BY timestamp")
    assert first["customer_id"] == "ann"
    assert first["timestamp"] == at(9, 0)
    assert (first["touchpoint"], first["channel"], first["value"], first["score"]) == (
        "Home",
        "web",
        None,
        None,
    )
    assert (third["value"], third["Value_2"]) == (20.0, "=1+1")
    assert (fourth["channel"], fourth["score"]) == (None, 10.0)


def test_customers_and_journeys_have_one_row_each():
    assert rows("SELECT * FROM customers ORDER BY customer_id") == [
        {"customer_id": "ann", "first": at(9, 0), "last": at(9, 9), "events": 3},
        {"customer_id": "bob", "first": at(10, 0), "last": at(10, 0), "events": 1},
    ]
    ann, bob = rows("SELECT customer_id, touchpoint, channel, value FROM journeys ORDER BY 1")
    assert ann == {
        "customer_id": "ann",
        "touchpoint": ["Home", "Cart", "Order"],
        "channel": ["web", "web", "app"],
        "value": [None, None, 20.0],
    }
    assert bob["channel"] == [None]


def test_selections_of_the_log_hold():
    log = LOG.where(EventsWith("channel", ("web",)))
    assert rows("SELECT count(*) AS n, count(DISTINCT customer_id) AS c FROM events", log) == [
        {"n": 2, "c": 1}
    ]
    assert rows("FROM customers", log)[0]["last"] == at(9, 5)
    assert rows("FROM journeys", log)[0]["touchpoint"] == ["Home", "Cart"]


def test_an_empty_log_has_empty_views():
    log = LOG.where(EventsWith("touchpoint", ("Order",)), EventsWith("channel", ("web",)))
    for view in ("events", "customers", "journeys"):
        assert rows(f"SELECT count(*) AS n FROM {view}", log) == [{"n": 0}]


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_analyses_count_the_same(seed):
    log = random_log(seed)
    flow = {
        (r["source"], r["target"]): r["count"]
        for r in sj.transitions(log).table.to_pylist()
        if r["source"] and r["target"]
    }
    asked = rows(
        """
        SELECT a AS source, b AS target, count(*) AS n FROM (
          SELECT unnest(touchpoint[:-2]) AS a, unnest(touchpoint[2:]) AS b FROM journeys
        ) GROUP BY ALL
        """,
        log,
    )
    assert {(r["source"], r["target"]): r["n"] for r in asked} == flow
    assert rows("SELECT sum(events)::BIGINT AS n FROM customers", log) == [{"n": log.extent.events}]


def test_values_are_not_copied():
    from sojourn.project.views import log_tables

    journeys = next(LOG.journeys())
    tables = log_tables(LOG)
    assert (
        tables["events"]["timestamp"].chunk(0).buffers()[1].address == journeys.flat("timestamp").ctypes.data
    )
    codes = tables["events"]["touchpoint"].chunk(0).indices
    assert codes.buffers()[1].address == journeys.flat("touchpoint").ctypes.data


def test_limit_says_whether_there_is_more():
    assert not query(LOG, "FROM events", limit=4).more
    some = query(LOG, "FROM events", limit=3)
    assert some.more
    assert some.table.num_rows == 3
    assert some.to_dict()["spec"] == {"sql": "FROM events", "limit": 3}
    assert query(LOG, "FROM events", limit=0).more


READING = [
    "DESCRIBE events", "SHOW TABLES", "SUMMARIZE events", "FROM events", "TABLE events", "VALUES (1)", "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE FROM events", "explain (format json) select 1", "/* ; */ explain /* ; */ analyze select 1 -- ;",
    "WITH a AS (FROM events) FROM a;", "SELECT 1 UNION ALL SELECT 2", "SELECT unnest([1]), r FROM range(3) t(r)",
    "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 9) FROM a",
    "FROM events PIVOT (count(*) FOR touchpoint IN ('Home', 'Cart'))", "SELECT '; drop view events' AS \"'ü\"",
]  # fmt: skip


@pytest.mark.parametrize("sql", READING)
def test_whatever_only_reads_is_answered(sql):
    assert query(LOG, sql).table.num_rows > 0


HOSTILE = [
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_json('http://127.0.0.1/')", "SELECT * FROM glob('/etc/*')", "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_scan('{}/x.parquet')", "COPY events TO '{}/x.csv'", "COPY (SELECT 1) TO '{}/x.csv'",
    "EXPORT DATABASE '{}/x'", "ATTACH '{}/x.db'", "INSTALL httpfs", "LOAD httpfs", "SET threads = 8", "RESET threads",
    "SET memory_limit = '1TB'", "PRAGMA database_list", "PRAGMA enable_logging", "CALL pragma_version()", "USE memory", "CHECKPOINT", "VACUUM",
    "SELECT * FROM query('SELECT 42')", "SELECT * FROM query_table('events')", "SELECT * FROM (SELECT * FROM query('FROM events'))",
    "WITH a AS (SELECT * FROM query('SELECT 1')) FROM a", "SELECT (SELECT count(*) FROM query('SELECT 1'))",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))", "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()", "SELECT * FROM arrow_scan(1::POINTER, 2::POINTER, 3::POINTER)", "SELECT * FROM pandas_scan(1)",
    "SELECT * FROM checkpoint()", "CREATE TABLE t AS SELECT 1", "CREATE TEMP VIEW events AS SELECT 1", "CREATE MACRO m() AS 1",
    "EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1", "EXPLAIN COPY events TO '{}/x.csv'", "explain (format json) drop view events",
    "EXPLAIN EXPLAIN SELECT 1", "WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a", "INSERT INTO events SELECT * FROM events",
    "UPDATE events SET value = 1", "DELETE FROM events", "TRUNCATE events", "DROP VIEW events", "ALTER TABLE events ADD COLUMN x INT",
    "SELECT 1; SELECT 2", "SELECT 1; DROP VIEW events", "; DROP VIEW events; SELECT 1", "BEGIN", "COMMIT", "ROLLBACK", "PREPARE p AS SELECT 1", "EXECUTE p",
    "PIVOT events ON touchpoint", "SELECT * FROM LOG", "SELECT * FROM rows", "", "  ;; ", "-- nothing", "EXPLAIN", "SELEKT 1", "SELECT \0", "SELECT '\ud800'",
    "SELECT " + "(" * 5000 + "1" + ")" * 5000, "SELECT " + "[" * 300 + "1" + "]" * 300, "SELECT " + "1 + " * 100_000 + "1",
    "SELECT nothing FROM events", "SELECT * FROM nothing", "SELECT 'a'::INT", "SELECT error('boom')",
]  # fmt: skip


@pytest.mark.parametrize("sql", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_does_more_is_refused_with_a_remedy(sql, tmp_path):
    with pytest.raises(UsageError) as refused:
        query(LOG, sql.replace("{}", str(tmp_path)))
    assert refused.value.message
    assert refused.value.hint
    assert "Traceback" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_not_there_is_met_with_one_that_is():
    with pytest.raises(UsageError, match="touchpoint"):
        query(LOG, "SELECT tochpoint FROM events")


@pytest.mark.parametrize("more", [{"limit": -1}, {"limit": "9"}, {"timeout": 0}, {"timeout": "1"}])
def test_wrong_parameters_are_refused(more):
    with pytest.raises(UsageError):
        query(LOG, "SELECT 1", **more)


@pytest.mark.timeout(300)
def test_a_question_without_end_is_stopped():
    with pytest.raises(LimitError, match=r"more than 0\.5 seconds"):
        query(LOG, "SELECT count(*) FROM range(10000000) a, range(10000000) b", timeout=0.5)


@pytest.fixture
def place(tmp_path):
    """The folder of an analysis with a log of 30 customers, a report and identifiers beside it."""
    source = tmp_path / "shop.csv"
    lines = [
        f"c{i},2026-03-0{1 + i % 9} 1{j}:00:00,{name},=1+1"
        for i in range(30)
        for j, name in enumerate(["Visit", "Cart", "订单"])
    ]
    source.write_text("customer_id,timestamp,event,note\n" + "\n".join(lines), encoding="utf-8")
    from sojourn.isolation import Limits
    from sojourn.reading import write_log_isolated

    folder = tmp_path / "out"
    folder.mkdir()
    write_log_isolated(
        [source], folder / "log", columns=None, timezone="UTC", keep_duplicates=False, limits=Limits(4 << 30)
    )
    report = {
        "schema_version": 1,
        "summary": {"customers": 30},
        "transitions": [
            {"source": "", "target": "Visit", "count": 30},
            {"source": "Visit", "target": "", "count": None},
        ],
        "metrics": {"aov": {"value": 2.5, "n": 3}, "nps": {"value": None, "status": "none"}},
        "mixed": [{"a": 1}, {"a": "x"}],
        "empty": [],
        "events": [{"a": 1}],
    }
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "identity").mkdir()
    people = {"customer_id": ["c1", "c1"], "type": ["email", "user"], "value": ["~0", "c1"], "key": [1, 2]}
    pq.write_table(pa.table(people), folder / "identity/customers.parquet")
    return place_of(folder)


def test_a_folder_offers_what_lies_in_it(place):
    folder = place.log.parent
    assert place == Place(folder / "log", folder / "identity/customers.parquet", folder / "report.json")
    assert place_of(folder / "log") == place
    tables = {r["name"] for r in query(folder, "SHOW TABLES").table.to_pylist()}
    assert tables == {
        "events",
        "customers",
        "journeys",
        "identifiers",
        "summary",
        "transitions",
        "metrics",
        "mixed",
    }
    assert query(folder, "FROM metrics WHERE metric = 'aov'").table.to_pylist() == [
        {"metric": "aov", "value": 2.5, "n": 3, "status": None}
    ]
    assert query(folder, "SELECT a FROM mixed").table["a"].to_pylist() == ["1", '"x"']
    assert query(
        folder,
        "SELECT events, value FROM customers JOIN identifiers USING (customer_id) WHERE type = 'email'",
    ).table.to_pylist() == [{"events": 3, "value": "~0"}]
    (folder / "log").rename(folder / "journeys")
    assert place_of(folder / "journeys") == Place(folder / "journeys")


def test_no_log_no_project_no_answer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LogError, match="no journey log"):
        query(tmp_path, "SELECT 1")
    with pytest.raises(UsageError, match=r"no sojourn\.yaml"):
        place_of_project()
    (tmp_path / "sojourn.yaml").write_text("sojourn: project/1\nsources:\n- name: a\n  files: a.csv\n")
    with pytest.raises(UsageError, match="not built yet"):
        place_of_project()


def test_a_csv_file_runs_nothing_in_a_spreadsheet(place, tmp_path):
    target = tmp_path / "a.csv"
    told = query_to_file(
        place,
        'SELECT note, touchpoint AS "=cmd", [touchpoint, NULL] AS list, 0.1 + 0.2 AS n, timestamp FROM events ORDER BY ALL LIMIT 2',
        target,
        "csv",
    )
    assert (told.rows, told.more) == (2, False)
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    with target.open(encoding="utf-8", newline="") as file:
        header, first, _ = list(csv.reader(file))
    assert header == ["note", "'=cmd", "list", "n", "timestamp"]
    assert first == ["'=1+1", "Cart", '["Cart", null]', "0.3", "2026-03-01 11:00:00.000000Z"]


def test_a_parquet_file_has_all_rows_and_types(place, tmp_path):
    target = tmp_path / "a.parquet"
    told = query_to_file(place, "SELECT j.* FROM journeys j, range(2000)", target, "parquet")
    table = pq.read_table(target)
    assert told.rows == table.num_rows == 60_000
    assert table.schema.field("touchpoint").type.value_type == pa.string()
    assert query_to_file(place, "FROM events", target, "parquet", limit=7).more
    assert pq.read_table(target).num_rows == 7


def test_a_failed_question_leaves_what_stood_there(place, tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("mine")
    for sql in (
        "SELECT nothing FROM events",
        "SELECT CASE WHEN events > 1 THEN error('late') END FROM customers",
    ):
        with pytest.raises(UsageError):
            query_to_file(place, sql, target, "csv")
    assert target.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "out", "shop.csv"]
    with pytest.raises(OutputError, match="Cannot write"):
        query_to_file(place, "SELECT 1", tmp_path / "nowhere" / "a.csv", "csv")


@pytest.mark.fresh_reader
@pytest.mark.timeout(300)
def test_a_child_that_takes_too_long_or_too_much_is_killed(place, tmp_path):
    with pytest.raises(LimitError, match="more than 1 seconds"):
        query_to_file(
            place,
            "SELECT count(*) FROM range(100000000) a, range(100000000) b",
            tmp_path / "a",
            "arrow",
            timeout=1,
        )
    for bomb in (
        "SELECT repeat('a', 3000000000) AS x",
        "SELECT list(repeat('a', 100000) || range) FROM range(100000)",
    ):
        with pytest.raises(LimitError, match="memory"):
            query_to_file(place, bomb, tmp_path / "a", "arrow", memory_limit=600_000_000)
    assert not (tmp_path / "a").exists()


def test_what_is_shown_is_capped_by_bytes(place, tmp_path):
    told = query_to_file(
        place,
        "SELECT repeat('a', 1000) AS x FROM range(1000000)",
        tmp_path / "a",
        "arrow",
        most_bytes=5_000_000,
    )
    assert told.more
    assert (tmp_path / "a").stat().st_size < 300_000_000
    assert 1_000 < told.rows < 200_000
