"""Shopify's orders as its admin pages export them: CSV, one row per line item, times with an offset."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.events.expressions import call, col, is_text, lit
from sojourn.sources.dialects.folding import Lines, folded
from sojourn.sources.dialects.shaping import (
    Shape,
    chosen,
    fields,
    joined,
    number,
    require,
    shaped,
    some_values,
    text,
)
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "shopify_orders"
_FIELDS: Final = {
    "name": ("name",),
    "id": ("id",),
    "placed": ("created at",),
    "paid": ("paid at",),
    "fulfilled": ("fulfilled at",),
    "cancelled": ("cancelled at",),
    "email": ("email",),
    "phone": ("phone",),
    "billing_phone": ("billing phone",),
    "customer": ("customer id",),
    "total": ("total",),
    "currency": ("currency",),
    "refunded": ("refunded amount",),
    "source": ("source",),
    "country": ("shipping country", "billing country"),
    "item": ("lineitem name",),
    "quantity": ("lineitem quantity",),
    "price": ("lineitem price",),
    "sku": ("lineitem sku",),
}
_ITEMS: Final = {"name": "item", "quantity": "quantity", "price": "price", "sku": "sku"}
_TIME_FORMS: Final = ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S"]
_SOON_US: Final = 60_000_000
_CHANNELS: Final = {
    "store": ("pos", "point_of_sale"),
    "web": ("web", "online", "online_store", "checkout_next", "buy_button"),
    "app": ("app", "shop", "mobile_app"),
}
"""Channel → where Shopify says an order came from; of other sources the channel is not known."""


class ShopifyOrders:
    """Orders CSV of Shopify's admin: recognised by its line items beside the order's name and time."""

    title = "Shopify orders CSV"

    def recognises(self, table: RawTable) -> bool:
        """Whether the table has an order's name, its time, and at least one ``Lineitem`` column."""
        found = fields(table, _FIELDS)
        return {"name", "placed"} <= found.keys() and bool({"item", "quantity"} & found.keys())

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One event when an order is placed; more when it is paid later, fulfilled, cancelled, refunded."""
        found = fields(table, _FIELDS)
        require(table, found, ("name", "placed"), self.title)
        kept = [
            c for c in table.types if not c.casefold().startswith("lineitem") and c.casefold() != "vendor"
        ]
        items = {part: found[name] for part, name in _ITEMS.items() if name in found}
        lines = Lines(
            [text(table, found["name"])], kept, items, {}, begins=text(table, found["placed"]).isnotnull()
        )
        orders = folded(table, workspace, lines, what="orders")
        first, *others = _shapes(orders, found)
        note = "The export does not say when money went back: refunds stand at the order's last known time"
        made = shaped(orders, workspace, NAME, [first, *others])
        return tuple(t if t.constants["touchpoint"] != "Refunded" else replace(t, note=note) for t in made)


def _shapes(orders: RawTable, found: Mapping[str, str]) -> list[Shape]:
    """What an order can tell, the placing first."""
    placed = found["placed"]
    shapes = [_shape(orders, found, "placed", placed, "Order placed", "total")]
    if "paid" in found:
        apart = call("abs", _epoch(orders, found["paid"]) - _epoch(orders, placed)) > lit(_SOON_US)
        differs = CoalesceOperator(apart, col(found["paid"]) != col(placed))
        shapes.append(_shape(orders, found, "paid", found["paid"], "Order paid", where=differs))
    if "fulfilled" in found:
        shapes.append(_shape(orders, found, "fulfilled", found["fulfilled"], "Order fulfilled"))
    if "cancelled" in found:
        shapes.append(_shape(orders, found, "cancelled", found["cancelled"], "Order cancelled"))
    if "refunded" in found:
        shapes.append(_refund(orders, found))
    return shapes


def _epoch(orders: RawTable, column: str) -> Expression:
    if not is_text(orders.types[column]):
        return call("epoch_us", col(column).cast("TIMESTAMP WITH TIME ZONE"))
    return call("epoch_us", call("try_strptime", col(column), lit(_TIME_FORMS)))


def _shape(
    orders: RawTable,
    found: Mapping[str, str],
    part: str,
    time: str,
    touchpoint: str,
    value: str = "",
    *,
    where: Expression | None = None,
) -> Shape:
    order = found.get("id", found["name"])
    roles: dict[str, str | Expression] = {
        "timestamp": time,
        "message_id": joined(lit("shopify order "), text(orders, order), lit(f" {part}")),
        "channel": _channel(orders, found),
    }
    for role, name in (("value", value), ("currency", "currency")):
        if name in found:
            roles[role] = found[name]
    there = text(orders, time).isnotnull()
    return Shape(
        roles,
        part=part,
        constants={"touchpoint": touchpoint},
        identifiers=_identifiers(orders, found),
        made=_phone(orders, found),
        renamed={"country": found["country"]} if "country" in found else {},
        where=None if part == "placed" else there if where is None else there & where,
    )


def _refund(orders: RawTable, found: Mapping[str, str]) -> Shape:
    amount = number(orders, found["refunded"])
    known = [_there(orders, found[n]) for n in ("cancelled", "fulfilled", "paid", "placed") if n in found]
    shape = _shape(orders, found, "refunded", found["placed"], "Refunded", where=amount > lit(0.0))
    roles = {**shape.roles, "timestamp": CoalesceOperator(*known), "value": -amount}
    return replace(shape, roles=roles)


def _there(orders: RawTable, column: str) -> Expression:
    return text(orders, column) if is_text(orders.types[column]) else col(column)


def _channel(orders: RawTable, found: Mapping[str, str]) -> Expression:
    if "source" not in found:
        return lit("web")
    return channel_of(orders, found["source"])


def channel_of(table: RawTable, column: str) -> Expression:
    """The channel of an order by the source that Shopify names; missing for sources it does not describe."""
    known = chosen(table, column, _CHANNELS, lit(None).cast("VARCHAR"))
    return CaseExpression(text(table, column).isnull(), lit("web")).otherwise(known)


def _phone(orders: RawTable, found: Mapping[str, str]) -> dict[str, Expression]:
    columns = [text(orders, found[n]) for n in ("phone", "billing_phone") if n in found]
    return {"order_phone": columns[0] if len(columns) == 1 else CoalesceOperator(*columns)} if columns else {}


def _identifiers(orders: RawTable, found: Mapping[str, str]) -> dict[str, str]:
    kinds = {found["name"]: "order"}
    for name, kind in (
        ("id", "order"),
        ("email", "email"),
        ("customer", customer_kind(orders, found.get("customer"))),
    ):
        if name in found:
            kinds[found[name]] = kind
    if "phone" in found or "billing_phone" in found:
        kinds["order_phone"] = "phone"
    return kinds


def customer_kind(table: RawTable, column: str | None) -> str:
    """The type of the ids in a customer column: Shopify's own are numbers; others are the company's."""
    if column is None:
        return ""
    return "shopify_customer" if all(v.strip("'").isdigit() for v in some_values(table, column)) else "user"


SHOPIFY_ORDERS: Final = ShopifyOrders()
"""The dialect of Shopify's orders CSV."""
