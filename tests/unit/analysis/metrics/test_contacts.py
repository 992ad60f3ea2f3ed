"""Which touchpoints are contacts and cancellations, by their names in exports of real systems."""

import pytest

from sojourn.analysis.metrics.contacts import contact_kind, is_cancellation, is_support_channel
from sojourn.events.taxonomy.words.meetings import MEETINGS


@pytest.mark.parametrize(
    "name",
    ["Called support", "Ticket opened", "callStarted", "chat_started", "Complaint filed", "Handed over to chat", "来电", "投诉物流"],
)  # fmt: skip
def test_contacts_by_name(name):
    assert contact_kind(name) == 1


@pytest.mark.parametrize(
    "name",
    ["Support replied", "Ticket solved", "Ticket closed", "Ticket on-hold", "Ticket open", "Automatic message", "Call ended", "Chatbot",
     "Page: Support", "Satisfaction survey answered", "客服回复", "Phone order"],
)  # fmt: skip
def test_what_support_does_is_no_contact(name):
    assert contact_kind(name) == -1


def test_other_names_leave_it_to_the_channel():
    assert contact_kind("Delivery question") == 0
    assert [name for name in ("phone", "Live chat", "Support", "电话", "web", "email", "store", "app") if is_support_channel(name)] == [
        "phone", "Live chat", "Support", "电话",
    ]  # fmt: skip


def test_the_channels_of_the_taxonomy_agree():
    human = {m.channel for m in MEETINGS if m.kind == "human" and m.channel}
    assert {channel for channel in human if is_support_channel(channel)} == {"chat", "phone"}


@pytest.mark.parametrize(
    "name", ["Subscription cancelled", "account_closed", "contractTerminated", "注销账户"]
)
def test_cancellations(name):
    assert is_cancellation(name)


@pytest.mark.parametrize(
    "name", ["Order cancelled", "Cancel button", "Subscription paused", "Appointment cancelled"]
)
def test_other_cancellations_are_no_farewell(name):
    assert not is_cancellation(name)
