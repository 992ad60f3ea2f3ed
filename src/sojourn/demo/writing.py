"""Scenes in letters: e-mails to the customers, and what customers write back in surveys and reviews."""

from dataclasses import dataclass

import numpy as np

from sojourn.demo.belonging import satisfaction
from sojourn.demo.calendar import DAY, HOUR, MINUTE, Period, human_time, weekday
from sojourn.demo.dice import Dice, sigmoid
from sojourn.demo.membership import Membership
from sojourn.demo.people import People
from sojourn.demo.record import Record
from sojourn.demo.shopping import Flags, Ints, Shopping
from sojourn.demo.touchpoints import Touch
from sojourn.demo.words import TOPICS


@dataclass(frozen=True, slots=True)
class Newsletters:
    """Issues of the newsletter; ``sent`` and ``opened`` have the shape ``(issues, customers)``."""

    time: Ints  # (issues,)
    sent: Flags
    opened: Flags

    def read_before(self, time: Ints) -> Flags:
        """Who opened one before the given moment, per customer."""
        return np.asarray((self.opened & (self.time[:, None] + DAY < time)).any(axis=0), np.bool_)


def send_newsletters(
    people: People, dice: Dice, period: Period, *, shopping: Shopping, membership: Membership
) -> Newsletters:
    """Send an issue every third Thursday at 08:00 UTC to members and to one visitor in seven; the loyal open it."""
    midnights = period.start + np.arange(period.days, dtype=np.int64) * DAY
    issues = midnights[weekday(midnights) == 3][::3] + 8 * HOUR
    visitor = shopping.visitor & (dice.uniform("signs up", people.count) < 0.14)
    since = np.where(visitor, shopping.time[0], np.where(shopping.buyer, membership.order_time, period.end))
    until = np.where(shopping.buyer, membership.stop_time, period.end)
    sent = (issues[:, None] > since) & (issues[:, None] < until)
    reads = np.stack([dice.uniform("newsletter", people.count, k) for k in range(len(issues))])
    opened = sent & (reads < sigmoid(-0.8 + 0.9 * people.loyalty))
    return Newsletters(issues, sent, opened)


def mail(record: Record, membership: Membership, newsletters: Newsletters) -> None:
    """Record what the mail system sends and sees opened."""
    who = np.flatnonzero(membership.active[0])
    late, sent = membership.late_mail[who], membership.mail_time[who]
    touches: tuple[Touch, ...] = (Touch.CONFIRMATION_SENT, Touch.CONFIRMATION_OPENED)
    _letter(record, touches, who, sent, chances=(0.7,), shift=-3.6 * late)
    welcome = sent - sent % DAY + DAY + 8 * HOUR
    touches = (Touch.WELCOME_SENT, Touch.WELCOME_OPENED, Touch.WELCOME_CLICKED)
    _letter(record, touches, who, welcome, chances=(0.55, 0.4))
    term, member = np.nonzero(membership.active)
    reminder = membership.due[term, member] - 5 * DAY
    reminder = reminder - reminder % DAY + 9 * HOUR
    still = reminder < np.where(
        membership.renewed[term, member], record.period.end, membership.stop_time[member]
    )
    touches = (Touch.REMINDER_SENT, Touch.REMINDER_OPENED)
    _letter(record, touches, member[still], reminder[still], chances=(0.5,))
    issue, reader = np.nonzero(newsletters.sent)
    touches = (Touch.NEWSLETTER_SENT, Touch.NEWSLETTER_OPENED, Touch.NEWSLETTER_CLICKED)
    opened = newsletters.opened[issue, reader].astype(np.float64)
    _letter(record, touches, reader, newsletters.time[issue], chances=(opened, 0.2))


def _letter(
    record: Record,
    touches: tuple[Touch, ...],
    who: Ints,
    sent: Ints,
    *,
    chances: tuple[np.typing.NDArray[np.float64] | float, ...],
    shift: np.typing.ArrayLike = 0.0,
) -> None:
    """One letter per entry of ``who``: sent, then opened, then clicked, each with its chance."""
    name, at, here = touches[0].label, sent, np.ones(len(who), bool)
    number = np.arange(len(who)) + 100_000_000 * (1 + int(touches[0]))
    shift = np.broadcast_to(np.asarray(shift, np.float64), who.shape)
    for step, touch in enumerate(touches):
        if step:
            here = here & (record.dice.uniform(f"{name} {step}", len(who)) < chances[step - 1])
            pause = record.dice.generator(f"{name} pause {step}").exponential(size=len(who))
            at = at + ((40 * MINUTE if step == 1 else 2 * MINUTE) * pause).astype(np.int64) + 20_000_000
        record.add(touch, who[here], at[here], shift=shift[here], reference=number[here])


def answer(record: Record, shopping: Shopping, membership: Membership) -> None:
    """Record surveys and reviews; who answers does not depend on how it went."""
    people, dice, count = record.people, record.dice, record.people.count
    member, late = membership.active[0], membership.late[0]
    overall = satisfaction(record, membership)
    problem = np.where(late, TOPICS.index("delivery"), TOPICS.index("product"))
    problem = np.where(membership.slow | membership.asked_twice, TOPICS.index("support"), problem)
    delivered = membership.delivered[0]
    lost = shopping.ended.any(axis=0)
    asked = (
        (Touch.EFFORT_SURVEY, 0.22, membership.order_time + 10 * MINUTE, 0.4,
         -2.2 * lost + 0.3 * people.loyalty, np.where(lost, TOPICS.index("size"), TOPICS.index("ordering"))),
        (Touch.SERVICE_SURVEY, 0.30, delivered + 20 * HOUR, 2.0,
         -4.4 * late + 0.2 * people.loyalty, np.full(count, TOPICS.index("delivery"))),
        (Touch.NPS_SURVEY, 0.35, np.maximum(delivered, membership.order_time + 17 * DAY) + DAY, 3.0, overall, problem),
        (Touch.REVIEW, 0.28, delivered + 3 * DAY, 9.0, overall, problem),
    )  # fmt: skip
    for touch, share, after, spread, shift, topic in asked:
        who = np.flatnonzero(member & (dice.uniform(touch.label + " answered", count) < share))
        at = after[who] + (spread * DAY * dice.uniform(touch.label + " day", count)[who]).astype(np.int64)
        if touch is not Touch.EFFORT_SURVEY:
            at = human_time(at, dice.uniform(touch.label + " hour", count)[who], people.china[who])
        silent = dice.uniform(touch.label + " silent", count)[who] < (0.0 if touch is Touch.REVIEW else 0.4)
        about = np.where(silent, -1, topic[who])
        record.add(touch, who, at, shift=shift[who], topic=about, reference=who)
