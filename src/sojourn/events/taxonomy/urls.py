"""Addresses of pages as touchpoints: what differs from customer to customer is folded, visibly."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.events.taxonomy.patterns import glob

ADDRESS: Final = r"^(?:[^/:?#\n]{1,60}:\s)?(?:https?://|//|/)[^\s/?#]*(?:[/?#][^\n]*)?$"
"""What is taken for an address in a touchpoint's name, after a word and a colon or alone (``Page: /cart``)."""

_PARTS: Final = (
    r"^(?P<word>(?:[^/:?#\n]{1,60}:\s)?)(?:(?i:[a-z][a-z0-9+.-]*:)?//(?:[^/@?#]*@)?"
    r"(?:www\.)?(?P<host>[^/:?#]*)(?::\d+)?)?(?P<path>[^?#]*)"
)
_ID: Final = "{id}"


@dataclass(frozen=True, slots=True)
class UrlRules:
    """How addresses become names.

    Attributes
    ----------
    fold
        Paths that are one touchpoint, first match wins: ``*`` is one part between slashes and is shown as ``{id}``,
        ``{name}`` is one part and is shown as written, a last ``**`` is all that follows and is shown as ``…``.
    keep_query
        Parameters of the query to keep, with their values.
    ids
        Whether parts that look like ids, dates or e-mail addresses are folded by themselves.
    hosts
        Whether the host is kept in front of the path.
    own_hosts
        Hosts that are ours, so that a referrer on them is none.

    Examples
    --------
    >>> rules = UrlRules(fold=("/help/**",), keep_query=("tab",))
    >>> addresses = ["https://www.a.org/p/12345?ref=x", "Page: /help/a/b/c", "/me?x=1&tab=bills", "/", "Cart"]
    >>> rules.named(pa.array(addresses)).to_pylist()
    ['/p/{id}', 'Page: /help/…', '/me?tab=bills', '/', 'Cart']
    """

    fold: tuple[str, ...] = ()
    keep_query: tuple[str, ...] = ()
    ids: bool = True
    hosts: bool = False
    own_hosts: tuple[str, ...] = ()

    def named(self, names: pa.Array) -> pa.Array:
        """The same names, those that are addresses folded. Doing it again changes nothing."""
        are = pc.fill_null(pc.match_substring_regex(names, ADDRESS), fill_value=False)
        if not pc.any(are).as_py():
            return names
        return pc.replace_with_mask(names, are, self.folded(names.filter(are)))

    def folded(self, addresses: pa.Array) -> pa.Array:
        """The name of each address."""
        whole = pc.replace_substring_regex(pc.utf8_trim_whitespace(addresses), "/?#!?/", "/")
        parts = pc.extract_regex(whole, _PARTS)
        word, host, path = (pc.struct_field(parts, name) for name in ("word", "host", "path"))
        path = self._fold(_tidy(path))
        if self.hosts:
            path = pc.binary_join_element_wise(pc.utf8_lower(host), path, "")
        named = pc.binary_join_element_wise(word, path, self._query(whole), "")
        return pc.utf8_rtrim_whitespace(pc.coalesce(named, addresses))

    def _query(self, addresses: pa.Array) -> pa.Array:
        """What is kept of the query, in the order of `keep_query`."""
        kept = pa.array([""] * len(addresses))
        for name in self.keep_query:
            found = pc.struct_field(
                pc.extract_regex(addresses, rf"[?&;](?P<kept>{re.escape(name)}=[^&#;]*)"), "kept"
            )
            between = pc.if_else(pc.equal(kept, ""), "?", "&")
            more = pc.binary_join_element_wise(kept, between, found, "")
            kept = pc.coalesce(more, kept)
        return kept

    def _fold(self, paths: pa.Array) -> pa.Array:
        done = pa.array(np.zeros(len(paths), np.bool_))
        named = paths
        for rule in self.fold:
            regex, shown = _path_rule(rule)
            fits = pc.and_(pc.match_substring_regex(paths, regex), pc.invert(done))
            named = pc.if_else(fits, pc.replace_substring_regex(paths, regex, shown), named)
            done = pc.or_(done, fits)
        return pc.if_else(done, named, _without_ids(named)) if self.ids else named


