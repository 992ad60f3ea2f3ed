"""A mapping or list in brackets with changed, added, removed and moved entries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sojourn.journeymap.nodes import Node
from sojourn.journeymap.revise.order import Step, steps
from sojourn.journeymap.revise.places import (
    AwkwardError,
    Entry,
    after_fill,
    flow_entries,
    line_start,
    lines,
    next_line,
)
from sojourn.journeymap.writing import in_one_line, plain_value

Value = Callable[[Node, Any, Any], str]
"""The new text of a value in brackets, given its old and new value."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry with the comment lines above it and the comment after it in its line."""

    text: str
    above: tuple[str, ...] = ()
    beside: str = ""


def revised_brackets(text: str, newline: str, node: Node, old: Any, new: Any, value: Value) -> str:
    """The text of a mapping or list in brackets.

    Where only values change everything else stays as it is. Where entries come, go or move, it is written in one line
    if it was and has no comments, else one entry a line.

    Raises
    ------
    AwkwardError
        If it cannot be taken apart, or nothing is left of it.
    """
    entries = flow_entries(text, node)
    plan = steps(node, old, new)
    if not plan or not entries:
        raise AwkwardError
    bodies = [
        _new(step) if step.place is None else _changed(text, entries[step.place], step, value)
        for step in plan
    ]
    if [step.place for step in plan] == list(range(len(entries))):
        return _in_place(text, node, entries, bodies)
    kept, rest = _comments(text, node, entries)
    items = [
        _Item(body) if step.place is None else _Item(body, kept[step.place].above, kept[step.place].beside)
        for step, body in zip(plan, bodies, strict=True)
    ]
    apart = [text[one.stop : two.head] for one, two in pairwise(entries)]
    noted = rest or any(item.above or item.beside for item in kept)
    if not noted and not any(gap.strip(" ,\t") for gap in apart):
        return _in_a_line(text, node, entries, bodies)
    return _in_lines(text, newline, node, entries, items, rest)


def _new(step: Step) -> str:
    if step.key:
        return in_one_line({step.key: plain_value(step.new)})[1:-1]
    return in_one_line(plain_value(step.new))


def _changed(text: str, entry: Entry, step: Step, value: Value) -> str:
    if step.old == step.new:
        return text[entry.head : entry.stop]
    written = value(entry.node, step.old, step.new)
    if entry.stop == entry.opened:
        return text[entry.head : entry.opened] + " " + written
    return text[entry.head : entry.node.start] + written


def _in_place(text: str, node: Node, entries: Sequence[Entry], bodies: Sequence[str]) -> str:
    made, at = "", node.start
    for entry, body in zip(entries, bodies, strict=True):
        made += text[at : entry.head] + body
        at = entry.stop
    return made + text[at : node.end]


def _in_a_line(text: str, node: Node, entries: Sequence[Entry], bodies: Sequence[str]) -> str:
    opening, closing = text[node.start : entries[0].head], text[entries[-1].stop : node.end]
    return opening + ", ".join(bodies) + closing


def _comments(text: str, node: Node, entries: Sequence[Entry]) -> tuple[list[_Item], tuple[str, ...]]:
    """The comments of every entry, and those after the last."""
    above: tuple[str, ...] = _comment_lines(text, node.start + 1, entries[0].head)
    found = []
    for number, entry in enumerate(entries):
        last = number + 1 == len(entries)
        until = node.end - 1 if last else entries[number + 1].head
        comma = after_fill(text, entry.stop)
        own = next_line(text, comma) if text[comma] == "," else next_line(text, entry.stop)
        own = min(own, until)
        beside = _comment_lines(text, entry.stop, own)
        found.append(_Item("", above, "  ".join(beside)))
        above = _comment_lines(text, own, until)
    return found, above


def _comment_lines(text: str, start: int, stop: int) -> tuple[str, ...]:
    bare = (line.strip().lstrip(",").strip() for line in lines(text, start, stop))
    return tuple(line for line in bare if line.startswith("#"))


def _in_lines(
    text: str,
    newline: str,
    node: Node,
    entries: Sequence[Entry],
    items: Sequence[_Item],
    rest: Sequence[str],
) -> str:
    first = entries[0].head
    start = line_start(text, first)
    column = node.column + 1 if text[start:first].strip() else first - start
    indent = newline + " " * column
    made = text[node.start]
    for number, item in enumerate(items):
        made += "".join(indent + comment for comment in item.above)
        comma = "," if number + 1 < len(items) else ""
        made += indent + item.text + comma + (f"  {item.beside}" if item.beside else "")
    made += "".join(indent + comment for comment in rest)
    return made + newline + " " * (node.column - 1) + text[node.end - 1]
