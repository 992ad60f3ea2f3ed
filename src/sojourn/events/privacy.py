"""Privacy at the door: what is kept, dropped, hashed or masked of every field, before anything is written.

A *rule* belongs to a name: of a column, of a role (``text``, ``customer_id``) or of a type of identifier (``email``).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.errors import UsageError
from sojourn.events.identifiers import PSEUDONYM_MARK, TYPES, normalise
from sojourn.events.names import name_score, words
from sojourn.events.personal import CARD, EMAIL, IBAN, ID_NUMBER, IP, PHONE, mask
from sojourn.events.personal_columns import COLUMN_NAMES
from sojourn.events.schema import ROLES, Kind
from sojourn.events.secret import KEY_BYTES

_DIGEST_BYTES: Final = 16
_EVERYTHING_ELSE: Final = "*"
_SURE: Final = (EMAIL, IBAN, ID_NUMBER, CARD)
"""What is masked where no rule speaks: it has a checksum, or an @ in the right place."""
_NEVER_MASKED: Final = frozenset({"customer_id", "message_id", *TYPES})
_NEVER_DROPPED: Final = frozenset({"customer_id", "timestamp", "touchpoint"})
_CALLED_SO: Final = 0.5
_MOST_FAULTS: Final = 50


class Rule(StrEnum):
    """What happens to the values of a field."""

    KEEP = "keep"  # they stay as they are
    DROP = "drop"  # the field is not stored
    HASH = "hash"  # a pseudonym stands for each value, the same one everywhere
    MASK = "mask"  # personal data in text become [e-mail], [phone] …; of an IP address the network stays


DEFAULTS: Final[Mapping[str, Rule]] = {
    "text": Rule.MASK,
    "ip": Rule.MASK,
    "user_agent": Rule.KEEP,
    _EVERYTHING_ELSE: Rule.MASK,
}
"""The rules that hold where nobody gave others; ``*`` is all other text. Unless a column is called like free text, only
what is sure is masked by that."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """The rules of a project.

    Attributes
    ----------
    rules
        Name of a column, role or type of identifier → rule; ``*`` is all other text. Case, blanks and underscores do
        not matter. The most exact name decides: column, type of identifier, last part of a dotted name, ``*``.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)

    @classmethod
    def of(cls, data: object) -> "Privacy":
        """The rules as a project file has them: ``{"email": "hash", "text": "mask"}``.

        Raises
        ------
        UsageError
            If anything is wrong; it names every fault, and ``context["faults"]`` has them as (name, message, hint).

        Examples
        --------
        >>> Privacy.of({"email": "hash", "first name": "drop"}).rule("First_Name")
        <Rule.DROP: 'drop'>
        >>> Privacy.of({"email": "hide", "timestamp": "drop"})
        Traceback (most recent call last):
        sojourn.errors.UsageError: privacy.email: 'hide' is not a rule. Write one of: keep, drop, hash, mask.
        privacy.timestamp: it cannot be dropped: every event needs it. Write keep.
        """
        if data is None:
            return cls()
        if not isinstance(data, Mapping):
            raise _faulty([("", "the rules must be a mapping", "Write for example: email: hash.")])
        faults, rules = [], {}
        for name, given in data.items():
            fault = _fault(name, given)
            if fault:
                faults.append((str(name), *fault))
            else:
                rules[str(name)] = Rule(given)
        twice = [n for n, times in Counter(_key(name) for name in rules).items() if times > 1]
        faults += [(name, "it has two rules", "Keep one of them.") for name in twice]
        if faults:
            raise _faulty(faults)
        return cls(rules)

    def rule(self, column: str, kind: str | None = None) -> Rule:
        """The rule for a column; `kind` is its type of identifier, if it is one.

        >>> Privacy().rule("text"), Privacy().rule("id_email", "email"), Privacy().rule("context.ip")
        (<Rule.MASK: 'mask'>, <Rule.KEEP: 'keep'>, <Rule.MASK: 'mask'>)
        """
        given = {_key(name): rule for name, rule in self.rules.items()}
        if kind is not None or column in _NEVER_MASKED:
            names = [_key(column), *([_key(kind)] if kind else [])]
            return next((given[name] for name in names if name in given), Rule.KEEP)
        names = [_key(column), _key(column.rpartition(".")[2]), *(["ip"] if is_ip_column(column) else [])]
        known = {_key(name): rule for name, rule in DEFAULTS.items()} | given
        return next((known[name] for name in names if name in known), known[_EVERYTHING_ELSE])

    @property
    def needs_key(self) -> bool:
        """Whether a rule hashes, so that the door needs a key."""
        return Rule.HASH in self.rules.values()


def is_ip_column(column: str) -> bool:
    """Whether a column is called like one of IP addresses.

    >>> is_ip_column("context.ip"), is_ip_column("description")
    (True, False)
    """
    return words(column.rpartition(".")[2]) in COLUMN_NAMES[IP] or words(column) in COLUMN_NAMES[IP]


