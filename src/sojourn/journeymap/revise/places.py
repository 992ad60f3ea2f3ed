"""Where the entries of a mapping or list stand in the text of a document, and which comments are theirs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from sojourn.journeymap.nodes import Node

BREAKS: Final = "\n\r\x85\u2028\u2029"
_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLANK_LINES: Final = re.compile("(?:[ \t]*(?:\r\n|[\n\r\x85\u2028\u2029]+))*")
_COMMENT_LINES: Final = re.compile("(?:[ \t]*#[^\r\n\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|\\Z))*")
_FILL: Final = re.compile("(?:[ \t\r\n\x85\u2028\u2029]+|#[^\r\n\x85\u2028\u2029]*)*")


class AwkwardError(Exception):
    """A form that is not worth taking apart: the value is written anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, or an item of a list; offsets in the text.

    Attributes
    ----------
    key
        The key; empty for an item.
    node
        The value.
    lead
        Where the comment lines directly above it begin.
    head
        Where it begins itself: its key, its dash or, in a flow list, its value.
    opened
        After its colon or dash.
    stop
        Where its value ends.
    end
        Where what belongs to it ends: its last line with the comment there, and comment lines set deeper than itself.
    """

    key: str
    node: Node
    lead: int
    head: int
    opened: int
    stop: int
    end: int


def line_start(text: str, at: int) -> int:
    """Where the line of an offset begins."""
    while at and text[at - 1] not in BREAKS:
        at -= 1
    return at


def next_line(text: str, at: int) -> int:
    """Where the next line begins, or the end of the text."""
    found = _BREAK.search(text, at)
    return found.end() if found else len(text)


def after_fill(text: str, at: int) -> int:
    """The first offset from here that is neither blank nor within a comment."""
    return _run(_FILL, text, at)


def lines(text: str, start: int, stop: int) -> Iterator[str]:
    """The lines between two offsets, each with its break."""
    while start < stop:
        end = min(next_line(text, start), stop)
        yield text[start:end]
        start = end


def children(node: Node) -> list[tuple[str, Node]]:
    """The keys and values of a mapping, or the items of a list without keys."""
    return list(node.value.items()) if isinstance(node.value, dict) else [("", item) for item in node.value]


def is_collection(node: Node) -> bool:
    """Whether a value is a mapping or a list."""
    return node.style in {"block", "flow"}


def stop_of(text: str, node: Node) -> int:
    """Where a value ends, without what follows it in its line and without blank lines that are not part of it."""
    while node.style == "block":
        last = children(node)
        if not last:
            break
        node = last[-1][1]
    if node.style in {"|", ">"}:
        header = text[node.start : next_line(text, node.start)].split("#", maxsplit=1)[0]
        body = text[node.start : node.end]
        if "+" in header:
            return node.end - (
                2 if body.endswith("\r\n") else 1 if body and _BREAK.fullmatch(body[-1]) else 0
            )
        return node.start + len(body.rstrip(" \t\r\n\x85\u2028\u2029"))
    return node.end


def block_entries(text: str, node: Node) -> list[Entry]:
    """The entries of a block mapping or list, in order.

    Raises
    ------
    AwkwardError
        If it is written in a form that is not worth taking apart, such as a key without a colon.
    """
    column, head, floor = node.column - 1, node.start, -1
    found: list[Entry] = []
    if (
        isinstance(node.value, dict)
        and (node.line, node.column) not in node.keys.values()
        and text[head] != "?"
    ):
        raise AwkwardError
    for key, child in children(node):
        if found:
            head = after_fill(text, found[-1].stop)
        opened = _opened(text, node, key, head)
        stop = max(stop_of(text, child), opened)
        end = _end(text, stop, column)
        lead = _lead(text, head, floor if found else _floor(text, head))
        found.append(Entry(key, child, lead, head, opened, stop, end))
        floor = end
    return found


def flow_entries(text: str, node: Node) -> list[Entry]:
    """The entries of a mapping or list in brackets, in order; comments beside them are not looked for.

    Raises
    ------
    AwkwardError
        If it is written in a form that is not worth taking apart, such as a pair without braces.
    """
    if text[node.start] not in "[{":
        raise AwkwardError
    found: list[Entry] = []
    at = node.start + 1
    for key, child in children(node):
        head = after_fill(text, at)
        opened = _opened(text, node, key, head) if isinstance(node.value, dict) else head
        stop = max(child.end, opened)
        at = after_fill(text, stop)
        if text[at] not in ",]}":
            raise AwkwardError
        found.append(Entry(key, child, head, head, opened, stop, stop))
        at += text[at] == ","
    return found


def _opened(text: str, node: Node, key: str, head: int) -> int:
    at = after_fill(text, node.key_ends[key]) if isinstance(node.value, dict) else head
    if text[at : at + 1] != (":" if isinstance(node.value, dict) else "-"):
        raise AwkwardError
    return at + 1


def _floor(text: str, head: int) -> int:
    """The first line of the comments above the first entry of a block: after the line of its key or dash."""
    start = line_start(text, head)
    while start:
        above = line_start(text, start - (2 if text[start - 2 : start] == "\r\n" else 1))
        line = text[above:start].strip()
        if line and not line.startswith("#"):
            break
        start = above
    return start


def _lead(text: str, head: int, floor: int) -> int:
    start = line_start(text, head)
    if text[start:head].strip(" "):
        return head
    lead = start
    for line in reversed(list(lines(text, floor, start))):
        if not line.lstrip(" \t").startswith("#"):
            break
        lead -= len(line)
    return lead


def _end(text: str, stop: int, column: int) -> int:
    """After the line of a value, and after comment lines below it that are set deeper than its entry.

    Comment lines below a blank line that touch what follows belong to that, however deep they are set.
    """
    end = next_line(text, stop)
    at, apart = end, False
    while True:
        begin = _run(_BLANK_LINES, text, at)
        at = _run(_COMMENT_LINES, text, begin)
        apart = apart or begin > end
        touches = (
            at < len(text) and _run(_BLANK_LINES, text, at) == at and text[at : next_line(text, at)].strip()
        )
        if at == begin or (apart and touches):
            return end
        own = takewhile(lambda line: len(line) - len(line.lstrip(" \t")) > column, lines(text, begin, at))
        length = sum(map(len, own))
        end = begin + length if length else end
        if length < at - begin:
            return end
        apart = True


def _run(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
