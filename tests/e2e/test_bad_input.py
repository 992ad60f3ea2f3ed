"""Bad input ends in a clear error or a counted repair: never a traceback, never half an output."""

import ctypes
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from running import PATIENCE_S, RESULTS, csv, entries, shop_rows, sojourn, sojourn_process

PR_CAPBSET_DROP = 24
START = np.datetime64("2026-03-01", "us")
GOOD = [
    f"c{i % 7},2026-03-{1 + i % 28:02d} 10:00:{i % 60:02d},{'Visit' if i % 2 else 'Cart'}" for i in range(300)
]


def table(customers, touchpoints, times):
    return pa.table(
        {"customer_id": customers, "timestamp": pa.array(times, pa.timestamp("us")), "event": touchpoints}
    )


def empty(path):
    path.write_bytes(b"")
    return "is empty"


def header_only(path):
    path.write_text("customer_id,timestamp,event\n")
    return "no rows|nothing but|holds no"


def no_time_column(path):
    path.write_text(csv([f"c{i % 9},Visit,x" for i in range(50)], "customer_id,event,note"))
    return "when it happened|time"


def binary_as_csv(path):
    path.write_bytes(b"\x7fELF\x02\x01\x01\x00" + random.Random(1).randbytes(20_000))
    return "not recognised|binary|not text"


def truncated_gzip(path):
    path.write_bytes(gzip.compress(csv(GOOD * 50).encode())[:-200])
    return "broken or cut off"


def truncated_parquet(path):
    pq.write_table(table([f"c{i % 9}" for i in range(2000)], ["Visit"] * 2000, START + np.arange(2000)), path)
    path.write_bytes(path.read_bytes()[:-100])
    return "cut off|footer|damaged|broken|no magic"


