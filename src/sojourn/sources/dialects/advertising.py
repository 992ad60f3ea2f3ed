"""Advertising: logs of impressions and clicks are events; tables of what was spent have no customers."""

import re
from collections.abc import Mapping
from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import lit
from sojourn.events.names import words
from sojourn.sources.dialect import set_aside
from sojourn.sources.dialects.shaping import (
    Shape,
    chosen,
    fields,
    number,
    require,
    shaped,
    some_values,
    text,
)
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "advertising"
SPEND: Final = "spend table: has no customers"
"""Why a table of what advertising cost is set aside."""

_FIELDS: Final = {
    "time": ("time", "timestamp", "click time", "clicked at", "event time", "impression time", "seen at", "datetime",
             "时间", "点击时间", "曝光时间"),
    "day": ("date", "day", "date start", "reporting starts", "segments date", "stat time day", "time period", "week", "month",
            "report date", "tag", "woche", "monat", "datum", "日期", "周", "月份", "月"),
    "last_day": ("date stop", "date end", "reporting ends", "end date", "结束日期"),
    "click_id": ("click id", "gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "ttclid", "twclid", "li fat id",
                 "clickid", "点击id"),
    "cookie": ("cookie", "cookie id", "visitor id", "browser id", "user cookie"),
    "device": ("device id", "idfa", "gaid", "advertising id", "aaid", "设备id"),
    "user": ("customer no", "customer number", "user id", "userid", "客户编号", "用户id"),
    "email": ("email", "email address"),
    "event": ("event", "event type", "interaction", "interaction type", "action", "事件", "互动"),
    "impressions": ("impressions", "impr", "views", "展示次数", "展现量", "曝光量", "曝光"),
    "clicks": ("clicks", "link clicks", "klicks", "点击次数", "点击量", "点击"),
    "cost": ("cost", "spend", "amount spent", "ad spend", "cost micros", "metrics cost micros", "media cost", "total cost", "kosten", "ausgaben", "花费", "消耗",
             "成本", "费用"),
    "campaign": ("campaign", "campaign name", "ad campaign", "utm campaign", "kampagne", "推广计划", "广告系列", "活动"),
    "campaign_id": ("campaign id",),
    "ad": ("ad", "ad name", "ad group", "ad group name", "adset name", "ad set name", "ad id", "ad group id", "adset id",
           "creative", "keyword", "placement", "anzeigengruppe", "广告组", "关键词"),
    "source": ("utm source", "source", "publisher", "platform", "network", "channel", "advertising channel", "channel type",
               "媒体", "平台", "渠道"),
    "medium": ("utm medium", "medium", "媒介"),
    "currency": ("currency", "currency code", "currency code iso", "币种"),
    "value": ("conversion value", "conversions value", "revenue"),
}  # fmt: skip
_IN_CURRENCY: Final = re.compile(r"(.+?)\s*[(\[]?\b([A-Z]{3})[)\]]?")
"""A column that names the currency of its amounts: ``Amount spent (EUR)``."""
_WHO: Final = {
    "click_id": "ad_click",
    "cookie": "cookie",
    "device": "device",
    "user": "user",
    "email": "email",
}
_MEASURES: Final = ("impressions", "clicks", "cost")
_EVENTS: Final = {
    "Ad seen": ("impression", "impressions", "view", "ad_view", "ad_impression", "seen", "ad_seen", "曝光", "展示"),
    "Ad clicked": ("click", "clicks", "ad_click", "clicked", "ad_clicked", "点击"),
    "Converted": ("conversion", "converted", "转化"),
}  # fmt: skip
_CODES: Final = frozenset(c for codes in _EVENTS.values() for c in codes)


class Advertising:
    """Impressions, clicks and spend: recognised by measures of advertising or by the events of ads."""

    title = "Advertising"

    def recognises(self, table: RawTable) -> bool:
        """Whether the table is a log of ads seen and clicked, or a report of what they cost."""
        found = _found(table)
        return _is_log(table, found) or _is_spend(found)

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One event per row of a log; a table of spend is set aside whole."""
        found = _found(table)
        if not _is_log(table, found):
            if not _is_spend(found):
                require(table, found, ("campaign",), self.title)
            return (set_aside(table, SPEND, dialect=NAME),)
        roles: dict[str, str | Expression] = {
            "timestamp": found["time"],
            "touchpoint": _touchpoint(table, found),
        }
        roles |= {r: found[r] for r in ("cost", "campaign", "medium", "currency", "value") if r in found}
        if "source" in found:
            roles["source"] = text(table, found["source"])
        shape = Shape(
            roles,
            constants={"channel": "ads"},
            identifiers={found[name]: kind for name, kind in _WHO.items() if name in found},
            renamed={"click_id": found["click_id"]} if "click_id" in found else {},
        )
        return shaped(table, workspace, NAME, [shape])


def _found(table: RawTable) -> dict[str, str]:
    """Fields of the table. ``Customer ID`` is the advertiser in Google's reports, and a customer in a log with times."""
    found = fields(table, _FIELDS)
    if "cost" not in found and (amounts := _amounts_in_a_currency(table)):
        found["cost"] = amounts
    if "time" in found and "user" not in found:
        found |= fields(table, {"user": ("customer id", "customer", "客户id")})
    return found


def _amounts_in_a_currency(table: RawTable) -> str:
    """The column of costs that names its currency; empty if there is none."""
    named = ((column, _IN_CURRENCY.fullmatch(column)) for column in table.types)
    return next((column for column, m in named if m and words(m[1]) in _FIELDS["cost"]), "")


def spend_fields(table: RawTable) -> tuple[Mapping[str, str], str]:
    """Field → column of a table of spend, and the currency that the name of its amounts says; empty if it says none.

    Raises
    ------
    SourceError
        If it has no day, or nothing that says what was spent.
    """
    found = _found(table)
    if "day" not in found and "time" in found:
        found["day"] = found["time"]
    require(table, found, ("day", "cost"), "spend table")
    match = _IN_CURRENCY.fullmatch(found["cost"])
    return found, match[2] if match else ""


def _is_log(table: RawTable, found: Mapping[str, str]) -> bool:
    if "time" not in found or not _WHO.keys() & found.keys():
        return False
    measures = sum(m in found for m in _MEASURES)
    if "event" in found and _share(table, found["event"]) >= 0.8:
        return measures > 0 or bool({"source", "campaign"} & found.keys())
    sure = "click_id" in found and bool({"campaign", "campaign_id", "ad"} & found.keys())
    return measures >= 2 or (sure and "event" not in found)


def _is_spend(found: Mapping[str, str]) -> bool:
    if not {"day", "time"} & found.keys() or _WHO.keys() & found.keys():
        return False
    measures = {m for m in _MEASURES if m in found}
    what = {"campaign", "campaign_id", "ad", "source", "medium"} & found.keys()
    return bool(what) and (len(measures) >= 2 or measures == {"cost"})


def _share(table: RawTable, column: str) -> float:
    values = some_values(table, column)
    return sum(v.strip().lower().replace(" ", "_") in _CODES for v in values) / len(values) if values else 0.0


def _touchpoint(table: RawTable, found: Mapping[str, str]) -> Expression:
    if "event" in found:
        return chosen(table, found["event"], _EVENTS, text(table, found["event"]))
    if "clicks" in found:
        clicked = number(table, found["clicks"]) > lit(0.0)
        return CaseExpression(clicked, lit("Ad clicked")).otherwise(lit("Ad seen"))
    return lit("Ad clicked" if "click_id" in found else "Ad seen")


ADVERTISING: Final = Advertising()
"""The dialect of advertising."""
