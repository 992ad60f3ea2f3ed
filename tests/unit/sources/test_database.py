"""Databases by URL: what is asked for comes, nothing else is touched, no secret is shown."""

import os
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from sojourn.errors import LimitError, SojournError, SourceError, UnknownNameError
from sojourn.ingest import ingest
from sojourn.sources.database import is_url, open_url, parsed
from sojourn.sources.source import Limits, workspace


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE visits (user_id INTEGER, happened_at TEXT, event TEXT, mixed)")
        rows = [
            (i % 7, f"2024-01-{i % 27 + 1:02d} 10:00:00", "visit", (1, "a", 2.5, b"\xff", None)[i % 5])
            for i in range(50)
        ]
        database.executemany("INSERT INTO visits VALUES (?, ?, ?, ?)", rows)
        database.execute('CREATE TABLE "odd ""; DROP TABLE visits; --" (user_id TEXT, email TEXT)')
        database.execute("""INSERT INTO "odd ""; DROP TABLE visits; --" VALUES ('1', 'ann@mail.test')""")
        database.execute("CREATE TABLE bare (a, b)")
        database.commit()
    return path


def opened(url, **limits):
    with workspace(limits=Limits(**limits)) as space:
        return {t.label: (t, t.scan().fetchall()) for t in open_url(url, space)}


class Kept:
    """Counts what it gets."""

    def __init__(self):
        self.rows = 0

    def add(self, batch, *, source, compare_rows):
        self.rows += batch.num_rows

    def link(self, batch, *, source):
        self.rows += batch.num_rows


def test_every_table_of_a_file_comes_and_empty_ones_are_set_aside(shop):
    quality = ingest([shop], Kept(), now_us=1_790_000_000_000_000)
    by = {s.name: s for s in quality.sources}
    assert by["shop.db/visits"].rows_kept == 50
    assert by["shop.db/bare"].note == "it has columns and no rows"
    assert 'shop.db/odd "; DROP TABLE visits; --' in by


def test_a_url_names_a_table_or_a_query(shop, read):
    assert len(read(f"sqlite:///{shop}?table=visits").rows) == 50
    asked = read(f"sqlite:///{shop}?query=SELECT user_id, happened_at, event FROM visits WHERE user_id = 3")
    assert {row["customer_id"] for row in asked.rows} == {"3"}
    assert list(opened(f"sqlite:///{shop}?table=VISITS&table=bare")) == [
        "shop.db/visits",
        "shop.db/bare",
    ]


def test_names_of_tables_are_quoted(shop):
    ((_, rows),) = opened(f"sqlite:///{shop}?table=odd %22; DROP TABLE visits; --").values()
    assert rows == [("1", "ann@mail.test")]
    assert len(opened(f"sqlite:///{shop}?table=visits")["shop.db/visits"][1]) == 50


def test_values_of_any_type_come_as_text(shop):
    rows = opened(f"sqlite:///{shop}?query=SELECT mixed, count(*) AS n FROM visits GROUP BY mixed")[
        "shop.db/query"
    ][1]
    assert {value for value, _ in rows} == {None, "1", "a", "2.5", "ff"}
    assert {n for _, n in rows} == {"10"}


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM visits",
        "DROP TABLE visits",
        "CREATE TABLE stolen AS SELECT * FROM visits",
        "ATTACH DATABASE '{folder}/other.db' AS other",
        "PRAGMA writable_schema = 1",
        "SELECT 1; DELETE FROM visits",
        "SELECT load_extension('x')",
        "SELECT nonsense FROM nowhere",
        "",
    ],
)
def test_a_query_can_only_read(shop, query):
    before = shop.read_bytes()
    with pytest.raises(SojournError):
        opened(f"sqlite:///{shop}?query={query.format(folder=shop.parent) or ' '}")
    assert shop.read_bytes() == before
    assert not (shop.parent / "other.db").exists()


def test_what_is_not_there_is_said(shop, tmp_path):
    with pytest.raises(UnknownNameError, match="Did you mean 'visits'"):
        opened(f"sqlite:///{shop}?table=visit")
    with pytest.raises(SourceError, match="There is no file"):
        opened(f"sqlite:///{tmp_path}/none.db")
    (tmp_path / "torn.db").write_bytes(shop.read_bytes()[:3000])
    with pytest.raises(SourceError, match=r"torn\.db cannot be read"):
        opened(f"sqlite:///{tmp_path}/torn.db")
    with pytest.raises(SourceError, match="not both"):
        opened(f"sqlite:///{shop}?table=visits&query=SELECT 1")


def test_limits_hold(shop):
    with pytest.raises(LimitError, match="4 columns"):
        opened(f"sqlite:///{shop}?table=visits", columns=3)
    with pytest.raises(LimitError, match="larger than the limit"):
        opened(f"sqlite:///{shop}?table=visits", unpacked_bytes=10)


def test_two_columns_of_one_name_stay_apart(shop):
    table, rows = opened(f"sqlite:///{shop}?query=SELECT 1 AS a, 2 AS a")["shop.db/query"]
    assert (list(table.types), rows) == (["a", "a_2"], [("1", "2")])


