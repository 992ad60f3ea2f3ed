"""Scenes after the order: the order itself, parcels, the app, renewals, friends invited."""

import numpy as np

from sojourn.demo.browsing import ORDER_AFTER
from sojourn.demo.calendar import DAY, MINUTE, SECOND, human_time
from sojourn.demo.dice import sigmoid
from sojourn.demo.membership import TERM, TERMS, Membership
from sojourn.demo.record import Record
from sojourn.demo.shopping import Floats, Shopping
from sojourn.demo.touchpoints import Touch
from sojourn.demo.words import TOPICS


def belong(record: Record, shopping: Shopping, membership: Membership) -> None:
    """Record what buyers live through until they leave or the period ends."""
    buyer = np.flatnonzero(membership.active[0])
    ordered = (shopping.order_time + ORDER_AFTER)[buyer] + 2 * SECOND
    record.add(Touch.ORDER_PLACED, buyer, ordered, value=record.people.price[buyer], reference=buyer)
    _parcels(record, membership)
    _app(record, membership)
    _renewals(record, membership)


def satisfaction(record: Record, membership: Membership) -> Floats:
    """What each customer makes of it all, in points above or below the usual."""
    return np.asarray(0.45 * membership.feeling + 0.4 * record.people.loyalty, np.float64)


def _parcels(record: Record, membership: Membership) -> None:
    term, who = np.nonzero(membership.active)
    reference = who * TERMS + term
    late, delivered = membership.late[term, who], membership.delivered[term, who]
    record.add(Touch.SHIPPED, who, membership.shipped[term, who], reference=reference)
    record.add(Touch.LATE, who[late], delivered[late] - 3 * DAY, reference=reference[late])
    record.add(Touch.DELIVERED, who, delivered, shift=-3.4 * late, reference=reference)
    back = (term == 0) & membership.sent_back[who]
    record.add(Touch.RETURNED, who[back], delivered[back] + 5 * DAY, reference=reference[back])


def _app(record: Record, membership: Membership) -> None:
    people, dice = record.people, record.dice
    user = people.app & membership.active[0]
    who = np.flatnonzero(user)
    u = dice.uniform("installs", people.count)[who]
    installed = human_time(
        membership.order_time[who] + (2 * DAY * u * u).astype(np.int64), dice.uniform("install hour", people.count)[who],
        people.china[who],
    )  # fmt: skip
    record.add(Touch.APP_INSTALLED, who, installed)
    saves = dice.uniform("preferences", people.count)[who] < 0.75
    record.add(Touch.PREFERENCES, who[saves], installed[saves] + 3 * MINUTE)
    eager = sigmoid(0.1 + 0.5 * people.loyalty)
    for term in range(TERMS):
        for k in range(3):
            slot = 3 * term + k
            opens = user & membership.active[term] & (dice.uniform("opens app", people.count, slot) < eager)
            reader = np.flatnonzero(opens)
            near = membership.due[term] - TERM + (3 + 9 * k) * DAY
            near += (dice.uniform("app day", people.count, slot) * 7 * DAY).astype(np.int64)
            at = human_time(
                near[reader], dice.uniform("app hour", people.count, slot)[reader], people.china[reader]
            )
            record.add(Touch.APP_OPENED, reader, at)
            looks = dice.uniform("preview", people.count, slot)[reader] < 0.45
            record.add(Touch.BOX_PREVIEW, reader[looks], at[looks] + MINUTE)
    happy = satisfaction(record, membership) + people.mood
    invites = user & (dice.uniform("invites", people.count) < sigmoid(-1.4 + 0.8 * happy))
    friend = np.flatnonzero(invites)
    after = membership.delivered[0][friend] + (
        dice.uniform("invite day", people.count)[friend] * 14 * DAY
    ).astype(np.int64)
    at = human_time(after, dice.uniform("invite hour", people.count)[friend], people.china[friend])
    record.add(Touch.INVITED, friend, at)


def _renewals(record: Record, membership: Membership) -> None:
    term, who = np.nonzero(membership.renewed)
    shift = 0.25 * membership.feeling[who]
    price = record.people.price[who]
    record.add(Touch.RENEWED, who, membership.due[term, who], shift=shift, value=price, reference=who)
    stops = membership.active & ~membership.renewed
    paused = np.flatnonzero((stops & membership.paused).any(axis=0))
    left = np.flatnonzero((stops & ~membership.paused).any(axis=0))
    record.add(Touch.PAUSED, paused, membership.stop_time[paused], reference=paused)
    reason = np.where(membership.late.any(axis=0), TOPICS.index("delivery"), TOPICS.index("price"))
    reason = np.where(membership.slow | membership.asked_twice, TOPICS.index("support"), reason)
    says = record.dice.uniform("cancel reason", record.people.count) < 0.7
    topic = np.where(says, reason, -1)[left]
    record.add(Touch.CANCELLED, left, membership.stop_time[left], topic=topic, reference=left)
