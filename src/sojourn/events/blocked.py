"""Values that stand where an identifier should stand and name nobody."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

BLOCKED: Final = frozenset(
    {
        "-1",
        "-",
        "--",
        "?",
        ".",
        "null",
        "none",
        "nil",
        "nan",
        "undefined",
        "unknown",
        "undef",
        "void",
        "empty",
        "missing",
    }
    | {
        "n/a",
        "na",
        "n.a.",
        "#n/a",
        "#ref!",
        "#value!",
        "(null)",
        "(none)",
        "(not set)",
        "<null>",
        "\\n",
        "nat",
    }
    | {
        "anonymous",
        "anon",
        "guest",
        "visitor",
        "nobody",
        "default",
        "system",
        "admin",
        "root",
        "test",
        "tester",
        "user",
    }
    | {
        "id",
        "uid",
        "userid",
        "user_id",
        "customer_id",
        "email",
        "e-mail",
        "phone",
        "distinct_id",
        "anonymous_id",
    }
    | {
        "true",
        "false",
        "yes",
        "no",
        "[object object]",
        "{}",
        "[]",
        "()",
        "not_authenticated",
        "not authenticated",
    }
    | {
        "not set",
        "not available",
        "not applicable",
        "tbd",
        "xxx",
        "optout",
        "opt-out",
        "redacted",
        "deleted",
        "lorem",
    }
    | {"匿名", "未知", "无", "空", "游客", "访客", "测试"}
)
"""Blocked values, lower case and without quotes; besides, anything of zeros and hyphens only (``0``, the zero UUID)."""

_QUOTES: Final = "\"'`´‘’“”«»"
_PLACEHOLDER: Final = (
    "test|tester|testing|asdf|asd|qwerty|foo|bar|abc|aaa|xxx|none|null|no|na|noemail|nomail|unknown"
)
_SAME: Final = "|".join(f"{letter}+@{letter}+" for letter in "abcdefghijklmnopqrstuvwxyz0123456789")
_NOBODY: Final = "anonymous|anon|guest|nobody|no-?reply|do-?not-?reply|mailer-daemon|postmaster"
_FAKE_EMAIL: Final = (
    rf"^(?:{_PLACEHOLDER})@(?:{_PLACEHOLDER}|example|email|mail|domain|company|your-?company)\.[a-z.]+$"
    rf"|^(?:{_SAME})\.[a-z]+$|^(?:{_NOBODY})@"
)
_RUNS: Final = "|".join(f"{digit}{{5,}}" for digit in "0123456789")
_FAKE_PHONE: Final = rf"^\+?\d{{0,4}}(?:{_RUNS}|0?123456789?0?)$"


def is_blocked(text: pa.Array, more: frozenset[str] = frozenset()) -> pa.Array:
    """Whether each value names nobody.

    Values are trimmed and NFC already; here they are compared without case and without the quotes around them.

    Examples
    --------
    >>> is_blocked(pa.array(["C-17", "'NULL'", "00000000-0000", "[object Object]", "-1"])).to_pylist()
    [False, True, True, True, True]
    """
    bare = pc.utf8_lower(pc.utf8_trim(text, _QUOTES + " "))
    listed = BLOCKED | {word.strip().lower() for word in more}
    return pc.or_(pc.is_in(bare, pa.array(sorted(listed))), pc.match_substring_regex(bare, "^[0-]*$"))


def is_fake_email(text: pa.Array) -> pa.Array:
    """Whether an address is obviously made up, or that of a machine.

    >>> is_fake_email(pa.array(["test@test.com", "a@a.de", "noreply@shop.de", "anna@test.de"])).to_pylist()
    [True, True, True, False]
    """
    return pc.match_substring_regex(text, _FAKE_EMAIL)


def is_fake_phone(text: pa.Array) -> pa.Array:
    """Whether a number is obviously made up: one digit over and over, or counting.

    >>> is_fake_phone(pa.array(["0000000", "+49111111111", "+15551234567", "123456789"])).to_pylist()
    [True, True, False, True]
    """
    return pc.match_substring_regex(text, _FAKE_PHONE)
