"""Exports of support: tickets, comments and people of the ticket system, calls of the telephone system."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import MINUTE, SECOND
from sojourn.demo.exports.book import Book, open_book
from sojourn.demo.exports.dialect import berlin_text, constant, utc_text
from sojourn.demo.identities import AGENT, AGENT_EMAIL
from sojourn.demo.sheet import Flags, Found, Ints, Sheet, each
from sojourn.demo.touchpoints import Touch
from sojourn.demo.words import TOPICS

TICKETS: Final = "support.jsonl"
COMMENTS: Final = "support_comments.jsonl"
RATED: Final = "Support rated"
ANSWERED: Final = "Call answered"
OPENERS: Final = (Touch.CHAT_STARTED, Touch.HANDED_OVER, Touch.CALL_SOLVED)
"""What opens a ticket: a chat, a call handed over to chat, or an agent's note of a call."""
SOLVERS: Final = (Touch.CHAT_SOLVED, Touch.CALL_SOLVED)
OWN_NAME: Final = 0.03
"""Share of the tickets for callers in which the agent forgets to put the customer in the place of the requester."""
_CLOCK: Final = "%Y-%m-%dT%H:%M:%SZ"
_NO_TEXT: Final = pa.scalar(None, pa.string())


def support(book: Book) -> Sheet:
    """Tickets in the form of Zendesk's API, with requester, times and rating."""
    ids, dice = book.ids, book.company.dice
    whole = open_book(book.company, ids, TICKETS, COMMENTS)
    opened = np.flatnonzero(book.where(*OPENERS))
    number, who = book.reference[opened], book.who[opened]
    noted = book.where(Touch.CALL_SOLVED)[opened]
    solved_at = _of_tickets(number, whole, SOLVERS, whole.time)
    solved_at = np.where(noted, book.time[opened] + MINUTE, solved_at)
    solved = solved_at > 0
    score = _rating(number, whole)
    rated = solved & ~np.isnan(score) & (score != 3)
    by_agent = forgetful(
        number,
        ~book.where(Touch.CHAT_STARTED)[opened],
        dice.uniform("forgets", 1 + int(number.max(initial=0))),
    )
    rows, agent = pa.array(who), pa.array(by_agent)
    requester = pc.if_else(agent, AGENT, ids.zendesk_user.take(rows))
    email = pc.if_else(agent, AGENT_EMAIL, ids.email.take(rows))
    name = pc.binary_join_element_wise(ids.first_name.take(rows), ids.last_name.take(rows), " ")
    topic = pa.array(book.topic[opened], mask=book.topic[opened] < 0)
    caller = pa.array(~book.where(Touch.CHAT_STARTED)[opened])
    ticket = pa.array(35_000 + number)
    columns = {
        "id": ticket,
        "url": pc.binary_join_element_wise(
            "https://pairwise.zendesk.example/api/v2/tickets/", ticket.cast(pa.string()), ".json", ""
        ),
        "created_at": utc_text(book.time[opened], _CLOCK),
        "updated_at": utc_text(np.maximum(solved_at, book.time[opened]), _CLOCK),
        "type": constant("question", len(who)),
        "subject": pc.fill_null(pa.array([f"Question about {topic}" for topic in TOPICS]).take(topic), "Call"),
        "description": book.text.take(pa.array(opened)),
        "priority": constant("normal", len(who)),
        "status": pc.if_else(pa.array(solved), "closed", "open"),
        "via.channel": pc.if_else(caller, "voice", "chat"),
        "requester_id": requester.cast(pa.int64()),
        "requester.name": pc.if_else(agent, "Kim Otto", name),
        "requester.email": email,
        "submitter_id": pc.if_else(caller, AGENT, requester).cast(pa.int64()),
        "assignee_id": constant(AGENT, len(who)).cast(pa.int64()),
        "brand_id": constant("360001", len(who)).cast(pa.int64()),
        "has_incidents": pa.array(np.zeros(len(who), np.bool_)),
        "is_public": pa.array(np.ones(len(who), np.bool_)),
        "satisfaction_rating.score": pc.if_else(
            pa.array(rated), pc.if_else(pa.array(score > 3), "good", "bad"), pc.if_else(pa.array(solved), "offered", "unoffered")
        ),
        "metric_set.replies": pa.array(_counts(number, whole)),
        "metric_set.solved_at": pc.if_else(pa.array(solved), utc_text(solved_at, _CLOCK), _NO_TEXT),
    }  # fmt: skip
    every = np.arange(len(who))
    names = [
        (every, Touch.CHAT_STARTED.called),
        (every[solved], Touch.CHAT_SOLVED.called),
        (every[rated], RATED),
    ]
    found = Found(
        np.concatenate([rows for rows, _ in names]),
        pa.concat_arrays([constant(name, len(rows)) for rows, name in names]),
    )
    return Sheet(
        name=book.file, columns=columns, who=who, found=found, message="id", firm=np.ones(len(who), np.bool_),
        ids=(("ticket", ticket.cast(pa.string())), ("zendesk_user", requester), ("email", email)),
    )  # fmt: skip


def forgetful(number: Ints, called: Flags, u: npt.NDArray[np.float64]) -> Flags:
    """Which tickets carry the agent as requester; there are some in any company with calls."""
    own = called & (u[number] < OWN_NAME) if len(number) else called
    if not own.any() and called.any():
        own = called & (number == number[called].min())
    return np.asarray(own, np.bool_)


