from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UnitError
from sojourn.units import duration_text, microseconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1800), ("7d", 604_800), ("1h 30m", 5400), ("1.5h", 5400), ("2w", 1_209_600), ("90 s", 90)],
)
def test_text_with_units(text, seconds):
    assert microseconds(text) == seconds * 1_000_000


@pytest.mark.parametrize(
    "bad", [7, 7.5, None, "7", "", "d", "7 fortnights", "-3h", "0s", "1h and a bit", True]
)
def test_what_has_no_unit_is_refused(bad):
    with pytest.raises(UnitError):
        microseconds(bad)


@given(st.integers(1, 10**15))
def test_timedelta_and_text_agree(us):
    assert microseconds(timedelta(microseconds=us)) == microseconds(f"{us}us") == us


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.04, "0 s"),
        (89, "89 s"),
        (90, "1 min 30 s"),
        (3599, "60 min"),
        (3600, "1 h"),
        (86_400, "1 d"),
        (2 * 86_400 + 4 * 3600, "2 d 4 h"),
        (40 * 86_400, "40 d"),
        (-60, "−60 s"),
    ],
)
def test_durations_for_people(seconds, text):
    assert duration_text(seconds) == text
