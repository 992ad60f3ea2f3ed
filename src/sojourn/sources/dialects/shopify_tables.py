"""Shopify's tables as its REST and GraphQL interfaces give them, loaded into a warehouse or saved as files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.events.expressions import call, col, is_text, lit
from sojourn.events.names import words
from sojourn.sources.dialect import set_aside
from sojourn.sources.dialects.shaping import (
    Shape,
    chosen,
    code,
    fields,
    joined,
    number,
    require,
    shaped,
    some_values,
    text,
)
from sojourn.sources.dialects.shopify_kinds import ASIDE, KINDS, MEDIA, MEDIA_STATES
from sojourn.sources.dialects.shopify_orders import channel_of
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "shopify_tables"
_BARE_TIME: Final = r"^\s*(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?)\s*$"
_FIELDS: Final = {
    "id": ("id",),
    "name": ("name", "order name"),
    "order": ("order id", "order"),
    "customer": ("customer id",),
    "email": ("email", "contact email", "customer email"),
    "phone": ("phone", "customer phone"),
    "billing_phone": ("billing address phone",),
    "checkout": ("checkout token",),
    "token": ("token",),
    "cart": ("cart token",),
    "fulfillment": ("fulfillment id",),
    "tracking": ("tracking number", "number"),
    "created": ("created at",),
    "processed": ("processed at",),
    "cancelled": ("cancelled at", "canceled at"),
    "happened": ("happened at",),
    "occurred": ("occurred at",),
    "status": ("status",),
    "kind": ("kind",),
    "value": ("total price", "total price set shop amount", "total price set shop money amount", "current total price"),
    "refunded": ("total refunded set shop amount", "total refunded set shop money amount"),
    "amount": ("amount",),
    "amount_set": ("amount set shop amount", "amount set shop money amount"),
    "currency": (
        "currency", "currency code", "total price set shop currency code", "total refunded set shop currency code",
        "amount set shop currency code",
    ),
    "source": ("source name",),
    "page_url": ("landing page",),
    "page_referrer": ("referrer url",),
    "utm_campaign": ("utm parameters campaign",),
    "utm_source": ("utm parameters source",),
    "utm_medium": ("utm parameters medium",),
    "visit_source": ("source",),
    "country": ("shipping address country code", "country code"),
    "language": ("customer locale",),
    "ip": ("browser ip", "client ip"),
}  # fmt: skip
_ORDER_IDS: Final = {
    "id": "order", "name": "order", "customer": "shopify_customer", "email": "email", "phone": "phone",
    "billing_phone": "phone", "checkout": "shopify_checkout", "cart": "shopify_cart",
}  # fmt: skip
_PROPERTIES: Final = ("country", "language", "ip", "page_url", "page_referrer")
_PARCELS: Final = {
    "Parcel label printed": ("label_printed", "label_purchased"),
    "Parcel confirmed by the carrier": ("confirmed", "carrier_picked_up"),
    "Parcel in transit": ("in_transit",),
    "Parcel out for delivery": ("out_for_delivery",),
    "Parcel delivery attempted": ("attempted_delivery",),
    "Parcel delayed": ("delayed",),
    "Parcel ready for pickup": ("ready_for_pickup",),
    "Parcel delivered": ("delivered",),
    "Parcel lost or damaged": ("failure",),
}


class ShopifyTables:
    """Tables of Shopify's interfaces: each kind is recognised by the columns that only it has."""

    title = "Shopify API tables"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of a known kind of table."""
        return bool(_kind(table) or _reason(table))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Events of orders, checkouts, visits, payments, parcels and refunds; customers as links; the rest set aside."""
        kind = _kind(table)
        if not kind:
            reason = _reason(table)
            require(
                table,
                {"a known kind of table": reason} if reason else {},
                ("a known kind of table",),
                self.title,
            )
            return (set_aside(table, reason, dialect=NAME),)
        found = fields(table, _FIELDS)
        return shaped(table, workspace, NAME, _SHAPES[kind](table, found))


def _names(table: RawTable) -> set[str]:
    return {words(column) for column in table.types}


def _kind(table: RawTable) -> str:
    names = _names(table)
    for kind, needed, one_of in KINDS:
        if needed <= names and (not one_of or one_of & names):
            return kind
    return ""


def _reason(table: RawTable) -> str:
    names = _names(table)
    for reason, signatures in ASIDE:
        if any(signature <= names for signature in signatures):
            return reason
    # Four columns that any table could have: only the words in one of them tell.
    if names == MEDIA and set(map(str.upper, some_values(table, "status"))) <= MEDIA_STATES:
        return ASIDE[-1][0]
    return ""


