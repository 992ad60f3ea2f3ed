"""Exports of what customers say: support tickets, surveys, reviews."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.dirt import Sheet
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.dialect import berlin_text, utc_text, whole
from sojourn.demo.feelings import SCALE_NAMES
from sojourn.demo.people import PLANS
from sojourn.demo.touchpoints import Touch
from sojourn.demo.words import TOPICS

TITLES: Final = (
    ("Awful", "Not good", "Okay", "Good", "Wonderful"),
    ("很差", "不太好", "一般", "不错", "太好了"),
)


def support(book: Book) -> Sheet:
    """Ticket events in the form of Zendesk: one line when a ticket is opened, answered, handed over, solved."""
    phone = np.isin(book.touch, (Touch.PHONE_CALL, Touch.CALL_SOLVED))
    solved = np.isin(book.touch, (Touch.CHAT_SOLVED, Touch.CALL_SOLVED))
    first = np.isin(book.touch, (Touch.CHAT_STARTED, Touch.PHONE_CALL))
    topic = pa.array(book.topic, mask=book.topic < 0)
    status = pa.array(("open", "solved", "new")).take(pa.array(np.where(solved, 1, np.where(first, 2, 0))))
    caller = pa.array(phone)
    no_text = pa.scalar(None, pa.string())
    return Sheet(
        name=book.file,
        columns={
            "id": pa.array(880_000_000 + np.arange(book.size)),
            "ticket_id": pa.array(35_000 + book.reference),
            "created_at": utc_text(book.time, "%Y-%m-%dT%H:%M:%SZ"),
            "event": book.label,
            "via.channel": pc.if_else(caller, "phone", "chat"),
            "external_id": book.of(book.ids.number),
            "requester.name": book.of(book.ids.name),
            "requester.phone": pc.if_else(caller, book.of(book.ids.phone), no_text),
            "requester.email": pc.if_else(caller, no_text, book.of(book.ids.email)),
            "subject": pa.array([f"Question about {topic}" for topic in TOPICS]).take(topic),
            "description": book.text,
            "status": status,
            "satisfaction_rating": whole(book.score),
        },
        touch=book.touch,
        who=book.who,
        time="created_at",
        customer="external_id",
        event="event",
        message="id",
    )


def surveys(book: Book) -> Sheet:
    """Answers to the three surveys, each with its scale, times of Berlin with their offset."""
    return Sheet(
        name=book.file,
        columns={
            "response_id": book.numbered("resp_", 61_000 + np.arange(book.size)),
            "submitted_at": berlin_text(book.time, "%Y-%m-%dT%H:%M:%S", colon=":"),
            "touchpoint": book.label,
            "scale": pa.array(SCALE_NAMES).take(pa.array(book.scale, mask=book.scale < 0)),
            "score": whole(book.score),
            "comment": book.text,
            "language": _language(book),
            "email": book.of(book.ids.email),
            "customer_id": book.of(book.ids.number),
        },
        touch=book.touch,
        who=book.who,
        time="submitted_at",
        customer="customer_id",
        event="touchpoint",
    )


def reviews(book: Book) -> Sheet:
    """Product reviews with stars, times of Berlin without a zone."""
    chinese = book.company.people.chinese[book.who]
    stars = np.nan_to_num(book.score, nan=1).astype(np.int64)
    titles = pa.array([title for tongue in TITLES for title in tongue])
    plan = pa.array(book.company.people.plan[book.who])
    return Sheet(
        name=book.file,
        columns={
            "review_id": book.numbered("rev-", 9_000 + np.arange(book.size)),
            "created_at": berlin_text(book.time, "%Y-%m-%d %H:%M"),
            "stars": whole(book.score),
            "title": titles.take(pa.array(chinese * 5 + stars - 1)),
            "review": book.text,
            "language": _language(book),
            "product": pa.array([f"{name} box" for name, _ in PLANS]).take(plan),
            "customer_id": book.of(book.ids.number),
        },
        touch=book.touch,
        who=book.who,
        time="created_at",
        customer="customer_id",
    )


def _language(book: Book) -> pa.Array:
    return pc.if_else(pa.array(book.company.people.chinese[book.who]), "zh", "en")
