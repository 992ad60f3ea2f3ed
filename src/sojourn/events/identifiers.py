"""Types of identifiers: what each is, how strongly it tells who somebody is, and what no identifier can be."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.events.blocked import is_blocked, is_fake_email, is_fake_phone
from sojourn.events.phones import e164

Form = Literal["plain", "email", "phone"]
LONGEST: Final = 255
"""Characters of an identifier; longer ones are not identifiers."""
PSEUDONYM_MARK: Final = "~"
"""What a pseudonym begins with; 32 hexadecimal digits follow."""
_PSEUDONYM: Final = f"^{PSEUDONYM_MARK}[0-9a-f]{{32}}$"


@dataclass(frozen=True, slots=True)
class IdentifierType:
    """One kind of identifier.

    Attributes
    ----------
    name
        Its name in batches, links and rules.
    priority
        Rank of the evidence: the smaller, the more surely it names one person. Resolution goes from small to large.
    meaning
        What it is, in words.
    form
        How values are brought into one form: ``plain`` (trimmed, NFC), ``email`` or ``phone``.
    per_customer
        How many different values one customer may have, 0 for any number.
    exclusive
        Two values are two people as far as weaker identifiers tell: they become one only through a stronger one.
    shared_beyond
        With how many different people a value may be seen before it is *shared* and joins nobody.
    merges
        False for identifiers of groups of people (accounts): they never join customers.
    """

    name: str
    priority: int
    meaning: str
    form: Form = "plain"
    per_customer: int = 0
    exclusive: bool = False
    shared_beyond: int = 1
    merges: bool = True


_THING: Final = 80
"""Priority of the numbers of things that people come with."""

TYPES: Final = {
    kind.name: kind
    for kind in (
        IdentifierType(
            "user", 10, "the company's own customer number or user id", per_customer=1, exclusive=True
        ),
        IdentifierType("loyalty_card", 30, "a loyalty or membership card", per_customer=3, exclusive=True),
        IdentifierType("email", 40, "an e-mail address", "email", per_customer=5),
        IdentifierType("phone", 50, "a telephone number", "phone", per_customer=5),
        IdentifierType("device", 60, "an app's or a device's id", per_customer=20, shared_beyond=2),
        IdentifierType("cookie", 70, "an anonymous id of a browser", per_customer=100, shared_beyond=2),
        IdentifierType("order", _THING, "an order", shared_beyond=2),
        IdentifierType("ticket", _THING, "a support ticket", shared_beyond=2),
        IdentifierType("record", 85, "a row of a table whose rows have no key", shared_beyond=2),
        IdentifierType("account", 90, "a company or group that customers belong to", merges=False),
    )
}
"""The known types by name, strongest first."""

_SPACE: Final = " \t\r\n\f\v\u00a0\u200b\u2060\u3000\ufeff"
"""What surrounds a value without belonging to it."""
_GROUPS: Final = frozenset(
    {"account", "company", "organization", "organisation", "workspace", "team", "group"}
)
_THINGS: Final = frozenset(
    {
        "order",
        "ticket",
        "deal",
        "case",
        "opportunity",
        "conversation",
        "click",
        "session",
        "visit",
        "invoice",
        "cart",
        "checkout",
    }
    | {"subscription", "booking", "reservation", "call", "survey", "response", "payment", "shipment", "quote"}
)


def kind_of(name: str) -> IdentifierType:
    """The type of that name; any other name is an id of a foreign system.

    A foreign id ``<system>_<object>`` names one person, and two of them are two people unless something stronger joins
    them — except where the object is a thing
    that people come with (``zendesk_ticket``, ``deal``) or a group of people (``salesforce_account``).

    Examples
    --------
    >>> kind_of("email").form, kind_of("zendesk_user").exclusive, kind_of("hubspot_deal").priority
    ('email', True, 80)
    >>> kind_of("salesforce_account").merges
    False
    """
    if name in TYPES:
        return TYPES[name]
    object_ = name.rpartition("_")[2]
    if object_ in _GROUPS:
        return IdentifierType(name, 90, "a group of people in a foreign system", merges=False)
    if object_ in _THINGS:
        return IdentifierType(name, _THING, "a thing in a foreign system", shared_beyond=2)
    return IdentifierType(name, 20, "a person's id in a foreign system", per_customer=5, exclusive=True)


def is_thing(name: str) -> bool:
    """Whether a type numbers things that people come with: orders, tickets, parcels.

    >>> is_thing("order"), is_thing("email"), is_thing("account")
    (True, False, False)
    """
    return kind_of(name).priority == _THING


class Normalised(NamedTuple):
    """Identifiers in one form.

    Attributes
    ----------
    coded
        As many as were given, each different one once in a dictionary; null where there was none, or none that can be
        used.
    counts
        Reason → number of values that were given and cannot be used: ``blank``, ``too_long``, ``control_character``,
        ``blocked``, ``not_an_email``, ``not_a_phone``; and under ``ambiguous_phone`` those that were kept as bare
        digits because the country is not known.
    """

    coded: pa.DictionaryArray
    counts: dict[str, int]

    @property
    def values(self) -> pa.Array:
        """The values as an array of strings."""
        return self.coded.cast(pa.string())


def normalise(
    values: pa.Array | pa.ChunkedArray,
    kind: str,
    country: str = "",
    blocked: frozenset[str] = frozenset(),
) -> Normalised:
    """Bring identifiers of one type into one form, and remove what cannot be one.

    Parameters
    ----------
    values
        Text, numbers or a dictionary of them.
    kind
        Name of the type.
    country
        Two letters of the country that telephone numbers without a country code belong to; without it they are kept
        as bare digits.
    blocked
        Further values that are no identifiers, in addition to the list in :mod:`sojourn.events.blocked`.

    Examples
    --------
    >>> found = normalise(pa.array([" Ann@X.org", "null", "test@test.com", None]), "email")
    >>> found.values.to_pylist(), found.counts
    (['ann@x.org', None, None, None], {'blocked': 2})
    >>> normalise(pa.array(["0152 345 678 90"]), "phone", country="DE").values[0].as_py()
    '+4915234567890'
    """
    encoded = _text(values).dictionary_encode()
    distinct, reasons = _distinct(encoded.dictionary, kind_of(kind), country.upper(), blocked)
    hashed = pc.match_substring_regex(
        encoded.dictionary, _PSEUDONYM
    )  # brought into one form before it was hashed
    distinct = pc.if_else(hashed, encoded.dictionary, distinct)
    reasons = pc.if_else(hashed, pa.scalar(None, pa.string()), reasons)
    indices = encoded.indices
    if distinct.null_count:
        usable = distinct.is_valid().take(indices)
        indices = pc.if_else(usable, indices, pa.scalar(None, indices.type))
    counts: dict[str, int] = {}
    if reasons.null_count < len(reasons):
        occurring = pc.value_counts(reasons.take(encoded.indices).drop_null())
        counts = {each["values"]: each["counts"] for each in occurring.to_pylist()}
    return Normalised(pa.DictionaryArray.from_arrays(indices, distinct), dict(sorted(counts.items())))


def _text(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Values as one array of strings; whole numbers that are stored as floats are whole numbers."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_floating(array.type) and pc.all(pc.equal(pc.floor(array), array)).as_py():
        array = array.cast(pa.int64(), safe=False)
    return array.cast(pa.string())


def _distinct(
    values: pa.Array, kind: IdentifierType, country: str, blocked: frozenset[str]
) -> tuple[pa.Array, pa.Array]:
    """Distinct values in one form, and why each is not usable."""
    plain = (
        pc.all(pc.string_is_ascii(values)).as_py() is not False
    )  # normalising takes long and does nothing to ASCII
    text = pc.utf8_trim(values if plain else pc.utf8_normalize(values, "NFC"), _SPACE)
    reasons = _Reasons(len(text))
    reasons.add("blank", pc.equal(text, ""))
    reasons.add("too_long", pc.greater(pc.utf8_length(text), LONGEST))
    reasons.add("control_character", pc.match_substring_regex(text, r"\p{Cc}"))
    reasons.add("blocked", is_blocked(text, blocked))
    if kind.form == "email":
        text = pc.utf8_lower(pc.replace_substring_regex(text, r"^(?i:mailto:)|^.*<(?:(?i:mailto:))?|>$", ""))
        reasons.add("not_an_email", pc.invert(pc.match_substring_regex(text, r"^[^\s@]+@[^\s@]+\.[^\s@]+$")))
        reasons.add("blocked", pc.or_(is_fake_email(text), is_blocked(text, blocked)))
    if kind.form == "phone":
        text, ambiguous = e164(text, country)
        reasons.add("not_a_phone", pc.is_null(text))
        text = pc.fill_null(text, "")
        reasons.add("blocked", pc.or_(is_fake_phone(text), is_blocked(text, blocked)))
        usable = pc.is_null(reasons.array)
        reasons.add("ambiguous_phone", ambiguous)
        return pc.if_else(usable, text, pa.scalar(None, pa.string())), reasons.array
    return pc.if_else(pc.is_null(reasons.array), text, pa.scalar(None, pa.string())), reasons.array


class _Reasons:
    """The first reason found for each value."""

    def __init__(self, count: int) -> None:
        self.array = pa.nulls(count, pa.string())

    def add(self, reason: str, where: pa.Array) -> None:
        self.array = pc.coalesce(
            self.array, pc.if_else(where, pa.scalar(reason), pa.scalar(None, pa.string()))
        )