def fault_of_path(rule: str) -> str:
    """What is wrong with a path to fold; empty if nothing is.

    >>> fault_of_path("/product/*"), fault_of_path("product")
    ('', "it must begin with '/'")
    """
    if not rule.startswith("/"):
        return "it must begin with '/'"
    if "**" in rule.removesuffix("/**"):
        return "'**' is possible at the end only, as in /help/**"
    if any("*" in part and part not in {"*", "**"} and part.count("*") > 1 for part in rule.split("/")):
        return "a part between slashes may hold one '*'"
    return ""


@cache
def _path_rule(rule: str) -> tuple[str, str]:
    """The regular expression of a path to fold, and what is shown instead."""
    regex, shown = "", []
    groups = 0
    parts = rule.rstrip("/").split("/")[1:] or [""]
    for part in parts:
        if part == "**":
            regex += "(?:/.*)?"
            shown.append("…")
        elif part == "*":
            regex += "/[^/]+"
            shown.append(_ID)
        elif re.fullmatch(r"\{[^{}]+\}", part):
            regex += "/[^/]+"
            shown.append(part)
        elif "*" in part:
            before, after = part.split("*")
            regex += f"/{glob(before)}[^/]*{glob(after)}"
            shown.append(f"{before}{_ID}{after}")
        else:
            groups += 1
            regex += f"/({glob(part)})"
            shown.append(f"\\{groups}" if groups < 10 else part)
    return f"(?i)^{regex}/?$", "/" + "/".join(shown)


def _tidy(paths: pa.Array) -> pa.Array:
    """Paths without session ids, start pages, doubled and last slashes, dates in several parts folded."""
    for regex, instead in _TIDY:
        paths = pc.replace_substring_regex(paths, regex, instead)
    return pc.if_else(pc.equal(paths, ""), "/", paths)


_TIDY: Final = (
    (r";[^/]*", ""),
    (r"//+", "/"),
    (r"(?i)/(?:index|default)\.(?:html?|php|aspx?|jsp)$", ""),
    (r"[/\s\p{Z}\x1c-\x1f\x{85}]+$", ""),
)
_DATE: Final = (r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?(/|$)", r"/{date}\1")
_EMAIL_PART: Final = r"^[^@]+(?:@|%40)[^@]+$"
_DATE_PART: Final = r"^(?:19|20)\d\d-?(?:0[1-9]|1[0-2])(?:-?(?:0[1-9]|[12]\d|3[01]))?$"
_ID_PARTS: Final = (
    r"^\d+(?:\.[a-z]{2,5})?$",
    r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$",
    r"^\d{3,}[-_].+$",
    r"^\$?\d[\d,.]*$",
)
_TRAILING: Final = r"(?:[-_]|^[A-Za-z]{1,5})\d{4,}(?:\.[a-z]{2,5})?$"
_YEAR: Final = r"\D(?:19|20)\d\d(?:\.[a-z]{2,5})?$"
_TOKENS: Final = (r"^[0-9a-fA-F]{10,}$", r"^[A-Z0-9]{8,}$", r"^[A-Za-z0-9_=]{16,}$", r"^[A-Za-z0-9_=-]{20,}$")
_SOME_DIGITS: Final = r"\d\D*\d"
_SHORT_WORDS: Final = r"^(?:[A-Za-z]+[-_])+"


def _without_ids(paths: pa.Array) -> pa.Array:
    dated = pc.replace_substring_regex(paths, *_DATE)
    split = pc.split_pattern(dated, "/")
    flat = split.flatten().dictionary_encode()
    parts = _shown_parts(flat.dictionary).take(flat.indices)
    joined = pc.binary_join(pa.ListArray.from_arrays(split.offsets, parts), "/")
    return pc.if_else(pc.is_null(paths), None, joined)


def _shown_parts(parts: pa.Array) -> pa.Array:
    """The distinct parts of paths, those that look like ids as what they look like."""

    def like(regex: str) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = pc.match_substring_regex(parts, regex).to_numpy(zero_copy_only=False)
        return found

    ids = np.any([like(regex) for regex in _ID_PARTS], axis=0)
    ids |= like(_TRAILING) & ~like(_YEAR)
    tokens = np.any([like(regex) for regex in _TOKENS], axis=0)
    ids |= tokens & like(_SOME_DIGITS) & ~like(_SHORT_WORDS)
    shown = pc.if_else(pa.array(ids), _ID, parts)
    shown = pc.if_else(pa.array(like(_DATE_PART)), "{date}", shown)
    return pc.if_else(pa.array(like(_EMAIL_PART)), "{email}", shown)
