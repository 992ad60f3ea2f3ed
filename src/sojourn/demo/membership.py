"""After the order: confirmation, parcels, questions, feelings, and whether the subscription is renewed.

The feelings that remain are what acts: a renewal is a threshold on loyalty, doubt and the sum of what went well and
what went wrong. That is how a pain point has its effect.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sojourn.demo.calendar import DAY, HOUR, MINUTE, Period, berlin_offset, human_time
from sojourn.demo.causes import World
from sojourn.demo.dice import Dice, sigmoid
from sojourn.demo.people import People
from sojourn.demo.shopping import Shopping, replies

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TERMS: Final = 6
"""Boxes that fit into a period of half a year."""
TERM: Final = 30 * DAY
FEELING_WEIGHT: Final = 0.34
"""What one point of remaining feeling adds to the wish to renew (logit)."""
REMAINS: Final = {
    "late_parcel": -3.5,
    "slow_chat_reply": -4.5,
    "asked_twice": -4.0,
    "late_confirmation": -2.4,
    "style_quiz": 2.0,
}
"""Feeling that remains after each cause, in points of emotion."""
LATE_BEFORE: Final = 0.10
LATE_AFTER: Final = 0.32
"""Probability of a late parcel before and after the new carrier took over."""


@dataclass(frozen=True, slots=True)
class Membership:
    """What happened after the order; arrays have one entry per customer, or the shape ``(TERMS, customers)``."""

    order_time: Ints
    mail_time: Ints
    late_mail: Flags
    shipped: Ints  # (TERMS, customers)
    delivered: Ints  # (TERMS, customers)
    late: Flags  # (TERMS, customers)
    sent_back: Flags  # the first box
    contact: Flags
    by_phone: Flags
    contact_time: Ints
    slow: Flags
    reply_time: Ints
    asked_twice: Flags
    feeling: Floats  # what remains when the first renewal is due
    due: Ints  # (TERMS, customers): end of each box's term
    active: Flags  # (TERMS, customers): the box was sent
    renewed: Flags  # (TERMS, customers): renewed at the end of the term
    paused: Flags  # (TERMS, customers)
    stop_time: Ints  # when it was cancelled or paused

    def first_renewal(self, end: int) -> tuple[Flags, Flags]:
        """Who came to a first renewal before ``end``, and who renewed then."""
        came = self.active[0] & (self.due[0] < end)
        return came, came & self.renewed[0]


def subscribe(people: People, dice: Dice, period: Period, world: World, shopping: Shopping) -> Membership:
    """Let those who ordered be members in this world."""
    count, buyer = people.count, shopping.buyer
    order = np.where(buyer, shopping.order_time + 9 * MINUTE, period.end)
    late_mail, mail = _confirmation(order, dice, world)
    late_mail &= buyer
    due = order + TERM * np.arange(1, TERMS + 1, dtype=np.int64)[:, None]
    shipped, delivered, late = _parcels(due - TERM, people, dice, period, world)
    late &= buyer
    trouble = -0.9 + 0.5 * people.doubt + 1.3 * late[0] + 0.8 * late_mail
    contact = buyer & (dice.uniform("contact", count) < sigmoid(trouble))
    by_phone = dice.uniform("by phone", count) < 0.45
    worried = np.where(late[0], delivered[0] - 2 * DAY, order + 4 * DAY)
    worried = np.where(late_mail & ~late[0], order + 6 * HOUR, worried)
    worried += (dice.uniform("contact after", count) * 2 * DAY).astype(np.int64)
    contact_time = human_time(worried, dice.uniform("contact hour", count), people.china)
    slow, reply = replies(contact_time, dice, "chat after order", 0, world)
    slow &= contact & ~by_phone
    asked = contact & by_phone & world.has("asked_twice") & (dice.uniform("handed over", count) < 0.5)
    happened = {
        "late_parcel": late[0], "slow_chat_reply": slow, "asked_twice": asked, "late_confirmation": late_mail,
        "style_quiz": shopping.quiz.any(axis=0) & world.has("style_quiz"),
    }  # fmt: skip
    feeling = sum((REMAINS[cause] * flag for cause, flag in happened.items()), np.zeros(count))
    active, renewed, paused = _terms(buyer & (order < period.end), people, dice, late, feeling)
    early = (dice.uniform("stops early", count) * 9 * DAY).astype(np.int64)
    last = np.maximum(active.sum(axis=0) - 1, 0)
    stop = np.take_along_axis(due, last[None], axis=0)[0] - 11 * DAY + early
    stop = human_time(stop, dice.uniform("stop hour", count), people.china)
    return Membership(
        order_time=order, mail_time=mail, late_mail=late_mail, shipped=shipped, delivered=delivered, late=late,
        sent_back=buyer & (dice.uniform("sent back", count) < 0.07), contact=contact, by_phone=by_phone,
        contact_time=contact_time, slow=slow, reply_time=reply, asked_twice=asked, feeling=feeling, due=due,
        active=active, renewed=renewed, paused=paused, stop_time=stop,
    )  # fmt: skip


def _confirmation(order: Ints, dice: Dice, world: World) -> tuple[Flags, Ints]:
    """Who gets the confirmation a day late, and when it is sent: the nightly job misses the evening's orders."""
    hour = (order + berlin_offset(order)) % DAY // HOUR
    u = dice.uniform("confirmation", len(order))
    late = (hour >= 18) & world.has("late_confirmation")
    wait = np.where(late, 23 * HOUR + 3 * HOUR * u, 20_000_000 + 4 * MINUTE * u)
    return late, order + wait.astype(np.int64)


