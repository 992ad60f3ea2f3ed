from datetime import UTC, datetime

import pytest

from sojourn.render.numbers import MINUS, THIN, count, decimal, duration, money, percent, period, signed


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0_%"),
        (0.004, "<1_%"),
        (0.0149, "1_%"),
        (0.274, "27_%"),
        (0.996, ">99_%"),
        (1.0, "100_%"),
        (-0.17, "−17_%"),
    ],
)
def test_percent_never_rounds_a_little_to_nothing_nor_almost_all_to_all(share, shown):
    assert percent(share).replace(THIN, "_") == shown


def test_chinese_percent_has_no_space():
    assert percent(0.274, "zh", 1) == "27.4%"


def test_numbers_have_thin_spaces_and_a_true_minus():
    assert count(-1_204_377) == f"{MINUS}1{THIN}204{THIN}377"
    assert decimal(1234.5) == f"1{THIN}234.5"
    assert signed(0.04) == "0.0"
    assert signed(-3.44) == "−3.4"


@pytest.mark.parametrize(
    ("currency", "shown"), [("EUR", "€_34_700"), ("CHF", "34_700_CHF"), ("", "34_700"), ("CNY", "¥_34_700")]
)
def test_money(currency, shown):
    assert money(34_700, currency).replace(THIN, "_") == shown


def test_durations_and_periods_in_both_languages():
    assert duration(93_600).replace("\u00a0", " ") == "1 d 2 h"
    assert duration(93_600, "zh").replace("\u00a0", " ") == "1 天 2 小时"
    assert duration(float("nan")) == "–"
    assert (
        period(datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC))
        == "1 Dec 2025 – 3 Feb 2026"
    )
    assert period(datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC)) == "3 Feb 2026"
    assert (
        period(datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC), "zh")
        == "2025年12月1日 – 2026年2月3日"
    )