REFUSED = {
    "empty.csv": empty,
    "header.csv": header_only,
    "notime.csv": no_time_column,
    "binary.csv": binary_as_csv,
    "cut.csv.gz": truncated_gzip,
    "cut.parquet": truncated_parquet,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(tmp_path, name):
    wanted = REFUSED[name](tmp_path / name)
    done = sojourn("analyze", tmp_path / name, "--out", tmp_path / "out")
    assert done.code == 3, done.err
    assert name in done.err
    assert any(part in done.err for part in wanted.split("|")), done.err
    assert done.err.startswith("Error: ")
    assert done.out == ""
    assert not (tmp_path / "out").exists()


def analysed(tmp_path, *sources, code=0, args=()):
    out = tmp_path / "out"
    done = sojourn("analyze", *sources, "--out", out, "--json", *args)
    assert done.code == code, done.err
    assert entries(out) == RESULTS
    quality = json.loads((out / "quality.json").read_text(encoding="utf-8"))
    assert quality["rows_in"] == quality["rows_kept"] + sum(quality["dropped"].values())
    return json.loads(done.out), quality


def test_a_broken_json_line_is_rejected_and_shown(tmp_path):
    lines = [
        json.dumps(
            {"userId": f"u{i % 5}", "timestamp": f"2026-03-01T10:00:{i % 60:02d}Z", "event": f"E{i % 4}"}
        )
        for i in range(400)
    ]
    lines[200] = '{"userId": "u1", "timestamp": "2026-03-01T1'
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n")
    summary, quality = analysed(tmp_path, tmp_path / "a.jsonl", args=["--keep-duplicates"])
    assert quality["dropped"] == {"rejected_line": 1}
    example = quality["sources"][0]["examples"][0]
    assert example["line"] == 201
    assert example["reason"] == "rejected_line"
    assert summary["rejected_share"] == pytest.approx(1 / 400)


def test_more_rejected_rows_than_allowed_end_in_4_with_the_output_written(tmp_path):
    rows = [*GOOD, *["c1,never,Visit"] * 30]
    (tmp_path / "a.csv").write_text(csv(rows))
    summary, quality = analysed(tmp_path, tmp_path / "a.csv", code=4)
    assert quality["dropped"]["unparsable_time"] == 30
    assert summary["rejected_share"] == pytest.approx(30 / 330)
    analysed(tmp_path, tmp_path / "a.csv", args=["--max-rejected", "10%"])


def test_a_cell_of_a_million_characters(tmp_path):
    (tmp_path / "a.csv").write_text(csv([*GOOD, f"c1,2026-03-05 10:00:00,{'x' * 10**6}"]))
    summary, quality = analysed(tmp_path, tmp_path / "a.csv")
    assert quality["rows_in"] == 301
    assert summary["summary"]["customers"] == 7


def test_five_thousand_columns(tmp_path):
    header = "customer_id,timestamp,event," + ",".join(f"x{i}" for i in range(5000))
    (tmp_path / "a.csv").write_text(csv([row + ",1" * 5000 for row in GOOD[:20]], header))
    done = sojourn("analyze", tmp_path / "a.csv", "--out", tmp_path / "out")
    assert done.code in {0, 3}
    if done.code == 3:
        assert "5,003 columns" in done.err
        assert not (tmp_path / "out").exists()


def test_one_customer_with_a_million_events(tmp_path):
    n = 1_000_000
    rng = np.random.default_rng(1)
    names = np.array(["Visit", "Cart", "Help", "Purchase"])[rng.integers(0, 4, n)]
    pq.write_table(table(["only"] * n, names, START + np.arange(n) * 1_000_000), tmp_path / "a.parquet")
    summary, _ = analysed(tmp_path, tmp_path / "a.parquet", args=["--column", "customer_id=customer_id"])
    assert summary["summary"]["customers"] == 1
    assert summary["summary"]["events"] == n


def test_all_events_at_one_instant(tmp_path):
    rows = [f"c{i % 40},2026-03-01 10:00:00,E{i % 5},{i}" for i in range(400)]
    (tmp_path / "a.csv").write_text(csv(rows, "customer_id,timestamp,event,number"))
    summary, _ = analysed(tmp_path, tmp_path / "a.csv")
    assert summary["summary"]["events"] == 400
    assert summary["summary"]["first"] == summary["summary"]["last"]


def test_more_touchpoints_than_two_bytes_number(tmp_path):
    n = 140_000
    rng = np.random.default_rng(2)
    names = pa.array([f"Page {i}" for i in range(70_000)]).take(pa.array(rng.permutation(n) % 70_000))
    customers = pa.array([f"c{i}" for i in range(50_000)]).take(pa.array(rng.integers(0, 50_000, n)))
    pq.write_table(table(customers, names, START + rng.integers(0, 10**12, n)), tmp_path / "a.parquet")
    summary, _ = analysed(tmp_path, tmp_path / "a.parquet", args=["--column", "touchpoint=event"])
    assert summary["summary"]["touchpoints"] == 70_000
    assert (tmp_path / "out" / "report.html").stat().st_size < 5_000_000


def test_control_direction_and_emoji_names(tmp_path):
    names = [
        "Visit\x07\x1b[31m",
        "\u202egnp.exe",
        "زيارة المتجر",
        "🛒 Basket 👩‍👩‍👧",
        "<script>alert(1)</script>",
        "]]>&amp;",
        "购买",
    ]
    rows = [f"c{i % 30},2026-03-{1 + i % 28:02d} 10:{i % 60:02d}:00,{names[i % 7]}" for i in range(420)]
    (tmp_path / "a.csv").write_text(csv(rows), encoding="utf-8")
    done = sojourn("analyze", tmp_path / "a.csv", "--out", tmp_path / "out", "--goal", "购买")
    assert done.code == 0, done.err
    assert "\x1b" not in done.out
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    drawn = (tmp_path / "out" / "map.svg").read_text(encoding="utf-8")
    for text in (report, drawn, (tmp_path / "out" / "map.journey.yaml").read_text(encoding="utf-8")):
        assert not {"\x07", "\x1b", "\u202e"} & set(text)
        assert "زيارة المتجر" in text
    assert "<script>alert" not in report + drawn


def test_the_same_file_twice_is_counted_once(tmp_path):
    for name in ("a.csv", "copy.csv"):
        (tmp_path / name).write_text(csv(GOOD))
    summary, quality = analysed(tmp_path, tmp_path / "a.csv", tmp_path / "copy.csv")
    assert quality["rows_in"] == 600
    assert quality["dropped"]["repeated_file"] == 300
    assert summary["rejected_share"] == 0


def test_a_file_that_does_not_exist_or_a_folder_without_data(tmp_path):
    (tmp_path / "clicks.csv").write_text(csv(GOOD))
    done = sojourn("analyze", tmp_path / "click.csv", "--out", tmp_path / "out")
    assert done.code == 3
    assert "clicks.csv" in done.err
    (tmp_path / "none").mkdir()
    assert sojourn("analyze", tmp_path / "none", "--out", tmp_path / "out").code == 3
    assert not (tmp_path / "out").exists()


def without_override():
    """Root without the right to pass over permissions (CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH)."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):
        libc.prctl(PR_CAPBSET_DROP, capability)


def as_anybody(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, preexec_fn=without_override, capture_output=True, check=False).returncode


@pytest.mark.skipif(sys.platform != "linux", reason="takes root's rights away")
def test_a_file_and_a_folder_without_permission(tmp_path):
    secret, closed, readable = tmp_path / "secret.csv", tmp_path / "closed", tmp_path / "readable.csv"
    secret.write_text(csv(GOOD))
    secret.chmod(0)
    closed.mkdir()
    closed.chmod(0o500)
    readable.write_text(csv(GOOD))
    if as_anybody(f"open({str(secret)!r})") == 0:
        pytest.skip("this user's right to read everything cannot be taken away")
    for source, out, what in (
        (secret, tmp_path / "out", "secret.csv may not be read"),
        (readable, closed / "out", "Permission denied"),
        (readable, closed, "Permission denied"),
    ):
        run = sojourn_process("analyze", source, "--out", out, preexec_fn=without_override)
        printed, complaint = run.communicate(timeout=PATIENCE_S)
        assert run.returncode == 3, complaint
        assert what in complaint
        assert "Traceback" not in complaint
        assert printed == ""
        assert entries(closed) == []
        assert not (tmp_path / "out").exists()


@pytest.mark.fresh_reader
def test_a_parquet_bomb_ends_in_a_clear_error(tmp_path):
    rows = 1_000_000
    nothing = pa.array(np.zeros(rows, np.int32))
    cells = {
        "customer_id": pa.DictionaryArray.from_arrays(
            pa.array(np.arange(rows, dtype=np.int32) % 2), ["a", "b"]
        ),
        "timestamp": pa.array(np.full(rows, START)),
        "event": pa.DictionaryArray.from_arrays(nothing, ["x" * 10_000]),
    }
    batch = pa.record_batch(cells)
    with pq.ParquetWriter(tmp_path / "bomb.parquet", batch.schema, compression="zstd") as writer:
        for _ in range(20):
            writer.write_batch(batch)
    assert (tmp_path / "bomb.parquet").stat().st_size < 400_000
    done = sojourn(
        "analyze", tmp_path / "bomb.parquet", "--out", tmp_path / "out", "--memory-limit", "512MB",
        "--column", "customer_id=customer_id", "--column", "touchpoint=event",
    )  # fmt: skip
    assert done.code == 3
    assert "bomb.parquet took more than 0.5 GiB of memory" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.fresh_reader
def test_a_gzip_bomb_ends_in_a_clear_error(tmp_path):
    row = b"c1,2026-03-01 10:00:00,Visit\n" * 40_000
    with gzip.open(tmp_path / "bomb.csv.gz", "wb", compresslevel=6) as file:
        file.write(b"customer_id,timestamp,event\n")
        for _ in range(700):
            file.write(row)
    done = sojourn("analyze", tmp_path / "bomb.csv.gz", "--out", tmp_path / "out", "--memory-limit", "512MB")
    assert done.code == 3
    assert "bomb.csv.gz unpacks to more than" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.fresh_reader
def test_a_full_disk_leaves_what_stood_there(tmp_path):
    """A limit on the size of files stands in for a disk without room: writing fails in the same place."""
    out = tmp_path / "out"
    (tmp_path / "a.csv").write_text(csv(shop_rows(), "customer_id,timestamp,event,channel,amount"))
    assert sojourn("analyze", tmp_path / "a.csv", "--out", out, "--quiet").code == 0
    before = (out / "report.json").read_bytes()
    large = [f"c{i % 5000},2026-03-{1 + i % 28:02d} 10:00:{i % 60:02d},Visit,web,{i}" for i in range(60_000)]
    (tmp_path / "b.csv").write_text(csv(large, "customer_id,timestamp,event,channel,amount"))
    bash = ["bash", "-c", 'ulimit -f 200; exec "$@"', "bash"]
    run = subprocess.run(
        [*bash, sys.executable, "-P", "-c", "from sojourn.cli.main import run; run()", "analyze", tmp_path / "b.csv", "--out", out],
        capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip
    assert run.returncode == 3, run.stderr
    assert "File too large" in run.stderr
    assert "Traceback" not in run.stderr
    assert entries(out) == RESULTS
    assert (out / "report.json").read_bytes() == before


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_disk_that_is_full_is_said_to_be_full(tmp_path, small_disk):
    rows = [f"c{i % 5000},2026-03-{1 + i % 28:02d} 10:00:{i % 60:02d},Visit,web,{i}" for i in range(60_000)]
    (tmp_path / "b.csv").write_text(csv(rows, "customer_id,timestamp,event,channel,amount"))
    done = sojourn("analyze", tmp_path / "b.csv", "--out", small_disk / "out")
    assert done.code == 3
    assert "No space left on device" in done.err
    assert entries(small_disk) == []


def big(path):
    n = 3_000_000
    rng = np.random.default_rng(3)
    customers = pa.array([f"c{i}" for i in range(200_000)]).take(pa.array(rng.integers(0, 200_000, n)))
    names = pa.array([f"Page {i}" for i in range(50)]).take(pa.array(rng.integers(0, 50, n)))
    pq.write_table(table(customers, names, START + rng.integers(0, 10**12, n)), path)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_an_interrupted_run_leaves_the_old_output_and_no_child(tmp_path, shop, number, code):
    out = tmp_path / "out"
    assert sojourn("analyze", shop, "--out", out, "--quiet").code == 0
    before = (out / "report.json").read_bytes()
    big(tmp_path / "big.parquet")
    run = sojourn_process("analyze", tmp_path / "big.parquet", "--out", out, start_new_session=True)
    child = reader_of(tmp_path / "big.parquet", run)
    run.send_signal(number)
    _, complaint = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == code, complaint
    assert "Traceback" not in complaint
    assert (out / "report.json").read_bytes() == before
    assert ended(child)
    if number != signal.SIGKILL:
        assert entries(out) == RESULTS
    assert sojourn("analyze", shop, "--out", out, "--quiet").code == 0
    assert entries(out) == RESULTS


def reader_of(path, run) -> psutil.Process:
    """The process that a command has started and that reads this file by now."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and run.poll() is None:
        for child in psutil.Process(run.pid).children():
            with suppress(psutil.NoSuchProcess):
                if any(file.path == str(path) for file in child.open_files()):
                    return child
        time.sleep(0.01)
    pytest.fail("the command started no reader")


def ended(process) -> bool:
    """Whether a process ends; one that nobody has asked about yet is listed, too."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False
