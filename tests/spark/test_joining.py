"""Sources that know people by several ids, and the dataset of a project: what Spark makes of them, byte for byte."""

import shutil

import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.exports import write
from sojourn.errors import LogError
from sojourn.spark.blobs import packed

CUSTOMERS, SEED = 60, 3
PROJECT = """
sojourn: project/1
title: Shop
timezone: Europe/Berlin
sources:
  - {name: orders, files: data/orders.csv, format: shopify_orders}
  - {name: web, files: data/web.jsonl}
  - {name: e-mail, files: data/email.csv}
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The exports of fifteen systems."""
    folder = tmp_path_factory.mktemp("company") / "data"
    write(simulate(CUSTOMERS, seed=SEED), folder)
    for truth in ("truth.json", "_truth"):
        (folder / truth).rename(folder.parent / truth)
    return folder


@pytest.fixture(scope="module")
def built(company):
    """The log of a project of three of them."""
    project = company.parent / "sojourn.yaml"
    project.write_text(PROJECT, encoding="utf-8")
    return sj.read(project)


def totals(quality):
    return {name: quality[name] for name in ("rows_in", "rows_kept", "dropped", "repaired")}


def bytes_of(log):
    (shard,) = log.shards
    return packed([shard], shard.schema).to_pybytes()


def test_people_are_joined_across_systems_as_on_a_laptop(company, spark, tmp_path):
    files = [company / name for name in ("orders.csv", "web.jsonl", "app.parquet", "contacts.csv")]
    here = sj.read(files)
    sj.read(files, engine=spark, shards=1, folder=tmp_path / "log")
    there = sj.read(tmp_path / "log")
    assert totals(there.quality) == totals(here.quality)
    assert [s["dropped"] for s in there.quality["sources"]] == [s["dropped"] for s in here.quality["sources"]]
    assert there.vocabularies == here.vocabularies
    assert bytes_of(there) == bytes_of(here)
    assert not [path.name for path in tmp_path.iterdir() if path.name != "log"]  # parts were passing


def test_the_dataset_of_a_project_gives_its_log_to_the_last_byte(built, spark, tmp_path):
    sj.read(built.path.parent, engine=spark, shards=1, folder=tmp_path / "log")
    there = sj.read(tmp_path / "log")
    assert there.checksum == built.checksum
    assert there.quality == built.quality


def test_a_dataset_that_lost_a_file_is_refused(built, spark, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(built.path.parent, data)
    next((data / "events").glob("*.parquet")).unlink()
    with pytest.raises(LogError, match="no finished build"):
        sj.read(data, engine=spark)
