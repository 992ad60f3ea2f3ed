from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sojourn.analysis.stats.zones import check_zone, zone_pieces
from sojourn.errors import UnitError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca"]
)
def test_offsets_are_those_of_the_time_zone_database(zone):
    first, last = (int((datetime(y, 6, 1, tzinfo=UTC) - EPOCH).total_seconds()) for y in (1969, 2035))
    edges, shifts = zone_pieces(zone, first * 10**6, last * 10**6)
    around = np.concatenate([edges // 10**6, edges // 10**6 - 1]).tolist()
    moments = np.random.default_rng(1).integers(first, last, 500).tolist() + [
        m for m in around if first <= m <= last
    ]
    for seconds in moments:
        expected = (EPOCH + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone)).utcoffset()
        found = shifts[np.searchsorted(edges, seconds * 10**6, side="right")]
        assert int(found) == expected // timedelta(microseconds=1), seconds


def test_a_zone_must_exist():
    check_zone("Asia/Shanghai")
    with pytest.raises(UnitError, match="no time zone 'Asia/Peking'"):
        check_zone("Asia/Peking")
