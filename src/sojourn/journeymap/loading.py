"""A map out of text, with every fault at its place."""

import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sojourn.errors import SourceError
from sojourn.journeymap.checks import from_model, inconsistencies, part_fields
from sojourn.journeymap.faults import Fault, refused, where
from sojourn.journeymap.migrate import MIGRATIONS, Migration, migrated
from sojourn.journeymap.model import CHECKED, SCHEMA, JourneyMap
from sojourn.journeymap.nodes import MOST_BYTES, Node, read
from sojourn.journeymap.sayings import Language, Saying, failure, quoted, reason, say

_MOST_FAULTS: Final = 1_000
_CHINESE: Final = re.compile(r"""^[{,\s]*["']?language["']?\s*:\s*["']?zh\b""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A map with the tree of the text it was read from, and whether that text is of an older version."""

    root: Node
    jmap: JourneyMap
    migrated: bool


def load(source: str | Path, *, name: str | None = None) -> JourneyMap:
    r"""Read a map.

    Parameters
    ----------
    source
        A path, or the text itself; a text without a line break is taken for a path.
    name
        What errors call it; its path, or ``map``.

    Raises
    ------
    SourceError
        If it cannot be read or is not a valid map. All faults are collected: the message lists them with line, column
        and what would work, and ``context["faults"]`` holds them for programs (at most 1,000). It speaks the language that
        the map says it has; ``context["said"]`` holds the words of both.

    Examples
    --------
    >>> load("sojourn: map/1\ntitle: T\nstages: [{id: buy, name: Buy}]\ntouchpoints: [{id: a, name: A, stage: bye}]")
    Traceback (most recent call last):
    sojourn.errors.SourceError: map:4:39: touchpoints[0].stage: there is no stage with the id 'bye'. Did you mean 'buy'?
    """
    is_text = isinstance(source, str) and ("\n" in source or "\r" in source)
    name = name or ("map" if is_text else str(source))
    text = str(source) if is_text else read_text(Path(source), name)
    return parsed(text, name).jmap


def parsed(text: str, name: str, migrations: Mapping[str, Migration] = MIGRATIONS) -> Parsed:
    """Read a map from a text; see :func:`load`.

    Parameters
    ----------
    text
        The document.
    name
        What errors call it.
    migrations
        What brings older versions to that of today.

    Raises
    ------
    SourceError
        If it is not a valid map.
    """
    text = text.removeprefix("\ufeff")
    _encodable(text, name)
    root, faults = read(text, SCHEMA)
    if root is None:
        raise refused(name, faults, "zh" if _CHINESE.search(text) else "en")
    refusal, is_old = migrated(root, migrations)
    if refusal is not None:
        raise refused(name, [*faults, refusal], declared_language(root))
    return Parsed(root, checked(root, faults, name), is_old)


def declared_language(root: Node) -> Language:
    """The language that a document says it has; English if it says none that is known."""
    node = root.value.get("language") if isinstance(root.value, dict) else None
    return "zh" if node is not None and node.value == "zh" else "en"


def checked(
    root: Node,
    faults: Iterable[Fault],
    name: str,
    *,
    place: Callable[[tuple[int, int]], Saying] = lambda at: say("line", n=at[0]),
    placed: Callable[[Fault], Fault] = lambda fault: fault,
) -> JourneyMap:
    """The map of a tree of values.

    Parameters
    ----------
    root
        The values with their lines and columns.
    faults
        What was found before.
    name
        What errors call the file.
    place
        A line and column as people call it.
    placed
        A fault as it is told.

    Raises
    ------
    SourceError
        If it is none; all faults are told.
    """
    values = root.plain()
    found = [*faults, *islice(_inconsistent(values, root, place), _MOST_FAULTS)]
    jmap = None
    try:
        jmap = JourneyMap.model_validate(values, by_alias=True, by_name=False, context=CHECKED)
    except ValidationError as error:
        details = error.errors(include_url=False)[:_MOST_FAULTS]
        found += [from_model(d, root, lambda path: part_fields(JourneyMap, path)) for d in details]
    if jmap is None or found:
        raise refused(name, map(placed, found), declared_language(root))
    return jmap


def _inconsistent(values: Any, root: Node, place: Callable[[tuple[int, int]], Saying]) -> Iterator[Fault]:
    for found in inconsistencies(values):
        line, column = root.at(found.path, key=found.at_key)
        message = found.message
        if found.first:
            message = say("taken.in", told=message, place=place(root.at(found.first)))
        yield Fault(line, column, where(found.path), message, found.hint)


def _encodable(text: str, name: str) -> None:
    """Refuse what is too large and what no file can hold."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        before = text[: error.start]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise refused(name, [Fault(line, column, "", say("surrogate"))]) from None
    if size > MOST_BYTES:
        raise _too_large(name)


def _too_large(name: str) -> SourceError:
    return failure(SourceError, say("large", file=name, n=MOST_BYTES >> 20), say("large.map"))


def read_text(path: Path, name: str) -> str:
    """The text of a file as it stands, with its line ends and its byte order mark.

    Raises
    ------
    SourceError
        If it is no ordinary file, cannot be read, is larger than 5 MiB or is not UTF-8.
    """
    try:
        # A pipe or a device would be waited for, or never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise failure(SourceError, say("no_file", file=name), say("no_file.document"))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 4)
    except OSError as error:
        raise failure(SourceError, say("unread", file=name, reason=reason(error))) from None
    except ValueError:
        raise failure(SourceError, say("no_file.name", file=quoted(name))) from None
    if len(data.removeprefix(b"\xef\xbb\xbf")) > MOST_BYTES:
        raise _too_large(name)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise failure(SourceError, say("not_utf8", file=name, n=error.start), say("encoding.utf8")) from None
