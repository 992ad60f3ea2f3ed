"""Which columns of a table nobody described say who the customer is: by their names and by what they hold.

Pure, and careful on purpose: a missed identifier splits a journey that somebody can still join by hand; a product number
taken for a person joins the journeys of strangers.
"""

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from sojourn.events.looks import Look
from sojourn.events.names import words

EMAIL: Final = re.compile(r"\s*<?[^@\s<>,;\"']{1,64}@[^@\s<>,;\"']{1,190}\.[^\W\d_]{2,24}>?\s*")
"""A value that is an e-mail address and nothing else."""

_PHONE: Final = re.compile(
    r"\s*'?(?:\+|00|\()?[\d][\d\s().\-/]{5,20}(?:\s?(?:x|ext\.?)\s?\d{1,6})?\s*", re.IGNORECASE
)
_WORLD_PHONE: Final = re.compile(r"\s*'?\+[1-9][\d\s().\-]{7,18}\s*")
_COUNTER: Final = re.compile(r"\d{1,12}\.\d{1,12}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")

NOT_CUSTOMER: Final = re.compile(
    r"\b(agent|assignee|assigned|owner|rep|sdr|sr|staff|employee|operator|manager|handled|handler|created by|updated by|"
    r"modified by|closed by|author|editor|admin|support e ?mail|internal|seller|vendor|supplier|merchant|driver|courier|cashier|"
    r"teller|doctor|sender|from|to|cc|bcc|reply to|recipient address|store|shop|branch|session|campaign|ad|product|item|sku|"
    r"parent|referrer|referred|referral|emergency|guardian|hash count|count|total|type|status|model|brand|verified|valid|"
    r"consent|opt in|opted|domain|subject|template|opens?|clicks?|sends?)\b"
    r"|\b(bearbeiter|mitarbeiter|zust(?:ä|ae)ndig|betreuer|verk(?:ä|ae)ufer|berater|filiale|artikel|produkt|verfasser|absender|"
    r"empf(?:ä|ae)nger|lieferant|fahrer)(in)?\b"
    r"|客服|坐席|员工|销售|操作人|经办|处理人|负责人|创建人|修改人|店员|导购|司机|商品|产品|门店|店铺|活动|类型|状态|数量|次数"
)
_PHONE_NAME: Final = re.compile(
    r"\b(phone|mobile|telephone|tel|cell|msisdn|cellphone|whatsapp|caller|caller number|ani|telefon|telefonnummer|handy|"
    r"handynummer|mobil|mobilnummer|rufnummer)\b|手机|电话|联系方式"
)
_CARD_NAME: Final = re.compile(
    r"\b(loyalty|member|membership|club|bonus|rewards?)( program)? ?(card|no|number|nr|id|card (?:no|number|id))$"
    r"|^loyalty$|^card (no|number|nr|id)$|会员卡|会员号|积分卡|^卡号$"
)
_COOKIE_NAME: Final = re.compile(
    r"^(ga )?(cookie|cookie id|cookieid|anonymous id|anonymousid|visitor id|visitorid|full ?visitor ?id|user pseudo id|"
    r"browser id|ga client id|client uuid|domain userid|distinct id anonymous|web visitor id)$|访客id|访客编号|匿名id|^cookie"
)
_DEVICE_NAME: Final = re.compile(
    r"^(device|mobile device|app instance|installation|advertising|android) id$|^(deviceid|idfa|idfv|gaid|aaid|imei|oaid)$|设备id|设备号|设备编号"
)
_USER_NAME: Final = re.compile(
    r"^((external|unique|crm|our|end|app|web|shop) )?"
    r"(customer|client|user|shopper|subscriber|buyer|guest|patient|passenger|policyholder|requester|student|consumer|cust|member|"
    r"learner|pupil|donor|tenant|attendee|travell?er|rider|reader|applicant|player|borrower|citizen|resident|insured)"
    r" ?(id|no|nr|number|num|key|code|ref|reference|external id)$"
    r"|^(customerid|userid|clientid|memberid|customer|user|uid|external customer id|customer id external|kunde|kundin|mitglied|"
    r"numero client|openid|unionid)$"
    r"|^(kunden?|mitglieds?|mitglieder|benutzer|nutzer|teilnehmer|patienten?|g(?:ä|ae)ste?|gast|versicherten|abonnenten)"
    r" ?(id|no|nr|nummer|kennung)$"
    r"|^(客户|顾客|用户|会员|买家|消费者)(id|编号|号|号码|代码| id)?$"
)
_OBJECTS: Final = {
    "order": r"^((sales|web|shop|online|customer|original|my) )?(order|invoice|receipt|transaction|purchase)"
    r" ?(id|no|nr|number|name|ref|reference|key)$|^(orderid|invoiceno)$"
    r"|^(bestell|bestellungs|auftrags?|rechnungs?|beleg) ?(id|no|nr|nummer)$"
    r"|(订单|发票|小票|交易)(id|编号|号|号码)$",
    "ticket": r"^(support |helpdesk |service )?(ticket|incident|issue|enquiry|inquiry|complaint|request)"
    r" ?(id|no|nr|number|key|ref|reference)$|^(ticket|vorgangs?|anfragen?) ?(id|nr|nummer)$|工单(id|编号|号)$|投诉(编号|单号)$",
    "contact": r"^(?:(?:primary|main|associated|related|linked) )?(contact|person|people|profile|prospect) ?(id|no|nr|number|key)$|^(kontakt|personen) ?(id|nr|nummer)$|联系人(id|编号)$",
    "lead": r"^(?:(?:primary|main|associated|related|linked) )?(lead|mql|sql) ?(id|no|nr|number|key)$|^(interessenten) ?(id|nr|nummer)$|线索(id|编号)$",
    "deal": r"^(?:(?:primary|main|associated|related|linked) )?(deal|opportunity) ?(id|no|nr|number|key)$|商机(id|编号)$",
    "account": r"^(account|company|organi[sz]ation|business) ?(id|no|nr|number|key)$|公司(id|编号)$|企业(id|编号)$",
    "respondent": r"^(respondent|panelist|participant) ?(id|no|nr|number)$",
}
_SHARED_TYPES: Final = ("order", "ticket", "account")
"""Object ids that other systems quote as they are: their type names no system."""

