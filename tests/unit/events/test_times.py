"""Every common form of a time is recognised, and read to the microsecond."""

import duckdb
import pyarrow as pa
import pytest

from sojourn.events.expressions import time_of
from sojourn.events.times import is_clock, relative_form, time_form, typed_form

NOON = 1_759_838_400_000_000  # 2025-10-07 12:00 UTC


def read_times(values, name="time", zone="UTC", form=None):
    form = form or time_form(values, name)
    assert form is not None
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'").fetchall()
    relation = connection.from_arrow(pa.table({"t": pa.array(values, pa.string())}))
    return [row[0] for row in relation.select(time_of("t", "VARCHAR", form, zone)).fetchall()]


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-07 12:00", "2025-10-07T12:00:00", "2025-10-07T12:00:00Z", "2025-10-07T12:00:00.000000Z",
        "2025-10-07 14:00:00+02:00", "2025-10-07 14:00:00 +0200", "2025-10-07T14:00:00+02", "2025-10-07 12:00:00 UTC",
        "2025-10-07 12:00:00,000", "2025/10/7 12:00", "2025.10.07 12:00", "07.10.2025 12:00", "7.10.25 12:00",
        "07/Oct/2025:14:00:00 +0200", "7 Oct 2025 12:00", "07-Oct-25 12:00", "Oct 7, 2025 12:00 PM",
        "October 7, 2025 12:00 pm", "Tue Oct 07 12:00:00 +0000 2025", "Tue, 07 Oct 2025 12:00:00 GMT",
        "Tue, 7 Oct 2025 14:00:00 +0200", "2025年10月7日 12时0分", "2025年10月7日 12:00", "20251007120000",
        "20251007T120000Z", "1759838400", "1759838400.0", "1759838400000", "1759838400000000", "1759838400000000000",
        "45937.5",
    ],
)  # fmt: skip
def test_forms_of_one_moment(text):
    assert read_times([text]) == [NOON]


@pytest.mark.parametrize(
    "text", ["2025-10-07", "07.10.2025", "20251007", "2025年10月7日", "7-Oct-25", "45937"]
)
def test_forms_of_one_day(text):
    form = time_form([text], "date")
    assert form is not None
    assert read_times([text]) == [NOON - 12 * 3_600_000_000]


def test_one_value_above_twelve_decides_between_day_and_month():
    assert read_times(["03/04/2025", "13/04/2025"])[0] == read_times(["2025-04-03"])[0]
    assert read_times(["03/04/2025", "04/13/2025"])[0] == read_times(["2025-03-04"])[0]


def test_the_part_that_varies_more_is_the_day_and_the_note_says_so():
    form = time_form([f"01/{d:02}/2025" for d in range(1, 12)])
    assert form is not None
    assert "month before day is assumed, because days vary more" in form.note
    form = time_form(["01/02/2025"])
    assert form is not None
    assert "nothing in the sample decides" in form.note


def test_local_times_are_taken_in_the_zone_asked_for():
    assert read_times(["2025-10-07 14:00"], zone="Europe/Berlin") == [NOON]
    assert read_times(["07.10.2025 14:00"], zone="Europe/Berlin") == [NOON]


def test_times_with_and_without_a_zone_in_one_column():
    values = ["2025-10-07T12:00:00Z", "2025-10-07 14:00"]
    form = time_form(values)
    assert form is not None
    assert form.zone == "some"
    assert read_times(values, zone="Europe/Berlin") == [NOON, NOON]


def test_two_forms_in_one_column():
    assert read_times(["7.10.2025 12:00", "2025-10-07 12:00:00", "7.10.25 12:00"]) == [NOON, NOON, NOON]


def test_what_cannot_be_read_is_null():
    form = time_form(["2025-10-07 12:00", "2025-10-08 12:00"])
    assert read_times(["2025-10-07 12:00", "soon", "2025-02-30", "0000-00-00 00:00:00"], form=form) == [
        NOON,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("values", [["cart", "pay"], ["12.5", "3"], ["1.2.3"], ["a-b-c"], []])
def test_what_is_no_time(values):
    assert time_form(values, "name") is None


def test_numbers_need_a_name_or_all_in_range():
    assert time_form(["1759838400", "77"], "amount") is None
    form = time_form(["1759838400", "1759838401"], "x")
    assert form is not None
    assert form.share < 0.5


def test_stored_types():
    assert typed_form(pa.timestamp("ms")).zone == "none"
    assert typed_form(pa.date32()).has_clock is False
    assert typed_form(pa.int64()) is None


def test_times_of_day():
    assert is_clock(["9:30", "10:00:15 PM"])
    assert not is_clock(["9:30", "later"])


def test_numbers_that_count_from_a_start():
    form = relative_form(["0", "7", "14"], "day")
    assert form is not None
    assert form.unit == "day"
    assert read_times(["0", "1"], form=form) == [946_684_800_000_000, 946_771_200_000_000]
    assert relative_form(["a", "b"], "day") is None
