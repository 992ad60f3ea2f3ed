"""Tests of analyses share a log of planted customers."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
