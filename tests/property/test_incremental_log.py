"""A log that was changed step by step has the bytes of one that was built at once."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.log import layout
from sojourn.log.brought import Brought
from sojourn.log.build import LogBuilder
from sojourn.log.lookup import journeys_of, repeats_dropped, rows_by_origin
from sojourn.log.store import open_log, writing
from sojourn.log.update import LogUpdate

NAMES = ["Home", "home", "HOME", " Home ", "Cart", "cart", "Ärger", "ÄRGER", "付款", "", "Z", None]
TEXTS = ["", "fine", "so  so", "好的", None, None, "x" * 30]
IDS = [f"id{i}" for i in range(12)]
COLUMNS = ["touchpoint", "channel", "message_id", "text", "plan", "score"]


def clean(name):
    return " ".join(name.split())


@dataclass
class File:
    """Rows of one source; ``None`` stands for a column it does not have."""

    label: str
    compare: bool
    types: dict
    rows: list


@dataclass
class Company:
    """Files and who is who."""

    rng: random.Random
    files: list = field(default_factory=list)
    people: dict = field(default_factory=lambda: {i: i for i in IDS})

    def new_file(self, label):
        rng = self.rng
        types = {"touchpoint": pa.string(), "origin_row": pa.int64()}
        for name in COLUMNS[1:]:
            if rng.random() < 0.6:
                types[name] = pa.string()
        for name, kinds in {
            "score": [pa.float64()],
            "plan": [pa.string(), pa.float64(), pa.timestamp("us", "UTC")],
        }.items():
            if name in types:
                types[name] = rng.choice(kinds)
        rows = [self._row(types, i) for i in range(rng.choice([1, 3, 20, 60]))]
        rng.shuffle(rows)
        return File(label, rng.random() < 0.7, types, rows)

    def _row(self, types, number):
        rng = self.rng
        values = {
            "touchpoint": rng.choice(NAMES),
            "channel": rng.choice(["web", "Web", "app", None]),
            "message_id": rng.choice([None, None, *(f"m{i}" for i in range(6))]),
            "text": rng.choice(TEXTS),
            "score": rng.choice([None, 1.0, 2.5, float("nan")]),
            "origin_row": number,
        }
        plan = types.get("plan")
        values["plan"] = rng.choice(["gold", "1", None, "1.5"] if plan == pa.string() else [None, 1, 2])
        if plan == pa.float64() and values["plan"]:
            values["plan"] = rng.choice([1.0, 1.5, 1e300, -0.0])
        return rng.choice(IDS), rng.randint(0, 4), {name: values[name] for name in types}


def batches(file, people, ids=None):
    """The rows of a file, of some people only."""
    rows = [row for row in file.rows if ids is None or row[0] in ids]
    for start in range(0, len(rows), 25):
        some = rows[start : start + 25]
        columns = {
            "customer_id": pa.array([people[i] for i, _, _ in some], pa.string()),
            "timestamp": pa.array([time for _, time, _ in some], pa.int64()),
            "origin_file": pa.array([file.label] * len(some)).dictionary_encode(),
        }
        for name, type_ in file.types.items():
            columns[name] = pa.array([values[name] for _, _, values in some], type_)
        yield pa.RecordBatch.from_pydict(columns)


def brought_by(file, people):
    builder = LogBuilder(clean)
    for batch in batches(file, people):
        builder.add(batch, source=0, compare_rows=file.compare)
    return builder.finish().brought[0]


def full_build(company, folder):
    files = company.files[:]
    company.rng.shuffle(files)
    with writing(folder) as new:
        builder = LogBuilder(clean, new.spill, memory_limit=company.rng.choice([300, 10**9]))
        for number, file in enumerate(files):
            for batch in batches(file, company.people):
                builder.add(batch, source=number, compare_rows=file.compare)
        built = builder.finish(new.store)
        new.commit(built, {"rows": sum(len(f.rows) for f in files)})
    return files, built


def changed_build(old, before, company, folder):
    """What the project does: decide whose journeys can be reused, and read the events of the others again."""
    removed = [f for f in before.files if f not in company.files]
    added = [f for f in company.files if f not in before.files]
    members = {}
    for person, customer in before.people.items():
        members.setdefault(customer, set()).add(person)
    touched = {row[0] for file in removed for row in file.rows}
    moved, gone, again = {}, set(), set()
    for customer, people in members.items():
        becomes = {company.people[p] for p in people}
        if len(becomes) > 1 or people & touched:
            gone.add(customer)
            again |= people
        elif becomes != {customer}:
            moved[customer] = becomes.pop()
    brought = sum((brought_by(f, company.people) for f in company.files), Brought())
    brought = Brought.from_dict(brought.to_dict())
    with writing(folder) as new:
        update = LogUpdate(old, clean, new.spill)
        kept = [f for f in company.files if f in before.files]
        for number, file in enumerate([*kept, *added]):
            for batch in batches(file, company.people, again if file in kept else None):
                update.add(batch, source=number, compare_rows=file.compare)
        built = update.finish(brought, moved=moved, gone=gone, store=new.store, reuse=new.reuse)
        new.commit(built, {"rows": sum(len(f.rows) for f in company.files)})
    return brought


def content(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def changed(company, step):
    """A company after one more thing happened."""
    rng = company.rng
    after = Company(rng, company.files[:], dict(company.people))
    what = rng.choice(["arrival", "arrival", "arrival", "removal", "link", "link", "split"])
    if what == "removal" and len(after.files) > 1:
        after.files.remove(rng.choice(after.files))
    elif what == "link":
        a, b = rng.sample(IDS, 2)
        old, new = after.people[a], after.people[b]
        after.people = {i: new if c == old else c for i, c in after.people.items()}
    elif what == "split":
        after.people[rng.choice(IDS)] = rng.choice([*IDS, "someone new"])
    else:
        after.files.append(after.new_file(f"file {rng.randint(0, 99):02d} {step}"))
    return after


@pytest.mark.parametrize("shard_events", [15, 2_000_000])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_step_by_step_equals_at_once(tmp_path_factory, shard_events, seed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "SHARD_EVENTS", shard_events)
        patch.setattr(layout, "CACHE_EVENTS", 8)
        folder = tmp_path_factory.mktemp("log")
        company = Company(random.Random(seed))
        company.files.append(company.new_file("file 50"))
        full_build(company, folder / "log")
        for step in range(4):
            before, company = company, changed(company, step)
            old = open_log(folder / "log")
            brought = changed_build(old, before, company, folder / "log")
            files, built = full_build(company, folder / "full")
            assert content(folder / "log") == content(folder / "full")
            log = open_log(folder / "log")
            reasons = {files[s].label: dict(c) for s, c in built.dropped.items()}
            assert {f: dict(c) for f, c in repeats_dropped(log, brought).items()} == reasons
            assert sum(rows for rows, _ in rows_by_origin(log).values()) == log.extent.events


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_arrival_does_not_matter(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("log")
    company = Company(random.Random(seed))
    company.files = [company.new_file(f"file {i}") for i in range(4)]
    full_build(company, folder / "one")
    for file in company.files:
        company.rng.shuffle(file.rows)
    full_build(company, folder / "two")
    assert content(folder / "one") == content(folder / "two")


def test_journeys_are_told_in_words(tmp_path):
    company = Company(random.Random(7))
    company.files = [company.new_file(f"file {i}") for i in range(3)]
    full_build(company, tmp_path / "log")
    table = journeys_of(open_log(tmp_path / "log"), ["id3", "nobody"])
    rows = [
        (file.label, number["origin_row"])
        for file in company.files
        for person, _, number in file.rows
        if person == "id3"
    ]
    found = list(zip(*(table.column(n).to_pylist() for n in ("origin_file", "origin_row")), strict=True))
    assert len(found) == len(set(found)) > 0
    assert set(found) <= set(rows)
    assert set(table.column("customer_id").to_pylist()) == {"id3"}


def test_unchanged_shards_are_linked(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "SHARD_EVENTS", 1)
    company = Company(random.Random(1))
    company.files = [
        File("a", compare=True, types={"touchpoint": pa.string(), "origin_row": pa.int64()}, rows=[])
    ]
    company.files[0].rows = [(i, 1, {"touchpoint": "Home", "origin_row": k}) for k, i in enumerate(IDS)]
    full_build(company, tmp_path / "log")
    old = open_log(tmp_path / "log")
    inodes = {p.stat().st_ino for p in (tmp_path / "log/shards").iterdir()}
    after = Company(company.rng, company.files[:], dict(company.people))
    after.files.append(
        File(
            "b",
            compare=True,
            types=company.files[0].types,
            rows=[("id3", 2, {"touchpoint": "home", "origin_row": 0})],
        )
    )
    changed_build(old, company, after, tmp_path / "log")
    same = [p for p in Path(tmp_path / "log/shards").iterdir() if p.stat().st_ino in inodes]
    assert len(same) == len(old.shards) - 1
    assert open_log(tmp_path / "log").extent.events == 13
