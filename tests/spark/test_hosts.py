"""Workers on other machines: other addresses, and only the storage that is shared is seen by all."""

import tempfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from alike import same

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.exports import write
from sojourn.errors import OutputError, SourceError

SHARDS = 4


@pytest.fixture
def log(files, hosts, private, monkeypatch):
    """The events of a shared folder, while this process keeps what passes in a folder that no worker sees."""
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    return sj.read(files, engine=hosts, shards=SHARDS)


def test_tasks_run_on_each_host_and_none_sees_what_is_private(hosts, lan, private):
    (private / "here").touch()

    def seen(batches):
        import socket

        for _ in batches:
            sees = (private / "here").exists()
            yield pa.RecordBatch.from_pydict({"host": [socket.gethostname()], "sees": [sees]})

    at_once = hosts.range(0, 2, 1, 2).mapInArrow(seen, "host string, sees boolean", barrier=True)
    told = at_once.toArrow()
    assert set(told["host"].to_pylist()) == set(lan.names)
    assert not any(told["sees"].to_pylist())


def test_answers_are_those_of_one_machine(files, log):
    here = sj.read(files)
    same(sj.transitions(here), sj.transitions(log))
    same(sj.paths(here), sj.paths(log))
    same(here.quality, log.quality)


def test_a_log_on_shared_storage_opens_here(files, hosts, tmp_path):
    sj.read(files, engine=hosts, shards=SHARDS, folder=tmp_path / "log")
    same(sj.transitions(sj.read(files)), sj.transitions(sj.read(tmp_path / "log")))


def test_a_folder_that_no_worker_sees_is_refused_for_the_log(files, hosts, private):
    with pytest.raises(OutputError, match="every worker see"):
        sj.read(files, engine=hosts, shards=SHARDS, folder=private / "log")
    assert not (private / "log").exists()


def test_a_file_that_no_worker_sees_is_refused(files, hosts, private):
    pq.write_table(pq.read_table(files[0]), private / "events.parquet")
    with pytest.raises(SourceError, match=r"cannot find .*events\.parquet.* every worker see"):
        sj.read(private / "events.parquet", engine=hosts, shards=SHARDS)


@pytest.fixture
def exports(tmp_path):
    """Two systems that know people by ids of their own."""
    write(simulate(60, seed=3), tmp_path / "exports")
    return [tmp_path / "exports" / name for name in ("orders.csv", "web.jsonl")]


def test_people_are_joined_across_hosts(exports, hosts, tmp_path):
    here, there = sj.read(exports), sj.read(exports, engine=hosts, folder=tmp_path / "joined")
    same(sj.transitions(here), sj.transitions(there))


def test_people_are_not_joined_in_a_folder_that_no_worker_sees(exports, hosts, private):
    with pytest.raises(OutputError, match="every worker see"):
        sj.read(exports, engine=hosts, folder=private / "joined")
