"""Telephone numbers in one form: E.164, by the numbering plans of all countries."""

import re
from functools import cache
from typing import Final

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

_EXTENSION: Final = r"^(?P<number>.*?\d)(?:;ext=|[\s,;]*(?:(?i:ext|extension|durchwahl|anexo|доб)\.?|x|#)\s*)(?P<extension>\d{1,7})$"
_TRUNK_IN_BRACKETS: Final = r"\(\s*0\s*\)"
_PUNCTUATION: Final = r"[\s()\[\]./~‐-―\-·−]"
_NOTHING: Final = pa.scalar(None, pa.string())


def e164(text: pa.Array, country: str = "") -> tuple[pa.Array, pa.Array]:
    """Numbers as ``+`` country code and national number, with ``;ext=`` where there is an extension.

    Parameters
    ----------
    text
        Numbers as people write them.
    country
        Two letters of the country whose numbers come without a country code.

    Returns
    -------
    tuple
        The numbers, null where there is none; and whether a number was kept as bare digits because its country is not
        known.

    Examples
    --------
    >>> numbers, ambiguous = e164(pa.array(["+44 (0)20 7946 0018", "0044 2079460018", "020 7946 0018", "call me"]))
    >>> numbers.to_pylist(), ambiguous.to_pylist()
    (['+442079460018', '+442079460018', '02079460018', None], [False, False, True, False])
    """
    text = pc.replace_substring_regex(pc.utf8_normalize(text, "NFKC"), r"^(?i:tel:)\s*", "")
    parts = pc.extract_regex(text, _EXTENSION)
    extension = pc.struct_field(parts, "extension")
    number = pc.coalesce(pc.struct_field(parts, "number"), text)
    abroad = pc.match_substring_regex(number, r"^\s*(?:\+|00)")
    number = pc.if_else(abroad, pc.replace_substring_regex(number, _TRUNK_IN_BRACKETS, ""), number)
    number = pc.replace_substring_regex(number, _PUNCTUATION, "")
    number = pc.if_else(pc.match_substring_regex(number, r"^\+?\d{3,20}$"), number, _NOTHING)
    plan = _plan(country) if country else None
    exit_code = f"^(?:00|{plan.exit_code})" if plan else "^00"
    marked = pc.match_substring_regex(number, r"^\+")
    dialled = pc.replace_substring_regex(number, exit_code, "+")
    leaves = pc.and_(pc.starts_with(dialled, "+"), pc.is_valid(_with_country(dialled)))
    abroad = pc.fill_null(pc.or_(marked, leaves), False)
    result = pc.if_else(abroad, _with_country(dialled), plan.complete(number) if plan else _digits(number))
    ambiguous = pc.and_(pc.invert(abroad), pc.is_valid(result)) if plan is None else _never(len(text))
    suffix = pc.fill_null(pc.binary_join_element_wise(pa.scalar(";ext="), extension, ""), "")
    return pc.binary_join_element_wise(result, suffix, ""), ambiguous


def _never(count: int) -> pa.Array:
    return pc.is_valid(pa.nulls(count))


def _digits(number: pa.Array) -> pa.Array:
    """Numbers of an unknown country: they may be anything of five to fifteen digits."""
    return pc.if_else(pc.match_substring_regex(number, r"^\d{5,15}$"), number, _NOTHING)


def _with_country(number: pa.Array) -> pa.Array:
    """Numbers that begin with ``+``: the national part as its plan has it."""
    parts = pc.extract_regex(number, rf"^\+(?P<code>{_codes()})(?P<national>\d+)$")
    code, national = pc.struct_field(parts, "code"), pc.struct_field(parts, "national")
    result = pa.nulls(len(number), pa.string())
    for which in pc.unique(code).drop_null().to_pylist():
        result = pc.if_else(
            pc.fill_null(pc.equal(code, which), False), _plan_of_code(which).national(national), result
        )
    return result


@cache
def _codes() -> str:
    """All country codes; none is the beginning of another."""
    return "|".join(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


class _Plan:
    """How the numbers of one country are made and dialled."""

    def __init__(self, metadata: phonenumbers.PhoneMetadata) -> None:
        desc = metadata.general_desc
        assert desc is not None
        self.code = str(metadata.country_code)
        self.exit_code = metadata.international_prefix or "00"
        self._trunk = (
            f"^(?:{metadata.national_prefix_for_parsing})" if metadata.national_prefix_for_parsing else ""
        )
        self._rewrite = metadata.national_prefix_transform_rule
        self._valid = f"^(?:{desc.national_number_pattern})$"
        self._lengths = pa.array([n for n in desc.possible_length if n > 0], pa.int32())

    def national(self, digits: pa.Array) -> pa.Array:
        """E.164 of numbers after the country code; null where the length is impossible."""
        stripped = self._strip(digits)
        spoiled = pc.and_(self._is_valid(digits), pc.invert(self._is_valid(stripped)))
        keep = pc.or_(spoiled, pc.invert(self._possible(stripped)))
        best = pc.if_else(keep, digits, stripped)
        whole = pc.binary_join_element_wise(pa.scalar("+" + self.code), best, "")
        return pc.if_else(self._possible(best), whole, _NOTHING)

    def complete(self, number: pa.Array) -> pa.Array:
        """E.164 of numbers as dialled inside the country, or with its code but without a ``+``."""
        inside = self.national(number)
        rest = pc.replace_substring_regex(number, f"^{self.code}", "")
        coded = pc.and_(pc.starts_with(number, self.code), self._is_valid(self._strip(rest)))
        coded = pc.and_(coded, pc.invert(self._is_valid(self._strip(number))))
        return pc.if_else(pc.fill_null(coded, False), self.national(rest), inside)

    def _strip(self, digits: pa.Array) -> pa.Array:
        if not self._trunk:
            return digits
        if not self._rewrite:
            return pc.replace_substring_regex(digits, self._trunk, "")
        # Where a prefix is rewritten (Argentina, Brazil, Mexico), whether its groups matched decides.
        trunk, rewrite = re.compile(self._trunk), self._rewrite

        def rewritten(match: re.Match[str]) -> str:
            return match.expand(rewrite) if match.lastindex and match[match.re.groups] else ""

        return pa.array(
            [None if d is None else trunk.sub(rewritten, d, count=1) for d in digits.to_pylist()], pa.string()
        )

    def _is_valid(self, digits: pa.Array) -> pa.Array:
        return pc.fill_null(pc.match_substring_regex(digits, self._valid), False)

    def _possible(self, digits: pa.Array) -> pa.Array:
        return pc.is_in(pc.utf8_length(digits), self._lengths)


@cache
def _plan(country: str) -> _Plan | None:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return _Plan(metadata) if metadata is not None else None


@cache
def _plan_of_code(code: str) -> _Plan:
    region = phonenumbers.region_code_for_country_code(int(code))
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    assert metadata is not None
    return _Plan(metadata)
