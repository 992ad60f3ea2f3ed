"""Likely personal data in text: found by its shape and, where there is one, by its checksum; and masked.

Nothing here knows who anybody is. A name or a street cannot be told from other words by their shape, so neither is
found; of what has a shape, few are missed and few are taken for something they are not (order numbers, dates, prices).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.events.checksums import is_card, is_iban_at, is_ip, is_resident_id, is_ssn
from sojourn.events.dialling import is_phone

EMAIL: Final = "e-mail"
PHONE: Final = "phone"
CARD: Final = "card"
IBAN: Final = "iban"
ID_NUMBER: Final = "id number"
IP: Final = "ip"
KINDS: Final = (EMAIL, IBAN, ID_NUMBER, CARD, IP, PHONE)
"""What is found, in the order in which it is looked for."""

_FULL_WIDTH: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
"""Full-width letters, digits and signs → the usual ones, one for one, so that places stay the same."""
_WORTH_A_LOOK: Final = (
    r"[A-Za-z0-9\x{c0}-\x{24f}_+](?:@|%40)[A-Za-z0-9\x{c0}-\x{24f}]"
    r"|[0-9](?:[ ./()\x{a0}\x{2010}-\x{2013}-]{0,3}[0-9]){6}|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
    r"|::|(?:[0-9A-Fa-f]{1,4}:){7}|[\x{ff10}-\x{ff19}\x{ff20}]"
)
"""What every text with personal data has and few others have, for RE2."""

_LETTERS: Final = r"A-Za-z\u00c0-\u024f0-9"
"""Letters and digits that a number or address would run into. Chinese is not among them: it needs no blanks."""
_LOCAL: Final = rf"[{_LETTERS}](?:[{_LETTERS}_.+'-]{{0,62}}[{_LETTERS}_+])?"
_DOMAIN: Final = rf"(?:[{_LETTERS}](?:[{_LETTERS}-]{{0,61}}[{_LETTERS}])?\.)+[A-Za-z]{{2,24}}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something lies in a text, and what it is."""

    start: int
    end: int
    kind: str


def _patterns() -> dict[str, re.Pattern[str]]:
    free, ends = r"(?<![A-Za-z0-9-])", r"(?![A-Za-z0-9]|-\d)"
    return {
        EMAIL: re.compile(rf"(?<![{_LETTERS}@]){_LOCAL}(?:@|%40){_DOMAIN}(?![{_LETTERS}@-])"),
        IBAN: re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?=(?:[ -]?[A-Za-z0-9]){11})"),
        ID_NUMBER: re.compile(
            rf"{free}(?:[1-8][0-9]{{5}}[ -]?[0-9]{{8}}[ -]?[0-9]{{3}}[0-9Xx]|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{4}}){ends}"
        ),
        CARD: re.compile(
            rf"{free}(?:\d{{13,19}}|\d{{4}}([ -])\d{{4}}\1\d{{4}}\1\d{{1,4}}(?:\1\d{{3}})?|\d{{4}}([ -])\d{{6}}\2\d{{4,5}}){ends}",
            re.ASCII,
        ),
        IP: re.compile(
            r"(?<![A-Za-z0-9_.:-])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
            r"(?![A-Za-z0-9_:]|\.[0-9])"
        ),
        PHONE: re.compile(
            rf"(?<![{_LETTERS}_.,+#№-])(?:\+|\(\+?)?[0-9](?:[ ./()\u00a0\u2010-\u2013-]{{0,3}}[0-9]){{6,16}}"
            rf"(?![{_LETTERS}_]|[.,][0-9]|-[{_LETTERS}])"
        ),
    }


_PATTERNS: Final = _patterns()
_SIGNS: Final = {EMAIL: ("@", "%40"), IP: (".", ":")}
"""What a text must hold for its pattern to be tried."""


def find(text: str, kinds: tuple[str, ...] = KINDS) -> tuple[Finding, ...]:
    """Everything in a text that is likely personal data, in the order of the text, without overlaps.

    Parameters
    ----------
    text
        Any text; full-width digits and letters count as the usual ones.
    kinds
        What to look for, of :data:`KINDS`.

    Examples
    --------
    >>> [(f.kind, f.start, f.end) for f in find("Call +49 30 1234567 or mail ann@shop.org, order 4711-2026-03")]
    [('phone', 5, 19), ('e-mail', 28, 40)]
    >>> find("4111 1111 1111 1112 is no card: its checksum is wrong")
    ()
    """
    plain = text if text.isascii() else text.translate(_FULL_WIDTH)
    found: list[Finding] = []
    for kind in kinds:
        if not any(sign in plain for sign in _SIGNS.get(kind, ("",))):
            continue
        for start, end in _places(kind, plain):
            if all(end <= other.start or other.end <= start for other in found):
                found.append(Finding(start, end, kind))
    return tuple(sorted(found, key=lambda f: f.start))


