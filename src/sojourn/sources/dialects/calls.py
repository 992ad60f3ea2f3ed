"""Records of calls: who rang when, how long the wait and the talk were, and how it ended."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.events.expressions import call, lit, time_of
from sojourn.events.looks import look_at
from sojourn.events.times import time_form
from sojourn.sources.dialects.shaping import Shape, code, fields, joined, number, require, shaped, text
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "calls"
_FIELDS: Final = {
    "started": ("call start", "call start time", "call started", "started at", "start time", "start", "started", "calldate",
                "call date", "call time", "initiation timestamp", "answered or abandoned at", "date time", "datetime",
                "timestamp", "anrufbeginn", "beginn", "通话时间", "来电时间", "开始时间", "通话开始时间"),
    "answered": ("answered at", "answer time", "answer", "answerdate", "connected at", "connect time",
                 "connected to agent timestamp", "接通时间", "应答时间"),
    "ended": ("ended at", "end time", "end", "ended", "call end", "call end time", "hangup time", "hangupdate",
              "disconnect timestamp", "结束时间", "挂断时间"),
    "wait": ("wait", "wait time", "waiting time", "waiting", "wait seconds", "wait sec", "queue time", "time in queue",
             "queue wait", "hold time before answer", "wartezeit", "等待时长", "排队时长", "等待时间"),
    "duration": ("duration", "call duration", "talk time", "billsec", "duration seconds", "duration sec", "call length",
                 "gesprächsdauer", "dauer", "通话时长", "时长"),
    "caller": ("caller", "caller number", "caller id", "callerid", "calling number", "from", "from number", "ani", "src", "caller phone",
               "customer phone", "customer number", "phone", "phone number", "msisdn", "customer endpoint address", "anrufer", "rufnummer",
               "主叫号码", "来电号码", "客户号码", "电话号码"),
    "callee": ("callee", "called number", "to", "to number", "dnis", "dst", "destination", "dialed number", "被叫号码"),
    "direction": ("direction", "call direction", "call type", "initiation method", "richtung", "呼叫方向", "方向"),
    "outcome": ("disposition", "call disposition", "outcome", "result", "call result", "call status", "status", "ergebnis",
                "通话结果", "接听状态", "状态"),
    "call": ("call id", "callid", "call sid", "sid", "uniqueid", "unique id", "linkedid", "contact id", "interaction id", "id", "通话id"),
    "queue": ("queue", "queue name", "skill", "skill group", "hotline", "warteschlange", "队列", "技能组"),
    "agent": ("agent", "agent name", "agent id", "agent username", "mitarbeiter", "坐席", "坐席工号", "客服"),
    "reason": ("reason", "call reason", "contact reason", "topic", "anliegen", "anrufgrund", "来电原因", "咨询类型"),
    "user": ("customer id", "customer no", "customerid", "user id", "kundennummer", "客户编号", "客户id"),
    "ticket": ("ticket id", "ticket no", "ticket", "case number", "工单号", "工单编号"),
}  # fmt: skip
_CALL_WORDS: Final = ("wait", "duration", "direction", "outcome", "queue", "agent", "answered", "callee")
_OUTBOUND: Final = (
    "outbound",
    "outgoing",
    "out",
    "outbound_api",
    "outbound_dial",
    "ausgehend",
    "呼出",
    "外呼",
)
_ABANDONED: Final = (
    "abandoned", "abandon", "no_answer", "noanswer", "missed", "abandoned_in_queue", "hangup_in_queue", "lost", "unanswered", "busy",
    "canceled", "cancelled", "failed", "timeout", "exitwithtimeout", "nicht_angenommen", "verloren", "未接", "未接听", "放弃",
)  # fmt: skip
_ANSWERED: Final = (
    "answered", "answer", "completed", "completecaller", "completeagent", "complete", "connected", "handled", "resolved", "transferred",
    "angenommen", "已接", "已接听", "接通",
)  # fmt: skip
_IDS: Final = {"user": "user", "ticket": "ticket"}


class Calls:
    """Call records: recognised by a caller and a start beside several facts that only calls have."""

    title = "Call records"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of calls."""
        found = fields(table, _FIELDS)
        facts = sum(name in found for name in _CALL_WORDS)
        length = {"wait", "duration", "ended"} & found.keys()
        return {"started", "caller"} <= found.keys() and bool(length) and facts >= 3

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """One event when it rings, one more when somebody answers or the caller gives up."""
        found = fields(table, _FIELDS)
        require(table, found, ("started", "caller"), self.title)
        out = _is(table, found, "direction", _OUTBOUND)
        rang = CaseExpression(out, lit("Called by the company")).otherwise(lit("Called support"))
        shapes = [_shape(table, found, "started", found["started"], rang)]
        answered, abandoned = _ends(table, found)
        if answered is not None:
            name = CaseExpression(out, lit("Took the company's call")).otherwise(lit("Call answered"))
            shapes.append(
                replace(_shape(table, found, "answered", _answer_time(table, found), name), where=answered)
            )
        if abandoned is not None:
            name = CaseExpression(out, lit("Missed the company's call")).otherwise(lit("Call abandoned"))
            shapes.append(
                replace(_shape(table, found, "abandoned", _giving_up(table, found), name), where=abandoned)
            )
        return shaped(table, workspace, NAME, shapes)