def comments(book: Book) -> Sheet:
    """What support wrote to the customers; the ticket it belongs to is all that tells to whom."""
    ticket = pa.array(35_000 + book.reference)
    replies = book.where(Touch.CHAT_REPLIED)
    body = pc.if_else(
        pa.array(replies), "Thank you for your question. Here is what we can do.", "Could you please tell me your details once more?"
    )  # fmt: skip
    return Sheet(
        name=book.file,
        columns={
            "id": pa.array(990_000_000 + np.arange(book.size)),
            "ticket_id": ticket,
            "author_id": constant(AGENT, book.size).cast(pa.int64()),
            "author.role": constant("agent", book.size),
            "body": body,
            "public": pa.array(np.ones(book.size, np.bool_)),
            "created_at": utc_text(book.time, _CLOCK),
            "via.channel": constant("chat", book.size),
        },
        who=book.who,
        found=each(book.called),
        ids=(("ticket", ticket.cast(pa.string())),),
        time="created_at",
        message="id",
    )


def users(book: Book) -> Sheet:
    """People of the ticket system, its agent among them: no events, but who is who."""
    ids = book.ids
    who = np.flatnonzero(ids.zendesk_user.is_valid().to_numpy(zero_copy_only=False))
    rows = pa.array(who)
    size = len(who) + 1
    phone = pa.concat_arrays([ids.phone.take(rows), pa.nulls(1, pa.string())])
    name = pc.binary_join_element_wise(ids.first_name.take(rows), ids.last_name.take(rows), " ")
    number = pa.concat_arrays([ids.zendesk_user.take(rows), pa.array([AGENT])])
    email = pa.concat_arrays([ids.email.take(rows), pa.array([AGENT_EMAIL])])
    agent = pa.array(np.arange(size) == len(who))
    return Sheet(
        name=book.file,
        columns={
            "id": number.cast(pa.int64()),
            "name": pa.concat_arrays([name, pa.array(["Kim Otto"])]),
            "email": email,
            "phone": phone,
            "role": pc.if_else(agent, "agent", "end-user"),
            "verified": pa.array(np.ones(size, np.bool_)),
            "suspended": pa.array(np.zeros(size, np.bool_)),
            "moderator": agent,
            "restricted_agent": pc.invert(agent),
            "two_factor_auth_enabled": agent,
        },
        who=np.append(who, -1),
        found=each(pa.nulls(size, pa.string())),
        ids=(("zendesk_user", number), ("email", email), ("phone", phone)),
        firm=np.ones(size, np.bool_),
    )


def calls(book: Book) -> Sheet:
    """Calls as the telephone system lists them: the caller's number, and the ticket that came of it."""
    whole = open_book(book.company, book.ids, TICKETS)
    ends = (Touch.HANDED_OVER, Touch.CALL_SOLVED)
    end = _of_tickets(book.reference, whole, ends, whole.time)
    over = _of_tickets(book.reference, whole, (Touch.HANDED_OVER,), whole.time) > 0
    noted = end > 0
    talk = np.where(noted, (end - book.time) // SECOND, 180)
    wait = 5 + (book.who * 53) % 170
    caller = book.of(book.ids.telephone)
    ticket = pc.if_else(pa.array(noted), pa.array(35_000 + book.reference).cast(pa.string()), _NO_TEXT)
    return Sheet(
        name=book.file,
        columns={
            "Call ID": book.numbered("CA", 610_000 + np.arange(book.size)),
            "Start time": berlin_text(book.time, "%Y-%m-%d %H:%M:%S"),
            "Direction": constant("inbound", book.size),
            # Exchanges write the country code with two zeros.
            "Caller number": pc.replace_substring_regex(caller, r"^\+", "00"),
            "Called number": constant("0049305550100", book.size),
            "Queue": constant("Support", book.size),
            "Agent": constant("Kim Otto", book.size),
            "Wait time": pa.array(wait),
            "Duration": pa.array(talk),
            "Status": pc.if_else(pa.array(over), "transferred", "answered"),
            "Ticket ID": ticket,
        },
        who=book.who,
        found=Found(
            np.tile(np.arange(book.size), 2), pa.concat_arrays([book.called, constant(ANSWERED, book.size)])
        ),
        ids=(("phone", caller), ("ticket", ticket)),
        time="Start time",
        customer=("Caller number", "Ticket ID"),
    )


def _of_tickets(number: Ints, book: Book, touches: tuple[Touch, ...], values: Ints) -> Ints:
    """A value of the event of each ticket that is one of the touchpoints; 0 where there is none."""
    size = 1 + max(int(number.max(initial=0)), int(book.reference.max(initial=0)))
    found = np.zeros(size, np.int64)
    here = book.where(*touches)
    found[book.reference[here]] = values[here]
    return np.asarray(found[number], np.int64)


def _rating(number: Ints, book: Book) -> npt.NDArray[np.float64]:
    """The last rating of each ticket on a scale of 1 to 5, NaN if there is none: one per ticket is kept."""
    size = 1 + max(int(number.max(initial=0)), int(book.reference.max(initial=0)))
    found = np.full(size, np.nan)
    rated = ~np.isnan(book.score)
    found[book.reference[rated]] = book.score[rated]
    return np.asarray(found[number], np.float64)


def _counts(number: Ints, book: Book) -> Ints:
    """Replies of each ticket."""
    size = 1 + max(int(number.max(initial=0)), int(book.reference.max(initial=0)))
    replies = book.reference[book.where(Touch.CHAT_REPLIED, Touch.ASKED_AGAIN)]
    return np.asarray(np.bincount(replies, minlength=size)[number], np.int64)
