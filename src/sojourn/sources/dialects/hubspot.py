"""HubSpot: contacts, deals with stage dates, tickets and engagements, as view exports, API answers and warehouse tables."""

import re
from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import call, lit
from sojourn.events.names import words
from sojourn.events.records import identifiers_of
from sojourn.sources.dialect import set_aside
from sojourn.sources.dialects.parts import Columns, Ids, Part, in_parts, key_of, not_ours, one_of, true
from sojourn.sources.source import RawTable, Workspace

_NAME: Final = "hubspot"
_ID: Final = ("recordid", "hsobjectid", "vid", "id", "contactid", "dealid", "ticketid", "engagementid")
_OURS: Final = (
    "recordid",
    "hsobjectid",
    "vid",
    "hubspotownerid",
    "hubspotteam",
    "hsleadstatus",
    "hslastmodifieddate",
)
_ENGAGED: Final = (
    "hsemaildirection", "hsemailsubject", "hscalldirection", "hscalltitle", "hscallbody", "hsmeetingtitle", "hsnotebody",
    "hstasksubject", "hsemailtext", "hscommunicationchanneltype",
)  # fmt: skip
_CHANNELS: Final = {
    "email": "email", "chat": "chat", "form": "web", "phone": "phone", "facebook": "social", "fb_messenger": "social",
    "whats_app": "whatsapp", "linkedin_message": "social", "sms": "sms", "custom_channel_conversation": "chat",
}  # fmt: skip
_DONE: Final = {
    "incoming_email": "Customer wrote", "email": "E-mail received", "forwarded_email": "E-mail received",
    "inbound": "Customer called", "outbound": "Called by sales", "meeting": "Meeting", "call": "Phone call",
    "communication": "Message", "conversation_session": "Chat", "sms": "Message", "whats_app": "Message",
    "linkedin_message": "Message",
}  # fmt: skip
_COMPANY_IDS: Final = ("user", "loyalty_card")
_MOST_ADDRESSES: Final = 4
"""Further addresses of a contact that are looked at."""
_LIFE: Final = re.compile(
    r"(?:hs_(?:v2_date_entered_|lifecyclestage_)|became an? )(?P<stage>.+?)(?:[ _]date)?$", re.IGNORECASE
)
_STAGE: Final = re.compile(
    r"(?:hs_(?:v2_)?date_entered_(?P<id>.+)|date entered \"?(?P<name>[^\"(]+).*)$", re.IGNORECASE
)


_SIGNS: Final[tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]] = (
    ("engagements", (("engagementtype engagementtimestamp", *(f"hstimestamp {name}" for name in _ENGAGED)),)),
    ("deals", (("dealname dealstage",),)),
    ("tickets", (("hspipelinestage", "ticketname", "ticketstatus pipeline"),)),
    (
        "contacts",
        (
            ("email", "phone", "phonenumber", "firstname"),
            ("lifecyclestage", "hsleadstatus", "leadstatus", "contactowner", "createdate", "originalsource"),
        ),
    ),
    (
        "companies",
        (("companyname", "name", "domain", "companydomainname"), ("companyowner", "domain", "createdate")),
    ),
)
"""Kind of object, and of each group one set of columns that it must have."""


class Hubspot:
    """HubSpot CRM, Sales and Service."""

    title = "HubSpot"

    def recognises(self, table: RawTable) -> bool:
        """Whether the columns are those of a HubSpot object."""
        return _kind(Columns(table)) != ""

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Contacts with the dates of their stages, deals won and lost, tickets, and what was said and written."""
        columns = Columns(table)
        kind = _kind(columns)
        if not kind:
            raise not_ours(table, self.title)
        make = _MAKERS.get(kind)
        if make is None:
            return (
                set_aside(table, "companies hold no events; contacts and deals name them", dialect=_NAME),
            )
        parts, identifiers = make(columns)
        return in_parts(table, workspace, _NAME, parts, identifiers)


def _kind(c: Columns) -> str:
    """What kind of object a table holds; empty if it is not HubSpot's."""
    wrapped = any(re.match(r"(?:properties\.|property_)", name) for name in c.table.types)
    ours = bool(c.find(*_ID)) and (wrapped or c.count(_OURS) > 0)
    return next(
        (
            kind
            for kind, signs in _SIGNS
            if (ours or kind == "engagements")
            and all(any(c.has(*some.split()) for some in sign) for sign in signs)
        ),
        "",
    )


def _own(c: Columns, kind: str) -> Ids:
    column = c.find(*_ID)
    return {column: kind} if column else {}


