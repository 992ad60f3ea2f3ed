"""Salesforce: contacts, leads, tasks, events, opportunities, cases and campaign members, as Data Loader or API give them."""

import re
from collections import Counter
from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, lit
from sojourn.sources.dialect import set_aside
from sojourn.sources.dialects.parts import Columns, Ids, Part, in_parts, not_ours, one_of, true
from sojourn.sources.source import RawTable, Workspace

_NAME: Final = "salesforce"
_ID: Final = re.compile(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?")
_MOSTLY: Final = 0.6
_PREFIXES: Final = {
    "001": "Account", "003": "Contact", "00Q": "Lead", "006": "Opportunity", "500": "Case", "00T": "Task", "00U": "Event",
    "00v": "CampaignMember", "00K": "OpportunityContactRole", "02s": "EmailMessage", "00a": "CaseComment", "005": "User",
    "701": "Campaign", "01t": "Product2", "00k": "OpportunityLineItem", "008": "OpportunityHistory",
}  # fmt: skip
_SIGNS: Final = {
    "Contact": "lastname accountid", "Lead": "lastname isconverted", "Opportunity": "stagename closedate",
    "Case": "casenumber origin", "Task": "whoid activitydate", "Event": "whoid startdatetime",
    "CampaignMember": "campaignid leadid contactid", "OpportunityContactRole": "opportunityid contactid role",
    "EmailMessage": "incoming fromaddress parentid", "OpportunityHistory": "opportunityid stagename createddate",
}  # fmt: skip
"""Object → columns that only it has."""

_SYSTEM: Final = (
    "systemmodstamp",
    "createdbyid",
    "lastmodifiedbyid",
    "ownerid",
    "isdeleted",
    "attributestype",
    "createddate",
)
_ORIGINS: Final = {
    "web": "web", "email": "email", "e-mail": "email", "phone": "phone", "chat": "chat", "social": "social", "facebook": "social",
    "twitter": "social", "community": "web", "sms": "sms", "store": "store", "whatsapp": "whatsapp",
}  # fmt: skip
_ASIDE: Final = {
    "Account": "companies hold no events; contacts and opportunities name them",
    "User": "users are the company's own people, no customers",
    "Campaign": "campaigns hold no events of a customer; campaign members do",
    "Product2": "products hold no events and tell of no customer",
    "OpportunityLineItem": "items of an opportunity say nothing about when or who",
    "CaseComment": "comments of a case do not tell whether the customer or the company wrote them",
}


class Salesforce:
    """Salesforce Sales and Service Cloud."""

    title = "Salesforce"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns and ids are those of a Salesforce object."""
        return _object(Columns(table)) != ""

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Leads, deals, cases, calls, meetings and campaign answers, with the ids that tie them to people."""
        columns = Columns(table)
        kind = _object(columns)
        if not kind:
            raise not_ours(table, self.title)
        if kind not in _MAKERS:
            reason = _ASIDE.get(kind, "it is no object of Salesforce that holds events or tells of customers")
            return (set_aside(table, reason, dialect=_NAME),)
        parts, identifiers = _MAKERS[kind](columns)
        return in_parts(table, workspace, _NAME, parts, identifiers)


def _object(c: Columns) -> str:
    """The object by the first letters of its ids, by what the API says, or by its columns; empty if there is none."""
    column = c.find("id")
    if not column or column.casefold() != "id":
        return ""
    values = c.look(column).values[:200]
    ids = [v for v in values if _ID.fullmatch(v)]
    if len(ids) < _MOSTLY * len(values) or not ids:
        return ""
    start, count = Counter(v[:3] for v in ids).most_common(1)[0]
    kind = _PREFIXES.get(start, "") if count >= _MOSTLY * len(ids) else ""
    if kind and (c.count(_SYSTEM) or kind in _by_columns(c)):
        return kind
    told = _by_columns(c)
    return told[0] if told and c.count(_SYSTEM) >= 2 else ""


def _by_columns(c: Columns) -> list[str]:
    return [kind for kind, names in _SIGNS.items() if c.has(*names.split())]


def _ids(c: Columns, own: str, **others: str) -> Ids:
    """The object's own id and those of the named columns, as far as they are there."""
    ids: Ids = {c.find("id"): own}
    for name, kind in others.items():
        if column := c.find(name):
            ids[column] = kind
    return ids


_PERSON: Final = {"email": "email", "phone": "phone", "mobilephone": "phone", "homephone": "phone"}


def _contact(c: Columns) -> tuple[list[Part], Ids]:
    ids = _ids(c, "salesforce_contact", accountid="account", **_PERSON)
    return _created(c, "Contact created"), ids


def _created(c: Columns, touchpoint: str) -> list[Part]:
    """An event when the record was made; records without that date only tell who is who."""
    created = c.find("createddate")
    if not created:
        return [Part("known", links=True)]
    roles: dict[str, str | Expression] = {}
    if source := c.find("leadsource"):
        roles["source"] = source
    return [
        Part("created", touchpoint, c.moment(created), c.filled(created), roles, {"channel": "crm"}),
        Part("known", when=~c.filled(created), links=True),
    ]


def _lead(c: Columns) -> tuple[list[Part], Ids]:
    ids = _ids(c, "salesforce_lead", convertedcontactid="salesforce_contact", **_PERSON)
    parts = _created(c, "Lead created")
    if converted := c.find("converteddate"):
        parts.append(
            Part(
                "converted",
                "Lead converted",
                c.moment(converted),
                c.filled(converted),
                constants={"channel": "sales"},
            )
        )
    return parts, ids


def _opportunity(c: Columns) -> tuple[list[Part], Ids]:
    ids = _ids(c, "salesforce_opportunity", contactid="salesforce_contact", accountid="account")
    stage = c.code(c.find("stagename"))
    won = true(call("contains", stage, lit("won")))
    if flag := c.find("iswon"):
        won = won | _yes(c, flag)
    lost = true(call("contains", stage, lit("lost"))) & ~won
    roles: dict[str, str | Expression] = {}
    if amount := c.find("amount"):
        roles["value"] = amount
    if currency := c.find("currencyisocode"):
        roles["currency"] = currency
    sales = {"channel": "sales"}
    parts = [p for p in _created(c, "Deal created") if not p.links]
    if closed := c.find("closedate"):  # of an open deal it is a forecast
        parts.append(Part("won", "Deal won", c.moment(closed), c.filled(closed) & won, roles, sales))
        parts.append(Part("lost", "Deal lost", c.moment(closed), c.filled(closed) & lost, constants=sales))
    return parts or [Part("known", links=True)], ids


def _stages(c: Columns) -> tuple[list[Part], Ids]:
    ids: Ids = {c.find("opportunityid"): "salesforce_opportunity"}
    name = call("concat", lit("Deal: "), call("lower", c.text(c.find("stagename"))))
    return [Part("stage", name, c.moment(c.find("createddate")), constants={"channel": "sales"})], ids


def _case(c: Columns) -> tuple[list[Part], Ids]:
    ids = _ids(
        c, "salesforce_case", contactid="salesforce_contact", accountid="account", suppliedemail="email", contactemail="email",
        suppliedphone="phone", contactphone="phone",
    )  # fmt: skip
    roles: dict[str, str | Expression] = {}
    if origin := c.find("origin"):
        roles["channel"] = one_of(c.code(origin), _ORIGINS, c.code(origin))
    if written := c.find("description", "subject"):
        roles["text"] = written
    support = {"channel": "support"}
    parts = []
    if created := c.find("createddate"):
        own = {} if "channel" in roles else support
        parts.append(Part("opened", "Ticket opened", c.moment(created), roles=roles, constants=own))
    if closed := c.find("closeddate"):
        parts.append(Part("closed", "Ticket solved", c.moment(closed), c.filled(closed), constants=support))
    return parts or [Part("known", links=True)], ids


def _who(c: Columns, own: str) -> Ids:
    """Whom a task or meeting was with: a contact or a lead, by the first letters of the id."""
    ids = _ids(c, own, accountid="account")
    if column := c.find("whoid"):
        who = c.text(column)
        nobody = lit(None).cast("VARCHAR")
        for name, start in {"contact": "003", "lead": "00Q"}.items():
            theirs = CaseExpression(call("starts_with", who, lit(start)), who).otherwise(nobody)
            ids[f"with {name}"] = (f"salesforce_{name}", theirs)
    return ids


def _task(c: Columns) -> tuple[list[Part], Ids]:
    code = c.code(column) if (column := c.find("tasksubtype", "type")) else lit("")
    call_type = c.code(column) if (column := c.find("calltype")) else lit("")
    incoming = call_type == lit("inbound")
    phone = call("contains", code, lit("call")) | (call_type != lit(""))
    mail = call("contains", code, lit("email"))
    touchpoint = CaseExpression(true(incoming), lit("Customer called")).when(
        true(phone), lit("Called by sales")
    )
    touchpoint = touchpoint.when(true(mail), lit("E-mail received")).otherwise(lit("Contacted by sales"))
    channel = CaseExpression(true(phone), lit("phone")).when(true(mail), lit("email")).otherwise(lit("sales"))
    roles: dict[str, str | Expression] = {"channel": channel}
    if text := c.find("description", "subject"):
        roles["text"] = text
    time = c.find("completeddatetime", "activitydate", "createddate")
    done = lit(True)
    if status := c.find("status"):
        done = true(c.code(status).isin(lit("completed"), lit("done"), lit("closed")))
    open_tasks = "tasks that are not completed are plans of the company"
    return [
        Part("done", touchpoint, c.moment(time), done, roles),
        Part("open", time=c.moment(time), when=~done, aside=open_tasks),
    ], _who(c, "salesforce_task")


def _event(c: Columns) -> tuple[list[Part], Ids]:
    text = c.find("description", "subject")
    roles: dict[str, str | Expression] = {"text": text} if text else {}
    time = c.moment(c.find("startdatetime", "activitydatetime", "activitydate", "createddate"))
    return [Part("meeting", "Meeting", time, roles=roles, constants={"channel": "meeting"})], _who(
        c, "salesforce_event"
    )


def _member(c: Columns) -> tuple[list[Part], Ids]:
    ids = _ids(
        c, "salesforce_campaign_member", contactid="salesforce_contact", leadid="salesforce_lead", **_PERSON
    )
    campaign = c.find("campaignname", "campaignid")
    roles: dict[str, str | Expression] = {"campaign": campaign} if campaign else {}
    ads = {"channel": "campaign"}
    parts = []
    if created := c.find("createddate"):
        parts.append(Part("added", "Campaign received", c.moment(created), c.filled(created), roles, ads))
        parts.append(Part("known", when=~c.filled(created), links=True))
    if answered := c.find("firstrespondeddate"):
        parts.append(
            Part("responded", "Campaign answered", c.moment(answered), c.filled(answered), roles, ads)
        )
    return parts or [Part("known", links=True)], ids


def _contact_role(c: Columns) -> tuple[list[Part], Ids]:
    ids: Ids = {c.find("opportunityid"): "salesforce_opportunity", c.find("contactid"): "salesforce_contact"}
    first = _yes(c, flag) if (flag := c.find("isprimary")) else lit(True)
    others = "further people of an opportunity: an opportunity stands for its primary contact"
    return [Part("primary", when=first, links=True), Part("others", when=~first, aside=others)], ids


def _message(c: Columns) -> tuple[list[Part], Ids]:
    incoming = _yes(c, c.find("incoming"))
    theirs = CaseExpression(incoming, c.text(c.find("fromaddress")))
    receiver = c.find("toaddress")
    nobody = lit(None).cast("VARCHAR")
    ids = _ids(c, "salesforce_message", parentid="salesforce_case")
    ids["customer email"] = ("email", theirs.otherwise(c.text(receiver) if receiver else nobody))
    touchpoint = CaseExpression(incoming, lit("Customer wrote")).otherwise(lit("Support replied"))
    text = c.find("textbody", "subject")
    roles: dict[str, str | Expression] = {"text": text} if text else {}
    time = c.moment(c.find("messagedate", "createddate"))
    return [Part("messages", touchpoint, time, roles=roles, constants={"channel": "email"})], ids


def _yes(c: Columns, column: str) -> Expression:
    return true(c.code(column).isin(lit("true"), lit("1"), lit("yes"), lit("t")))


_MAKERS: Final = {
    "Contact": _contact, "Lead": _lead, "Opportunity": _opportunity, "OpportunityHistory": _stages, "Case": _case, "Task": _task,
    "Event": _event, "CampaignMember": _member, "OpportunityContactRole": _contact_role, "EmailMessage": _message,
}  # fmt: skip

SALESFORCE: Final = Salesforce()
"""The dialect of Salesforce."""