def _parcels(
    start: Ints, people: People, dice: Dice, period: Period, world: World
) -> tuple[Ints, Ints, Flags]:
    """Shipping, delivery and lateness of every box, each of shape ``(TERMS, customers)``."""
    rows = [
        tuple(dice.uniform(name, people.count, term) for name in ("ship", "carry", "late", "delay", "drop"))
        for term in range(TERMS)
    ]
    ship, carry, unlucky, delay, drop = (np.stack(column) for column in zip(*rows, strict=True))
    morning = start + (DAY * (0.6 + 1.2 * ship)).astype(np.int64)
    shipped = morning - morning % DAY + ((7 + 8 * ship) * HOUR).astype(np.int64)
    probability = np.where(shipped >= period.change, LATE_AFTER, LATE_BEFORE) + 0.05 * people.china
    late = (unlucky < probability) & world.has("late_parcel")
    days = 1 + np.floor(2.5 * carry) + 2 * people.china + np.where(late, 4 + np.floor(4 * delay), 0)
    arrival = shipped + DAY * days.astype(np.int64)
    shift = np.where(people.china, -7, 0)
    delivered = arrival - arrival % DAY + ((8 + shift + 10 * drop) * HOUR).astype(np.int64)
    return shipped, delivered, late


def _terms(
    buyer: Flags, people: People, dice: Dice, late: Flags, feeling: Floats
) -> tuple[Flags, Flags, Flags]:
    """Which boxes are sent, which terms end in a renewal, which in a pause."""
    active, renewed, paused = [], [], []
    member = buyer
    for term in range(TERMS):
        # The first months' feelings fade; a late box hurts in its own term.
        remaining = feeling if term == 0 else 0.3 * feeling + REMAINS["late_parcel"] * late[term]
        wish = (
            (0.5 if term == 0 else 1.5)
            + 0.8 * people.loyalty
            - 0.6 * people.doubt
            + FEELING_WEIGHT * remaining
        )
        renews = member & (wish + dice.logistic("renews", people.count, term) > 0)
        active.append(member)
        renewed.append(renews)
        paused.append(member & ~renews & (dice.uniform("pauses", people.count, term) < 0.3))
        member = renews
    return np.stack(active), np.stack(renewed), np.stack(paused)