def _first_of(c: Columns, *names: str) -> Expression | None:
    """The first id of a list of associated records: those after it are other people, who must not become one."""
    column = c.find(*names)
    return call("regexp_extract", c.text(column), lit(r"[0-9]+")) if column else None


def _associated(c: Columns) -> Ids:
    ids: Ids = {}
    contact = _first_of(
        c,
        "associationscontactsresults",
        "associatedcontactids",
        "associationscontactids",
        "contactid",
        "associatedvids",
    )
    company = _first_of(
        c, "associationscompaniesresults", "associatedcompanyids", "associatedcompanyid", "companyid"
    )
    deal = _first_of(c, "associationsdealsresults", "associateddealids", "associationsdealids")
    for name, kind, found in (
        ("contact", "hubspot_contact", contact),
        ("company", "account", company),
        ("deal", "hubspot_deal", deal),
    ):
        if found is not None:
            ids[f"associated {name}"] = (kind, call("nullif", found, lit("")))
    return ids


def _contacts(c: Columns) -> tuple[list[Part], Ids]:
    ids: Ids = _own(c, "hubspot_contact")
    for kind, names in {
        "email": ("email",),
        "phone": ("phone", "phonenumber"),
        "mobile": ("mobilephone", "mobilephonenumber"),
    }.items():
        if column := c.find(*names):
            ids[column] = "phone" if kind == "mobile" else kind
    ids |= {k: v for k, v in _associated(c).items() if k == "associated company"}
    ids |= _further_addresses(c) | _company_ids(c, ids)
    source = c.find("originalsource", "hsanalyticssource")
    roles: dict[str, str | Expression] = {"source": source} if source else {}
    created = c.find("createdate", "createdat", "hscreatedate")
    parts = []
    if created:
        parts.append(Part("created", "Contact created", c.moment(created), c.filled(created), roles))
        parts.append(Part("known", when=~c.filled(created), links=True))
    else:
        parts.append(Part("known", links=True))
    for column in c.table.types:
        life = _LIFE.fullmatch(column.split(".")[-1].removeprefix("property_"))
        if life and c.look(column).content == "time":
            stage = words(life["stage"])
            article = "an" if stage[0] in "aeiou" else "a"
            parts.append(
                Part(f"became {stage}", f"Became {article} {stage}", c.moment(column), c.filled(column))
            )
    for prefix in ("first", "recent"):
        when = c.find(f"{prefix}conversiondate", f"{prefix}conversiondatedate")
        if when:
            form = c.find(f"{prefix}conversioneventname", f"{prefix}conversion")
            what: dict[str, str | Expression] = {"campaign": form} if form else {}
            parts.append(Part(f"{prefix} form", "Form submitted", c.moment(when), c.filled(when), what))
    return parts, ids


def _further_addresses(c: Columns) -> Ids:
    """The other addresses of a contact: one column, with semicolons between them."""
    column = c.find("additionalemailaddresses", "hsadditionalemails", "additionalemails")
    if not column:
        return {}
    parts = call("string_split", c.text(column), lit(";"))
    every = (call("trim", call("list_extract", parts, lit(k + 1))) for k in range(_MOST_ADDRESSES))
    return {
        f"further email {k + 1}": ("email", call("nullif", address, lit("")))
        for k, address in enumerate(every)
    }


def _company_ids(c: Columns, known: Ids) -> Ids:
    """Properties that the company added: its customer number, its loyalty card."""
    looks = [c.look(column) for column in c.table.types if column not in known]
    return {column: kind for column, kind in identifiers_of(looks).items() if kind in _COMPANY_IDS}


def _deals(c: Columns) -> tuple[list[Part], Ids]:
    ids: Ids = _own(c, "hubspot_deal") | {k: v for k, v in _associated(c).items() if k != "associated deal"}
    stage = c.code(c.find("dealstage"))
    won, lost = call("contains", stage, lit("won")), call("contains", stage, lit("lost"))
    if flag := c.find("hsisclosedwon", "isclosedwon"):
        won = won | c.code(flag).isin(lit("true"), lit("1"), lit("yes"))
    roles: dict[str, str | Expression] = {}
    if amount := c.find("amountinhomecurrency", "amount", "amountincompanycurrency"):
        roles["value"] = amount
    if currency := c.find("dealcurrencycode", "currency"):
        roles["currency"] = currency
    sales = {"channel": "sales"}
    parts = []
    if created := c.find("createdate", "createdat", "hscreatedate"):
        parts.append(Part("created", "Deal created", c.moment(created), c.filled(created), constants=sales))
    if closed := c.find("closedate", "closedat"):
        time = c.moment(closed)
        parts.append(Part("won", "Deal won", time, c.filled(closed) & true(won), roles, sales))
        parts.append(
            Part("lost", "Deal lost", time, c.filled(closed) & true(lost) & ~true(won), constants=sales)
        )
    for column in c.table.types:
        name = _stage_name(column)
        if name and not re.search(r"won|lost", key_of(name)) and c.look(column).content == "time":
            parts.append(Part(name, f"Deal: {name}", c.moment(column), c.filled(column), constants=sales))
    return parts or [Part("known", links=True)], ids


