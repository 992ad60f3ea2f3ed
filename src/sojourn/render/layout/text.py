"""Text before it is drawn: cleaned, measured, wrapped and shortened so that it never leaves its box.

Measuring is conservative: the widest advance of every face the map names (see ``advances.py``), no kerning.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from sojourn.render.layout.advances import BOLD, REGULAR

ELLIPSIS: Final = "…"
_LEAST_END: Final = 4
"""Letters that the end of a word keeps together where the word has to be cut."""
_MARKS_IN_A_ROW: Final = 2
_LETTERS_OF_AN_EM: Final = 16
"""No face has letters so narrow; a letter with its marks is three at most."""
_JOINERS: Final = "\u200c\u200d"
_NO_START: Final = frozenset("，。、；：？！）」』】》〉”’…—·,.;:?!)]}%‰°")
_NO_END: Final = frozenset("（「『【《〈“‘([{")
_BREAK_AFTER: Final = frozenset("-/_–—|\\&+")
_RTL: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_WIDE: Final = (  # code ranges whose glyphs are wider than an em in some face
    (0xFDFA, 0xFDFD, 12.0),
    (0x2E3A, 0x2E3B, 3.0),
    (0x12000, 0x1254F, 4.0),
    (0x1F000, 0x1FAFF, 1.4),
    (0x2600, 0x27BF, 1.4),
    (0x2B00, 0x2BFF, 1.4),
    (0xA980, 0xA9DF, 2.5),
    (0x0900, 0x0DFF, 1.5),
    (0x1000, 0x109F, 1.8),
    (0x1780, 0x17FF, 1.6),
    (0x1D000, 0x1D7FF, 1.3),
)
_UNKNOWN: Final = 1.2
_MARK: Final = 1.0
"""A mark that common faces lack is drawn beside its letter, on a dotted circle."""
_RARE_MARK: Final = re.compile(
    "[^\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d-\u0331\u0342\u0345\u0591-\u05c7\u064b-\u0655\u0670\ufe00-\ufe0f]"
)


def clean(text: str) -> str:
    r"""Text that is safe to draw: no control, direction-override or invalid characters, at most two marks on a letter.

    >>> clean(" a\x00\u202eb\nc ")
    'ab c'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char.isspace() or category in {"Zl", "Zp"}:
            kept.append(" " if char not in "\u00a0\u202f\u2009" else char)
        elif category in {"Mn", "Me"}:
            marks += 1
            if marks > _MARKS_IN_A_ROW or not kept:
                continue
            kept.append(char)
            continue
        elif category in {"Cc", "Cs", "Cn", "Co"} or (category == "Cf" and char not in _JOINERS):
            continue
        else:
            kept.append(char)
        marks = 0
    return re.sub(" +", " ", "".join(kept)).strip(" ")


def right_to_left(text: str) -> bool:
    """Whether any letter of it is written from right to left."""
    return not text.isascii() and _RTL.search(text) is not None


@lru_cache(maxsize=8192)
def em(char: str, bold: bool = False) -> float:
    """The widest advance of one character in em."""
    code = ord(char)
    for first, digits in (BOLD if bold else REGULAR).items():
        place = 2 * (code - first)
        if 0 <= place < len(digits):
            width = int(digits[place : place + 2], 16) / 100
            if width > 0:
                return width
    category = unicodedata.category(char)
    if category == "Cf":
        return 0.0
    if category in {"Mn", "Me"}:
        return _MARK if _RARE_MARK.match(char) else 0.0
    for first, last, width in _WIDE:
        if first <= code <= last:
            return width
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else _UNKNOWN


@lru_cache(maxsize=8192)
def width(text: str, size: float, bold: bool = False) -> float:
    """Upper bound of the width of a line in pixels.

    >>> width("一二三", 10)
    30.0
    """
    return size * sum(em(char, bold) for char in text)


def shorten(text: str, room: float, size: float, bold: bool = False) -> str:
    """As much of the text as fits, ending in an ellipsis if that is not all of it.

    >>> shorten("一二三四", 30, 10)
    '一二…'
    """
    text = _drawable(text, room / size, 1)
    if width(text, size, bold) <= room:
        return text
    room -= width(ELLIPSIS, size, bold)
    if room < 0:
        return ""
    kept = ""
    for cluster in _clusters(text):
        room -= width(cluster, size, bold)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + ELLIPSIS


def wrap(
    text: str, room: float, size: float, bold: bool = False, lines: int = 2, *, balanced: bool = True
) -> tuple[str, ...]:
    """Lines no wider than `room`, at most `lines` of them; the last is shortened if more would follow.

    Breaks at spaces, after hyphens and slashes, between Chinese characters (never before a closing mark), and inside a
    word only if the word alone is wider than the line.

    Balanced lines are no longer than they have to be for their number.

    >>> wrap("one two three", 45, 10)
    ('one two', 'three')
    """
    text = _drawable(text, room / size, lines)
    done = _fill(text, room, size, bold, lines)
    if not balanced or len(done) < 2 or done[-1].endswith(ELLIPSIS):
        return done
    narrow, wide = room / 2, room
    while wide - narrow > size / 4:
        middle = (narrow + wide) / 2
        tried = _fill(text, middle, size, bold, len(done))
        whole = not tried[-1].endswith(ELLIPSIS) and max(width(t, size, bold) for t in tried) <= middle
        if whole and not _breaks_more(tried, done):
            done, wide = tried, middle
        else:
            narrow = middle
    return done