def _orders(table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    placed = "processed" if "processed" in found else "created"
    first = _event(table, found, "Order placed", placed, _ORDER_IDS, part="placed")
    roles = dict(first.roles)
    if placed == "processed" and "created" in found:
        roles["timestamp"] = CoalesceOperator(
            _time(table, found["processed"]), _time(table, found["created"])
        )
    roles |= {r: found[r] for r in ("value",) if r in found}
    roles["channel"] = channel_of(table, found["source"]) if "source" in found else lit("web")
    shapes = [replace(first, roles=roles)]
    if "cancelled" in found:
        cancelled = _event(table, found, "Order cancelled", "cancelled", _ORDER_IDS, part="cancelled")
        there = text(table, found["cancelled"]).isnotnull()
        shapes.append(replace(cancelled, roles={**cancelled.roles, "channel": roles["channel"]}, where=there))
    return shapes


def _checkouts(table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    ids = {
        **{k: v for k, v in _ORDER_IDS.items() if k not in {"id", "name", "checkout"}},
        "token": "shopify_checkout",
    }
    shape = _event(table, found, "Checkout abandoned", "created", ids)
    return [replace(shape, constants={**shape.constants, "channel": "web"})]


def _visits(table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    shape = _event(table, found, "Shop visited", "occurred", {"order": "order"})
    utm = {"campaign": "utm_campaign", "source": "utm_source", "medium": "utm_medium"}
    roles = {role: found[name] for role, name in utm.items() if name in found}
    if "visit_source" in found:
        known = text(table, found["visit_source"])
        told = text(table, found["utm_source"]) if "utm_source" in found else known
        roles["source"] = CoalesceOperator(told, known)
    return [replace(shape, roles={**shape.roles, **roles}, constants={**shape.constants, "channel": "web"})]


def _payments(table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    kind, status = code(table, found["kind"]), code(table, found["status"])
    refund = kind.isin(lit("refund"))
    done = status.isin(lit("success"))
    what = CaseExpression(status.isin(lit("failure"), lit("error")), lit("Payment failed"))
    what = what.when(refund & done, lit("Refund paid")).when(refund, lit("Refund pending"))
    what = what.when(kind.isin(lit("authorization")), lit("Payment authorised"))
    what = what.when(kind.isin(lit("void")), lit("Payment voided"))
    what = what.when(done, lit("Payment made")).otherwise(lit("Payment pending"))
    shape = _event(table, found, "", "processed" if "processed" in found else "created", {"order": "order"})
    roles: dict[str, str | Expression] = {**shape.roles, "touchpoint": what}
    note = "The amount of a payment is a property: the order carries the value"
    if "amount" in found:  # the REST form, whose refunds table has no amounts
        roles["value"] = CaseExpression(refund & done, -number(table, found["amount"])).otherwise(lit(None))
        note += ", a paid refund takes its amount off"
    return [replace(shape, roles=roles, constants={}, note=note)]


def _refunds(table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    shape = _event(
        table, found, "Refunded", "processed" if "processed" in found else "created", {"order": "order"}
    )
    if "refunded" not in found:
        return [replace(shape, note="The amounts stand in the transactions")]
    return [replace(shape, roles={**shape.roles, "value": -number(table, found["refunded"])})]


def _fulfilments(table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    ids = {"order": "order", "id": "shopify_shipment", "tracking": "shipment"}
    return [_event(table, found, "Order fulfilled", "created", ids)]


def _parcels(table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    shape = _event(table, found, "", "happened", {"order": "order", "fulfillment": "shopify_shipment"})
    said = joined(
        lit("Parcel "), call("lower", call("replace", text(table, found["status"]), lit("_"), lit(" ")))
    )
    touchpoint = chosen(table, found["status"], _PARCELS, said)
    return [
        replace(
            shape, roles={**shape.roles, "touchpoint": touchpoint}, constants={"channel": "parcel"}
        )
    ]  # fmt: skip


def _customers(_table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    own = "customer" if "customer" in found else "id"
    kinds = {own: "shopify_customer", "email": "email", "phone": "phone"}
    return [Shape(links=True, identifiers={found[n]: kind for n, kind in kinds.items() if n in found})]


def _tracking(_table: RawTable, found: Mapping[str, str]) -> list[Shape]:
    kinds = {"fulfillment": "shopify_shipment", "tracking": "shipment"}
    return [Shape(links=True, identifiers={found[n]: kind for n, kind in kinds.items()})]


def _event(
    table: RawTable,
    found: Mapping[str, str],
    touchpoint: str,
    time: str,
    ids: Mapping[str, str],
    *,
    part: str = "",
) -> Shape:
    roles: dict[str, str | Expression] = {"timestamp": _time(table, found[time])}
    if "id" in found:
        label = f"shopify {touchpoint or 'event'} ".lower()
        roles["message_id"] = joined(lit(label), text(table, found["id"]))
    if "currency" in found:
        roles["currency"] = found["currency"]
    return Shape(
        roles,
        part=part,
        constants={"touchpoint": touchpoint} if touchpoint else {},
        identifiers={found[name]: kind for name, kind in ids.items() if name in found},
        renamed={name: found[name] for name in _PROPERTIES if name in found},
    )


def _time(table: RawTable, column: str) -> Expression:
    """A time; where the text names no zone it is UTC, as loaders of these tables write it."""
    if not is_text(table.types[column]):
        return col(column)
    return call("regexp_replace", text(table, column), lit(_BARE_TIME), lit(r"\1+00:00"))


_SHAPES: Final[Mapping[str, Callable[[RawTable, Mapping[str, str]], Sequence[Shape]]]] = {
    "orders": _orders,
    "checkouts": _checkouts,
    "visits": _visits,
    "payments": _payments,
    "refunds": _refunds,
    "fulfilments": _fulfilments,
    "parcels": _parcels,
    "customers": _customers,
    "tracking": _tracking,
}

SHOPIFY_TABLES: Final = ShopifyTables()
"""The dialect of Shopify's API tables."""
