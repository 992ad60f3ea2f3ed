"""Exports of money and goods: orders, subscriptions, store receipts, parcels."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import DAY
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.dialect import berlin_text, constant, money_text, whole
from sojourn.demo.membership import TERMS
from sojourn.demo.people import COUNTRIES, PLANS
from sojourn.demo.sheet import Found, Sheet, each
from sojourn.demo.shopping import STORE
from sojourn.demo.touchpoints import Touch

STORES: Final = ("München Sendlinger Straße", "Berlin Mitte", "Köln Ehrenfeld")
PAIRS: Final = {
    "4.90": "Einfarbig",
    "6.90": "Gestreift",
    "9.80": "Wollsocken",
    "13.80": "Geschenkpaar",
    "19.90": "Geschenkbox",
}
GIFT: Final = "Welcome pair"
"""An item that costs nothing, in two orders of five."""


def orders(book: Book) -> Sheet:
    """Orders in the form of Shopify's CSV: one row per line item, what concerns the whole order on the first only."""
    ids, people = book.ids, book.company.people
    gift = book.who % 5 < 2
    rows = np.repeat(np.arange(book.size), 1 + gift)
    first = np.diff(rows, prepend=-1) > 0
    who = book.who[rows]
    lead, take = pa.array(first), pa.array(rows)
    none = pa.scalar(None, pa.string())

    def once(column: pa.Array) -> pa.Array:
        return pc.if_else(lead, column.take(take), none)

    plan = pa.array(people.plan[who])
    total = money_text(book.value)
    email = book.of(ids.email)
    created = berlin_text(book.time, "%Y-%m-%d %H:%M:%S ", colon="")
    at_counter = pa.array(book.company.shopping.via[:, book.who][0] == STORE)
    name, number = book.of(ids.order), pa.array(5_400_000_000 + 37 * book.reference).cast(pa.string())
    phone = book.of(ids.phone)
    columns = {
        "Name": name.take(take),
        # People write their own address in more than one way.
        "Email": pc.if_else(pa.array(book.who % 11 == 0), pc.utf8_upper(email), email).take(take),
        "Financial Status": once(constant("paid", book.size)),
        "Paid at": once(created),
        "Fulfillment Status": once(constant("unfulfilled", book.size)),
        "Currency": once(constant("EUR", book.size)),
        "Subtotal": once(total),
        "Shipping": once(constant("0.00", book.size)),
        "Taxes": once(constant("0.00", book.size)),
        "Total": once(total),
        "Created at": created.take(take),
        "Lineitem quantity": constant("1", len(rows)),
        "Lineitem name": pc.if_else(lead, pa.array([f"{plan} box" for plan, _ in PLANS]).take(plan), GIFT),
        "Lineitem price": pc.if_else(lead, total.take(take), "0.00"),
        "Lineitem sku": pc.if_else(lead, pa.array([f"BOX-{k + 1}" for k in range(len(PLANS))]).take(plan), "GIFT-1"),
        "Billing Name": once(pc.binary_join_element_wise(book.of(ids.first_name), book.of(ids.last_name), " ")),
        "Billing Country": once(pa.array(COUNTRIES).take(pa.array(people.country[book.who]))),
        "Billing Phone": once(phone),
        "Payment Method": once(pa.array(("card", "invoice", "wallet")).take(pa.array(book.who % 3))),
        "Refunded Amount": once(constant("0.00", book.size)),
        "Vendor": constant("Pairwise", len(rows)),
        "Id": once(number),
        "Source": once(pc.if_else(at_counter, "pos", "web")),
    }  # fmt: skip
    return Sheet(
        name=book.file,
        columns=columns,
        who=who,
        found=Found(np.flatnonzero(first), book.called),
        ids=(
            ("order", columns["Name"]), ("order", columns["Id"]), ("email", email.take(take)),
            ("phone", columns["Billing Phone"]),
        ),
        time="Created at",
        firm=np.ones(len(rows), np.bool_),
        folded=True,
    )  # fmt: skip


def subscriptions(book: Book) -> Sheet:
    """Events of the subscription system: renewals with their amount, pauses, cancellations with their reason."""
    number = book.of(book.ids.number)
    return Sheet(
        name=book.file,
        columns={
            "event_id": book.numbered("evt_", 70_000 + np.arange(book.size)),
            "event_type": book.label,
            "occurred_at": berlin_text(book.time, "%Y-%m-%dT%H:%M:%S", colon=":"),
            "subscription": book.numbered("sub_", 20_000 + book.reference),
            "customer_no": number,
            "plan": pa.array([name for name, _ in PLANS]).take(pa.array(book.company.people.plan[book.who])),
            "amount": money_text(book.value),
            "currency": constant("EUR", book.size),
            "reason": book.text,
        },
        who=book.who,
        found=each(book.called),
        ids=(("user", number),),
        time="occurred_at",
        customer=("customer_no",),
        event="event_type",
        message="event_id",
        firm=book.where(Touch.RENEWED),
    )


def store_purchases(book: Book) -> Sheet:
    """Receipts of the stores' tills: German, semicolons, decimal commas, Latin-1, the clock on the wall in Berlin."""
    shop = book.company.people.tablet[book.who]
    item = pa.array(list(PAIRS.values())).take(pc.index_in(money_text(book.value), pa.array(list(PAIRS))))
    amount, card = money_text(book.value, point=","), book.of(book.ids.loyalty_card)
    return Sheet(
        name=book.file,
        columns={
            "Bonnummer": book.numbered("R", 300_000 + np.arange(book.size)),
            "Datum": berlin_text(book.time, "%d.%m.%Y %H:%M"),
            "Filiale": pa.array(STORES).take(pa.array(shop)),
            "Artikel": item,
            "Menge": constant("1", book.size),
            "Einzelpreis": amount,
            "Betrag": amount,
            "Währung": constant("EUR", book.size),
            "Kundenkarte": card,
        },
        who=book.who,
        found=each(book.called),
        ids=(("loyalty_card", card),),
        time="Datum",
        customer=("Kundenkarte",),
        folded=True,
    )


def parcels(book: Book) -> Sheet:
    """Scans of the carriers, times in microseconds UTC: they know parcels and mostly orders, nobody's name."""
    customer, term = book.reference // TERMS, book.reference % TERMS
    shipped = book.company.membership.shipped[term, customer]
    promised = (
        (shipped + (4 + 2 * book.company.people.china[customer]) * DAY).astype("M8[us]").astype("M8[D]")
    )
    new = pa.array(shipped >= book.company.period.change)
    parcel = book.numbered("PW", 4_000_000 + book.reference)
    # The first scan may come before the order is known; the number of the parcel tells later.
    order = pc.if_else(
        pa.array(book.reference % 9 == 0), pa.scalar(None, pa.string()), book.of(book.ids.order)
    )
    order = pc.if_else(pa.array(book.touch == Touch.SHIPPED), order, book.of(book.ids.order))
    return Sheet(
        name=book.file,
        columns={
            "tracking_number": parcel,
            "event": book.label,
            "scanned_at": pa.array(book.time, pa.timestamp("us", "UTC")),
            "carrier": pc.if_else(new, "Flinkpost", "Paketdienst Nord"),
            "country": pa.array(COUNTRIES).take(pa.array(book.company.people.country[customer])),
            "promised_on": pa.array(promised),
            "delivery_rating": whole(book.score),
            "order_name": order,
        },
        who=book.who,
        found=each(book.called),
        ids=(("shipment", parcel), ("order", order)),
        time="scanned_at",
        event="event",
    )