def _stage_name(column: str) -> str:
    found = _STAGE.match(column.rsplit(".", maxsplit=1)[-1].removeprefix("property_"))
    if not found:
        return ""
    name = words(found["id"] or found["name"])
    return f"stage {name}" if name.isdigit() else name


def _tickets(c: Columns) -> tuple[list[Part], Ids]:
    ids: Ids = _own(c, "hubspot_ticket") | _associated(c)
    source = c.find("sourcetype", "source")
    roles: dict[str, str | Expression] = {}
    if source:
        roles["channel"] = one_of(c.code(source), _CHANNELS, c.code(source))
    if written := c.find("content", "ticketdescription", "subject", "ticketname"):
        roles["text"] = written
    support = {"channel": "support"}
    parts = []
    if created := c.find("createdate", "createdat", "hscreatedate"):
        time = c.moment(created)
        parts.append(Part("opened", "Ticket opened", time, roles=roles, constants={} if source else support))
    if closed := c.find("closeddate", "closedate", "closedat"):
        parts.append(Part("solved", "Ticket solved", c.moment(closed), c.filled(closed), constants=support))
    return parts or [Part("known", links=True)], ids


def _engagements(c: Columns) -> tuple[list[Part], Ids]:
    time = c.find("hstimestamp", "engagementtimestamp", "engagementcreatedat")
    code = _engagement_code(c)
    seen = true(code.isin(*[lit(k) for k in _DONE]))
    channel = one_of(
        code,
        {
            "inbound": "phone",
            "outbound": "phone",
            "call": "phone",
            "meeting": "meeting",
            "communication": "chat",
        },
        lit("email"),
    )
    roles: dict[str, str | Expression] = {"channel": channel}
    texts = (
        "hsemailtext",
        "hsemailsubject",
        "hscallbody",
        "hsmeetingbody",
        "hscommunicationbody",
        "metadatatext",
        "metadatabody",
    )
    if text := c.find(*texts):
        roles["text"] = text
    ids: Ids = _own(c, "hubspot_engagement") | _associated(c)
    incoming = code.isin(lit("incoming_email"), lit("inbound"))
    for kind, sender, receiver in (
        (
            "email",
            c.find("hsemailfromemail", "metadatafromemail"),
            c.find("hsemailtoemail", "metadatatoemail"),
        ),
        (
            "phone",
            c.find("hscallfromnumber", "metadatafromnumber"),
            c.find("hscalltonumber", "metadatatonumber"),
        ),
    ):
        nobody = lit(None).cast("VARCHAR")
        outer = c.text(sender) if sender else nobody
        theirs = CaseExpression(true(incoming), outer).otherwise(c.text(receiver) if receiver else nobody)
        if sender or receiver:
            ids[f"customer {kind}"] = (kind, theirs)
    touchpoint = one_of(code, _DONE, call("concat", lit("Contacted by "), code))
    inside = "notes and tasks of the sales team are not seen by the customer"
    return [
        Part("said", touchpoint, c.moment(time), seen, roles),
        Part("notes", time=c.moment(time), when=~seen, aside=inside),
    ], ids


def _engagement_code(c: Columns) -> Expression:
    """What kind of engagement a row is, and in which direction, as one of the codes of `_DONE`."""
    kind = c.code(column) if (column := c.find("engagementtype", "hsengagementtype", "type")) else lit("")
    code = kind
    for name, value in {
        "hsmeetingtitle": "meeting",
        "hscommunicationchanneltype": "communication",
        "hscalltitle": "call",
    }.items():
        if column := c.find(name):
            code = CaseExpression(c.filled(column) & (kind == lit("")), lit(value)).otherwise(code)
    for name in ("hsemaildirection", "hscalldirection"):
        if column := c.find(name):
            code = CaseExpression(c.filled(column), c.code(column)).otherwise(code)
    return code


_MAKERS: Final = {"contacts": _contacts, "deals": _deals, "tickets": _tickets, "engagements": _engagements}

HUBSPOT: Final = Hubspot()
"""The dialect of HubSpot."""
