"""Amplitude's raw event export."""

from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, is_text, lit
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, either, flat, named, path_of, unfolded

_LINKS: Final = ("$identify", "$groupidentify")
_PAGE: Final = "[Amplitude] Page Viewed"
_SCREEN: Final = "[Amplitude] Screen Viewed"
_PROPERTIES: Final = "event_properties."


class Amplitude:
    """Recognised by `event_type` and `event_time` beside Amplitude's ids."""

    title = "Amplitude"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns of the export are there."""
        own = {"amplitude_id", "$insert_id", "insert_id", "server_upload_time", "client_event_time"}
        return {"event_type", "event_time"} <= set(table.types) and bool(own & set(table.types))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Every row as an event, save those that only set properties of users and groups: they are links."""
        for column in ("event_properties", "user_properties", "groups"):
            table = unfolded(flat(table, workspace), column, workspace)
        t = Translation(table)
        t.needs("event_type", "event_time")
        name = t.text("event_type")
        t.first("event_type")
        t.role("timestamp", _in_utc(t))
        t.role("touchpoint", _touchpoint(t, name))
        t.role("channel", _channel(t))
        t.role("value", t.first("revenue", f"{_PROPERTIES}$revenue", "event_properties.revenue"))
        t.role("currency", t.first(f"{_PROPERTIES}currency", f"{_PROPERTIES}$currency"))
        for role, parameter in (("campaign", "campaign"), ("source", "source"), ("medium", "medium")):
            t.role(role, t.first(f"{_PROPERTIES}utm_{parameter}", f"user_properties.utm_{parameter}"))
        t.role("message_id", t.first("$insert_id", "insert_id", "uuid"))
        t.identifier("user", t.first("user_id"))
        t.identifier("device", t.first("device_id"))
        t.identifier("email", t.first("user_properties.email", "user_properties.$email"))
        t.keep(
            "page_url",
            t.first(f"{_PROPERTIES}[Amplitude] Page URL", f"{_PROPERTIES}[Amplitude] Page Location"),
        )
        t.keep("page_title", t.first(f"{_PROPERTIES}[Amplitude] Page Title"))
        t.keep("page_referrer", t.first(f"{_PROPERTIES}referrer", "user_properties.referrer"))
        t.keep("click_id", t.first(f"{_PROPERTIES}gclid", f"{_PROPERTIES}fbclid", "user_properties.gclid"))
        t.keep("ip", t.first("ip_address"))
        t.keep("order_id", t.first(f"{_PROPERTIES}order_id"))
        t.link(name.isin(*[lit(link) for link in _LINKS]))
        return (t.done(workspace, "amplitude", within=(_PROPERTIES,)),)


def _in_utc(t: Translation) -> Expression | None:
    """The time of the event, which Amplitude writes in UTC without saying so."""
    kind = t.table.types["event_time"]
    written = t.moment("event_time")
    return (
        call("||", written, lit("Z")) if written is not None and is_text(kind) and not _zoned(t) else written
    )


def _zoned(t: Translation) -> bool:
    values = [v for v in t.table.sample.column("event_time").to_pylist() if v][:50]
    return any(v.endswith("Z") or "+" in v for v in values)


def _touchpoint(t: Translation, name: Expression) -> Expression:
    path = t.peek(f"{_PROPERTIES}[Amplitude] Page Path")
    url = t.peek(f"{_PROPERTIES}[Amplitude] Page URL", f"{_PROPERTIES}[Amplitude] Page Location")
    where = path if path is not None else path_of(url) if url is not None else None
    screen = t.peek(f"{_PROPERTIES}[Amplitude] Screen Name")
    case = CaseExpression(name == lit(""), lit(None))
    if where is not None:
        case = case.when(name == lit(_PAGE), either(named("Page: ", where), lit("Page viewed")))
    if screen is not None:
        case = case.when(name == lit(_SCREEN), either(named("Screen: ", screen), lit("Screen viewed")))
    return case.otherwise(name)


def _channel(t: Translation) -> Expression | None:
    platform = t.peek("platform")
    if platform is None:
        return None
    known = call("lower", platform)
    case = CaseExpression(known == lit("web"), lit("web"))
    return case.when(known.isin(lit("ios"), lit("android")), lit("app")).otherwise(lit(None))


AMPLITUDE: Final = Amplitude()
"""The dialect of Amplitude."""
