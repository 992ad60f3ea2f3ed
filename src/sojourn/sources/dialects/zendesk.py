"""Zendesk: tickets, users, comments, ratings and field histories, as API answers, view exports and warehouse tables."""

from dataclasses import replace
from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, col, lit
from sojourn.sources.dialect import set_aside
from sojourn.sources.dialects.parts import Columns, Ids, Part, in_parts, not_ours, one_of, true, unnested
from sojourn.sources.source import RawTable, Workspace

_NAME: Final = "zendesk"
_TICKET_SIGNS: Final = (
    "brandid", "ticketformid", "allowchannelback", "hasincidents", "ispublic", "followupids", "problemid", "submitterid",
    "satisfactionratingscore", "forumtopicid", "metricsetsolvedat", "viachannel", "groupid", "organizationid", "submitter",
    "satisfactionscore", "groupstations", "assigneestations", "summationcolumn", "requesterdomain", "tickettype",
)  # fmt: skip
_USER_SIGNS: Final = (
    "ticketrestriction", "onlyprivatecomments", "moderator", "restrictedagent", "twofactorauthenabled", "sharedagent",
    "chatonly", "suspended", "verified", "organizationid",
)  # fmt: skip
_MADE: Final = ("createdat", "requested")
_SIGNS: Final = (
    ("tickets", ("id", "status"), (("requesterid", "requester", "requesteremail"), _MADE), _TICKET_SIGNS, 3),
    ("ratings", ("ticketid", "score", "createdat"), (("requesterid", "assigneeid"),), (), 0),
    ("users", ("id", "role"), (("email", "name"),), _USER_SIGNS, 3),
    ("field history", ("fieldname", "ticketid", "value"), (("updated", "updatedat", "createdat"),), (), 0),
    ("chats", ("chatid", "ticketid", "visitorid"), (), (), 0),
    ("chat events", ("chatid", "actorid", "type", "createdat"), (), (), 0),
    ("comments", ("ticketid", "body", "public"), (("authorid", "userid"), ("createdat", "created")), (), 0),
    ("metrics", ("ticketid", "reopens", "replies", "solvedat"), (), (), 0),
)
"""Table, columns it must have, columns of which it must have one each, further signs, and how many of those."""

_VIA: Final = {
    "web": "web", "web form": "web", "web widget": "web", "help_center": "web", "help center": "web", "web_messaging": "chat",
    "email": "email", "mail": "email", "chat": "chat", "native_messaging": "chat", "messaging": "chat",
    "web_widget": "web", "voice": "phone", "phone": "phone", "phone call (inbound)": "phone", "phone call (incoming)": "phone",
    "phone call (outbound)": "phone", "voicemail": "phone", "mobile": "app", "mobile_sdk": "app", "mobile sdk": "app",
    "facebook": "social", "twitter": "social", "instagram_dm": "social", "any_channel": "social", "whatsapp": "whatsapp",
    "line": "line", "wechat": "wechat", "sms": "sms", "text": "sms", "api": "api", "web service (api)": "api",
}  # fmt: skip
_GOOD: Final = r"^(good|received good|5|4).*"
_BAD: Final = r"^bad.*"

_OTHERS: Final[tuple[tuple[frozenset[str], str], ...]] = tuple(
    (frozenset(columns.split()), reason)
    for columns, reason in (
        ("id brand_url has_help_center subdomain", "brands hold no events and tell of no customer"),
        ("time_zone daylight_start_utc daylight_end_utc", "summer times hold no events"),
        ("time_zone standard_offset", "time zones hold no events"),
        ("organization_id domain_name", "domains of companies hold no events and tell of no customer"),
        ("id shared_tickets shared_comments", "companies hold no events; tickets and users name them"),
        ("organization_id tag", "tags of companies hold no events and tell of no customer"),
        ("ticket_id tag", "tags of tickets say nothing about when"),
        ("user_id tag", "tags of users say nothing about when"),
        ("id time_zone start_time_utc end_time_utc", "working hours of the support team are no events of a customer"),
        ("id schedule_id end_date start_date", "holidays of the support team are no events of a customer"),
        ("sla_policy_id sla_policy_updated_at metric target", "service targets are no events of a customer"),
        ("ticket_id sla_policy_id policy_applied_at", "which service target applies is not seen by the customer"),
        ("ticket_id schedule_id created_at", "which working hours apply is not seen by the customer"),
        ("id end_user_visible display_name active", "forms hold no events and tell of no customer"),
        ("id action actor_id change_description source_type", "changes to the settings are no events of a customer"),
    )
)  # fmt: skip


