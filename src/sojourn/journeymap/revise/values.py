"""The text of a changed value: taken apart where it has parts, written anew where it has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from sojourn.journeymap.nodes import Node
from sojourn.journeymap.revise.brackets import revised_brackets
from sojourn.journeymap.revise.lines import Block, emptied_block, revised_block
from sojourn.journeymap.revise.order import Step
from sojourn.journeymap.revise.places import AwkwardError, Entry, is_collection, next_line
from sojourn.journeymap.writing import HEADS, as_yaml, in_one_line, plain_value, quoted_scalar

_LONGEST_IN_BRACKETS: Final = 100


@dataclass(frozen=True, slots=True)
class Script:
    """The text that is revised, and how its lines end.

    ``whole_sections`` says that a section of the map with a change in it is written anew as a whole.
    """

    text: str
    newline: str
    whole_sections: bool = False

    def document(self, root: Node, old: BaseModel, new: BaseModel) -> str:
        """The text of the whole document.

        Raises
        ------
        AwkwardError
            If it cannot be taken apart.
        """
        if root.style == "flow":
            made = revised_brackets(self.text, self.newline, root, old, new, self.in_brackets)
            return self.text[: root.start] + made + self.text[root.end :]
        change = self._anew if self.whole_sections else self.entry
        made, stop = revised_block(Block(self.text, self.newline, root, 0), old, new, change, self._section)
        return made + self.text[stop:]

    def entry(self, entry: Entry, old: Any, new: Any, column: int) -> str:
        """The text of an entry of a block, from the comment lines above it to its end."""
        text, node = self.text, entry.node
        if old == new:
            return text[entry.lead : entry.end]
        if is_collection(node) and node.value and _has_parts(new):
            try:
                if node.style == "flow":
                    made = revised_brackets(text, self.newline, node, old, new, self.in_brackets)
                    return text[entry.lead : node.start] + made + text[node.end : entry.end]
                block = Block(text, self.newline, node, entry.opened)
                made, stop = revised_block(block, old, new, self.entry, self._added)
                return text[entry.lead : entry.opened] + made + text[stop : entry.end]
            except AwkwardError:
                pass
        return self._anew(entry, old, new, column)

    def in_brackets(self, node: Node, old: Any, new: Any) -> str:
        """The text of a changed value within brackets."""
        if node.style == "flow" and node.value and _has_parts(new):
            try:
                return revised_brackets(self.text, self.newline, node, old, new, self.in_brackets)
            except AwkwardError:
                pass
        if node.style in {"'", '"'} and isinstance(new, str):
            return quoted_scalar(str(new), node.style)
        return in_one_line(plain_value(new))

    def _anew(self, entry: Entry, old: Any, new: Any, column: int) -> str:
        if old == new:
            return self.text[entry.lead : entry.end]
        value = plain_value(new)
        head, tail = self.text[entry.lead : entry.opened], self.text[entry.stop : entry.end]
        gap = self.text[entry.opened : max(entry.node.start, entry.opened)]
        if isinstance(value, dict | list) and value:
            own, rest = tail[: next_line(tail, 0)], tail[next_line(tail, 0) :]
            beside = gap[: next_line(gap, 0)] if gap.strip(" ") else own
            return head + beside.rstrip() + self._indented(as_yaml({"k": value})[2:], column) + rest
        if entry.node.style == "block":
            try:
                left, stop = emptied_block(Block(self.text, self.newline, entry.node, entry.opened))
            except AwkwardError:
                left, stop = self.newline, entry.end
            return head + " " + in_one_line(value) + left + self.text[stop : entry.end]
        return head + (gap or " ") + self._scalar(entry, value, tail, column)

    def _scalar(self, entry: Entry, value: Any, tail: str, column: int) -> str:
        """The text of a value without parts, with what stands after it."""
        node = entry.node
        made = as_yaml({"k": value})[3:].removesuffix("\n")
        first, below = tail[: next_line(tail, 0)], tail[next_line(tail, 0) :]
        if node.style in {"|", ">"}:
            _, sign, comment = self.text[node.start : next_line(self.text, node.start)].partition("#")
            first = f"  #{comment.rstrip()}{self.newline}" if sign else first
        # A comment below that is set deeper than a text of several lines would become part of it.
        if isinstance(value, str) and made[0] == "|" and "#" in below:
            made = quoted_scalar(value, '"')
        elif isinstance(value, str) and node.style in {"'", '"'}:
            made = quoted_scalar(value, node.style)
        if made[0] == "|":
            sign, _, lines = made.partition("\n")
            return (
                sign
                + first.rstrip()
                + self.newline
                + " " * column
                + self._indented(lines, column)
                + self.newline
                + below
            )
        return self._indented(made, column) + first + below

    def _added(self, step: Step, column: int, brackets: bool) -> str:
        value = plain_value(step.new)
        sign = as_yaml({step.key: None}).removesuffix(" null\n") if step.key else "-"
        if brackets and isinstance(value, dict | list) and "\n" not in sign:
            line = f"{sign} {in_one_line(value)}"
            if len(line) + column <= _LONGEST_IN_BRACKETS:
                return line + self.newline
        return self._indented(as_yaml({step.key: value} if step.key else [value]), column)

    def _section(self, step: Step, column: int, _brackets: bool) -> str:
        title = f"\n# {HEADS[step.key]}\n" if step.key in HEADS else ""
        return self._indented(title + as_yaml({step.key: plain_value(step.new)}), column)

    def _indented(self, made: str, column: int) -> str:
        first, *others = made.split("\n")
        indent = " " * column
        return self.newline.join([first, *(indent + line if line else "" for line in others)])


def _has_parts(value: Any) -> bool:
    return isinstance(value, BaseModel) or (isinstance(value, tuple | Mapping) and bool(value))
