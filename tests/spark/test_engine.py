"""Every registered analysis runs unchanged on Spark, and says what it says on one machine."""

import pytest
from alike import Together, same
from standalone import PATIENCE_S

import sojourn as sj
from sojourn.analysis.answered import MOST, remember
from sojourn.analysis.seam import ANALYSES, answer
from sojourn.log.selection import EventsWith

NAMES = ("Page: Product", "Cart", "Order completed", "Parcel delivered", "Support replied")
"""Touchpoints that the examples of analyses ask about."""
SHARDS = 8


@pytest.fixture(autouse=True, scope="module")
def _no_result_is_remembered():
    remember(0)
    yield
    remember(MOST)


@pytest.fixture(scope="package")
def here(files):
    """The log of these events on one machine."""
    return sj.read(files)


@pytest.fixture(scope="package")
def there(files, contexts, machines):
    """The same log, held by the workers of a cluster."""
    return sj.read(files, engine=contexts.on(machines.url), shards=SHARDS)


@pytest.fixture(scope="package")
def answers(here, there):
    """What every registered analysis says here and on the cluster; there, all is measured in one job."""
    every = Together(tuple(ANALYSES[name].examples(NAMES)[0] for name in ANALYSES))
    asked_alone = [answer(here, spec) for spec in every.specs]
    return dict(zip(ANALYSES, zip(asked_alone, every.answers(there), strict=True), strict=True))


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("name", list(ANALYSES))
def test_every_analysis_says_the_same_on_a_cluster(name, answers):
    same(*answers[name], name)


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
    victim.wait(PATIENCE_S)
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
