"""Golden pictures are rewritten only when asked for: ``SOJOURN_UPDATE_GOLDEN=1 pytest tests/golden``."""

import os
import sys
from pathlib import Path

import pytest

MAPS = str(Path(__file__).parent / "maps")
if MAPS not in sys.path:
    sys.path.insert(0, MAPS)


@pytest.fixture
def golden():
    """Compare a text with its golden file, or rewrite the file if asked to."""

    def compare(name, text):
        path = Path(__file__).parent / name
        if os.environ.get("SOJOURN_UPDATE_GOLDEN") == "1":
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{name} does not exist; SOJOURN_UPDATE_GOLDEN=1 writes it"
        assert text == path.read_text(encoding="utf-8"), (
            f"{name} differs; look at it, then SOJOURN_UPDATE_GOLDEN=1"
        )

    return compare
