"""YAML text as a tree of plain nodes that know their line and column, within limits.

Only what a map needs: mappings with text keys, sequences, scalars. Scalars stay text; the model says what they mean, so
that ``no``, ``2024`` and ``1e3`` are not turned into something else on the way. Anchors, aliases, tags and further
documents are refused: they are how a small file becomes a large one, or code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml

from sojourn.journeymap.faults import Fault
from sojourn.journeymap.sayings import NOTHING, Saying, quoted, say
from sojourn.journeymap.sayings.documents import YAML

MOST_BYTES: Final = 5 * 2**20
MOST_DEPTH: Final = 12
MOST_PARTS: Final = 5_000
"""Mappings outside the evidence: stages, touchpoints, flows, pain points and so on, together."""
MOST_VALUES: Final = 100_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    """A value of the document and where it begins (from 1).

    ``value`` is a dict of nodes, a list of nodes, a text, or None for an empty plain scalar, ``~`` or ``null``.
    ``keys`` tells where each key of a mapping stands, ``key_ends`` the offset where it ends. ``start`` and ``end`` are
    offsets in the text (``end`` for scalars and flow collections only), ``style`` is ``block``, ``flow``, the quote or
    sign of a scalar, or empty for a plain one.
    """

    value: Any
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    style: str = ""
    key_ends: dict[str, int] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...], *, key: bool = False) -> tuple[int, int]:
        """Line and column of the deepest node on a path that exists; of the last step's key if `key` is set."""
        node, place = self, (self.line, self.column)
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                place = node.keys[str(step)]
                node = node.value[step]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                place = node.line, node.column
            else:
                break
        return place if key else (node.line, node.column)


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is being read."""

    node: Node
    key: str | None = None
    key_at: tuple[int, int] = (0, 0)
    key_end: int = 0
    evidence: bool = False


class Refused(Exception):  # noqa: N818  (never seen outside: it carries a fault to `read`)
    """Reading cannot go on after this fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.said())
        self.fault = fault


def read(text: str, kind: str) -> tuple[Node | None, list[Fault]]:
    """A document of a kind (``map/1``) as a tree, and what is wrong with its form; no tree if reading had to stop."""
    reader = _Reader()
    try:
        for event in _events(text):
            reader.take(event)
    except Refused as refused:
        return None, [*reader.faults, refused.fault]
    if reader.root is None:
        return None, [Fault(1, 1, "", say("empty"), say("begins", kind=kind))]
    return reader.root, reader.faults


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = error.problem or error.context or ""
        told = Saying("", problem, YAML.get(problem, problem))
        raise Refused(Fault(line, column, "", say("not_yaml", told=told))) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Refused(Fault(line, column, "", say("control"))) from None


@dataclass(slots=True)
class _Reader:
    """Builds the tree event by event, with a stack of its own: depth costs no recursion."""

    root: Node | None = None
    stack: list[_Frame] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    parts: int = 0
    values: int = 0

    def take(self, event: yaml.Event) -> None:
        """One event of the parser."""
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._refuse(event, say("second"), say("second.one"))
        if isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop().node.end = _offset(event.end_mark)
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)

    def _node(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, say("anchors"), say("anchors.write"))
        self.values += 1
        if self.values > MOST_VALUES:
            self._refuse(event, say("values", n=MOST_VALUES))
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._refuse(event, say("tags", tag=tag[:60]), say("tags.leave"))
        line, column = _place_of(event)
        start, end = _offset(event.start_mark), _offset(event.end_mark)
        if isinstance(event, yaml.ScalarEvent):
            empty = event.implicit[0] and not event.style and event.value in {"", "~", "null", "Null", "NULL"}
            value = None if empty else event.value
            self._place(Node(value, line, column, start=start, end=end, style=event.style or ""), event)
            return
        style = "flow" if getattr(event, "flow_style", False) else "block"
        empty_value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        node = Node(empty_value, line, column, start=start, style=style)
        frame = _Frame(node, evidence=self._in_evidence())
        self._place(node, event)
        self.stack.append(frame)
        if len(self.stack) > MOST_DEPTH:
            self._refuse(event, say("deep", n=MOST_DEPTH))
        if isinstance(node.value, dict) and not frame.evidence:
            self.parts += 1
            if self.parts > MOST_PARTS:
                self._refuse(event, say("parts", n=MOST_PARTS), say("parts.split"))

    def _in_evidence(self) -> bool:
        if not self.stack:
            return False
        return self.stack[-1].evidence or (len(self.stack) == 1 and self.stack[0].key == "evidence")

    def _place(self, node: Node, event: yaml.NodeEvent) -> None:
        """Put a node where it belongs: as the root, an item, a key or a value."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if isinstance(frame.node.value, list):
            frame.node.value.append(node)
        elif frame.key is None:
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, say("key"))
            frame.key, frame.key_at, frame.key_end = event.value, (node.line, node.column), node.end
        else:
            if frame.key in frame.node.value:
                first = frame.node.keys[frame.key][0]
                message = say("twice", key=quoted(frame.key), n=first)
                self.faults.append(Fault(*frame.key_at, frame.key, message))
            else:
                frame.node.value[frame.key] = node
                frame.node.keys[frame.key] = frame.key_at
                frame.node.key_ends[frame.key] = frame.key_end
            frame.key = None

    def _refuse(self, event: yaml.Event, message: Saying, hint: Saying = NOTHING) -> NoReturn:
        raise Refused(Fault(*_place_of(event), "", message, hint))


def _place_of(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _offset(mark: Any) -> int:
    return int(mark.index) if mark is not None else 0
