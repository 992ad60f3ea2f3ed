"""Mixpanel's raw event export: an event's name beside its properties."""

import json
from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, lit
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, anonymous, either, flat, named, path_of, unfolded

_LINKS: Final = ("$identify", "$merge", "$create_alias")
_PAGES: Final = ("$mp_web_page_view", "$web_page_view")
_P: Final = "properties."


class Mixpanel:
    """Recognised by `event` and the properties `distinct_id` and `time`."""

    title = "Mixpanel"

    def recognises(self, table: RawTable) -> bool:
        """Whether the export's three columns are there, dotted, or inside a column `properties`."""
        if "event" not in table.types:
            return False
        inside = {name.removeprefix(_P) for name in table.types if name.startswith(_P)} | _inside(table)
        own = {
            "$insert_id",
            "mp_lib",
            "$lib_version",
            "mp_processing_time_ms",
            "$mp_api_endpoint",
            "$device_id",
            "$user_id",
        }
        return {"distinct_id", "time"} <= inside and bool(own & inside)

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Every row as an event, save those that join two ids: they are links."""
        table = unfolded(flat(table, workspace), "properties", workspace)
        t = Translation(table)
        t.needs("event", "properties.time")
        name = t.text("event")
        t.first("event")
        t.role("timestamp", t.moment("properties.time"))
        t.role("touchpoint", _touchpoint(t, name))
        t.role("channel", _channel(t))
        t.role("value", t.first("properties.$revenue", "properties.revenue", "properties.$amount"))
        t.role("currency", t.first("properties.currency", "properties.$currency"))
        for role in ("campaign", "source", "medium"):
            t.role(role, t.first(f"properties.utm_{role}"))
        t.role("message_id", t.first("properties.$insert_id"))
        _identifiers(t)
        t.keep("page_url", t.first("properties.$current_url", "properties.current_url_search"))
        t.keep("page_title", t.first("properties.current_page_title"))
        t.keep("page_referrer", t.first("properties.$referrer"))
        t.keep("click_id", t.first("properties.gclid", "properties.fbclid", "properties.msclkid"))
        t.keep("country", t.first("properties.mp_country_code"))
        t.keep("ip", t.first("properties.ip", "properties.$ip"))
        t.keep("order_id", t.first("properties.order_id"))
        t.link(name.isin(*[lit(link) for link in _LINKS]))
        return (t.done(workspace, "mixpanel", within=("properties.",)),)


def _inside(table: RawTable) -> set[str]:
    """The properties where they are written as JSON text in one column."""
    if table.types.get("properties") != "VARCHAR":
        return set()
    found: set[str] = set()
    for cell in table.sample.column("properties").drop_null().to_pylist()[:20]:
        try:
            value = json.loads(cell)
        except (ValueError, RecursionError):
            continue
        found |= set(value) if isinstance(value, dict) else set()
    return found


def _identifiers(t: Translation) -> None:
    """`$user_id` and `$device_id`; an older export only has `distinct_id`, whose look tells which of them it is.

    Two ids that are joined — an alias, an identified id, the two of a merge — stand beside it as further ids.
    """
    distinct = _bare(t.text("properties.distinct_id"))
    t.first("properties.distinct_id")
    device = t.first("properties.$device_id")
    own = t.first("properties.$user_id", "properties.$identified_id")
    unknown = anonymous(t.text("properties.distinct_id"))
    if device is not None:
        unknown = unknown | either(distinct == _bare(device), lit(False))
    known = CaseExpression(~unknown, distinct).otherwise(lit(None))
    t.identifier("user", known if own is None else either(call("nullif", own, lit("")), known))
    nameless = CaseExpression(unknown, distinct).otherwise(lit(None))
    t.identifier(
        "cookie",
        nameless if device is None else either(call("nullif", _bare(device), lit("")), nameless),
    )
    for name in ("properties.$anon_id", "properties.$anon_distinct_id", "properties.alias"):
        joined = t.first(name)
        t.identifier("cookie", None if joined is None else _bare(joined))
    pair = t.first("properties.$distinct_ids")
    if pair is not None:
        whole = CaseExpression(call("starts_with", pair, lit("[")) & call("json_valid", pair), pair)
        for pointer in ("/0", "/1"):
            one = call("json_extract_string", whole, lit(pointer))
            t.identifier("cookie", CaseExpression(anonymous(one), _bare(one)).otherwise(lit(None)))
            t.identifier("user", CaseExpression(anonymous(one), lit(None)).otherwise(one))
    t.identifier("email", t.first("properties.$email", "properties.email"))


def _bare(identifier: Expression) -> Expression:
    return call("replace", identifier, lit("$device:"), lit(""))


def _touchpoint(t: Translation, name: Expression) -> Expression:
    url = t.peek("properties.$current_url")
    path = t.peek("properties.current_url_path")
    where = path if path is not None else path_of(url) if url is not None else None
    if where is None:
        return name
    page = either(named("Page: ", where), lit("Page viewed"))
    return CaseExpression(name.isin(*[lit(p) for p in _PAGES]), page).otherwise(name)


def _channel(t: Translation) -> Expression | None:
    library = t.peek("properties.mp_lib", "properties.$mp_lib")
    if library is None:
        return None
    apps = [lit(name) for name in ("iphone", "swift", "android", "react-native", "flutter", "unity")]
    case = CaseExpression(library == lit("web"), lit("web"))
    return case.when(library.isin(*apps), lit("app")).otherwise(lit(None))


MIXPANEL: Final = Mixpanel()
"""The dialect of Mixpanel."""
