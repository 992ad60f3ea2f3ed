"""Segment's calls — track, page, screen, identify, group, alias — as Segment, RudderStack and Jitsu export them."""

from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, lit
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, either, flat, named, path_of, share_of, unfolded

_CALLS: Final = ("track", "page", "screen", "identify", "group", "alias")
_LINKS: Final = ("identify", "group", "alias")
_IDS: Final = {"messageId", "anonymousId", "userId", "previousId"}
_NOT_YET_PAID: Final = (
    "Checkout Started", "Checkout Step Viewed", "Checkout Step Completed", "Payment Info Entered", "Cart Viewed",
    "Product Added", "Product Viewed", "Product Clicked", "Product Removed", "Product Added to Wishlist",
    "Order Cancelled", "Order Updated",
)  # fmt: skip
_CLICK_IDS: Final = (
    "context.campaign.gclid",
    "context.referrer.id",
    "properties.gclid",
    "properties.fbclid",
    "properties.msclkid",
)


class Segment:
    """Recognised by `type` with the names of the calls beside one of its ids."""

    title = "Segment"

    def recognises(self, table: RawTable) -> bool:
        """Whether most values of `type` are calls and an id of Segment's is there."""
        return bool(_IDS & set(table.types)) and share_of(table, "type", _CALLS) > 0.5

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Track, page and screen calls as events; identify, group and alias calls as links."""
        for column in ("properties", "context", "traits"):
            table = unfolded(flat(table, workspace), column, workspace)
        t = Translation(table)
        t.needs("type")
        kind = t.text("type")
        t.role("timestamp", _time(t))
        t.role("touchpoint", _touchpoint(t, kind))
        t.role("channel", _channel(t, kind))
        t.role("value", _value(t))
        t.role("currency", t.first("properties.currency"))
        t.role("campaign", t.first("context.campaign.name"))
        t.role("source", t.first("context.campaign.source"))
        t.role("medium", t.first("context.campaign.medium"))
        t.role("message_id", t.first("messageId"))
        t.identifier("user", t.first("userId"))
        t.identifier("cookie", t.first("anonymousId"))
        t.identifier("cookie", t.first("previousId"))
        t.identifier("email", t.first("traits.email", "context.traits.email", "properties.email"))
        t.identifier("phone", t.first("traits.phone", "context.traits.phone"))
        t.identifier("device", t.first("context.device.id"))
        t.identifier("account", t.first("groupId", "context.groupId"))
        t.keep("page_url", t.first("context.page.url", "properties.url"))
        t.keep("page_title", t.first("context.page.title", "properties.title"))
        t.keep("page_referrer", t.first("context.page.referrer", "properties.referrer"))
        t.keep("click_id", t.first(*_CLICK_IDS))
        t.role("device", t.first("context.device.type"))
        t.keep("user_agent", t.first("context.userAgent"))
        t.keep("ip", t.first("context.ip", "requestIp"))
        t.keep("language", t.first("context.locale"))
        t.keep("order_id", t.first("properties.order_id"))
        t.link(kind.isin(*[lit(name) for name in _LINKS]))
        scale = t.rating("properties.rating")
        return (
            t.done(
                workspace, "segment", within=("properties.",), constants={"scale": scale} if scale else None
            ),
        )


def _time(t: Translation) -> Expression | None:
    """When it happened; where only the device's clock tells, put right by the time that the call was on its way."""
    if not t.has("timestamp") and t.has("originalTimestamp", "sentAt", "receivedAt"):
        device, sent, received = (
            t.text(n).try_cast("TIMESTAMPTZ") for n in ("originalTimestamp", "sentAt", "receivedAt")
        )
        slow = call("epoch_us", received) - call("epoch_us", sent)
        return either(call("make_timestamptz", call("epoch_us", device) + slow), received)
    return t.moment("timestamp", "originalTimestamp", "receivedAt", "sentAt")


def _touchpoint(t: Translation, kind: Expression) -> Expression:
    """The event's own name; a page or screen by its name, else by its path."""
    name = t.text("name", "properties.name")
    path = t.peek("properties.path", "context.page.path")
    url = t.peek("properties.url", "context.page.url")
    where = path_of(url) if path is None and url is not None else path
    page = name if where is None else either(call("nullif", name, lit("")), where)
    case = CaseExpression(kind == lit("page"), either(named("Page: ", page), lit("Page viewed")))
    case = case.when(kind == lit("screen"), either(named("Screen: ", name), lit("Screen viewed")))
    t.first("event")
    return case.otherwise(t.text("event"))


def _channel(t: Translation, kind: Expression) -> Expression | None:
    signs = (
        ("app", ("context.device.id", "context.app.name")),
        ("web", ("context.page.url", "context.userAgent")),
    )
    case = CaseExpression(kind == lit("screen"), lit("app")).when(kind == lit("page"), lit("web"))
    for channel, names in signs:
        sign = t.peek(*names)
        if sign is not None:
            case = case.when(sign.isnotnull(), lit(channel))
    return case.otherwise(lit(None))


def _value(t: Translation) -> Expression | None:
    """Money that came in: revenue, not what lies in a cart; refunds go out."""
    revenue = t.peek("properties.revenue", "properties.total", "properties.value")
    if revenue is None:
        return None
    amount, event = revenue.try_cast("DOUBLE"), t.text("event")
    unpaid = call("list_contains", lit(list(_NOT_YET_PAID)), event)
    case = CaseExpression(amount.isnull() | unpaid, lit(None).cast("DOUBLE"))
    return case.when(event == lit("Order Refunded"), -call("abs", amount)).otherwise(amount)


SEGMENT: Final = Segment()
"""The dialect of Segment."""
