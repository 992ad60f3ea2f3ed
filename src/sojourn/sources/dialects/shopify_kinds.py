"""By which columns the tables of Shopify's interfaces are known, and why most of them are not read."""

from typing import Final


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


KINDS: Final = (
    ("checkouts", _set("abandoned checkout url", "created at"), _set()),
    ("orders", _set("id", "created at", "financial status"), _set("total price", "current total price")),
    (
        "orders",
        _set("id", "created at", "display financial status"),
        _set("total price set shop amount", "total price set shop money amount"),
    ),
    ("visits", _set("order id", "landing page", "occurred at"), _set()),
    ("parcels", _set("fulfillment id", "happened at", "status"), _set()),
    ("payments", _set("order id", "kind", "status", "gateway", "created at"), _set()),
    (
        "refunds",
        _set("id", "order id", "created at"),
        _set("restock", "total refunded set shop amount", "total refunded set shop money amount"),
    ),
    (
        "fulfilments",
        _set("id", "order id", "status", "created at"),
        _set("tracking company", "tracking numbers", "display status"),
    ),
    ("tracking", _set("fulfillment id", "number", "company"), _set()),
    (
        "customers",
        _set("id", "total spent", "email"),
        _set("verified email", "tax exempt", "accepts marketing", "email marketing consent state"),
    ),
    (
        "customers",
        _set("customer id", "total spent", "total orders", "email"),
        _set("accepts email marketing", "tax exempt"),
    ),
)
"""Kind, columns it must have, columns of which it must have one; asked in this order. Names are in words."""

ASIDE: Final = (
    (
        "line items with their taxes, discounts and refunds: the order, the refund or the return is the event",
        (
            _set("order line id"),
            _set("order line item id", "fulfillment order id"),
            _set("order id", "product id", "variant id", "quantity"),
        ),
    ),
    (
        "payments as the books tell them: the transactions tell them with their outcome",
        (_set("order id", "payment method", "remote reference"),),
    ),
    (
        "returns without a time: the refunds say when money went back",
        (_set("order id", "decline reason"), _set("return id", "amount set shop money amount")),
    ),
    ("corrections of refunds without a time", (_set("refund id", "reason", "id"),)),
    (
        "shipping prices of orders and checkouts",
        (_set("carrier identifier", "delivery category"), _set("order shipping line id", "rate")),
    ),
    (
        "discounts: codes and rules, and which order used them",
        (
            _set("applies once per customer", "starts at"),
            _set("allocation method", "target selection"),
            _set("discount id", "discount type", "code"),
            _set("checkout id", "code", "index"),
            _set("order id", "code", "index"),
        ),
    ),
    (
        "tags and attributes without a time",
        (
            _set("index", "order id", "value"),
            _set("index", "customer id", "value"),
            _set("index", "product id", "value"),
            _set("key", "order id", "value", "fivetran synced"),
            _set("name", "order id", "value", "fivetran synced"),
            _set("namespace", "key", "owner id", "value"),
        ),
    ),
    (
        "addresses: the telephone number of one may be somebody else's",
        (_set("customer id", "address 1", "is default"),),
    ),
    (
        "stock",
        (
            _set("inventory level id", "quantity"),
            _set("inventory item id", "location id"),
            _set("duplicate sku count", "inventory history url"),
        ),
    ),
    (
        "the shop and its places",
        (
            _set("myshopify domain"),
            _set("address 1", "is fulfillment service"),
            _set("address 1", "localized country name"),
        ),
    ),
    (
        "the catalogue: products, variants, collections, pictures",
        (
            _set("title", "handle", "product type", "vendor"),
            _set("product id", "inventory item id", "sku"),
            _set("product id", "media id"),
            _set("product variant id", "media id"),
            _set("media id", "image id"),
            _set("media content type", "preview image url"),
            _set("collection id", "product id"),
            _set("collection id", "condition", "relation"),
            _set("title", "handle", "sort order"),
        ),
    ),
)
"""Reason, and the sets of columns of which a table has one; asked in this order, after the kinds."""

MEDIA: Final = _set("id", "status", "created at", "updated at")
MEDIA_STATES: Final = _set("READY", "UPLOADED", "PROCESSING", "FAILED")
"""Columns and states of the table of media files."""
