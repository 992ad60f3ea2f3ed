"""Snowplow's enriched events, from the pipeline's own TSV or from a warehouse table with the same columns."""

from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, is_text, lit
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, either, named

_APPS: Final = ("mob", "app")


class Snowplow:
    """Recognised by the names of the columns of its atomic events."""

    title = "Snowplow"

    def recognises(self, table: RawTable) -> bool:
        """Whether collector's time, event and one of its ids are there under Snowplow's names."""
        own = {"domain_userid", "network_userid", "domain_sessionid"}
        return {"collector_tstamp", "event_id"} <= set(table.types) and bool(own & set(table.types))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Every row as an event."""
        t = Translation(table)
        t.needs("collector_tstamp")
        t.role("timestamp", _in_utc(t))
        t.role("touchpoint", _touchpoint(t))
        t.role("channel", _channel(t))
        t.role("value", _value(t))
        t.role("currency", t.first("tr_currency", "ti_currency"))
        for role in ("campaign", "source", "medium"):
            t.role(role, t.first(f"mkt_{role}"))
        t.role("message_id", t.first("event_id"))
        t.identifier("user", t.first("user_id"))
        t.identifier("cookie", t.first("domain_userid"))
        t.identifier("cookie", t.first("network_userid"))
        t.keep("page_url", t.first("page_url"))
        t.keep("page_title", t.first("page_title"))
        t.keep("page_referrer", t.first("page_referrer"))
        t.keep("click_id", t.first("mkt_clickid"))
        t.keep("user_agent", t.first("useragent"))
        t.role("device", t.first("dvce_type"))
        t.keep("ip", t.first("user_ipaddress"))
        t.keep("country", t.first("geo_country"))
        t.keep("language", t.first("br_lang"))
        t.keep("order_id", t.first("tr_orderid", "ti_orderid"))
        return (t.done(workspace, "snowplow"),)


def _in_utc(t: Translation) -> Expression | None:
    """The time corrected for the device's clock, else the collector's; both are UTC without saying so."""
    if not is_text(t.table.types["collector_tstamp"]):
        return t.moment("derived_tstamp", "collector_tstamp")
    written = t.first("derived_tstamp", "collector_tstamp")
    assert written is not None
    zoned = any(
        str(v).endswith(("Z", "UTC")) for v in t.table.sample.column("collector_tstamp").to_pylist()[:50]
    )
    return written if zoned else call("||", call("nullif", written, lit("")), lit("Z"))


def _touchpoint(t: Translation) -> Expression:
    kind, own = t.text("event"), t.text("event_name")
    name = either(call("nullif", own, lit("")), call("nullif", kind, lit("")))
    path = either(call("nullif", t.text("page_urlpath"), lit("")), lit("/"))
    case = CaseExpression(kind == lit("page_view"), named("Page: ", path))
    case = case.when(kind == lit("page_ping"), lit("Page ping"))
    case = case.when(kind == lit("struct"), either(call("nullif", t.text("se_action"), lit("")), name))
    case = case.when(kind == lit("transaction"), lit("Order placed"))
    return case.when(kind == lit("transaction_item"), lit("Order item")).otherwise(name)


def _channel(t: Translation) -> Expression | None:
    platform = t.peek("platform")
    if platform is None:
        return None
    case = CaseExpression(platform == lit("web"), lit("web"))
    return case.when(platform.isin(*[lit(a) for a in _APPS]), lit("app")).otherwise(lit(None))


def _value(t: Translation) -> Expression | None:
    """The total of an order; its items tell parts of it once more."""
    total = t.peek("tr_total")
    if total is None:
        return None
    paid = CaseExpression(t.text("event") == lit("transaction"), total.try_cast("DOUBLE"))
    return paid.otherwise(lit(None).cast("DOUBLE"))


SNOWPLOW: Final = Snowplow()
"""The dialect of Snowplow."""
