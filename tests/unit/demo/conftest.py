"""One company and its files for all tests of the demo."""

import json
from pathlib import Path

import pytest

from sojourn.demo.company import Company, simulate
from sojourn.demo.exports import write


@pytest.fixture(scope="package")
def company() -> Company:
    return simulate(3_000, seed=7)


@pytest.fixture(scope="package")
def folder(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pairwise")
    write(company, path)
    return path


@pytest.fixture(scope="package")
def truth(folder: Path) -> dict:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))