_TABLE_OBJECTS: Final = {
    "user": r"kund(?:e|en|in|innen)|mitglieder|nutzer|benutzer|teilnehmer|learners?|guests?|donors?|students?|patients?|tenants?|attendees?|customers?|users?|clients?|members?|subscribers?|shoppers?|客户|用户|会员|顾客",
    "contact": r"kontakte?|personen|contacts?|persons?|people|profiles?|prospects?|联系人",
    "lead": r"leads?|mqls?|线索",
    "deal": r"deals?|opportunit(?:y|ies)|商机",
    "ticket": r"anfragen?|vorg(?:ä|ae)nge|tickets?|incidents?|issues?|complaints?|enquir(?:y|ies)|cases?|requests?|工单|投诉",
    "order": r"bestellungen|auftr(?:ä|ae)ge|rechnungen|orders?|invoices?|purchases?|receipts?|订单",
    "account": r"firmen|unternehmen|accounts?|companies|company|organi[sz]ations?|公司",
    "respondent": r"respondents?|participants?|panelists?",
}
_NOT_CUSTOMER_TABLE: Final = re.compile(
    r"agents?|employees?|staff|stores|shops|locations?|branch(?:es)?|suppliers?|vendors?|products?|items?|skus?|campaigns|"
    r"groups?|teams?|warehouses?|mitarbeiter|filialen|artikel|produkte|lieferanten|instructors?|courses?|lessons?|rooms?|员工|门店|商品|供应商"
)
PERSON_TYPES: Final = frozenset(
    {"user", "email", "phone", "loyalty_card", "device", "cookie", "contact", "lead", "respondent"}
)
"""Types of identifiers that stand for one person, whatever system's name stands before them."""


def identifiers_of(looks: Sequence[Look], label: str = "") -> dict[str, str]:
    """The columns that identify the customer, and the type of identifier of each.

    Parameters
    ----------
    looks
        The table's columns as its sample shows them.
    label
        The file's name. Its last word names the object that a bare ``id`` column numbers; its first folder, if it
        lies in one, stands for the system, since two systems number their contacts from 1.

    Returns
    -------
    dict
        Column → type, in the table's order: ``email``, ``phone``, ``loyalty_card``, ``cookie``, ``device``, ``user``
        (the company's own customer number), ``order``, ``ticket``, ``account``, and ``contact``, ``lead``, ``deal``,
        ``respondent``, with the folder's name before them (``crm_contact``).

    Notes
    -----
    E-mail addresses are known by their values; phone numbers by their values and, unless they are written with ``+``,
    by the name as well; all other ids by their names, if their values could be ids: short, of many kinds, no
    quantities, no sentences. Columns about agents, sellers, products and sessions are never identifiers, nor is anything in a table of
    employees, shops or products.
    """
    if _NOT_CUSTOMER_TABLE.fullmatch(_last_word(label)):
        return {}
    system = system_of(label)
    found: dict[str, str] = {}
    for look in looks:
        kind = _kind(look, label)
        if kind:
            own = kind in _OBJECTS and kind not in _SHARED_TYPES
            found[look.name] = f"{system}_{kind}" if own and system else kind
    return found


