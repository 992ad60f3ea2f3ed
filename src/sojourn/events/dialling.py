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
_SAYS_PHONE: Final = re.compile(
    r"(?<!\[)(?:phone|telephone|tele?|telef[oó]n\w*|t[eé]l[eé]phone|t[eé]l|mobile|cell|handy|whats\s?app|call(?: me| us)?(?: at| on)?"
    r"|text me(?: at| on)?|fax|reach me(?: at| on)?|(?:my|contact|his|her) (?:number|no\.?|nr\.?)"
    r"|电话|手机号?码?|座机|联系方式|致电|拨打)(?: (?:number|no\.?|nr\.?|is|num))*[\s:：#.,(=]*$",
    re.IGNORECASE,
)
_SAYS_OTHERWISE: Final = re.compile(
    r"(?:order|invoice|ticket|booking|reservation|confirmation|reference|ref|case|claim|account|acct|tracking|parcel|flight"
    r"|article|item|sku|isbn|ean|serial|model|version|customer|member|policy|id|code|commande|facture|bestellung|rechnung"
    r"|auftrag|kunden|订单|单号|编号|会员号?|发票|快递|运单|航班|卡号)\w*"
    r"(?:[ -]?(?:numbers?|no|nr|num|n°|#|号码?))?\.?(?: (?:is|was|for|are))?[\s:：#№.=]*$",
    re.IGNORECASE,
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
    before, digits = before[-_AROUND:], re.sub(r"\D", "", text)
    if not 7 <= len(digits) <= 17 or len(set(digits)) < 3 or after[:1] in {"%", "€", "$", "£", "¥"}:
        return False
    if text.startswith(("+", "(+")):
        return 8 <= len(digits) <= 16 and _COUNTRY.match(digits) is not None
    if _SAYS_OTHERWISE.search(before):
        return False
    if _SAYS_PHONE.search(before):
        return len(digits) <= 15 and not _looks_like_a_date(text)
    if digits.startswith("00"):
        return len(digits) >= 11 and _COUNTRY.match(digits, 2) is not None and digits[2] != "0"
    national = any(shape.fullmatch(text) for shape in _NATIONAL)
    return national and (not digits.startswith("0") or 9 <= len(digits) <= 13)


def _looks_like_a_date(text: str) -> bool:
    return (
        re.match(r"(?:19|20)\d\d[./-]?[01]\d[./-]?[0-3]\d|[0-3]?\d[./-][01]?\d[./-](?:19|20)?\d\d\b", text)
        is not None
    )