class Zendesk:
    """Zendesk Support and Chat."""

    title = "Zendesk"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of a Zendesk table."""
        return _kind(table) != ""

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Tickets opened, solved and rated; what was written; users as link rows; settings set aside."""
        columns = Columns(table)
        kind = _kind(table)
        if kind in _MAKERS:
            parts, identifiers = _MAKERS[kind](columns)
            made = in_parts(table, workspace, _NAME, parts, identifiers)
            return made + (_nested_comments(table, columns, workspace) if kind == "tickets" else ())
        if not kind:
            raise not_ours(table, self.title)
        return (set_aside(table, kind, dialect=_NAME),)


def _kind(table: RawTable) -> str:
    """What a table holds: a name of `_MAKERS`, or the reason why it is set aside; empty if it is not Zendesk's."""
    c = Columns(table)
    for kind, needed, one_of_these, signs, least in _SIGNS:
        if c.has(*needed) and all(c.find(*some) for some in one_of_these) and c.count(signs) >= least:
            return kind
    names = {name.casefold() for name in table.types}
    for sign, reason in _OTHERS:
        if sign <= names and len(names) <= 24 and "requester_id" not in names:
            return reason
    if c.has("id", "name", "url") and _zendesk_urls(c):
        return "groups and settings hold no events and tell of no customer"
    return ""


def _zendesk_urls(c: Columns) -> bool:
    return any(".zendesk.com/" in v or "//zendesk.com/" in v for v in c.look(c.find("url")).values[:20])


def _tickets(c: Columns) -> tuple[list[Part], Ids]:
    via = c.find("viachannel", "via", "channel")
    channel: dict[str, str | Expression] = {}
    if via:
        channel = {"channel": one_of(c.code(via), _VIA, c.code(via))}
    solved = c.find("solvedat", "metricsetsolvedat", "ticketmetricsolvedat")
    written = c.find("description", "subject", "rawsubject")
    opened = Part(
        "opened",
        "Ticket opened",
        c.moment(c.find(*_MADE)),
        roles=channel | ({"text": written} if written else {}),
        constants={} if via else {"channel": "support"},
    )
    parts = [opened]
    constants = {"channel": "support"}
    if solved:
        parts.append(Part("solved", "Ticket solved", c.moment(solved), c.filled(solved), constants=constants))
    rated = _rated_ticket(c, solved)
    return parts + ([rated] if rated else []), _ticket_ids(c, via)


def _nested_comments(table: RawTable, c: Columns, workspace: Workspace) -> tuple[RawTable, ...]:
    """What was written, where the export keeps it inside the tickets."""
    comments, asked = c.find("comments"), c.find("requesterid")
    if not comments or not asked:
        return ()
    outer = {"ticket_id": c.text(c.find("id")), "requester_id": c.text(asked)}
    outer["ticket_created_at"] = c.text(c.find(*_MADE))
    inner = ("id", "author_id", "body", "plain_body", "public", "created_at", "via.channel")
    written = unnested(table, workspace, comments, kept=outer, inner=inner)
    if not written.sample.num_rows:
        return ()
    parts, identifiers = _comments(Columns(written))
    return in_parts(written, workspace, _NAME, parts, identifiers)


def _rated_ticket(c: Columns, solved: str) -> Part | None:
    score = c.find("satisfactionratingscore", "satisfactionscore", "satisfactionrating")
    time = (
        c.find("satisfactionratingcreatedat", "satisfactionratingupdatedat")
        or solved
        or c.find("updatedat", "updated")
    )
    if not score or not time:
        return None
    number, constants = _score(c, score)
    comment = c.find("satisfactionratingcomment", "satisfactioncomment")
    roles: dict[str, str | Expression] = {"score": number} | ({"text": comment} if comment else {})
    return Part(
        "rated",
        "Support rated",
        c.moment(time),
        true(number.isnotnull()),
        roles,
        constants | {"channel": "survey"},
    )