@pytest.mark.parametrize(
    "url", ["https://host.test/events.csv", "mysql://ann:s3cret@host.test/x", "s3://bucket/x.csv"]
)
def test_other_addresses_are_refused_without_their_secrets(url):
    with pytest.raises(SourceError, match="are not read") as caught:
        opened(url)
    assert "s3cret" not in str(caught.value)
    assert is_url(url)


def test_an_address_shows_no_password():
    address = parsed("postgresql://ann:s3%40cret@db.test:5433/crm?table=tickets&sslmode=require")
    assert "cret" not in repr(address)
    assert address.url == "postgresql://ann:s3%40cret@db.test:5433/crm?sslmode=require"
    assert (
        address.hide("no route to postgresql://ann:s3%40cret@db.test or s3@cret")
        == "no route to postgresql://ann:…@db.test or …"
    )


def _programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    where = str(found[-1]) if found else shutil.which("initdb")
    return Path(where).parent if where else None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _as_owner(command, folder):
    """Whether the command succeeds. The server refuses to run as root; then its own user runs it."""
    if os.getuid() == 0:
        command = ["su", "postgres", "-s", "/bin/sh", "-c", shlex.join(command)]
    return subprocess.run(command, check=False, capture_output=True, cwd=folder).returncode == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (make system installs it where that is allowed)")
    pytest.importorskip("adbc_driver_postgresql", reason="the extra postgres is not installed")
    folder = Path(tempfile.mkdtemp(prefix="sojourn-pg-", dir="/tmp"))  # the name of a socket may not be long
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    control = [str(programs / "pg_ctl"), "-D", f"{folder}/data"]
    try:
        made = [
            str(programs / "initdb"),
            *control[1:],
            "-A",
            "trust",
            "-U",
            "tester",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        assert _as_owner(made, folder)
        url = f"postgresql://tester:s3cret@127.0.0.1:{_started(control, folder)}/postgres"
        _fill(url)
        yield url
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            assert _as_owner([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def _started(control, folder):
    """The port of a server: another than the first that was free, where somebody has taken that meanwhile."""
    for _ in range(10):
        port = _free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        if _as_owner([*control, "-w", "-t", "240", "-l", f"{folder}/log", "-o", options, "start"], folder):
            return port
    raise AssertionError((folder / "log").read_text(errors="replace")[-3000:])


def _fill(url):
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in (
            (
                "CREATE TABLE visits (id uuid, user_id bigint, happened_at timestamptz, event text, price numeric(10, 2), "
                "paid money, address inet, detail jsonb, day date, tags text[])"
            ),
            (
                "INSERT INTO visits SELECT gen_random_uuid(), i % 7, '2024-01-01 10:00+02'::timestamptz + i * interval '1 hour', "
                "'visit', 12.5, 12.5, '10.0.0.1', '{\"a\": 1}', '2024-01-01', '{a,b}' FROM generate_series(1, 100) AS i"
            ),
            "CREATE SCHEMA crm",
            'CREATE TABLE crm."Odd ""name" (id int, email text)',
            """INSERT INTO crm."Odd ""name" VALUES (1, 'ann@mail.test')""",
            "CREATE TABLE bare (a int)",
        ):
            cursor.execute(statement)


def test_postgresql_tables_come_with_their_types(server, read):
    clean = read(f"{server}?table=visits")
    assert clean.quality.rows_kept == 100
    assert clean.mapping()["timestamp"] == "happened_at"
    first = min(clean.rows, key=lambda row: row["timestamp"])
    assert first["timestamp"] == 1_704_099_600_000_000  # 2024-01-01 09:00 UTC
    table, rows = opened(f"{server}?table=visits")["postgres/visits"]
    shown = dict(zip(table.types, rows[0], strict=True))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}", shown["id"])
    assert (shown["price"], shown["address"], shown["detail"]) == ("12.50", "10.0.0.1/32", '{"a": 1}')
    assert shown["paid"].endswith("12.50")


def test_postgresql_gives_every_table_of_every_schema(server):
    found = opened(server)
    assert set(found) == {'postgres/crm.Odd "name', "postgres/bare", "postgres/visits"}
    assert found["postgres/bare"][0].aside == "it has columns and no rows"
    assert opened(f'{server}?table=crm.Odd "name')['postgres/crm.Odd "name'][1] == [(1, "ann@mail.test")]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM visits RETURNING *",
        "SELECT 1; DROP TABLE visits",
        "CREATE TABLE stolen (a int)",
        "SELECT * FROM nowhere",
    ],
)
def test_postgresql_is_only_read(server, query):
    with pytest.raises(SourceError) as caught:
        opened(f"{server}?query={query}")
    assert "s3cret" not in str(caught.value)
    assert len(opened(f"{server}?query=SELECT user_id FROM visits")["postgres/query"][1]) == 100
    assert "postgres/stolen" not in opened(server)


def test_a_server_that_is_not_there_is_said_without_the_password():
    pytest.importorskip("adbc_driver_postgresql", reason="the extra postgres is not installed")
    with pytest.raises(SourceError, match="The database crm cannot be read") as caught:
        opened(f"postgresql://ann:s3cret@127.0.0.1:{_free_port()}/crm")
    assert "s3cret" not in str(caught.value)
