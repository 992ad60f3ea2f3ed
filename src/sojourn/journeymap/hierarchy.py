"""Maps that open from the stages and touchpoints of another: the whole tree, read once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sojourn.errors import LimitError, SourceError
from sojourn.journeymap.faults import Fault, refused
from sojourn.journeymap.loading import parsed, read_text
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.nodes import Node
from sojourn.journeymap.sayings import Language, Saying, failure, quoted, say

MOST_FILES: Final = 200


def links(jmap: JourneyMap) -> tuple[str, ...]:
    """The files of the maps that open from a map, each once: from its stages, then from its touchpoints."""
    found = (*(stage.map for stage in jmap.stages), *(touchpoint.map for touchpoint in jmap.touchpoints))
    return tuple(dict.fromkeys(link for link in found if link))


@dataclass(frozen=True, slots=True)
class Branch:
    """A map with the maps that open from it.

    Attributes
    ----------
    file
        Its file, relative to the folder of the first map, written with ``/``.
    part, id
        What it opens from, ``stage`` or ``touchpoint``; empty for the first map.
    jmap
        The map.
    branches
        The maps that open from its stages, then those from its touchpoints, in the order of the map.
    """

    file: str
    part: str
    id: str
    jmap: JourneyMap
    branches: tuple["Branch", ...] = ()

    def walk(self) -> Iterator["Branch"]:
        """The map and all below it, each before those that open from it."""
        yield self
        for branch in self.branches:
            yield from branch.walk()


def tree(path: str | Path) -> Branch:
    """Read a map and every map that opens from it.

    A link names a file beside or below the map that it stands in; a symbolic link does not lead out of the folder of the
    first map, and what it leads to goes by the name of the link. One map may open from several places, but not from itself.

    Raises
    ------
    SourceError
        If a map is not valid, a file is missing or leads elsewhere, or a map opens from itself: with the file, line and
        column of the link.
    LimitError
        If there are more than 200 files, counting one for every place that opens it.
    """
    top = _real(Path(path))
    return _Reader(top.parent).branch(top, "", "", ())


@dataclass(slots=True)
class _Reader:
    folder: Path
    files: int = 0

    def branch(self, file: Path, part: str, own: str, above: tuple[Path, ...]) -> Branch:
        self.files += 1
        if self.files > MOST_FILES:
            first = self._name(above[0])
            raise failure(LimitError, say("many_maps", n=MOST_FILES, file=first), say("many_maps.split"))
        name = self._name(file)
        found = parsed(read_text(file, name), name)
        branches = []
        for kind, number, node in _links(found.root):
            parts = found.jmap.stages if kind == "stages" else found.jmap.touchpoints
            target = self._target(file, name, node, (*above, file), found.jmap.language)
            branches.append(self.branch(target, kind[:-1], parts[number].id, (*above, file)))
        return Branch(name, part, own, found.jmap, tuple(branches))

    def _target(self, file: Path, name: str, node: Node, above: tuple[Path, ...], language: Language) -> Path:
        target = file.parent / str(node.value)
        shown, real = quoted(node.value), _real(target)
        if not real.is_relative_to(self.folder):
            raise _refused(name, node, say("out", link=shown), language)
        passed = [_real(step) for step in above]
        if real in passed:
            ring = " → ".join(self._name(step) for step in (*above[passed.index(real) :], target))
            raise _refused(name, node, say("ring", link=shown, ring=ring), language)
        if not target.is_file():
            raise _refused(name, node, say("absent.link", link=shown), language)
        return target

    def _name(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()


def _real(path: Path) -> Path:
    """Where symbolic links lead; a ring of them leads nowhere and is left as it is."""
    return Path(os.path.realpath(path))


def _refused(name: str, node: Node, message: Saying, language: Language) -> SourceError:
    return refused(name, [Fault(node.line, node.column, "map", message, say("relative"))], language)


def _links(root: Node) -> Iterator[tuple[str, int, Node]]:
    for kind in ("stages", "touchpoints"):
        for number, part in enumerate(root.value[kind].value):
            node = part.value.get("map")
            if node is not None and node.value is not None:
                yield kind, number, node
