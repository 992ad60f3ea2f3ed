"""What all tests share: quiet Hypothesis, and the place of the real data sets."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"

# No deadline: the first example of a kernel is compiled. Slow machines are not wrong.
settings.register_profile(
    "sojourn", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors]
)
settings.load_profile("sojourn")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets beside the project; absent, the test is skipped, except in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI needs the real data sets in {SHARED}")
        pytest.skip("the real data sets (../shared/data) are not beside the project")
    return SHARED
