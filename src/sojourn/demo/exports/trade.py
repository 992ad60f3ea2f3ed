"""Exports of money and goods: orders, subscriptions, store receipts, parcels."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import DAY
from sojourn.demo.dirt import Sheet
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.dialect import berlin_text, constant, money_text, whole
from sojourn.demo.membership import TERMS
from sojourn.demo.people import COUNTRIES, PLANS
from sojourn.demo.shopping import STORE

STORES: Final = ("München Sendlinger Straße", "Berlin Mitte", "Köln Ehrenfeld")
PAIRS: Final = {
    "4.90": "Plain pair",
    "6.90": "Striped pair",
    "9.80": "Wool pair",
    "13.80": "Gift pair",
    "19.90": "Gift box",
}


def orders(book: Book) -> Sheet:
    """Orders in the form of Shopify's CSV, one line item each; times of Berlin with their offset."""
    people, size = book.company.people, book.size
    plan = pa.array(people.plan[book.who])
    total, item = money_text(book.value), pa.array([f"{name} box" for name, _ in PLANS]).take(plan)
    loud = pa.array(book.who % 11 == 0)
    email = book.of(book.ids.email)
    at_counter = book.company.shopping.via[:, book.who][0] == STORE
    created = berlin_text(book.time, "%Y-%m-%d %H:%M:%S ", colon="")
    return Sheet(
        name=book.file,
        columns={
            "Name": book.numbered("#P", 10_000 + book.reference),
            # People write their own address in more than one way.
            "Email": pc.if_else(loud, pc.utf8_upper(email), email),
            "Financial Status": constant("paid", size),
            "Paid at": created,
            "Fulfillment Status": constant("fulfilled", size),
            "Currency": constant("EUR", size),
            "Subtotal": total,
            "Shipping": constant("0.00", size),
            "Total": total,
            "Created at": created,
            "Lineitem quantity": constant("1", size),
            "Lineitem name": item,
            "Lineitem price": total,
            "Lineitem sku": pa.array([f"BOX-{k + 1}" for k in range(len(PLANS))]).take(plan),
            "Billing Name": book.of(book.ids.name),
            "Billing Country": pa.array(COUNTRIES).take(pa.array(people.country[book.who])),
            "Billing Phone": pc.replace_substring(book.of(book.ids.phone), " ", ""),
            "Payment Method": pa.array(("card", "invoice", "wallet")).take(pa.array(book.who % 3)),
            "Id": pa.array(5_400_000_000 + 37 * book.reference).cast(pa.string()),
            "Source": pc.if_else(pa.array(at_counter), "pos", "web"),
            "Customer ID": book.of(book.ids.number),
        },
        touch=book.touch,
        who=book.who,
        time="Created at",
        customer="Customer ID",
    )


def subscriptions(book: Book) -> Sheet:
    """Events of the subscription system: renewals with their amount, pauses, cancellations with their reason."""
    return Sheet(
        name=book.file,
        columns={
            "event_id": book.numbered("se_", 70_000 + np.arange(book.size)),
            "event_type": book.label,
            "occurred_at": berlin_text(book.time, "%Y-%m-%dT%H:%M:%S", colon=":"),
            "subscription_id": book.numbered("sub_", 20_000 + book.reference),
            "customer_id": book.of(book.ids.number),
            "plan": pa.array([name for name, _ in PLANS]).take(pa.array(book.company.people.plan[book.who])),
            "amount": money_text(book.value),
            "currency": constant("EUR", book.size),
            "reason": book.text,
        },
        touch=book.touch,
        who=book.who,
        time="occurred_at",
        customer="customer_id",
        event="event_type",
        message="event_id",
    )


def store_purchases(book: Book) -> Sheet:
    """Receipts of the stores: semicolons, decimal commas, Latin-1, the clock on the wall in Berlin."""
    shop = book.company.people.tablet[book.who]
    item = pa.array(list(PAIRS.values())).take(pc.index_in(money_text(book.value), pa.array(list(PAIRS))))
    return Sheet(
        name=book.file,
        columns={
            "Receipt": book.numbered("R", 300_000 + np.arange(book.size)),
            "Sold at": berlin_text(book.time, "%d.%m.%Y %H:%M"),
            "Store": pa.array(STORES).take(pa.array(shop)),
            "Item": item,
            "Amount": money_text(book.value, point=","),
            "Currency": constant("EUR", book.size),
            "Loyalty card": book.of(book.ids.loyalty_card),
            "Customer no": book.of(book.ids.number),
        },
        touch=book.touch,
        who=book.who,
        time="Sold at",
        customer="Customer no",
    )


def parcels(book: Book) -> Sheet:
    """Scans of the carrier, times in microseconds UTC."""
    customer, term = book.reference // TERMS, book.reference % TERMS
    shipped = book.company.membership.shipped[term, customer]
    promised = (
        (shipped + (4 + 2 * book.company.people.china[customer]) * DAY).astype("M8[us]").astype("M8[D]")
    )
    new = pa.array(shipped >= book.company.period.change)
    return Sheet(
        name=book.file,
        columns={
            "tracking_number": book.numbered("PW", 4_000_000 + book.reference),
            "event": book.label,
            "scanned_at": pa.array(book.time, pa.timestamp("us", "UTC")),
            "carrier": pc.if_else(new, "Flinkpost", "Paketdienst Nord"),
            "country": pa.array(COUNTRIES).take(pa.array(book.company.people.country[customer])),
            "promised_on": pa.array(promised),
            "order_name": book.numbered("#P", 10_000 + customer),
            "delivery_rating": whole(book.score),
            "customer_id": book.of(book.ids.number),
        },
        touch=book.touch,
        who=book.who,
        time="scanned_at",
        customer="customer_id",
        event="event",
    )
