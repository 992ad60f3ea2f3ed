"""Pain points of public event logs: nothing is claimed that is only the outcome under another name."""

import pytest

import sojourn as sj

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("bpic2012/BPI_Challenge_2012.xes.gz", "A_APPROVED"),
        ("sepsis/SEPSIS.xes.gz", "Release A"),
        ("retentioneering_simple_shop/simple-onlineshop.csv.gz", "payment_done"),
    ],
)
def test_refusals_steps_and_unknown_names_are_not_said_to_cost(shared_data, path, goal):
    log = sj.read(shared_data / path)
    found = sj.pain_points(log, goal)
    assert found.status == "computed"
    assert "costs" not in found.table["verdict"].to_pylist()
    # A loan is not lost because it was declined, nor a purchase won because the card was chosen to pay.
    told = {
        *found.table["touchpoint"].to_pylist(),
        *sj.moments_of_truth(log, goal).table["touchpoint"].to_pylist(),
    }
    assert not told & {
        "A_DECLINED",
        "O_DECLINED",
        "A_CANCELLED",
        "payment_card",
        "payment_cash",
        "delivery_courier",
    }


def test_a_late_answer_in_an_office_is_told_with_its_events(shared_data):
    log = sj.read(shared_data / "receipt_wabo/receipt.xes.gz")
    found = sj.pain_points(log, "T10 Determine necessity to stop indication")
    costing = [row for row in found.table.to_pylist() if row["verdict"] == "costs" and row["cause"] is None]
    assert [(row["anchor"], row["touchpoint"]) for row in costing] == [
        ("Confirmation of receipt", "T05 Print and send confirmation of receipt")
    ]
    events = found.exposed(log, costing[0]["id"])
    waits = [
        (b - a).total_seconds()
        for a, b in zip(*(events[c].to_pylist() for c in events.column_names[1:3]), strict=True)
        if b
    ]
    assert min(waits) > costing[0]["limit_s"]
    assert costing[0]["value_at_stake"] is None  # the log knows no money


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("retentioneering_simple_shop/simple-onlineshop.csv.gz", "payment_done"),
        ("road_traffic_fines/traffic_fines_10k_cases.csv.gz", "Payment"),
        ("bpic2012/BPI_Challenge_2012.xes.gz", "A_ACTIVATED"),
    ],
)
def test_progress_towards_the_goal_is_no_moment_of_truth(shared_data, path, goal):
    found = sj.moments_of_truth(sj.read(shared_data / path), goal)
    assert found.status == "computed"
    assert "met" not in found.table["quality"].to_pylist()