def _places(kind: str, text: str) -> Iterator[tuple[int, int]]:
    for match in _PATTERNS[kind].finditer(text):
        start, end, matched = match.start(), match.end(), match[0]
        if kind == IBAN:
            length = is_iban_at(text, start)
            if length:
                yield start, start + length
        elif (
            kind == EMAIL
            or (kind == ID_NUMBER and (is_resident_id(matched) or is_ssn(matched)))
            or (kind == CARD and is_card(matched))
            or (kind == IP and is_ip(matched, text[:start]))
            or (kind == PHONE and is_phone(matched, text[:start], text[end:]))
        ):
            yield start, end


def mask(
    texts: pa.Array | pa.ChunkedArray, kinds: tuple[str, ...] = KINDS
) -> tuple[pa.Array | pa.ChunkedArray, Counter[str]]:
    """Put ``[e-mail]``, ``[phone]``, ``[card]`` … in the place of likely personal data.

    Parameters
    ----------
    texts
        Strings or a dictionary of them; nulls stay null. Masking what is masked changes nothing.
    kinds
        What to look for, of :data:`KINDS`.

    Returns
    -------
    tuple
        The texts, of the type that was given, and how often each kind was found.

    Examples
    --------
    >>> masked, counts = mask(pa.array(["my card is 4111 1111 1111 1111", "ok"]))
    >>> masked.to_pylist(), dict(counts)
    (['my card is [card]', 'ok'], {'card': 1})
    """
    if isinstance(texts, pa.ChunkedArray):
        parts = [mask(chunk, kinds) for chunk in texts.chunks]
        counts = sum((count for _, count in parts), Counter[str]())
        return pa.chunked_array([part for part, _ in parts], texts.type), counts
    if pa.types.is_dictionary(texts.type):
        return _mask_dictionary(texts, kinds)
    rows = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(texts, _WORTH_A_LOOK), False))
    changed: list[str] = []
    places: list[int] = []
    counts = Counter[str]()
    for row, text in zip(rows.to_pylist(), texts.take(rows).to_pylist(), strict=True):
        masked = _masked(text, kinds, counts)
        if masked is not text:
            places.append(row)
            changed.append(masked)
    if not changed:
        return texts, counts
    return _replaced(texts, places, changed), counts


def masked(text: str) -> str:
    """A single text without likely personal data.

    >>> masked("write to ann@shop.org")
    'write to [e-mail]'
    """
    return _masked(text, KINDS, Counter())


def _masked(text: str, kinds: tuple[str, ...], counts: Counter[str]) -> str:
    """The text without what was found; again, as long as something is found: what stood beside it may now stand free."""
    while found := find(text, kinds):
        pieces, end = [], 0
        for one in found:
            pieces += [text[end : one.start], f"[{one.kind}]"]
            end = one.end
            counts[one.kind] += 1
        text = "".join([*pieces, text[end:]])
    return text


def _replaced(texts: pa.Array, places: list[int], values: list[str]) -> pa.Array:
    import numpy as np

    where = np.zeros(len(texts), np.bool_)
    where[places] = True
    return pc.replace_with_mask(texts, pa.array(where), pa.array(values, texts.type))


def _mask_dictionary(texts: pa.Array, kinds: tuple[str, ...]) -> tuple[pa.Array, Counter[str]]:
    """Each distinct text is looked at once and counted as often as it occurs."""
    values = texts.dictionary
    occurring = pc.value_counts(texts.indices.drop_null())
    times = dict(
        zip(occurring.field("values").to_pylist(), occurring.field("counts").to_pylist(), strict=True)
    )
    rows = pc.indices_nonzero(
        pc.fill_null(pc.match_substring_regex(values, _WORTH_A_LOOK), False)
    ).to_pylist()
    new, counts = values.to_pylist() if rows else [], Counter[str]()
    touched = False
    for row in rows:
        own = Counter[str]()
        masked = _masked(new[row], kinds, own)
        touched = touched or masked is not new[row]
        new[row] = masked
        for kind, number in own.items():
            counts[kind] += number * times.get(row, 0)
    if not touched:
        return texts, counts
    merged = pa.array(new, values.type).dictionary_encode()  # two texts may be one when masked
    return pa.DictionaryArray.from_arrays(merged.indices.take(texts.indices), merged.dictionary), +counts