def _is(table: RawTable, found: Mapping[str, str], name: str, codes: tuple[str, ...]) -> Expression:
    if name not in found:
        return lit(False)
    return CoalesceOperator(code(table, found[name]).isin(*[lit(c) for c in codes]), lit(False))


def _ends(table: RawTable, found: Mapping[str, str]) -> tuple[Expression | None, Expression | None]:
    """Which calls were answered and which were given up; None where the table does not say."""
    if "outcome" in found:
        answered, abandoned = (
            _is(table, found, "outcome", _ANSWERED),
            _is(table, found, "outcome", _ABANDONED),
        )
        return answered, abandoned
    if "answered" in found:
        answered = text(table, found["answered"]).isnotnull()
        return answered, ~answered
    return None, None


def _answer_time(table: RawTable, found: Mapping[str, str]) -> str | Expression:
    """When somebody answered: told, or the wait after the start, or the start."""
    later = _after(table, found, "wait")
    if "answered" not in found:
        return found["started"] if later is None else later
    return found["answered"]


def _giving_up(table: RawTable, found: Mapping[str, str]) -> str | Expression:
    if "ended" in found:
        return found["ended"]
    later = _after(table, found, "wait")
    return found["started"] if later is None else later


def _after(table: RawTable, found: Mapping[str, str], span: str) -> Expression | None:
    """The start and some seconds, where both can be read; a start with a zone stays in UTC."""
    if span not in found:
        return None
    look = look_at(found["started"], table.sample.column(found["started"]), most=2_000)
    form = look.time or time_form(look.values, "time")
    if form is None or form.kind == "relative":
        return None
    start = time_of(found["started"], table.types[found["started"]], form, "UTC")
    seconds = CoalesceOperator(_seconds(table, found[span]), lit(0.0))
    moment = call("make_timestamp", (start + (seconds * lit(1e6)).cast("BIGINT")).cast("BIGINT"))
    zoned = form.kind == "epoch" or form.zone != "none"
    return call("timezone", lit("UTC"), moment) if zoned else moment


def _seconds(table: RawTable, column: str) -> Expression:
    """A span as seconds, written as a number or as ``mm:ss`` or ``hh:mm:ss``."""
    parts = call("string_split", text(table, column), lit(":"))
    total = lit(0.0)
    for position, unit in ((-1, 1.0), (-2, 60.0), (-3, 3_600.0)):
        part = call("list_extract", parts, lit(position)).try_cast("DOUBLE")
        total = total + CoalesceOperator(part, lit(0.0)) * lit(unit)
    clock = call("contains", text(table, column), lit(":"))
    return CaseExpression(clock, total).otherwise(number(table, column))


def _shape(
    table: RawTable, found: Mapping[str, str], part: str, time: str | Expression, touchpoint: Expression
) -> Shape:
    roles: dict[str, str | Expression] = {"timestamp": time, "touchpoint": touchpoint}
    if "call" in found:
        roles["message_id"] = joined(lit("call "), text(table, found["call"]), lit(f" {part}"))
    customer = text(table, found["caller"])
    if "callee" in found:
        out = _is(table, found, "direction", _OUTBOUND)
        customer = CaseExpression(out, text(table, found["callee"])).otherwise(customer)
    ids = {"caller_phone": "phone"} | {found[name]: kind for name, kind in _IDS.items() if name in found}
    named = {"queue": "queue", "agent": "agent", "reason": "reason"}
    return Shape(
        roles,
        part=part,
        constants={"channel": "phone"},
        identifiers=ids,
        made={"caller_phone": customer},
        renamed={new: found[name] for new, name in named.items() if name in found},
    )


CALLS: Final = Calls()
"""The dialect of call records."""
