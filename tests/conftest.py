"""What all tests share: the examples of Hypothesis, the place of the real data sets, and how tests are dealt out to workers."""

import gc
import os
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from sojourn import isolation

HERE = Path(__file__).parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared" / "data"
FRESH = isolation._start
WATCHED: dict[str, str] = {}
"""Of each test the case that coverage watches."""

MORE = 5
"""How many times as many examples a hunt tries."""

# No deadline: the first example of a kernel is compiled. Slow machines are not wrong.
settings.register_profile(
    "sojourn",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
    derandomize=True,
    database=None,
)
settings.register_profile("hunt", settings.get_profile("sojourn"), derandomize=False)
settings.load_profile("sojourn")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets beside the project; absent, the test is skipped, except in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI needs the real data sets in {SHARED}")
        pytest.skip("the real data sets (../shared/data) are not beside the project")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def forked_readers():
    """Readers in processes of their own are forked from one that has loaded everything: it saves each a second."""
    sys.path.insert(0, str(HERE / "readers"))
    from forked import ForkedReaders

    with closing(ForkedReaders()) as forked, pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # or every process compiles all it imports
        if hasattr(os, "pidfd_open"):
            patch.setattr(isolation, "_start", forked)
        yield


@pytest.fixture(autouse=True)
def fresh_readers(request, forked_readers, monkeypatch):
    """But where a test is about the process itself."""
    if request.node.get_closest_marker("fresh_reader"):
        monkeypatch.setattr(isolation, "_start", FRESH)


def pytest_collection_modifyitems(items):
    """Coverage watches the unit tests and doctests, one case of each; a hunt tries more examples of each.

    A line that only whole runs reach is not tested by itself, and watching costs half as much again. But for a hunt examples
    follow from the test alone: left to itself, Hypothesis mixes in constants of the modules that happen to be loaded.
    """
    if settings.get_current_profile_name() == "hunt":
        for test in {item.obj for item in items if hasattr(getattr(item, "obj", None), "hypothesis")}:
            asked = test._hypothesis_internal_use_settings
            test._hypothesis_internal_use_settings = settings(asked, max_examples=MORE * asked.max_examples)
    else:
        providers._get_local_constants = lambda: providers._local_constants
    for item in items:
        if item.path.is_relative_to(HERE / "unit") or not item.path.is_relative_to(HERE):
            test = item.nodeid.partition("[")[0]
            WATCHED[test] = min(item.nodeid, WATCHED.get(test, item.nodeid))


def pytest_collection_finish():
    """Leave what is there before the first test out of every collection of garbage, and collect more seldom.

    Nor need coverage watch numba compile, which takes a third more then.
    """
    from numba.core.dispatcher import Dispatcher

    compile_watched = Dispatcher.compile

    def compile_unwatched(dispatcher, signature):
        trace = sys.gettrace()
        sys.settrace(None)
        try:
            return compile_watched(dispatcher, signature)
        finally:
            sys.settrace(trace)

    Dispatcher.compile = compile_unwatched
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure():
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Coverage stops for what it does not watch, fixtures included."""
    coverage = Coverage.current()
    if coverage is None or WATCHED.get(item.nodeid.partition("[")[0]) == item.nodeid:
        return (yield)
    coverage.stop()
    try:
        return (yield)
    finally:
        coverage.start()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With ``--dist loadgroup`` the tests of a file that makes something once for all of them go to one worker.

    The groups of xdist itself are lost under this release of pytest, which no longer lets it change the name of a test.
    """
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class ByWhatTheyShare(LoadScopeScheduling):
        def _assign_work_unit(self, node):
            if "tests/spark" in self.workqueue:  # first: it takes longest, and mostly waits
                self.workqueue.move_to_end("tests/spark", last=False)
            super()._assign_work_unit(node)

        def _split_scope(self, nodeid):
            file = nodeid.partition("::")[0]
            if file.startswith("tests/spark/"):
                return "tests/spark"  # one JVM, one cluster
            return file if _shares(file) else nodeid

    return ByWhatTheyShare(config, log)


@cache
def _shares(file: str) -> bool:
    """Whether a file has a fixture for all its tests, or a function that keeps its answers."""
    path = ROOT / file
    text = path.read_text(encoding="utf-8") if path.is_relative_to(HERE) else ""
    return 'scope="module"' in text or "@cache\n" in text
