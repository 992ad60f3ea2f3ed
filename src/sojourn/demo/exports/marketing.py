"""Exports of what the company sends out: advertisements and e-mails; and its list of contacts."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import SECOND
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.dialect import constant, money_text, utc_text
from sojourn.demo.exports.web import SHOP, click_codes
from sojourn.demo.identities import cookies
from sojourn.demo.people import COUNTRIES
from sojourn.demo.sheet import Sheet, each
from sojourn.demo.touchpoints import Touch

CATEGORIES: Final = {
    "Confirmation": "confirmation", "Welcome": "welcome", "Newsletter": "newsletter", "Renewal": "renewal reminder",
}  # fmt: skip
_EVENTS: Final = {"sent": "delivered", "opened": "open", "clicked": "click"}


def advertisements(book: Book) -> Sheet:
    """Log of the advertising server, one row per impression or click: it knows browsers and clicks, no customers."""
    search = pa.array(book.touch == Touch.SEARCH_CLICKED)
    clicked = book.touch != Touch.AD_SEEN
    rounds, _ = np.nonzero(book.company.shopping.visited)
    visit = np.where(clicked, book.reference, 0)
    round_ = np.where(clicked, rounds[visit], 0) if len(rounds) else visit
    browser, _ = cookies(book.ids, book.company, book.who, round_)
    cookie = pc.if_else(pa.array(clicked), browser, book.of(book.ids.cookie))
    code = click_codes(book).take(pa.array(visit, mask=~clicked))
    return Sheet(
        name=book.file,
        columns={
            "Time": utc_text(book.time, "%Y-%m-%d %H:%M:%S UTC"),
            "Event": pc.if_else(pa.array(clicked), "click", "impression"),
            "Publisher": pc.if_else(search, "Google Search", "Instagram"),
            "utm_source": pc.if_else(search, "google", "instagram"),
            "utm_medium": pc.if_else(search, "cpc", "paid_social"),
            "utm_campaign": pc.if_else(search, "brand_search", "happy_feet"),
            "Click ID": code,
            "Cost": money_text(book.cost),
            "Currency": constant("EUR", book.size),
            "Cookie ID": cookie,
        },
        who=book.who,
        found=each(book.called),
        ids=(("cookie", cookie), ("ad_click", code)),
        time="Time",
        customer=("Cookie ID", "Click ID"),
    )


def emails(book: Book) -> Sheet:
    """Event log of the mail provider, in the form of SendGrid, times in epoch seconds: it knows addresses only."""
    first = pc.list_element(pc.split_pattern(book.label, " "), 0)
    ending = pc.replace_substring_regex(book.label, "^.* ", "")
    event = pa.array(list(_EVENTS.values())).take(pc.index_in(ending, pa.array(list(_EVENTS))))
    news = pc.equal(first, "Newsletter")
    email = pc.if_else(
        news, book.of(pc.coalesce(book.ids.second_email, book.ids.email)), book.of(book.ids.email)
    )
    code = pa.array(book.company.dice.hexadecimal("mail event", book.size, 20)).cast(pa.string())
    clicked = pc.equal(event, "click")
    return Sheet(
        name=book.file,
        columns={
            "email": email,
            "timestamp": pa.array(book.time // SECOND).cast(pa.string()),
            "event": event,
            "category": pa.array(list(CATEGORIES.values())).take(
                pc.index_in(first, pa.array(list(CATEGORIES)))
            ),
            "url": pc.if_else(clicked, f"{SHOP}/newsletter", pa.scalar(None, pa.string())),
            "smtp-id": pc.binary_join_element_wise(
                "<", book.numbered("", book.reference), "@pairwise.example>", ""
            ),
            "sg_event_id": code,
            "sg_message_id": book.numbered("filter-", book.reference),
        },
        who=book.who,
        found=each(book.called),
        ids=(("email", email),),
        time="timestamp",
        customer=("email",),
        message="sg_event_id",
    )


def contacts(book: Book) -> Sheet:
    """Contacts of the customer database in the form of HubSpot: no events, but who is who."""
    ids, people = book.ids, book.company.people
    who = np.flatnonzero(ids.contact.is_valid().to_numpy(zero_copy_only=False))
    rows = pa.array(who)
    number = pc.if_else(pa.array(ids.registered), ids.number, pa.scalar(None, pa.string())).take(rows)
    bought = pa.array(book.company.membership.active[0]).take(rows)
    phone = ids.phone.take(rows)
    known = {
        "Record ID": ids.contact.take(rows),
        "Email": ids.email.take(rows),
        "Additional email addresses": ids.second_email.take(rows),
        "Loyalty card": ids.loyalty_card.take(rows),
        "Customer no.": number,
    }
    return Sheet(
        name=book.file,
        columns={
            "Record ID": known["Record ID"],
            "First Name": ids.first_name.take(rows),
            "Last Name": ids.last_name.take(rows),
            "Email": known["Email"],
            "Additional email addresses": known["Additional email addresses"],
            # As people dictate it, with spaces.
            "Phone Number": pc.replace_substring_regex(phone, r"^\+(\d{2})(\d{4})(\d+)$", r"+\1 \2 \3"),
            "Lifecycle Stage": pc.if_else(bought, "Customer", "Lead"),
            "Country/Region": pa.array(COUNTRIES).take(pa.array(people.country[who])),
            "Loyalty card": known["Loyalty card"],
            "Customer no.": known["Customer no."],
        },
        who=who,
        found=each(pa.nulls(len(who), pa.string())),
        ids=(
            ("hubspot_contact", known["Record ID"]), ("email", known["Email"]),
            ("email", known["Additional email addresses"]), ("phone", phone), ("loyalty_card", known["Loyalty card"]),
            ("user", number),
        ),
        firm=np.ones(len(who), np.bool_),
    )  # fmt: skip
