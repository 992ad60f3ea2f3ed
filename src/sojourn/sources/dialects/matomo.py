"""Matomo's visits with their actions, as the reporting interface (Live.getLastVisitsDetails) gives them."""

import json
from typing import Any, Final

import duckdb
from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, col, is_text, lit
from sojourn.sources.dialect import passed_on
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, either, flat, named, path_of, reshaped

_DETAILS: Final = "actionDetails"
_LIST: Final = "sojourn:actions"
_A: Final = "action."
_SHOWN: Final = {
    "outlink": "Outlink clicked",
    "download": "File downloaded",
    "search": "Site search",
    "ecommerceOrder": "Order placed",
    "ecommerceAbandonedCart": "Cart abandoned",
    "content": "Content seen",
    "media": "Media played",
    "form": "Form used",
}
_PAID: Final = ("ecommerceOrder", "goal")
_MEDIUM: Final = {"search": "organic", "website": "referral", "social": "social", "direct": "(none)"}


class Matomo:
    """Recognised by the ids of a visit and a visitor beside what only Matomo's visits have."""

    title = "Matomo"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns of a visit are there."""
        own = {_DETAILS, "serverTimestamp", "lastActionTimestamp", "visitIp", "referrerType"}
        return {"idVisit", "visitorId"} <= set(table.types) and bool(own & set(table.types))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Every action as an event; a visit without actions as one event."""
        t = Translation(_acted(flat(table, workspace), workspace))
        t.needs("visitorId")
        kind = t.text(f"{_A}type")
        t.first(f"{_A}type")
        t.role(
            "timestamp",
            t.first(f"{_A}timestamp", "serverTimestamp", "firstActionTimestamp", "lastActionTimestamp"),
        )
        t.role("touchpoint", _touchpoint(t, kind))
        t.role("value", _value(t, kind))
        t.role("currency", t.first("siteCurrency"))
        _marketing(t)
        t.identifier("user", t.first("userId"))
        t.identifier("cookie", t.first("visitorId"))
        t.keep("page_url", t.first(f"{_A}url"))
        t.keep("page_title", t.first(f"{_A}pageTitle", f"{_A}title"))
        t.keep("page_referrer", t.first("referrerUrl"))
        t.keep("click_id", t.first("adClickId"))
        t.role("device", t.first("deviceType"))
        t.keep("ip", t.first("visitIp"))
        t.keep("country", t.first("countryCode"))
        t.keep("language", t.first("languageCode"))
        t.keep("order_id", t.first(f"{_A}orderId"))
        return (t.done(workspace, "matomo", constants={"channel": "web"}),)


def _acted(table: RawTable, workspace: Workspace) -> RawTable:
    """One row per action, the action's own fields under ``action.``; a visit without actions stays one row."""
    kind = table.types.get(_DETAILS, "")
    keys = _action_keys(table) if is_text(kind) else {}
    if not keys:
        return table
    form = lit(json.dumps([dict.fromkeys(keys.values(), "VARCHAR")]))
    others = [col(name) for name in table.types if name != _DETAILS]
    details = col(_DETAILS)

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        marks = passed_on(table)
        whole = call("starts_with", details, lit("[")) & call("json_valid", details)
        some = call("json_array_length", details) > lit(0)
        listed = CaseExpression(whole, CaseExpression(some, details).otherwise(lit("[{}]"))).otherwise(
            lit("[{}]")
        )
        actions = call("json_transform", listed, form)
        lost = CaseExpression(either(whole, lit(True)), lit(None)).otherwise(details)
        relation = relation.select(
            *others, lost.alias(_DETAILS), call("unnest", actions).alias(_LIST), *marks
        )
        cells = [call("struct_extract", col(_LIST), lit(key)).alias(_A + key) for key in keys.values()]
        return relation.select(*others, *cells, col(_DETAILS), *marks)

    return reshaped(table, workspace, transform)


def _action_keys(table: RawTable) -> dict[str, str]:
    """The keys of the actions in the sample: folded → as written; of two that differ only in case the first."""
    found: dict[str, str] = {}
    for cell in table.sample.column(_DETAILS).drop_null().to_pylist():
        for action in _list(cell):
            if isinstance(action, dict):
                for key in action:
                    if key:
                        found.setdefault(key.casefold(), key)
    return found


def _list(cell: str) -> list[Any]:
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    return value if isinstance(value, list) else []


def _touchpoint(t: Translation, kind: Expression) -> Expression:
    page = t.peek(f"{_A}url")
    where = named("Page: ", path_of(page)) if page is not None else lit(None).cast("VARCHAR")
    goal = named("Goal: ", t.text(f"{_A}goalName"))
    event = t.text(f"{_A}eventAction", f"{_A}eventName", f"{_A}eventCategory")
    case = CaseExpression(kind == lit("action"), either(where, lit("Page viewed")))
    case = case.when(kind == lit("event"), either(event, lit("Event")))
    case = case.when(kind == lit("goal"), either(goal, lit("Goal reached")))
    for own, shown in _SHOWN.items():
        case = case.when(kind == lit(own), lit(shown))
    return case.when(kind.isnull(), lit("Visit")).otherwise(kind)


def _value(t: Translation, kind: Expression) -> Expression | None:
    revenue = t.peek(f"{_A}revenue")
    if revenue is None:
        return None
    return CaseExpression(kind.isin(*[lit(p) for p in _PAID]), revenue.try_cast("DOUBLE")).otherwise(
        lit(None).cast("DOUBLE")
    )


def _marketing(t: Translation) -> None:
    """Where the visit came from: the campaign's own words, else the kind of referrer."""
    kind = t.text("referrerType")
    named_so = CaseExpression(kind == lit("campaign"), t.text("referrerName")).otherwise(lit(None))
    own = t.first("campaignName")
    t.role("campaign", named_so if own is None else either(call("nullif", own, lit("")), named_so))
    source = t.first("campaignSource")
    name = CaseExpression(kind == lit("campaign"), lit(None)).otherwise(t.text("referrerName"))
    t.role("source", name if source is None else either(call("nullif", source, lit("")), name))
    medium = t.first("campaignMedium")
    case: Expression | None = None
    for own_kind, shown in _MEDIUM.items():
        test = kind == lit(own_kind)
        case = CaseExpression(test, lit(shown)) if case is None else case.when(test, lit(shown))
    assert case is not None
    told = case.otherwise(lit(None))
    t.role("medium", told if medium is None else either(call("nullif", medium, lit("")), told))


MATOMO: Final = Matomo()
"""The dialect of Matomo."""
