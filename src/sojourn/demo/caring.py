"""Scenes of support: chats, phone calls, and calls handed over to chat."""

import numpy as np

from sojourn.demo.calendar import HOUR, MINUTE
from sojourn.demo.membership import Membership
from sojourn.demo.record import Record
from sojourn.demo.shopping import Flags, Ints, Shopping
from sojourn.demo.touchpoints import Touch
from sojourn.demo.words import TOPICS


def care(record: Record, shopping: Shopping, membership: Membership) -> None:
    """Record every ticket from its first to its last event."""
    rounds, who = np.nonzero(shopping.chat)
    size = len(who)
    topic = np.where(
        record.dice.uniform("question", size) < 0.6, TOPICS.index("size"), TOPICS.index("product")
    )
    _chats(
        record, "before", np.arange(size), who, start=shopping.contact_time[rounds, who],
        reply=shopping.reply_time[rounds, who], slow=shopping.slow[rounds, who], topic=topic,
    )  # fmt: skip
    _after(record, membership, first=size)


def _after(record: Record, membership: Membership, first: int) -> None:
    dice = record.dice
    reason = np.where(membership.late[0], TOPICS.index("delivery"), TOPICS.index("product"))
    reason = np.where(membership.late_mail & ~membership.late[0], TOPICS.index("ordering"), reason)
    chat = np.flatnonzero(membership.contact & ~membership.by_phone)
    _chats(
        record, "after", first + chat, chat, start=membership.contact_time[chat],
        reply=membership.reply_time[chat], slow=membership.slow[chat], topic=reason[chat],
    )  # fmt: skip
    call = np.flatnonzero(membership.contact & membership.by_phone)
    start, ticket = membership.contact_time[call], first + call
    record.add(Touch.PHONE_CALL, call, start, topic=reason[call], reference=ticket)
    length = ((3 + 9 * dice.uniform("call", len(call))) * MINUTE).astype(np.int64)
    kept = ~membership.asked_twice[call]
    record.add(Touch.CALL_SOLVED, call[kept], (start + length)[kept], reference=ticket[kept])
    over, at, tickets = call[~kept], (start + length)[~kept], ticket[~kept]
    record.add(Touch.HANDED_OVER, over, at, reference=tickets)
    wait = ((4 + 25 * dice.uniform("hand-over", len(over))) * MINUTE).astype(np.int64)
    record.add(Touch.ASKED_AGAIN, over, at + wait, reference=tickets)
    _solved(record, "handed over", tickets, over, reply=at + wait, shift=-3.0)


def _chats(
    record: Record, name: str, ticket: Ints, who: Ints, *, start: Ints, reply: Ints, slow: Flags, topic: Ints
) -> None:
    record.add(Touch.CHAT_STARTED, who, start, topic=topic, reference=ticket)
    record.add(Touch.CHAT_REPLIED, who, reply, shift=-4.6 * slow, reference=ticket)
    _solved(record, name, ticket, who, reply=reply, shift=-3.4 * slow)


def _solved(
    record: Record, name: str, ticket: Ints, who: Ints, *, reply: Ints, shift: np.typing.ArrayLike
) -> None:
    shift = np.broadcast_to(np.asarray(shift, np.float64), who.shape)
    u = record.dice.uniform(name + " solved", len(who))
    work = np.where(u < 0.75, 5 * MINUTE + 40 * MINUTE * u, 12 * HOUR * u).astype(np.int64)
    record.add(Touch.CHAT_SOLVED, who, reply + work, shift=shift, reference=ticket)