def is_free_text(column: str) -> bool:
    """Whether a column is called like one in which people write what they like.

    >>> is_free_text("text"), is_free_text("ticket.comment"), is_free_text("page_url")
    (True, True, False)
    """
    return name_score("text", column)[0] >= _CALLED_SO


@dataclass(frozen=True, slots=True)
class Passed:
    """A batch that went through the door.

    Attributes
    ----------
    batch
        What may be stored.
    changed
        (column, rule) → values dropped or hashed, passages masked, addresses cut.
    found
        Kind of personal data → passages masked.
    unusable
        (column, reason) → identifiers that identify nobody and were removed instead of hashed.
    """

    batch: pa.RecordBatch
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    unusable: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Door:
    """The rules at work.

    Attributes
    ----------
    privacy
        The rules.
    key
        32 bytes from :func:`sojourn.events.secret.read_or_make_key`; needed where a rule hashes.
    country
        Two letters: whose telephone numbers come without a country code.
    blocked
        Values that identify nobody, besides the usual ones.

    Raises
    ------
    UsageError
        If a rule hashes and there is no key.

    Examples
    --------
    >>> door = Door(Privacy.of({"email": "hash", "notes": "drop"}), key=bytes(32))
    >>> batch = pa.RecordBatch.from_pydict(
    ...     {"id_email": ["Ann@x.org", " ann@X.ORG"], "text": ["mail ann@x.org", "ok"], "notes": ["a", None]}
    ... )
    >>> passed = door.apply(batch, identifiers={"id_email": "email"})
    >>> passed.batch.schema.names, passed.batch.column("text").to_pylist()
    (['id_email', 'text'], ['mail [e-mail]', 'ok'])
    >>> len(set(passed.batch.column("id_email").to_pylist())), dict(passed.changed)
    (1, {('id_email', 'hash'): 2, ('text', 'mask'): 1, ('notes', 'drop'): 1})
    """

    privacy: Privacy
    key: bytes | None = field(default=None, repr=False)
    country: str = ""
    blocked: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.privacy.needs_key and (self.key is None or len(self.key) != KEY_BYTES):
            raise UsageError(
                f"Hashing needs a key of {KEY_BYTES} bytes.",
                hint="Make one with sojourn.events.secret.read_or_make_key(path).",
            )

    def apply(self, batch: pa.RecordBatch, *, identifiers: Mapping[str, str]) -> Passed:
        """Let a batch through.

        Parameters
        ----------
        batch
            Columns under their canonical names.
        identifiers
            Column → type of identifier. ``customer_id`` counts as ``user`` if it is not named.

        Raises
        ------
        UsageError
            If a rule cannot be applied to a column: masking an identifier, hashing a list or a number of a role.
        """
        passed = Passed(batch)
        names, arrays = [], []
        for name, values in zip(batch.schema.names, batch.columns, strict=True):
            kind = identifiers.get(name)
            rule = self._rule(name, kind)
            if rule is Rule.DROP:
                passed.changed[name, rule.value] += len(values) - values.null_count
                continue
            if rule is Rule.HASH:
                values = self._hashed(name, values, kind, passed)  # noqa: PLW2901  (what is stored under this name)
            elif rule is Rule.MASK:
                values = self._masked(name, values, passed)  # noqa: PLW2901
            names.append(name)
            arrays.append(values)
        stored = pa.RecordBatch.from_arrays(arrays, names=names)
        return Passed(stored, +passed.changed, +passed.found, +passed.unusable)

    @cached_property
    def _rules(self) -> dict[tuple[str, str | None], Rule]:
        return {}

    def _rule(self, column: str, kind: str | None) -> Rule:
        if (column, kind) not in self._rules:
            rule = self.privacy.rule(column, kind)
            if rule is Rule.MASK and (kind is not None or column in _NEVER_MASKED):
                raise UsageError(
                    f"The identifier '{column}' cannot be masked: all customers would become one.",
                    hint="Hash it, drop it or keep it.",
                )
            self._rules[column, kind] = rule
        return self._rules[column, kind]

    def _hashed(self, name: str, values: pa.Array, kind: str | None, passed: Passed) -> pa.Array:
        if pa.types.is_nested(values.type):
            raise UsageError(
                f"The column '{name}' holds lists, which cannot be hashed.", hint="Drop it or keep it."
            )
        if name == "customer_id" and kind is None:
            kind = "user"
        form = kind or next((t for t, k in (("email", EMAIL), ("phone", PHONE)) if _called(name, k)), None)
        if form is not None:
            usable = normalise(values, form, self.country, self.blocked)
            plain = usable.values
            for reason, number in usable.counts.items():
                if reason != "ambiguous_phone":
                    passed.unusable[name, reason] += number
        else:
            plain = pc.utf8_trim_whitespace(pc.utf8_normalize(_decoded(values).cast(pa.string()), "NFC"))
        encoded = plain.dictionary_encode()
        pseudonyms = pa.array([self._pseudonym(v) for v in encoded.dictionary.to_pylist()], pa.string())
        passed.changed[name, Rule.HASH.value] += len(plain) - plain.null_count
        return pa.DictionaryArray.from_arrays(encoded.indices, pseudonyms).cast(pa.string())

    def _pseudonym(self, value: str) -> str:
        assert self.key is not None
        digest = blake2b(value.encode(), key=self.key, digest_size=_DIGEST_BYTES).hexdigest()
        return PSEUDONYM_MARK + digest

    def _masked(self, name: str, values: pa.Array, passed: Passed) -> pa.Array:
        if is_ip_column(name) and _is_text(values.type):
            values, number = truncated(values)
            passed.changed[name, Rule.MASK.value] += number
            return values
        exact = is_free_text(name) or _key(name) in {_key(n) for n in self.privacy.rules}
        values, found = _mask_any(values, () if exact else _SURE)
        passed.changed[name, Rule.MASK.value] += found.total()
        passed.found.update(found)
        return values


