r"""What stands in a cell of a table: texts that no spreadsheet runs, lists with an entry a line, entries with fields.

A list is one entry a line. An entry of several fields sets them apart with `` | ``. Where an entry itself has a line
break, a bar or a backslash it is written ``\n``, ``\|``, ``\\``, and an empty entry as ``\0``, so that everything comes back.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from sojourn.journeymap.sayings import Language
from sojourn.spreadsheets import guarded

Cell = str | int | float | bool | date | datetime | None

_GUARD: Final = re.compile(r"'+[=+\-@\t\r\0＝＋－＠]")
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "|": "\\|"}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_BARE: Final = {"n": "\n", "r": "\r", "0": ""}
_SPLIT: Final = re.compile(r" ?(?<!\\)((?:\\\\)*)\| ?")
_PLAIN_ENTRIES: Final = re.compile(r"[\n\r;；]+")
_BULLET: Final = re.compile(r"^\s*(?:[•●▪◦‣·*–—-]\s+|[•●▪◦‣]\s*|\d{1,2}[.)、]\s*)")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_YES: Final = frozenset({"yes", "y", "true", "x", "1", "✓", "✔", "★", "是", "有", "对"})
_NO: Final = frozenset({"no", "n", "false", "0", "", "-", "–", "否", "无", "不"})


def guard(text: str) -> str:
    """Text that a spreadsheet shows and does not run, and that :func:`unguarded` gives back whole.

    >>> guard("=1+1"), guard("'=1"), guard("cart")
    ("'=1+1", "''=1", 'cart')
    """
    return "'" + text if _GUARD.match(text) else guarded(text)


def unguarded(text: str) -> str:
    """The text without the mark that kept a spreadsheet from running it.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if _GUARD.match(text) else text


def entries(texts: Iterable[str]) -> str:
    r"""A list as one cell.

    >>> entries(["ask", "wait\nand see"])
    'ask\nwait\\nand see'
    """
    return "\n".join(_escaped(text) for text in texts)


def record(fields: Sequence[str]) -> str:
    r"""Fields as one entry, empty ones at the end left out.

    >>> record(["csat", ">= 4", ""]), record(["a|b"])
    ('csat | >= 4', 'a\\|b')
    """
    kept = list(fields)
    while len(kept) > 1 and not kept[-1]:
        kept.pop()
    return " | ".join(_escaped(field) for field in kept)


def own_entries(text: str) -> list[str]:
    r"""The entries of a cell that :func:`entries` wrote.

    >>> own_entries("ask\nwait\\nand see")
    ['ask', 'wait\nand see']
    """
    return [_unescaped(line) for line in text.split("\n") if line]


def own_records(text: str) -> list[list[str]]:
    r"""The entries of a cell that holds one :func:`record` a line.

    >>> own_records("csat | >= 4\nnps")
    [['csat', '>= 4'], ['nps']]
    """
    return [[_unescaped(field) for field in _fields(line)] for line in text.split("\n") if line]


def plain_entries(text: str) -> list[str]:
    """The entries of a cell that a person filled: a line or a semicolon apart, bullets taken off.

    >>> plain_entries("• slow; unclear")
    ['slow', 'unclear']
    """
    found = (_BULLET.sub("", part).strip() for part in _PLAIN_ENTRIES.split(text))
    return [part for part in found if part]


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without decimals, days as ISO dates, a formula guard taken off.

    >>> text_of(5.0), text_of(None), text_of(date(2026, 5, 1))
    ('5', '', '2026-05-01')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return unguarded(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def flag_of(cell: Cell) -> bool | None:
    """Yes or no; None if it is neither.

    >>> flag_of("yes"), flag_of("否"), flag_of("perhaps")
    (True, False, None)
    """
    word = text_of(cell).strip().casefold()
    return True if word in _YES else False if word in _NO else None


def number_of(cell: Cell) -> float | None:
    """A number; None if it is none. Full-width digits, a true minus and a decimal comma are understood.

    >>> number_of("−2,5"), number_of("+3"), number_of("good")
    (-2.5, 3.0, None)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = text_of(cell).strip().translate(_DIGITS)
    if not re.fullmatch(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?", text):
        return None
    return float(text.replace(",", "."))


_DIGITS: Final = str.maketrans("０１２３４５６７８９．，－＋−", "0123456789.,-+-")


def language_of(texts: str) -> Language:
    """The language of a map that does not tell it: Chinese if a tenth of its characters are.

    >>> language_of("下单 order"), language_of("order")
    ('zh', 'en')
    """
    return "zh" if len(_CHINESE.findall(texts)) > len(texts) / 10 else "en"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text) or "\\0"


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: _BARE.get(found[1], found[1]), text)


def _fields(line: str) -> list[str]:
    done, start = [], 0
    for found in _SPLIT.finditer(line):
        done.append(line[start : found.start()] + found[1])
        start = found.end()
    return [*done, line[start:]]
