"""PostHog's events, as its exports and batch exports write them."""

from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, is_text, lit
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, anonymous, either, flat, named, path_of, unfolded

_LINKS: Final = ("$identify", "$create_alias", "$merge_dangerously", "$groupidentify", "$set")
_NAMES: Final = {
    "$pageleave": "Page left",
    "$autocapture": "Element clicked",
    "$rageclick": "Rage click",
}
_SIGNS: Final = (
    "$lib",
    "$current_url",
    "$anon_distinct_id",
    "$device_id",
    "$session_id",
    "$insert_id",
    "$geoip_country_code",
)
_P: Final = "properties."


class PostHog:
    """Recognised by `event`, `distinct_id` and `timestamp` beside properties that only PostHog writes."""

    title = "PostHog"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are there, and properties with PostHog's dollar signs."""
        if not {"event", "distinct_id", "timestamp"} <= set(table.types):
            return False
        dotted = any(_P + sign in table.types for sign in _SIGNS) or {"uuid", "person_id"} <= set(table.types)
        return dotted or any(f'"{sign}"' in cell for cell in _cells(table) for sign in _SIGNS)

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Every row as an event, save those that only tell who somebody is: they are links."""
        for column in ("properties", "person_properties"):
            table = unfolded(flat(table, workspace), column, workspace)
        t = Translation(table)
        t.needs("event", "timestamp")
        name = t.text("event")
        t.first("event")
        t.role("timestamp", t.moment("timestamp"))
        t.role("touchpoint", _touchpoint(t, name))
        t.role("channel", _channel(t))
        t.role("value", t.first("properties.revenue", "properties.$revenue"))
        t.role("currency", t.first("properties.currency"))
        for role in ("campaign", "source", "medium"):
            t.role(role, t.first(f"properties.utm_{role}"))
        t.role("message_id", t.first("uuid", "properties.$insert_id"))
        _identifiers(t)
        t.keep("page_url", t.first("properties.$current_url"))
        t.keep("page_title", t.first("properties.title", "properties.$title"))
        t.keep("page_referrer", t.first("properties.$referrer"))
        t.keep("click_id", t.first("properties.gclid", "properties.fbclid", "properties.msclkid"))
        t.keep("user_agent", t.first("properties.$raw_user_agent", "properties.$user_agent"))
        t.role("device", t.first("properties.$device_type"))
        t.keep("ip", t.first("properties.$ip", "ip"))
        t.keep("country", t.first("properties.$geoip_country_code"))
        t.keep("language", t.first("properties.$browser_language"))
        t.keep("order_id", t.first("properties.order_id"))
        t.link(name.isin(*[lit(link) for link in _LINKS]))
        return (t.done(workspace, "posthog", within=("properties.",)),)


def _cells(table: RawTable) -> list[str]:
    if "properties" not in table.types or not is_text(table.types["properties"]):
        return []
    return [str(cell) for cell in table.sample.column("properties").drop_null().to_pylist()[:20]]


def _identifiers(t: Translation) -> None:
    """`distinct_id` is the device's until somebody is identified, and a user's from then on."""
    distinct, device = t.text("distinct_id"), t.first("properties.$device_id")
    t.first("distinct_id")
    unknown = anonymous(distinct)
    if device is not None:
        unknown = unknown | either(distinct == device, lit(False))
    own = t.first("properties.$user_id")
    known = CaseExpression(~unknown, distinct).otherwise(lit(None))
    t.identifier("user", known if own is None else either(known, call("nullif", own, lit(""))))
    nameless = CaseExpression(unknown, distinct).otherwise(lit(None))
    t.identifier("cookie", nameless)
    t.identifier("cookie", device)
    t.identifier("cookie", t.first("properties.$anon_distinct_id"))
    t.identifier("cookie", t.first("properties.alias"))
    t.identifier("email", t.first("properties.$set.email", "person_properties.email", "properties.email"))
    t.identifier("account", t.first("properties.$group_key"))


def _touchpoint(t: Translation, name: Expression) -> Expression:
    path, url = t.peek("properties.$pathname"), t.peek("properties.$current_url")
    where = path if path is not None else path_of(url) if url is not None else lit(None).cast("VARCHAR")
    screen = t.text("properties.$screen_name")
    case = CaseExpression(name == lit("$pageview"), either(named("Page: ", where), lit("Page viewed"))).when(
        name == lit("$screen"), either(named("Screen: ", screen), lit("Screen viewed"))
    )
    for own, shown in _NAMES.items():
        case = case.when(name == lit(own), lit(shown))
    return case.otherwise(name)


def _channel(t: Translation) -> Expression | None:
    library = t.peek("properties.$lib")
    if library is None:
        return None
    apps = [lit(f"posthog-{name}") for name in ("ios", "android", "react-native", "flutter")]
    case = CaseExpression(library.isin(lit("web"), lit("posthog-js")), lit("web"))
    return case.when(library.isin(*apps), lit("app")).otherwise(lit(None))


POSTHOG: Final = PostHog()
"""The dialect of PostHog."""
