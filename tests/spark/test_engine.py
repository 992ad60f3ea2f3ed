"""Every registered analysis runs unchanged on Spark, and says what it says on one machine."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sojourn as sj
from sojourn.analysis.answered import MOST, remember
from sojourn.analysis.seam import ANALYSES, answer
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.log.selection import EventsWith

CUSTOMERS, SEED = 500, 7
NAMES = ("Page: Product", "Cart", "Order completed", "Parcel delivered", "Support replied")
"""Touchpoints that the examples of analyses ask about."""
SHARDS = 8


@pytest.fixture(autouse=True, scope="module")
def _no_result_is_remembered():
    remember(0)
    yield
    remember(MOST)


@pytest.fixture(scope="package")
def files(tmp_path_factory):
    """The demo company's events in two files, in no order."""
    events = ledger(simulate(CUSTOMERS, seed=SEED)).drop_columns(["what"])
    events = events.take(np.random.default_rng(1).permutation(events.num_rows))
    folder, half = tmp_path_factory.mktemp("events"), events.num_rows // 2
    paths = [str(folder / name) for name in ("first half.parquet", "second.parquet")]
    for path, part in zip(paths, (events.slice(0, half), events.slice(half)), strict=True):
        pq.write_table(part, path, row_group_size=2_000)
    return paths


@pytest.fixture(scope="package")
def here(files):
    """The log of these events on one machine."""
    return sj.read(files)


@pytest.fixture(scope="package")
def there(files, contexts, machines):
    """The same log, held by the workers of a cluster."""
    return sj.read(files, engine=contexts.on(machines.url), shards=SHARDS)


def same(a, b, where=""):
    """Equal in every word and count; of fractions nine digits."""
    if isinstance(a, float) and isinstance(b, float):
        assert math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (a != a and b != b), (where, a, b)
    elif isinstance(a, pa.Table):
        assert a.schema == b.schema, where
        same(a.to_pydict(), b.to_pydict(), where)
    elif isinstance(a, np.ndarray):
        same(a.tolist(), b.tolist(), where)
    elif is_dataclass(a):
        assert type(a) is type(b), where
        for field in fields(a):
            same(getattr(a, field.name), getattr(b, field.name), f"{where}.{field.name}")
    elif isinstance(a, Mapping):
        assert list(a) == list(b), where
        for key in a:
            same(a[key], b[key], f"{where}[{key!r}]")
    elif isinstance(a, Sequence) and not isinstance(a, str | bytes):
        assert len(a) == len(b), where
        for number, (one, other) in enumerate(zip(a, b, strict=True)):
            same(one, other, f"{where}[{number}]")
    else:
        assert a == b, (where, a, b)


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("name", list(ANALYSES))
def test_every_analysis_says_the_same_on_a_cluster(name, here, there):
    spec = ANALYSES[name].examples(NAMES)[0]
    same(answer(here, spec), answer(there, spec), name)


@pytest.mark.usefixtures("cluster")
def test_rows_are_accounted_for_alike(here, there):
    same(here.quality, there.quality)
    assert here.extent == there.extent
    assert here.vocabularies == there.vocabularies


@pytest.mark.usefixtures("cluster")
def test_a_selection_is_made_by_the_workers(here, there):
    selection = EventsWith("channel", ("app",))
    assert there.where(selection).extent.events < there.extent.events
    same(sj.transitions(here.where(selection)), sj.transitions(there.where(selection)))


def test_reading_goes_on_when_an_executor_is_killed(files, here, cluster, machines):
    log = machines.answer_with_an_executor_killed(
        cluster, lambda: sj.read(files, engine=cluster, shards=SHARDS)
    )
    same(sj.transitions(here), sj.transitions(log))


def test_shards_that_die_with_their_executor_are_made_again(files, here, cluster, machines):
    log = sj.read(files, engine=cluster, shards=SHARDS)
    victim = machines.executors()[0]
    victim.kill()
    victim.wait(30)
    same(sj.transitions(here), sj.transitions(log))


@pytest.mark.parametrize("shards", [1, 4])
def test_a_data_frame_of_spark_is_read_by_its_own_session(files, here, spark, shards):
    log = sj.read(spark.read.parquet(*files), shards=shards)
    same(sj.transitions(here), sj.transitions(log))


def test_a_log_written_by_the_workers_opens_on_a_laptop(files, here, spark, tmp_path):
    sj.read(files, engine=spark, shards=4, folder=tmp_path / "log")
    laptop = sj.read(tmp_path / "log")
    same(sj.transitions(here), sj.transitions(laptop))
    same(sj.paths(here), sj.paths(laptop))
