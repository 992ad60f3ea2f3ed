"""Which columns of a table hold personal data as a whole, by what they are called and by what stands in them."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from sojourn.events.names import words
from sojourn.events.personal import CARD, EMAIL, IBAN, ID_NUMBER, IP, PHONE, find

NAME: Final = "name"
ADDRESS: Final = "address"
BIRTH_DATE: Final = "birth date"

COLUMN_NAMES: Final[dict[str, tuple[str, ...]]] = {
    EMAIL: ("email", "e mail", "mail", "email address", "mail address", "邮箱", "电子邮箱", "电子邮件", "邮件地址"),
    PHONE: (
        "phone", "telephone", "tel", "mobile", "cell", "cellphone", "msisdn", "fax", "whatsapp", "phone number", "phone no",
        "mobile number", "mobile no", "caller number", "caller id", "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话",
        "联系方式", "座机", "来电号码",
    ),
    CARD: ("card number", "credit card", "creditcard", "pan", "card pan", "cc number", "银行卡", "银行卡号", "信用卡号"),
    IBAN: ("iban", "bank account", "account iban", "bank account number", "银行账号", "银行账户"),
    ID_NUMBER: (
        "ssn", "social security number", "national id", "id number", "passport", "passport number", "passport no", "tax id",
        "driver license", "身份证", "身份证号", "身份证号码", "证件号", "证件号码", "护照号", "护照号码",
    ),
    IP: ("ip", "ip address", "ipaddress", "client ip", "remote addr", "remote address", "user ip", "visitor ip", "ip地址"),
    NAME: (
        "first name", "firstname", "last name", "lastname", "full name", "fullname", "surname", "given name", "family name",
        "middle name", "maiden name", "customer name", "contact name", "user name", "client name", "member name",
        "guest name", "patient name", "student name", "requester name", "submitter name", "billing name", "shipping name",
        "recipient name", "recipient", "cardholder", "cardholder name", "screen name of user", "prenom", "nom de famille",
        "vorname", "nachname", "姓名", "客户姓名", "用户姓名", "会员姓名", "联系人", "联系人姓名", "收货人", "收件人", "姓", "名字", "真实姓名",
    ),
    ADDRESS: (
        "address", "address1", "address2", "address 1", "address 2", "street", "street address", "billing address",
        "shipping address", "billing street", "shipping street", "home address", "mailing address", "delivery address",
        "postal address", "zip", "zipcode", "zip code", "postcode", "postal code", "billing zip", "shipping zip", "lat",
        "latitude", "lon", "lng", "longitude", "地址", "收货地址", "家庭住址", "住址", "详细地址", "邮编", "邮政编码",
    ),
    BIRTH_DATE: (
        "birth date", "birthdate", "birthday", "date of birth", "dob", "born", "born on", "year of birth", "birth year",
        "出生日期", "出生年月", "生日",
    ),
}  # fmt: skip
"""Kind → names in words, as :func:`~sojourn.events.names.words` gives them."""

_KINDS: Final = {name: kind for kind, names in COLUMN_NAMES.items() for name in names}
_BY_VALUE: Final = (EMAIL, IBAN, ID_NUMBER, CARD, IP, PHONE)
_MOST_LOOKED_AT: Final = 500
_MOST: Final = 0.5
_OPT_OUT: Final = re.compile(
    r"\b(?:sent|opened|clicked|bounced|verified|confirmed|opt|consent|count|type|status|id|subject|template|campaign)\b"
)


def looks_personal(name: str, values: Iterable[object]) -> str | None:
    """What personal data a column holds as a whole, if it does.

    Parameters
    ----------
    name
        Its name, in English or Chinese; the last words of a long name count (``billing_address.first_name``).
    values
        Some of its values; those that are empty are passed over.

    Returns
    -------
    str or None
        ``e-mail``, ``phone``, ``card``, ``iban``, ``id number``, ``ip``, ``name``, ``address`` or ``birth date``; None if
        nothing speaks for it. Columns of free text that mention such things are not meant.

    Examples
    --------
    >>> looks_personal("Billing Name", ["Ann Lee"]), looks_personal("contact", ["ann@shop.org", "bob@shop.org"])
    ('name', 'e-mail')
    >>> looks_personal("order_no", ["0049301234567", "100293"]) is None
    True
    """
    texts = [text for value in values if value is not None and (text := str(value).strip())][:_MOST_LOOKED_AT]
    kind = _by_name(name)
    if kind is not None and _fits(kind, texts):
        return kind
    spoken = words(name)
    if not texts or re.search(r"\b(?:id|no|nr|number|sku|code|uuid|time|date)$|编号|单号", spoken):
        return None
    found = [_whole(text) for text in texts]
    return next((kind for kind in _BY_VALUE if found.count(kind) > _MOST * len(texts)), None)


def _by_name(name: str) -> str | None:
    whole, tail = words(name), words(re.split(r"[.:/]", name)[-1])
    if _OPT_OUT.search(tail) and tail not in _KINDS:
        return None
    if whole in _KINDS or tail in _KINDS:
        return _KINDS.get(whole) or _KINDS[tail]
    parts = tail.split()
    endings = (" ".join(parts[start:]) for start in range(1, len(parts)))
    return next((_KINDS[ending] for ending in endings if ending in _KINDS), None)


def _fits(kind: str, texts: list[str]) -> bool:
    """Whether the values do not contradict the name: a column ``mail`` of true and false holds no addresses."""
    if not texts:
        return True
    test = _TESTS.get(kind, _says_something)
    return len([text for text in texts if test(text)]) >= _MOST * len(texts)


def _says_something(text: str) -> bool:
    return text.lower() not in {"true", "false", "yes", "no", "0", "1"}


def _whole(text: str) -> str | None:
    """The kind of a value that is personal from its first to its last character."""
    found = find(text) if len(text) <= 320 else ()
    return found[0].kind if len(found) == 1 and found[0].end - found[0].start >= len(text) - 2 else None


_TESTS: Final[dict[str, Callable[[str], bool]]] = {
    EMAIL: lambda t: "@" in t,
    PHONE: lambda t: 5 <= sum(c.isdigit() for c in t) <= 20 and len(t) <= 40,
    IP: lambda t: _whole(t) == IP,
    CARD: lambda t: sum(c.isdigit() for c in t) >= 4,
}
