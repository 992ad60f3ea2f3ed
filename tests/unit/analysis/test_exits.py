from sojourn.analysis.exits import exits
from sojourn.log.selection import EventsWith
from sojourn.testing import log_of


def test_exits_of_a_small_log():
    log = log_of("""
        ann  09:00  Home
        ann  09:10  Cart
        ann  09:20  Home
        bob  09:00  Home
        cat  09:00  Home
        cat  09:10  Cart
    """)
    assert exits(log).table.to_pylist() == [
        {
            "touchpoint": "Home",
            "customers": 3,
            "events": 4,
            "entries": 3,
            "exits": 2,
            "exits_share": 2 / 3,
            "last_event_share": 0.5,
            "share_of_exits": 2 / 3,
        },
        {
            "touchpoint": "Cart",
            "customers": 2,
            "events": 2,
            "entries": 0,
            "exits": 1,
            "exits_share": 0.5,
            "last_event_share": 0.5,
            "share_of_exits": 1 / 3,
        },
    ]


def test_a_touchpoint_that_a_selection_removed_has_no_row():
    log = log_of("ann  09:00  Home\nbob  09:00  Cart").where(EventsWith("touchpoint", ("Home",)))
    assert exits(log).table.num_rows == 1
    assert exits(log).headline() == "Exits: 1 journeys over 1 touchpoints"