def _score(c: Columns, column: str) -> tuple[Expression, dict[str, str]]:
    """Good and bad as thumbs, or the numbers of a satisfaction survey of one to five."""
    code = c.code(column)
    look = c.look(column)
    if look.content in {"integer", "number"} and 1 <= look.low <= look.high <= 5:
        number = col(column).try_cast("DOUBLE")
        inside = CaseExpression((number >= lit(1)) & (number <= lit(5)), number).otherwise(lit(None))
        return inside, {"scale": "csat_1_5"}
    good, bad = call("regexp_matches", code, lit(_GOOD)), call("regexp_matches", code, lit(_BAD))
    thumbs = CaseExpression(good, lit(1.0)).when(bad, lit(0.0)).otherwise(lit(None).cast("DOUBLE"))
    return thumbs, {"scale": "thumbs"}


def _ticket_ids(c: Columns, via: str) -> Ids:
    ids: Ids = {c.find("id"): "ticket"}
    for kind, names in {
        "zendesk_user": ("requesterid",),
        "email": ("requesteremail",),
        "phone": ("requesterphone",),
        "user": ("requesterexternalid",),
        "account": ("organizationid", "requesterorganizationid"),
    }.items():
        if column := c.find(*names):
            ids[column] = kind
    sender = c.find("viasourcefromaddress")
    if sender and via and not c.find("requesteremail"):
        code = c.code(via)
        ids["sender_email"] = (
            "email",
            CaseExpression(code == lit("email"), c.text(sender)).otherwise(lit(None)),
        )
    return ids


def _users(c: Columns) -> tuple[list[Part], Ids]:
    customer = ~c.code(c.find("role")).isin(
        lit("agent"), lit("admin"), lit("light agent"), lit("legacy agent")
    )
    ids: Ids = {c.find("id"): "zendesk_user"}
    for name, kind in {
        "email": "email",
        "phone": "phone",
        "externalid": "user",
        "organizationid": "account",
    }.items():
        if column := c.find(name):
            ids[column] = kind
    return [
        Part("customers", when=true(customer), links=True),
        Part("agents", when=~true(customer), aside="agents and administrators are no customers"),
    ], ids


def _comments(c: Columns) -> tuple[list[Part], Ids]:
    public = c.code(c.find("public")).isin(lit("true"), lit("1"), lit("t"), lit("yes"))
    author = c.find("authorid", "userid")
    side: str | Expression = "Ticket message"
    ids: Ids = _by("ticket", c, "ticketid")
    theirs = _by_customer(c, author)
    if theirs is not None:
        side = CaseExpression(theirs, lit("Customer wrote")).otherwise(lit("Support replied"))
        ids["customer"] = ("zendesk_user", CaseExpression(theirs, c.text(author)).otherwise(lit(None)))
    via = c.find("viachannel")
    roles: dict[str, str | Expression] = {"text": c.find("body", "plainbody")}
    if via:
        roles["channel"] = one_of(c.code(via), _VIA, c.code(via))
    time = c.moment(c.find("createdat", "created"))
    constants = {} if via else {"channel": "support"}
    parts = [Part("public", side, time, true(public), roles, constants)]
    note = "notes that only the support team sees are no events of a customer"
    parts.append(Part("notes", time=time, when=~true(public), aside=note))
    if c.has("ticketcreatedat"):
        first = true(c.text(c.find("ticketcreatedat")) == c.text(c.find("createdat", "created")))
        parts[0] = replace(parts[0], when=true(public) & ~first)
        opening = "the first message of a ticket is what it was opened with"
        parts.append(Part("opening", time=time, when=true(public) & first, aside=opening))
    return parts, ids


def _by_customer(c: Columns, author: str) -> Expression | None:
    """Whether the customer wrote it, where a column tells; the author's number alone does not."""
    if role := c.find("authorrole", "userrole", "role"):
        return true(c.code(role).isin(lit("end-user"), lit("end user"), lit("customer"), lit("requester")))
    if asked := c.find("requesterid", "ticketrequesterid"):
        return true(c.text(asked) == c.text(author))
    return None


