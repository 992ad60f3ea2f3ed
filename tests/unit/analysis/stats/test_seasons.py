"""Seasons of days, where days have no event at all."""

import numpy as np

from sojourn.analysis.stats.seasons import seasons, weekdays


def test_weekdays_without_any_event_have_an_interval_that_can_be_written():
    days = np.arange(20_000, 20_140)
    closed = np.isin(weekdays(days), [5, 6])
    counts = np.where(closed, 0.0, 5000.0 + 40 * np.sin(np.arange(len(days))))
    found = seasons(days, counts)
    assert len(found) >= 7
    assert all(np.isfinite([f.factor, f.low, f.high]).all() for f in found)
    assert all(f.factor < 1e-3 for f in found if f.kind == "weekday" and f.day in {6, 7})
