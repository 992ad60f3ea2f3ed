"""The sample maps of the golden pictures, for these tests too."""

import importlib
import sys
from pathlib import Path

MAPS = str(Path(__file__).parents[2] / "golden" / "maps")
if MAPS not in sys.path:
    sys.path.insert(0, MAPS)


def pytest_generate_tests(metafunc):
    if "sample" in metafunc.fixturenames:
        names = ["socks", "tea", "permits", "tiny", "airline", "clinic", "bank", "gym", "hotel"]
        metafunc.parametrize("sample", [importlib.import_module(name).MAP for name in names], ids=names)
