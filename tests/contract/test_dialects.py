"""What every dialect promises: it knows its own exports, no other's, and accounts for every row."""

import importlib
import pkgutil
from collections.abc import Iterator

import pyarrow as pa
import pytest
from tests.contract import dialect_fixtures
from tests.contract.dialect_fixtures import Fixture

from sojourn.errors import SojournError
from sojourn.ingest import ingest
from sojourn.sources.dialect import DIALECTS
from sojourn.sources.files import Named, open_file, resolve
from sojourn.sources.source import RawTable, workspace

NOW_US = 1_790_000_000_000_000
NOT_COUNTED = {"link_row", "set_aside"}


def fixtures() -> Iterator[Fixture]:
    for found in pkgutil.iter_modules(dialect_fixtures.__path__):
        yield from importlib.import_module(f"tests.contract.dialect_fixtures.{found.name}").FIXTURES


ALL = sorted(fixtures(), key=lambda f: f.name)
FOREIGN = [f for f in ALL if f.dialect]


class Collected:
    """Keeps events and links."""

    def __init__(self):
        self.events = 0
        self.links = 0
        self.touchpoints = set()
        self.kinds = set()

    def add(self, batch: pa.RecordBatch, *, source, compare_rows):
        self.events += batch.num_rows
        at = batch.schema.get_field_index("touchpoint")
        self.touchpoints |= set(batch.column(at).to_pylist())

    def link(self, batch: pa.RecordBatch, *, source):
        self.links += batch.num_rows


def tables_of(fixture, folder, space) -> list[RawTable]:
    found = fixture.write(folder)
    named = resolve([found])
    return [table for one in named for table in open_file(one, space)]


def each(chosen):
    return pytest.mark.parametrize("fixture", chosen, ids=[f.name for f in chosen])


def test_every_dialect_has_a_fixture_and_names_are_unique():
    assert {f.dialect for f in FOREIGN} == set(DIALECTS)
    assert len({f.name for f in ALL}) == len(ALL)


@each(ALL)
def test_it_is_recognised_by_its_dialect_and_by_no_other(fixture, tmp_path, monkeypatch):
    seen: dict[str, set[str]] = {}
    path = fixture.write(tmp_path)
    with workspace() as space:
        for named in resolve([path]):
            monkeypatch.setattr("sojourn.sources.files.translated", lambda table, *_, **__: (table,))
            for table in open_file(named, space):
                seen[table.label] = {name for name in DIALECTS if DIALECTS[name].recognises(table)}
    assert seen
    for label, by in seen.items():
        assert by <= {fixture.dialect}, label
    assert not fixture.dialect or any(seen.values())


@each(ALL)
def test_events_links_and_identifiers_are_as_stated(fixture, tmp_path):
    with workspace() as space:
        tables = tables_of(fixture, tmp_path, space)
        kinds = {kind for table in tables for kind in table.identifiers.values() if not table.aside}
        assert fixture.dialect in {table.dialect for table in tables} or not fixture.dialect
    if fixture.dialect:
        assert kinds == set(fixture.identifiers)
    kept = Collected()
    quality = ingest([fixture.write(tmp_path)], kept, now_us=NOW_US)
    assert (kept.events, kept.links) == (fixture.events, fixture.link_rows)
    assert kept.touchpoints == set(fixture.touchpoints)
    assert quality.rows_kept == fixture.events
    assert quality.rows_in == kept.events + sum(quality.dropped.values())
    assert quality.dropped.get("link_row", 0) == fixture.link_rows


@each(FOREIGN)
def test_a_table_is_what_its_scan_gives(fixture, tmp_path):
    with workspace() as space:
        for table in tables_of(fixture, tmp_path, space):
            if table.aside:
                continue
            assert table.sample.column_names == list(table.types)
            assert set(table.roles.values()) | set(table.identifiers) <= set(table.types)
            assert not set(table.roles) & set(table.constants)
            first, again = table.scan().to_arrow_table(), table.scan().to_arrow_table()
            assert set(table.types) <= set(first.column_names)
            assert first.equals(again)


@each(FOREIGN)
def test_its_name_forces_it(fixture, tmp_path):
    path = fixture.write(tmp_path)
    if path.is_dir():
        pytest.skip("a folder of several tables")
    with workspace() as space:
        (named,) = resolve([f"{fixture.dialect}:{path}"])
        assert isinstance(named, Named)
        assert {table.dialect for table in open_file(named, space)} == {fixture.dialect}


PLAIN = "user_id,timestamp,event\nann,2025-01-01T10:00:00Z,visit\nbob,2025-01-02T10:00:00Z,buy\n"


@pytest.mark.parametrize("name", list(DIALECTS))
def test_a_forced_dialect_reads_or_refuses_what_is_not_its_own(name, tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text(PLAIN)
    kept, refused = Collected(), ""
    try:
        rows = ingest([f"{name}:{path}"], kept, now_us=NOW_US).rows_in
    except SojournError as error:
        rows, refused = 0, str(error)
    assert "plain.csv" in refused or rows == 2