def truncated(addresses: pa.Array) -> tuple[pa.Array, int]:
    """IP addresses cut to their network: /24 of version 4, /48 of version 6; and how many there were.

    Whatever else stands in such a column (a list of addresses) is masked as text.

    >>> truncated(pa.array(["203.0.113.77", "2001:db8:1:2::9", "10.0.0.1, 10.0.0.2", None]))[0].to_pylist()
    ['203.0.113.0', '2001:db8:1::', '[ip], [ip]', None]
    """
    import ipaddress

    encoded = _decoded(addresses).cast(pa.string()).dictionary_encode()
    networks: list[str | None] = []
    for text in encoded.dictionary.to_pylist():
        try:
            address = ipaddress.ip_address(text.strip())
        except ValueError:
            networks.append(mask(pa.array([text], pa.string()))[0][0].as_py())
            continue
        bits = 24 if address.version == 4 else 48
        networks.append(str(ipaddress.ip_network((address, bits), strict=False).network_address))
    cut = pa.DictionaryArray.from_arrays(encoded.indices, pa.array(networks, pa.string())).cast(pa.string())
    return cut, len(cut) - cut.null_count


def _mask_any(values: pa.Array, kinds: tuple[str, ...]) -> tuple[pa.Array, Counter[str]]:
    """Mask text, also inside lists and structures; numbers and times stay."""
    kind = values.type
    if _is_text(kind):
        return mask(values, kinds) if kinds else mask(values)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        inner, found = _mask_any(values.values, kinds)
        if inner is values.values:
            return values, found
        return type(values).from_arrays(values.offsets, inner, mask=values.is_null()), found
    if pa.types.is_struct(kind):
        parts = [_mask_any(values.field(i), kinds) for i in range(kind.num_fields)]
        made = pa.StructArray.from_arrays([p for p, _ in parts], fields=list(kind), mask=values.is_null())
        return made, sum((found for _, found in parts), Counter[str]())
    return values, Counter()


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _decoded(values: pa.Array) -> pa.Array:
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def _called(column: str, kind: str) -> bool:
    return words(column.rpartition(".")[2]) in COLUMN_NAMES[kind]


def _key(name: str) -> str:
    return _EVERYTHING_ELSE if name == _EVERYTHING_ELSE else words(name)


def _fault(name: object, given: object) -> tuple[str, str] | None:
    """What is wrong with one rule, and what would work."""
    if not isinstance(name, str) or not _key(name):
        return "a rule needs the name of a field", "Write for example: email: hash."
    if not isinstance(given, str) or given not in set(Rule):
        near = get_close_matches(str(given), list(Rule), n=1) if isinstance(given, str) else []
        shown = f"'{given}'" if isinstance(given, str | bool | int | float) else "a list or mapping"
        return (
            f"{shown} is not a rule",
            f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(Rule)}.",
        )
    return _contradiction(name, Rule(given))


def _contradiction(name: str, rule: Rule) -> tuple[str, str] | None:
    """Why a rule cannot hold for a field of that name."""
    kind = ROLES[name].kind if name in ROLES else None
    if rule is Rule.DROP and name in _NEVER_DROPPED:
        return "it cannot be dropped: every event needs it", "Write keep."
    if rule is Rule.MASK and name in _NEVER_MASKED:
        return "an identifier cannot be masked: all customers would become one", "Write hash, drop or keep."
    if rule in {Rule.HASH, Rule.MASK} and kind in {Kind.NUMBER, Kind.TIME}:
        return f"it holds {kind}s, which cannot be {rule}ed", "Write keep or drop."
    if rule is Rule.HASH and name == _EVERYTHING_ELSE:
        return "not everything can be hashed", "Write mask, keep or drop, and hash fields by their names."
    return None


def _faulty(faults: list[tuple[str, str, str]]) -> UsageError:
    lines = [
        f"{'.'.join(['privacy', n] if n else ['privacy'])}: {m}. {h}".strip()
        for n, m, h in faults[:_MOST_FAULTS]
    ]
    if len(faults) > _MOST_FAULTS:
        lines.append(f"… and {len(faults) - _MOST_FAULTS} more.")
    context: dict[str, Any] = {"faults": [{"name": n, "message": m, "hint": h} for n, m, h in faults]}
    return UsageError("\n".join(lines), context=context)
