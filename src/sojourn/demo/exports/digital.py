"""Exports of what happens on screens: advertisements, web shop, app, e-mail."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import DAY, SECOND
from sojourn.demo.dirt import Sheet
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.dialect import constant, money_text, utc_text, whole
from sojourn.demo.identities import cookies
from sojourn.demo.people import COUNTRIES, DEVICES
from sojourn.demo.shopping import INSTAGRAM, SEARCH, TIP
from sojourn.demo.touchpoints import Touch

CAMPAIGNS: Final = ((INSTAGRAM, "happy_feet", "instagram", "paid_social"), (SEARCH, "brand_search", "google", "cpc"),
                    (TIP, "bring_a_friend", "friend", "referral"))  # fmt: skip
LOCALES: Final = ("de-DE", "de-AT", "nl-NL", "en-GB", "zh-CN")
SUBJECTS: Final = {
    "Confirmation": "Your order at Pairwise", "Welcome": "Welcome to Pairwise", "Newsletter": "New patterns this month",
    "Renewal": "Your next box is near",
}  # fmt: skip


def advertisements(book: Book) -> Sheet:
    """Export of an advertising hub: one row per impression or click."""
    search = pa.array(book.touch == Touch.SEARCH_CLICKED)
    seen = book.touch == Touch.AD_SEEN
    code = book.company.dice.hexadecimal("click", book.size, 12)
    return Sheet(
        name=book.file,
        columns={
            "Time": utc_text(book.time, "%Y-%m-%d %H:%M:%S UTC"),
            "Publisher": pc.if_else(search, "Google Search", "Instagram"),
            "utm_source": pc.if_else(search, "google", "instagram"),
            "utm_medium": pc.if_else(search, "cpc", "paid_social"),
            "Campaign": pc.if_else(search, "brand_search", "happy_feet"),
            "Event": book.label,
            "Impressions": pa.array(seen.astype(np.int64)),
            "Clicks": pa.array((~seen).astype(np.int64)),
            "Cost": money_text(book.cost),
            "Currency": constant("EUR", book.size),
            "Click ID": pa.array(code).cast(pa.string()),
            "Customer ID": book.of(book.ids.number),
        },
        touch=book.touch,
        who=book.who,
        time="Time",
        customer="Customer ID",
        event="Event",
    )


def web(book: Book) -> Sheet:
    """Track calls of the web shop in the Segment form; a repeated delivery keeps its ``messageId``."""
    company, who = book.company, book.who
    bot = who >= company.people.count
    person, round_ = np.where(bot, 0, who), np.where(bot, 0, book.reference)
    via = np.where(bot, -1, company.shopping.via[round_, person])
    device = pa.array(DEVICES).take(pa.array(np.where(bot, 0, company.people.device[person])))
    path = pc.replace_substring(pc.utf8_lower(pc.replace_substring(book.label, "'", "")), " ", "-")
    order = book.numbered("#P", 10_000 + person)
    stamp, pattern = book.time // 1000 * 1000, "%Y-%m-%dT%H:%M:%SZ"
    code = company.dice.hexadecimal("message", book.size, 20)
    columns = {
        "type": constant("track", book.size),
        "messageId": pc.binary_join_element_wise("ajs-", pa.array(code).cast(pa.string()), ""),
        "anonymousId": pc.if_else(
            pa.array(bot), "headless", cookies(book.ids, company.shopping, person, round_)
        ),
        "userId": book.of(customer_numbers(book)),
        "event": book.label,
        "timestamp": utc_text(stamp, pattern, unit="ms"),
        "sentAt": utc_text(stamp + 2 * SECOND, pattern, unit="ms"),
        "context.locale": pa.array(LOCALES).take(pa.array(company.people.country[person])),
        "context.device.type": device,
        "context.page.path": pc.binary_join_element_wise("/", path, ""),
        **_campaign(via),
        "properties.rating": whole(book.score),
        "properties.order_id": pc.if_else(
            pa.array(book.touch == Touch.ORDER_PLACED), order, pa.scalar(None, pa.string())
        ),
    }
    return Sheet(
        name=book.file, columns=columns, touch=book.touch, who=who, time="timestamp", customer="userId", event="event",
        message="messageId", resent={"sentAt": utc_text(stamp + DAY // 8, pattern, unit="ms")},
    )  # fmt: skip


def customer_numbers(book: Book) -> pa.Array:
    """Numbers of all customers, then of the bots."""
    bots = max(0, int(book.who.max(initial=-1)) + 1 - book.company.people.count)
    return pa.concat_arrays(
        [book.ids.number, pa.array([f"C{900_001 + k}" for k in range(bots)], pa.string())]
    )


def _campaign(via: np.typing.NDArray[np.int64]) -> dict[str, pa.Array]:
    row = np.full(via.shape, -1)
    for position, (code, *_) in enumerate(CAMPAIGNS):
        row[via == code] = position
    take = pa.array(row, mask=row < 0)
    return {
        f"context.campaign.{key}": pa.array([campaign[part] for campaign in CAMPAIGNS]).take(take)
        for part, key in ((1, "name"), (2, "source"), (3, "medium"))
    }


def app(book: Book) -> Sheet:
    """Flat event table of the app in the form of a Google Analytics 4 export."""
    people = book.company.people
    apple = pa.array(book.who % 5 < 2)
    return Sheet(
        name=book.file,
        columns={
            "event_date": utc_text(book.time, "%Y%m%d"),
            "event_timestamp": pa.array(book.time),
            "event_name": book.label,
            "user_id": book.of(book.ids.number),
            "user_pseudo_id": book.of(book.ids.app_device),
            "ga_session_id": pa.array(book.time // SECOND // 1800 * 1800),
            "platform": pc.if_else(apple, "IOS", "ANDROID"),
            "app_version": pc.if_else(pa.array(book.time < book.company.period.change), "3.4.1", "3.5.0"),
            "country": pa.array(COUNTRIES).take(pa.array(people.country[book.who])),
            "rating": whole(book.score),
        },
        touch=book.touch,
        who=book.who,
        time="event_timestamp",
        customer="user_id",
        event="event_name",
    )


def emails(book: Book) -> Sheet:
    """Event log of the mail provider, in the form of SendGrid, times in epoch seconds."""
    first = pc.list_element(pc.split_pattern(book.label, " "), 0)
    subjects = pa.array(list(SUBJECTS.values())).take(pc.index_in(first, pa.array(list(SUBJECTS))))
    news = pc.equal(first, "Newsletter")
    other = pc.coalesce(book.ids.second_email, book.ids.email)
    code = book.company.dice.hexadecimal("mail event", book.size, 20)
    return Sheet(
        name=book.file,
        columns={
            "timestamp": pa.array(book.time // SECOND).cast(pa.string()),
            "event": book.label,
            "email": pc.if_else(news, book.of(other), book.of(book.ids.email)),
            "sg_event_id": pa.array(code).cast(pa.string()),
            "smtp-id": book.numbered("mail-", book.reference),
            "category": pc.utf8_lower(first),
            "subject": subjects,
            "customer_no": book.of(book.ids.number),
        },
        touch=book.touch,
        who=book.who,
        time="timestamp",
        customer="customer_no",
        event="event",
        message="sg_event_id",
    )
