"""Which runs of digits in a text are telephone numbers: by how people write them, and by the words around them."""

import re
from typing import Final

_COUNTRY: Final = re.compile(
    r"1|7|2(?:0|7|1[1-368]|[2-689]\d)|3(?:[0-469]|[578]\d)|4(?:[013-9]|2[013])|5(?:[1-8]|[09]\d)"
    r"|6(?:[0-6]|[7-9]\d)|8(?:[1246]|[05789]\d)|9(?:[0-58]|[679]\d)"
)
_NATIONAL: Final = tuple(
    re.compile(shape)
    for shape in (
        r"(?:1[ .-]?)?(?:\([2-9]\d\d\)[ .-]?|[2-9]\d\d[.-])[2-9]\d\d[ .-]\d{4}",  # North America
        r"(?:1 )?[2-9]\d\d [2-9]\d\d[ -]\d{4}",
        r"(?:\(?86\)?[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}",  # Chinese mobile
        r"0\d{2,3}-\d{7,8}(?:-\d{1,5})?|\(0\d{2,3}\)[ -]?\d{7,8}",  # Chinese line
        r"0[1-9]([ .-])\d\d(?:\1\d\d){3}|0[67]\d{8}",  # France
        r"\(?0[1-9]\d{1,4}\)?(?:[ /-]|\s?[/\u2010-\u2013-]\s?)\d{2,8}(?:[ -]\d{2,6}){0,3}",  # with a trunk 0
        r"07\d{9}|01[567]\d{8,9}",  # British and German mobile
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_BETWEEN: Final = " \t\n\u00a0:：#№.,=(（°"
_FILLERS: Final = frozenset(
    {
        "number",
        "numbers",
        "no",
        "nr",
        "num",
        "n",
        "nummer",
        "me",
        "us",
        "at",
        "on",
        "is",
        "was",
        "are",
        "for",
        "the",
        "my",
        "under",
        "unter",
        "au",
    }
)
_REACHED: Final = frozenset({"me", "us", "at", "on", "under", "unter", "au"})
_PHONE_WORDS: Final = frozenset(
    {"phone", "telephone", "tele", "tel", "telefon", "téléphone", "teléfono", "mobile", "cell", "cellphone"}
    | {"handy", "whatsapp", "call", "text", "fax", "reach", "contact", "ring", "dial", "appelez"}
)
_PHONE_ENDINGS: Final = (
    "电话",
    "手机",
    "手机号",
    "手机号码",
    "号码",
    "座机",
    "联系方式",
    "致电",
    "拨打",
    "热线",
)
_OTHER_WORDS: Final = (
    "order", "invoice", "ticket", "booking", "reservation", "confirmation", "reference", "account", "acct", "tracking",
    "parcel", "flight", "article", "item", "sku", "isbn", "ean", "serial", "model", "version", "customer", "member",
    "policy", "commande", "facture", "bestell", "rechnung", "auftrag", "kunden", "claim",
)  # fmt: skip
_OTHER_EXACTLY: Final = frozenset(
    {"id", "ids", "ref", "refs", "case", "cases", "code", "codes", "uuid", "pnr"}
)
_OTHER_ENDINGS: Final = (
    "订单",
    "订单号",
    "订单号码",
    "单号",
    "编号",
    "会员",
    "会员号",
    "发票",
    "快递",
    "运单",
    "运单号",
    "航班",
    "航班号",
    "卡号",
)
_AROUND: Final = 40


def is_phone(text: str, before: str = "", after: str = "") -> bool:
    """Whether a run of digits and signs is a telephone number.

    Parameters
    ----------
    text
        The run, from its first digit, ``+`` or bracket to its last digit.
    before, after
        The text on either side, which may say what it is.

    Examples
    --------
    >>> is_phone("+44 20 7946 0018"), is_phone("06 12 34 56 78"), is_phone("13912345678"), is_phone("2015-02-24 11")
    (True, True, True, False)
    >>> is_phone("0171 1234567", "order no. "), is_phone("1234567", "my phone: ")
    (False, True)
    """
    digits = re.sub(r"\D", "", text)
    if not 7 <= len(digits) <= 17 or len(set(digits)) < 3 or after[:1] in {"%", "€", "$", "£", "¥"}:
        return False
    if text.startswith(("+", "(+")):
        return 8 <= len(digits) <= 16 and _COUNTRY.match(digits) is not None
    said = _says(before[-_AROUND:])
    if said == "other":
        return False
    if said == "phone":
        return len(digits) <= 15 and not _looks_like_a_date(text)
    if digits.startswith("00"):
        return len(digits) >= 11 and _COUNTRY.match(digits, 2) is not None and digits[2] != "0"
    national = any(shape.fullmatch(text) for shape in _NATIONAL)
    return national and (not digits.startswith("0") or 9 <= len(digits) <= 13)


def _says(before: str) -> str:
    """What the words right before a number say it is: ``phone``, ``other``, or nothing."""
    found = list(_WORD.finditer(before))
    if not found or before[found[-1].end() :].strip(_BETWEEN):
        return ""
    words = [match[0].lower() for match in found]
    if before[: found[-1].start()].endswith("["):
        return ""  # what stands there was masked
    reached = False  # "reservations at 800-…": whom to call, not the number of a thing
    while len(words) > 1 and words[-1] in _FILLERS:
        reached = words.pop() in _REACHED or reached
    last = words[-1].rstrip("是为")
    other = last.startswith(_OTHER_WORDS) or last in _OTHER_EXACTLY or last.endswith(_OTHER_ENDINGS)
    if other and not reached:
        return "other"
    return "phone" if last in _PHONE_WORDS or last.endswith(_PHONE_ENDINGS) else ""


def _looks_like_a_date(text: str) -> bool:
    return (
        re.match(r"(?:19|20)\d\d[./-]?[01]\d[./-]?[0-3]\d|[0-3]?\d[./-][01]?\d[./-](?:19|20)?\d\d\b", text)
        is not None
    )