def _ratings(c: Columns) -> tuple[list[Part], Ids]:
    number, constants = _score(c, c.find("score"))
    roles: dict[str, str | Expression] = {"score": number}
    if comment := c.find("comment"):
        roles["text"] = comment
    time = c.moment(c.find("createdat"))
    ids = _by("ticket", c, "ticketid")
    if asked := c.find("requesterid"):
        ids[asked] = "zendesk_user"
    rated = true(number.isnotnull())
    unanswered = "ratings that were offered and not given are no events of a customer"
    return [
        Part("given", "Support rated", time, rated, roles, constants | {"channel": "survey"}),
        Part("offered", time=time, when=~rated, aside=unanswered),
    ], ids


def _field_history(c: Columns) -> tuple[list[Part], Ids]:
    name, value = c.code(c.find("fieldname")), c.code(c.find("value"))
    time = c.moment(c.find("updated", "updatedat", "createdat"))
    status = true(name == lit("status"))
    touchpoint = one_of(
        value,
        {
            "solved": "Ticket solved",
            "closed": "Ticket closed",
            "new": "Ticket received",
            "deleted": "Ticket deleted",
        },
        call("concat", lit("Ticket "), call("replace", value, lit("_"), lit(" "))),
    )
    score = (name == lit("satisfaction_score")) & call("regexp_matches", value, lit(r"^(good|bad)"))
    number = CaseExpression(call("regexp_matches", value, lit(_GOOD)), lit(1.0)).otherwise(lit(0.0))
    other = "changes of assignee, priority and other fields are not seen by the customer"
    support = {"channel": "support"}
    return [
        Part("status", touchpoint, time, status, constants=support),
        Part(
            "rated",
            "Support rated",
            time,
            true(score),
            {"score": number},
            {"scale": "thumbs", "channel": "survey"},
        ),
        Part("other fields", time=time, when=~status & ~true(score), aside=other),
    ], _by("ticket", c, "ticketid")


def _by(kind: str, c: Columns, name: str) -> Ids:
    return {c.find(name): kind}


def _metrics(c: Columns) -> tuple[list[Part], Ids]:
    solved = c.find("solvedat")
    support = {"channel": "support"}
    unsolved = "tickets that are not solved yet: the table of tickets has their beginning"
    return [
        Part("solved", "Ticket solved", c.moment(solved), c.filled(solved), constants=support),
        Part("unsolved", when=~c.filled(solved), aside=unsolved),
    ], _by("ticket", c, "ticketid")


def _chats(c: Columns) -> tuple[list[Part], Ids]:
    ids: Ids = {
        c.find("chatid"): "zendesk_chat",
        c.find("ticketid"): "ticket",
        c.find("visitorid"): "zendesk_visitor",
    }
    return [Part("chats", links=True)], ids


def _chat_events(c: Columns) -> tuple[list[Part], Ids]:
    actor, kind = c.code(c.find("actorid")), c.code(c.find("type"))
    message = true(kind == lit("chatmessage"))
    agent, machine = call("starts_with", actor, lit("agent")), call("starts_with", actor, lit("__"))
    touchpoint = CaseExpression(agent, lit("Support replied")).when(machine, lit("Automatic message"))
    touchpoint = touchpoint.otherwise(lit("Customer wrote"))
    text = c.find("message")
    roles: dict[str, str | Expression] = {"text": text} if text else {}
    time = c.moment(c.find("createdat"))
    other = "joining, leaving, receipts and file transfers of a chat are no touchpoints"
    return [
        Part("messages", touchpoint, time, message, roles, {"channel": "chat"}),
        Part("other", time=time, when=~message, aside=other),
    ], _by("zendesk_chat", c, "chatid")


_MAKERS: Final = {
    "tickets": _tickets, "users": _users, "comments": _comments, "ratings": _ratings, "field history": _field_history,
    "metrics": _metrics, "chats": _chats, "chat events": _chat_events,
}  # fmt: skip

ZENDESK: Final = Zendesk()
"""The dialect of Zendesk."""