def system_of(label: str) -> str:
    """The first folder of a file's name as one word, or an empty text.

    >>> system_of("crm/2024/contacts.csv"), system_of("contacts.csv")
    ('crm', '')
    """
    parts = PurePath(label).parts
    return words(parts[0]).replace(" ", "_") if len(parts) > 1 and parts[0] not in {"/", ".", ".."} else ""


def object_of(label: str) -> str:
    """What the rows of a file are, by the last telling word of its name: a type of identifier, or an empty text.

    >>> object_of("crm/contacts.csv"), object_of("support_tickets_2024.csv"), object_of("weather.csv")
    ('contact', 'ticket', '')
    """
    word = _last_word(label)
    return next((kind for kind, pattern in _TABLE_OBJECTS.items() if re.fullmatch(pattern, word)), "")


def _last_word(label: str) -> str:
    stem = words(PurePath(label).name.split(".")[0])
    telling = [
        w
        for w in stem.split()
        if not re.fullmatch(r"\d+|v\d+|[a-z]|export|data|table|list|all|full|sample|public", w)
    ]
    return telling[-1] if telling else ""


def is_person(kind: str) -> bool:
    """Whether an identifier of this type stands for a person rather than an order, a ticket or a company."""
    return kind in PERSON_TYPES or kind.rsplit("_", 1)[-1] in PERSON_TYPES


def row_id(looks: Sequence[Look]) -> str:
    """The column that numbers the rows, each with a value of its own, or an empty text."""
    for look in looks:
        name = words(look.name)
        named = re.search(r"(?:^|\b)(id|no|nr|number|key|uuid|guid|ref)$|编号$|单号$|id$", name)
        if named and look.content in {"integer", "text"} and _unique(look):
            return look.name
    return ""


def _unique(look: Look) -> bool:
    return look.filled == look.rows and look.distinct >= 0.99 * look.filled and look.words < 2


def _kind(look: Look, label: str) -> str:
    if look.content in {"empty", "time", "boolean", "nested"} or (look.filled >= 5 and look.distinct == 1):
        return ""
    name = words(look.name)
    tail = words(re.split(r"[.:/]", look.name)[-1])
    if NOT_CUSTOMER.search(name):
        return ""
    by_content = _by_content(look, name)
    if by_content:
        return by_content
    if look.content not in {"text", "integer"} or look.words > 1.5 or not _could_be_ids(look):
        return ""
    if name == "id":
        return object_of(label) if _unique(look) else ""
    return _by_name(name) or (_by_name(tail) if tail != name else "")


def _by_content(look: Look, name: str) -> str:
    if _share(EMAIL, look) >= 0.6:
        return "email"
    if _PHONE_NAME.search(name) and _share(_PHONE, look) >= 0.6 and _digits(look) >= 7:
        return "phone"
    if name in {"client id", "clientid"} and max(_share(_COUNTER, look), _share(_UUID, look)) > 0.8:
        return "cookie"  # as Google Analytics calls and writes it
    return "phone" if _share(_WORLD_PHONE, look) >= 0.9 else ""


def _by_name(name: str) -> str:
    if _CARD_NAME.search(name) and not re.search(r"credit|debit|bank|payment|信用|银行", name):
        return "loyalty_card"
    if _COOKIE_NAME.search(name):
        return "cookie"
    if _DEVICE_NAME.search(name):
        return "device"
    if _USER_NAME.search(name):
        return "user"
    return next((kind for kind, pattern in _OBJECTS.items() if re.search(pattern, name)), "")


def _could_be_ids(look: Look) -> bool:
    """Whether values are short tokens of many kinds: an id of two values would make two people of everybody."""
    if any(len(v) > 128 for v in look.values):
        return False
    return look.distinct >= 3 or look.filled < 20


def _share(pattern: re.Pattern[str], look: Look) -> float:
    return sum(1 for v in look.values if pattern.fullmatch(v)) / len(look.values)


def _digits(look: Look) -> float:
    """Digits of a middling value."""
    counts = sorted(sum(c.isdigit() for c in v) for v in look.values)
    return counts[len(counts) // 2]
