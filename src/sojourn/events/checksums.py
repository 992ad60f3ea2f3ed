"""Numbers that carry a check of their own: payment cards, bank accounts, personal numbers, network addresses."""

import ipaddress
import re
from datetime import date
from typing import Final

_CARDS: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d{4}|222[1-9]\d\d|22[3-9]\d{3}|2[3-6]\d{4}|27[01]\d{3}|2720\d\d)\d{10}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}(?:\d{3})?"  # Discover
    r"|62\d{14,17}"  # UnionPay
    r"|35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?"  # JCB
    r"|(?:30[0-5]\d|3095|36\d\d|3[89]\d\d)\d{10}"  # Diners Club
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}"  # Maestro
)
_IBAN_LENGTHS: Final = {
    country: int(length)
    for length, countries in {
        "15": "NO", "16": "BE", "18": "DK FI FO GL NL", "19": "MK SI", "20": "AT BA EE KZ LT LU XK",
        "21": "CH CR HR LI LV", "22": "BG BH DE GB GE IE ME RS", "23": "AE GI IL IQ OM SO TL",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG MN", "25": "LY PT ST SD", "26": "IS TR BI", "27": "FR GR IT MC MR SM DJ",
        "28": "AL AZ BY CY DO GT HU LB NI PL SV FK", "29": "BR EG PS QA UA", "30": "JO KW MU YE",
        "31": "MT SC", "32": "LC", "33": "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK: Final = "10X98765432"
_PROVINCES: Final = frozenset(
    {
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
    }
    | {"44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"}
)
_VERSION: Final = re.compile(r"(?:\bv|\bver\.?|\bversion|\brelease|版本号?)[\s:：]*$", re.IGNORECASE)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812).

    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def is_card(text: str) -> bool:
    """Whether this is the number of a payment card: the prefix and length of a scheme, and the check digit.

    >>> is_card("4111-1111-1111-1111"), is_card("1234 5678 9012 3452")
    (True, False)
    """
    digits = re.sub(r"\D", "", text)
    return bool(_CARDS.fullmatch(digits)) and len(set(digits)) > 1 and luhn(digits)


def is_iban_at(text: str, start: int = 0) -> int:
    """How many characters from a place on are an IBAN (ISO 13616: length by country, mod 97); 0 if they are not.

    >>> is_iban_at("DE89 3704 0044 0532 0130 00 please"), is_iban_at("DE88370400440532013000")
    (27, 0)
    """
    length = _IBAN_LENGTHS.get(text[start : start + 2].upper(), 0)
    taken, end = "", start
    while length and len(taken) < length and end < len(text):
        letter = text[end]
        if letter.isascii() and letter.isalnum():
            taken += letter
        elif letter not in " -" or text[end - 1] in " -":
            return 0
        end += 1
    if not length or len(taken) < length or text[end : end + 1].isalnum():
        return 0
    moved = taken[4:] + taken[:4]
    return (end - start) if int("".join(str(int(c, 36)) for c in moved)) % 97 == 1 else 0


def is_resident_id(text: str) -> bool:
    """Whether this is the number of a Chinese resident identity card (GB 11643: province, birth date, check character).

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194912310021")
    (True, False)
    """
    number = re.sub(r"[ -]", "", text).upper()
    if len(number) != 18 or number[:2] not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _RESIDENT_WEIGHTS, strict=False))
    return born.year >= 1850 and born.year < 2100 and _RESIDENT_CHECK[total % 11] == number[17]


def is_ssn(text: str) -> bool:
    """Whether this has the shape of a number of the US social security (area, group and serial that were given out).

    >>> is_ssn("219-09-9998"), is_ssn("000-12-3456")
    (True, False)
    """
    area, _, rest = text.partition("-")
    group, _, serial = rest.partition("-")
    return (
        (len(area), len(group), len(serial)) == (3, 2, 4)
        and area not in {"000", "666"}
        and area < "900"
        and group != "00"
        and serial != "0000"
    )


def is_ip(text: str, before: str = "") -> bool:
    """Whether this is an address of the internet (version 4 or 6), unless the text before says it is a version.

    >>> is_ip("203.0.113.7"), is_ip("2001:db8::1"), is_ip("1.2.3.4", "version "), is_ip("10:30:00")
    (True, True, False, False)
    """
    if _VERSION.search(before[-16:]):
        return False
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.version == 4 or (len(text) > 4 and any(c.isdigit() for c in text))