def fit(
    text: str, room: float, ways: Sequence[tuple[float, int]], bold: bool = False
) -> tuple[float, tuple[str, ...]]:
    """The first (size, lines) in which the text is whole and no word is cut; the last of them if there is none.

    A word is sooner set smaller than broken after a hyphen or an underscore.

    >>> fit("Confirmation", 60, ((14, 2), (8, 2)))
    (8, ('Confirmation',))
    """
    text = max((_drawable(text, room / size, lines) for size, lines in ways), key=len)
    chinese = any(_ideograph(char) for char in text)
    for pieces in ([] if chinese else text.split(" ")), _breakable(text):
        for size, lines in ways if pieces else ():
            done = wrap(text, room, size, bold, lines)
            longest = max(width(piece.rstrip(), size, bold) for piece in pieces)
            if longest <= room and not (done and done[-1].endswith(ELLIPSIS) and not text.endswith(ELLIPSIS)):
                return size, done
    return ways[-1][0], wrap(text, room, ways[-1][0], bold, ways[-1][1])


def _drawable(text: str, ems: float, lines: int) -> str:
    """More of a text than lines of this width can hold, so that nobody measures a word of a million letters."""
    return text[: int(_LETTERS_OF_AN_EM * (1 + ems * lines))]


def _breaks_more(tried: tuple[str, ...], done: tuple[str, ...]) -> bool:
    """Whether a narrower setting cut a word that had stayed whole."""
    if any(_ideograph(char) for part in done for char in part):
        return False
    words = {word for part in done for word in part.split(" ")}
    return any(word not in words for part in tried for word in part.split(" "))


def _fill(text: str, room: float, size: float, bold: bool, lines: int) -> tuple[str, ...]:
    pieces = _pieces(text, room, size, bold)
    if width(text, size, bold) <= room or not pieces:
        return (text,) if text else ()
    done: list[str] = []
    line = ""
    for index, piece in enumerate(pieces):
        if width((line + piece).rstrip(), size, bold) <= room or not line:
            line += piece
            continue
        if len(done) == lines - 1:
            return (*done, shorten((line + "".join(pieces[index:])).rstrip(), room, size, bold))
        done.append(line.rstrip())
        line = piece
    return (*done, shorten(line.rstrip(), room, size, bold))


def _pieces(text: str, room: float, size: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    for piece in _breakable(text):
        if width(piece.rstrip(), size, bold) <= room:
            pieces.append(piece)
            continue
        part = ""
        for whole in _clusters(piece):
            cluster = whole if width(whole, size, bold) <= room else ELLIPSIS
            if part and width((part + cluster).rstrip(), size, bold) > room:
                pieces.append(part)
                part = ""
            part += cluster
        pieces.append(part)
        _no_stub(pieces)
    return pieces


def _no_stub(pieces: list[str]) -> None:
    """Where a word was cut, leave no end of one or two letters alone: it takes some from the part before."""
    if len(pieces) < 2:
        return
    before, last = pieces[-2], pieces[-1]
    short = _LEAST_END - len(last.rstrip())
    if short > 0 and before.isascii() and before[-_LEAST_END - short :].isalpha():
        pieces[-2:] = [before[:-short], before[-short:] + last]


def _breakable(text: str) -> list[str]:
    """Pieces between which a line may break; a piece keeps the space behind it."""
    pieces: list[str] = []
    piece: list[str] = []  # a word may have a million letters: joined once
    for before, cluster in _pairs(_clusters(text)):
        if piece and not _lone(piece) and _may_break(before, cluster):
            pieces.append("".join(piece))
            piece = []
        piece.append(cluster)
    return [*pieces, "".join(piece)] if piece else pieces


def _lone(piece: list[str]) -> bool:
    """Whether it is a letter and its hyphen, as the beginning of "e-mail", which stays with what follows."""
    return len(piece) == 2 and len(piece[0]) == 1 and piece[0].isalnum() and piece[1] == "-"


def _pairs(clusters: list[str]) -> list[tuple[str, str]]:
    return list(zip(["", *clusters], clusters, strict=False))


def _may_break(before: str, after: str) -> bool:
    if not before or after == " ":
        return False
    if after[0] in _NO_START or before[0] in _NO_END or (before in "+-" and after.isdigit()):
        return False
    return before == " " or before in _BREAK_AFTER or _ideograph(before[0]) or _ideograph(after[0])


def _ideograph(char: str) -> bool:
    return char >= "\u2e80" and unicodedata.east_asian_width(char) in "WF"


def _clusters(text: str) -> list[str]:
    """Letters with the marks and joiners that belong to them: what must not be cut apart."""
    clusters: list[str] = []
    joined = False
    for char in text:
        mark = not char.isascii() and (
            unicodedata.category(char) in {"Mn", "Me", "Mc", "Sk"} or char in _JOINERS
        )
        if clusters and (mark or joined):
            clusters[-1] += char
        else:
            clusters.append(char)
        joined = char == "\u200d"
    return clusters
