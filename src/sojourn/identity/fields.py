"""What the columns of a table of people say, in a form in which two records can be compared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.events.identifiers import normalise

Meaning = Literal[
    "given_name", "surname", "name", "birth_date", "email", "phone", "postcode", "address", "place", "number", "title",
    "amount",
]  # fmt: skip

_NAMES: Final[Mapping[Meaning, str]] = {
    "given_name": r"given_?names?|first_?name|forename|vorname|prenom|nombre|名",
    "surname": r"sur_?name|last_?name|family_?name|nachname|nom_de_famille|apellidos?|姓|姓氏",
    "name": r"name|full_?name|customer_?name|contact_?name|姓名",
    "birth_date": r"dob|date_?of_?birth|birth_?(?:date|day)|geburts(?:datum|tag)|出生日期|生日",
    "email": r"e_?mail(?:_?address)?|mail|邮箱|电子邮件",
    "phone": r"(?:tele)?phone(?:_?(?:number|no))?|tel|mobile(?:_?(?:number|no))?|cell|telefon|handy|电话|手机号?",
    "postcode": r"post_?code|postal_?code|zip(?:_?code)?|plz|邮编",
    "address": r"address(?:_?(?:line_?)?\d)?|street(?:_?(?:name|address))?|strasse|straße|adresse|地址",
    "place": r"city|town|suburb|ort|stadt|village|locality|state|region|province|county|城市|省份?",
    "number": r"soc_?sec_?(?:id|no)|ssn|national_?id|tax_?id|passport(?:_?no)?|(?:street|house)_?(?:number|no)|身份证号?",
    "title": r"title|product|product_?name|item|description|标题",
    "amount": r"price|amount|cost|价格",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column that tells records apart, and what it holds.

    Attributes
    ----------
    column
        Its name in the table.
    meaning
        ``given_name``, ``surname``, ``name`` (both in one), ``birth_date``, ``email``, ``phone``, ``postcode``,
        ``address``, ``place``, ``number`` (of an official document or a house), ``title`` (words whose order does not
        matter) or ``amount``.
    """

    column: str
    meaning: Meaning


def fields_of(columns: list[str]) -> tuple[Field, ...]:
    """The columns that can tell records apart, by their names; others are left out.

    Examples
    --------
    >>> [f.meaning for f in fields_of(["rec_id", " given_name", "DOB", "E-Mail", "favourite colour"])]
    ['given_name', 'birth_date', 'email']
    """
    found = []
    for column in columns:
        plain = re.sub(r"[\s\-.]+", "_", column.strip().lower())
        for meaning, pattern in _NAMES.items():
            if re.fullmatch(pattern, plain):
                found.append(Field(column, meaning))
                break
    return tuple(found)


def comparable(values: pa.Array | pa.ChunkedArray, meaning: Meaning, country: str = "") -> pa.Array:
    """Values of a field in the form in which they are compared; null where there is nothing to compare.

    Examples
    --------
    >>> comparable(pa.array([" O'Neill-Smith ", ""]), "surname").to_pylist()
    ['o neill smith', None]
    >>> comparable(pa.array(["19560409", "24.12.1999"]), "birth_date").to_pylist()
    ['1956-04-09', '1999-12-24']
    """
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if meaning == "amount":
        return pc.cast(column, pa.float64(), safe=False)
    if meaning in {"email", "phone"}:
        return normalise(column, meaning, country).values
    text = pc.utf8_lower(pc.utf8_trim_whitespace(pc.utf8_normalize(column.cast(pa.string()), "NFKC")))
    if meaning == "birth_date":
        text = pc.replace_substring_regex(
            text, r"^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[t ].*)?$", r"\1-\2-\3"
        )
        text = pc.replace_substring_regex(text, r"^(\d{2})[./](\d{2})[./](\d{4})$", r"\3-\2-\1")
    elif meaning in {"number", "postcode"}:
        text = pc.replace_substring_regex(text, r"[^\p{L}\p{N}]+", "")
    else:
        text = pc.utf8_trim_whitespace(pc.replace_substring_regex(text, r"[^\p{L}\p{N}]+", " "))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
