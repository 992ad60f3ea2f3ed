"""The little shop that the tests of the command line analyse."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the tests here share the module `running`

from running import csv, shop_rows


@pytest.fixture
def shop(tmp_path) -> Path:
    path = tmp_path / "shop.csv"
    path.write_text(csv(shop_rows(), "customer_id,timestamp,event,channel,amount"), encoding="utf-8")
    return path
