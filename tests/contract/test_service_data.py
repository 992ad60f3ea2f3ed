"""Real data of CRM, service and surveys: every row accounted for, and the customers' ids found."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from sojourn.ingest import ingest

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(
        not SHARED.is_dir(), reason="the real data sets do not lie beside the project (../shared/data)"
    ),
]


class Kept:
    """Counts events by touchpoint, and links."""

    def __init__(self):
        self.touchpoints, self.links = Counter(), 0

    def add(self, batch: pa.RecordBatch, *, source, compare_rows):
        at = batch.schema.get_field_index("touchpoint")
        names = batch.column(at).to_pylist() if at >= 0 else [""] * batch.num_rows
        self.touchpoints.update(names)

    def link(self, batch: pa.RecordBatch, *, source):
        self.links += batch.num_rows


@pytest.fixture
def take():
    def taker(name):
        kept = Kept()
        quality = ingest([SHARED / name], kept, now_us=1_790_000_000_000_000)
        assert quality.rows_in == kept.touchpoints.total() + sum(quality.dropped.values())
        return kept, quality

    return taker


def test_a_zendesk_warehouse_export_is_read_whole(take):
    kept, quality = take("zendesk_export")
    assert {s.dialect for s in quality.sources} == {"zendesk"}
    assert kept.touchpoints["Ticket opened"] == 10
    assert kept.touchpoints["Ticket message"] == 20
    assert kept.touchpoints["Ticket solved"] == 18
    assert kept.links == 19
    assert quality.dropped == {"set_aside": 151, "link_row": 19}
    rows = sum(
        len(path.read_text(encoding="utf-8-sig").rstrip().splitlines()) - 1
        for path in (SHARED / "zendesk_export").glob("*.csv")
        if path.name not in {"ticket_chat_event_data.csv", "audit_log_data.csv"}  # cells over several lines
    )
    counted = sum(s.rows_in for s in quality.sources if not s.name.startswith(("ticket_chat_event", "audit")))
    assert counted == rows


def test_leads_and_deals_join_by_the_lead(take):
    kept, quality = take("olist_marketing_funnel")
    assert kept.touchpoints == {"Olist marketing qualified lead": 8000, "Olist closed deal": 842}
    assert quality.dropped == {}


def test_a_french_survey_without_dates_keeps_its_zeros(take):
    kept, quality = take("botanic_nps_fr")
    assert kept.touchpoints == {"Nps": 8383}
    assert quality.dropped == {"missing_time": 11}


def test_tweets_are_one_touchpoint_of_their_authors(take):
    kept, _ = take("airline_tweets")
    assert kept.touchpoints == {"Tweet": 14_640}
