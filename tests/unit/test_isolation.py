"""A function in a child that is limited and can be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sojourn import isolation
from sojourn.errors import LimitError, SourceError, UnknownNameError
from sojourn.isolation import ChildDefectError, Limits, run

ROOMY = Limits(memory=1 << 30)
HERE = Path(__file__).parent

pytestmark = pytest.mark.fresh_reader


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(HERE))


def call(name, limits=ROOMY, progress=None, **arguments):
    return run(f"isolated_work:{name}", arguments, limits=limits, subject="a.csv", progress=progress)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_end(pid, seconds=240.0):
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def test_result_and_progress_come_back_as_plain_values():
    heard = []
    assert call("add", a=1, b=2, progress=lambda *values: heard.append(values)) == {"sum": 3}
    assert heard == [("half", 1)]


def test_an_error_raised_on_purpose_arrives_with_class_hint_and_context():
    with pytest.raises(UnknownNameError, match="There is no touchpoint 'chart'") as caught:
        call("refuse")
    assert caught.value.hint == "Did you mean 'cart'?"
    assert caught.value.context == {"name": "chart", "known": ["cart"]}


def test_any_other_error_is_a_defect_with_its_traceback():
    with pytest.raises(ChildDefectError, match=r"in break_down\n(.|\n)*KeyError: 'no such thing'"):
        call("break_down")


def test_what_a_library_prints_does_not_mix_with_the_answer():
    assert call("chatter") == "mine"


def test_a_child_does_without_pandas_which_arrow_loads_wherever_it_is():
    assert call("loaded") == {"array": [1, 2], "pandas": False}


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="the watch reads /proc")
def test_growing_memory_is_stopped_near_the_limit():
    with pytest.raises(LimitError, match=r"Reading a\.csv took more than 0\.25 GiB of memory"):
        call("eat", Limits(memory=256 << 20), chunk=4 << 20)


def test_one_huge_allocation_is_stopped_too():
    with pytest.raises(LimitError, match=r"Reading a\.csv took more than 0\.25 GiB of memory"):
        call("eat_at_once", Limits(memory=256 << 20), size=64 << 30)


def test_time_limit():
    with pytest.raises(LimitError, match=r"more than 0\.5 seconds"):
        call("sleep", Limits(memory=1 << 30, seconds=0.5), seconds=60)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_names_the_signal_and_the_file(number):
    with pytest.raises(SourceError, match=rf"The reader crashed \({number.name}\) on a\.csv"):
        call("die", number=int(number))


def test_killed_from_outside_is_said_to_be_memory():
    with pytest.raises(LimitError, match="ran out of memory"):
        call("die", number=int(signal.SIGKILL))


def test_size_of_a_file_is_limited(tmp_path):
    with pytest.raises(ChildDefectError, match="File too large"):
        call("write_file", Limits(memory=1 << 30, file_bytes=1000), path=str(tmp_path / "big"), size=5000)


def test_no_core_dumps_and_few_files():
    assert call("limits", Limits(memory=1 << 30, open_files=77)) == {"core": 0, "files": 77}


def test_child_has_a_session_of_its_own():
    session, pid = call("session")
    assert session == pid != os.getsid(0)


def test_an_interrupted_parent_leaves_no_child():
    started = []

    def interrupt(_, pid):
        started.append(pid)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call("sleep", seconds=60, progress=interrupt)
    assert not alive(started[0])


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_child_ends_when_its_parent_is_killed():
    code = (
        "from sojourn.isolation import Limits, run\n"
        "run('isolated_work:sleep', {'seconds': 60}, limits=Limits(1 << 30), subject='a',"
        " progress=lambda _, pid: print(pid, flush=True))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert wait_for_end(child)


def test_default_memory_is_a_part_of_the_machine():
    assert 0 < isolation.default_memory() < isolation.machine_memory()
