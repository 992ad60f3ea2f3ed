"""Conditions of rules: globs and regular expressions, matched on all distinct values of a column at once.

Regular expressions are those of RE2: their time grows with the text alone, whatever somebody writes into a rule.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

LONGEST_PATTERN: Final = 500
MOST_PATTERNS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule: a column has one of some values.

    Attributes
    ----------
    column
        A canonical column or a property.
    written
        The patterns as they were written.
    regex
        The pattern that matches what any of them matches; empty if only a missing value is wanted.
    missing
        Whether a missing value (or a blank text) is wanted too.
    """

    column: str
    written: tuple[str, ...]
    regex: str
    missing: bool

    def holds(self, values: pa.Array) -> NDArray[np.bool_]:
        """For which values it holds; a missing value among them is a null.

        Parameters
        ----------
        values
            Distinct values, text.
        """
        blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(values), ""), fill_value=True)
        found = pa.array(np.zeros(len(values), np.bool_))
        if self.regex:
            found = pc.fill_null(pc.match_substring_regex(values, self.regex), fill_value=False)
            found = pc.and_(found, pc.invert(blank))
        if self.missing:
            found = pc.or_(found, blank)
        holds: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
        return holds

    def __str__(self) -> str:
        return f"{self.column} {' or '.join(self.written)}"


def condition(column: str, patterns: Sequence[str | None]) -> Condition:
    """A condition from patterns as people write them.

    A pattern is a text in which ``*`` stands for anything and ``?`` for one character, to be matched by the whole
    value; ``/…/`` is a regular expression to be found in it; None is a missing value. Upper and lower case and blanks
    around do not matter.

    Raises
    ------
    ValueError
        If a pattern is too long, or is no regular expression that RE2 knows; the message says why.

    Examples
    --------
    >>> wanted = condition("touchpoint", ["checkout_*", "/^pay(ing)?/"])
    >>> wanted.holds(pa.array(["Checkout_Started", "checkout", "Payment page", None])).tolist()
    [True, False, True, False]
    """
    if len(patterns) > MOST_PATTERNS:
        raise ValueError(f"{len(patterns):,} values; at most {MOST_PATTERNS:,} are possible")
    parts = [_regex(pattern) for pattern in patterns if pattern is not None]
    regex = f"(?is)(?:{'|'.join(parts)})" if parts else ""
    if regex:
        check(regex)
    return Condition(
        column, tuple("(missing)" if p is None else p for p in patterns), regex, missing=None in patterns
    )


def _regex(pattern: str) -> str:
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"it is {len(pattern):,} characters long; at most {LONGEST_PATTERN} are possible")
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/") and not _is_path(pattern):
        check(pattern[1:-1])
        return f"(?:{pattern[1:-1]})"
    return rf"(?:^\s*{glob(pattern.strip())}\s*$)"


def _is_path(pattern: str) -> bool:
    """Whether a text between slashes is the path of a page, as in ``/product/*/``, and no regular expression."""
    return re.fullmatch(r"/(?:[\w%~.-]+|\*+|\{\w+\})(?:/(?:[\w%~.-]+|\*+|\{\w+\}))+/", pattern) is not None


def glob(pattern: str) -> str:
    r"""The regular expression of a text with ``*`` and ``?``.

    >>> glob("a.b_*")
    'a\\.b_.*'
    """
    return "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in pattern)


def check(regex: str) -> None:
    """Refuse what is no regular expression.

    Raises
    ------
    ValueError
        With the reason.
    """
    try:
        pc.match_substring_regex(pa.array([""]), regex)
    except pa.ArrowInvalid as error:
        reason = str(error).split(": ", 1)[-1]
        raise ValueError(f"it is no regular expression: {reason}") from error
