"""A block mapping or list with changed, added, removed and moved entries; every comment stays with its entry."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.journeymap.nodes import Node
from sojourn.journeymap.revise.order import Step, staying, steps
from sojourn.journeymap.revise.places import BREAKS, AwkwardError, Entry, block_entries, line_start, next_line

Change = Callable[[Entry, Any, Any, int], str]
"""The new text of an entry, from its comment lines to its end, given its old and new value and its column."""
Make = Callable[[Step, int, bool], str]
"""The text of a new entry at a column, its first line without indentation; in brackets if its neighbours are."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block mapping or list in a text with a kind of line break."""

    text: str
    newline: str
    node: Node
    opened: int
    """After the colon or dash that it belongs to; 0 for the document."""


def revised_block(block: Block, old: Any, new: Any, change: Change, make: Make) -> tuple[str, int]:
    """The text of a block from where it was opened, and where the text ends that it replaces.

    What stands between two entries (blank lines, and comments that do not stand directly above one of them) stays where
    it is, before the entry that stays there. An entry that moves takes the comment lines directly above it along, and
    those that are set deeper than itself.

    Raises
    ------
    AwkwardError
        If it cannot be taken apart, or nothing is left of it.
    """
    entries = block_entries(block.text, block.node)
    plan = steps(block.node, old, new)
    if not plan or not entries:
        raise AwkwardError
    column = block.node.column - 1
    brackets = all(entry.node.style == "flow" for entry in entries)
    pieces = [
        make(step, column, brackets)
        if step.place is None
        else change(entries[step.place], step.old, step.new, column)
        for step in plan
    ]
    opening, gaps = _between(block, entries)
    made = opening
    inline = block.text[line_start(block.text, entries[0].head) : entries[0].head].strip(" ") != ""
    for piece in _in_lines(block, plan, pieces, gaps, inline):
        if inline and made == opening:
            begins_here = piece.lstrip(" ")
            made = (
                opening.rstrip(" ") + block.newline + piece
                if begins_here[0] in "#\r\n"
                else opening + begins_here
            )
        else:
            made += piece if not made or made[-1] in BREAKS else block.newline + piece
    return made, entries[-1].end


def emptied_block(block: Block) -> tuple[str, int]:
    """What is left of a block without its entries, from where it was opened, and where the text ends that it replaces.

    That is the comment beside its key, and the comments that stand apart.

    Raises
    ------
    AwkwardError
        If it cannot be taken apart.
    """
    entries = block_entries(block.text, block.node)
    opening, gaps = _between(block, entries)
    kept = (opening, *(gap for gap in gaps if gap.strip()))
    return "".join(kept), entries[-1].end


def _between(block: Block, entries: Sequence[Entry]) -> tuple[str, list[str]]:
    """What stands before the first line of the block, and what stands before each of its entries."""
    first = entries[0]
    if block.text[line_start(block.text, first.head) : first.head].strip(" "):
        opening, start = block.text[block.opened : first.head], first.lead
    else:
        start = next_line(block.text, block.opened) if block.opened else 0
        opening = block.text[block.opened : start]
    found = []
    for entry in entries:
        found.append(block.text[start : entry.lead])
        start = entry.end
    return opening, found


def _in_lines(
    block: Block, plan: Sequence[Step], pieces: Sequence[str], gaps: Sequence[str], inline: bool
) -> Iterator[str]:
    """Every entry as whole lines with what stands before it; what stood before entries that went, at the end."""
    indent = " " * (block.node.column - 1)
    usual = block.newline if _are_apart(block.node, gaps) else ""
    stay = staying([step.place for step in plan])
    kept, rest = _kept(gaps, stay)
    first = min(stay, default=None)
    if first is not None and plan[0].place != first:
        top, kept[first] = kept[first], usual
    else:
        top = ""
    for number, (step, piece) in enumerate(zip(plan, pieces, strict=True)):
        begins_in_line = step.place is None or (inline and step.place == 0)
        gap = kept.get(-1 if step.place is None else step.place, usual if number else top)
        yield gap + (indent if begins_in_line else "") + piece
    if rest.strip():
        yield rest


def _are_apart(node: Node, gaps: Sequence[str]) -> bool:
    """Whether the items of a list are mostly separated by blank lines."""
    blank = [not line.strip() for gap in gaps[1:] for line in gap.splitlines()[:1]]
    return isinstance(node.value, list) and sum(blank) * 2 > len(gaps) - 1


def _kept(gaps: Sequence[str], stay: set[int]) -> tuple[dict[int, str], str]:
    """What stands before each entry that stays, with what stood before those that went; and what is left after them."""
    kept: dict[int, str] = {}
    pending: str | None = None
    for place, gap in enumerate(gaps):
        if pending is None or (gap.strip() and not pending.strip()):
            pending = gap
        elif gap.strip():
            pending += gap
        if place in stay:
            kept[place], pending = pending, None
    return kept, pending or ""
