"""Google Analytics 4 as BigQuery exports it: one row per event, its parameters in a list of keys and values."""

import json
from typing import Any, Final

import duckdb
from duckdb import CaseExpression, Expression, LambdaExpression

from sojourn.events.expressions import call, col, is_text, lit
from sojourn.sources.dialect import passed_on
from sojourn.sources.source import RawTable, Workspace
from sojourn.sources.translation import Translation, either, flat, named, path_of, reshaped

_FIELDS: Final = ("string_value", "int_value", "double_value", "float_value")
_LISTS: Final = ("event_params", "user_properties")
_FORM: Final = json.dumps([{"key": "VARCHAR", "value": dict.fromkeys(_FIELDS, "VARCHAR")}])
_PURCHASES: Final = ("purchase", "in_app_purchase", "ecommerce_purchase")
_REFUNDS: Final = ("refund", "purchase_refund", "app_store_refund")
_E: Final = "event_params."


class GoogleAnalytics4:
    """Recognised by the names of the export's columns."""

    title = "Google Analytics 4 (BigQuery export)"

    def recognises(self, table: RawTable) -> bool:
        """Whether name, time and pseudonymous user of an event are there under the export's names."""
        return {"event_name", "event_timestamp"} <= set(table.types) and (
            "user_pseudo_id" in table.types or "event_params" in table.types
        )

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Every row as an event; each parameter becomes a column."""
        table = flat(table, workspace)
        for column in _LISTS:
            table = _narrowed(table, column, workspace)
        t = Translation(table)
        t.needs("event_name", "event_timestamp")
        name = t.text("event_name")
        t.first("event_name")
        t.role("timestamp", t.moment("event_timestamp"))
        t.role("touchpoint", _touchpoint(t, name))
        t.role("channel", _channel(t))
        t.role("value", _value(t, name))
        t.role("currency", t.first("event_params.currency"))
        for role in ("campaign", "source", "medium"):
            manual = f"collected_traffic_source.manual_{role}" + ("_name" if role == "campaign" else "")
            t.role(role, t.first(manual, _E + role))
        t.identifier("user", t.first("user_id"))
        t.identifier("cookie", t.first("user_pseudo_id"))
        t.keep("page_url", t.first("event_params.page_location"))
        t.keep("page_title", t.first("event_params.page_title"))
        t.keep("page_referrer", t.first("event_params.page_referrer"))
        clicks = ("gclid", "dclid", "srsltid")
        t.keep(
            "click_id", t.first(*(f"collected_traffic_source.{c}" for c in clicks), *(_E + c for c in clicks))
        )
        t.role("device", t.first("device.category"))
        t.keep("country", t.first("geo.country"))
        t.keep("language", t.first("device.language"))
        t.keep("order_id", t.first("ecommerce.transaction_id", "event_params.transaction_id"))
        scale = t.rating(_E + "rating")
        return (t.done(workspace, "ga4", constants={"scale": scale} if scale else None, within=(_E,)),)


def _keys(table: RawTable, column: str) -> list[str]:
    """The keys in a list of keys and values, those of the sample, in order of appearance."""
    found: dict[str, None] = {}
    for cell in table.sample.column(column).drop_null().to_pylist():
        for entry in _entries(cell):
            if isinstance(entry, dict) and isinstance(entry.get("key"), str):
                found[entry["key"]] = None
    return list(found)


def _entries(cell: Any) -> list[Any]:
    if isinstance(cell, str):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            return []
    return cell if isinstance(cell, list) else []


def _narrowed(table: RawTable, column: str, workspace: Workspace) -> RawTable:
    """A list of keys and values as one column per key; the list itself stays where it has further keys or is none."""
    kind = table.types.get(column, "")
    listed = kind.endswith("[]") and '"value" STRUCT(' in kind and '"key"' in kind
    if not (is_text(kind) or listed):
        return table
    keys = _keys(table, column)
    fields = [field for field in _FIELDS if is_text(kind) or field in kind]
    if not keys or not fields:
        return table
    others = [col(name) for name in table.types if name != column]
    names, parts = f"sojourn:{column}", f"sojourn:{column}:list"

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        marks = passed_on(table)
        whole = (
            call("starts_with", col(column), lit("[")) & call("json_valid", col(column))
            if is_text(kind)
            else None
        )
        listing = col(column)
        if whole is not None:
            listing = CaseExpression(whole, call("json_transform", col(column), lit(_FORM)))
        relation = relation.select(*others, col(column), listing.alias(parts), *marks)
        key = call(
            "list_transform", col(parts), LambdaExpression("x", call("struct_extract", col("x"), lit("key")))
        )
        relation = relation.select(*others, col(column), col(parts), key.alias(names), *marks)
        cells = [_value_of(key, col(parts), col(names), fields).alias(f"{column}.{key}") for key in keys]
        known = either(call("list_has_all", lit(keys), col(names)), lit(False))
        text = col(column) if is_text(kind) else call("to_json", col(column)).cast("VARCHAR")
        rest = CaseExpression(known, lit(None).cast("VARCHAR")).otherwise(text)
        return relation.select(*others, *cells, rest.alias(column), *marks)

    return reshaped(table, workspace, transform)


def _value_of(key: str, entries: Expression, names: Expression, fields: list[str]) -> Expression:
    entry = call("list_extract", entries, call("list_position", names, lit(key)))
    value = call("struct_extract", entry, lit("value"))
    texts = [call("struct_extract", value, lit(field)).cast("VARCHAR") for field in fields]
    return texts[0] if len(texts) == 1 else either(*texts)


def _touchpoint(t: Translation, name: Expression) -> Expression:
    url = t.peek("event_params.page_location")
    screen = t.peek("event_params.firebase_screen", "event_params.firebase_screen_class")
    case = CaseExpression(name.isnull(), lit(None).cast("VARCHAR"))
    if url is not None:
        case = case.when(name == lit("page_view"), either(named("Page: ", path_of(url)), name))
    if screen is not None:
        case = case.when(name == lit("screen_view"), either(named("Screen: ", screen), name))
    return case.otherwise(_readable(name))


def _readable(name: Expression) -> Expression:
    """``add_to_cart``, which is how the system makes people spell a name, as they would write it: ``Add to cart``."""
    words = call("replace", name, lit("_"), lit(" "))
    return call("concat", call("upper", call("left", words, lit(1))), call("substr", words, lit(2)))


def _channel(t: Translation) -> Expression | None:
    platform = t.peek("platform")
    if platform is None:
        return None
    case = CaseExpression(platform == lit("WEB"), lit("web"))
    return case.when(platform.isin(lit("ANDROID"), lit("IOS")), lit("app")).otherwise(lit(None))


def _value(t: Translation, name: Expression) -> Expression | None:
    """Money that came in with purchases, and went out with refunds; other events carry a value of their own kind."""
    came = t.peek("ecommerce.purchase_revenue", "event_params.value")
    if came is None:
        return None
    went = t.text("ecommerce.refund_value", "event_params.value").try_cast("DOUBLE")
    case = CaseExpression(name.isin(*[lit(p) for p in _PURCHASES]), came.try_cast("DOUBLE"))
    case = case.when(name.isin(*[lit(r) for r in _REFUNDS]), -call("abs", went))
    return case.otherwise(lit(None).cast("DOUBLE"))


GA4: Final = GoogleAnalytics4()
"""The dialect of Google Analytics 4."""
