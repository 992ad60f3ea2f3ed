"""The cells of a draw.io file: read without document types, inflated within a limit, with their places on the page."""

import base64
import binascii
import html
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from sojourn.errors import LimitError, SourceError
from sojourn.journeymap.sayings import failure, say

MOST_INFLATED: Final = 20 * 2**20
MOST_CELLS: Final = 20_000
_MOST_DEPTH: Final = 60
_BREAK: Final = re.compile(r"(?i)<(?:br|/div|/p|/li|/h\d)[^<>]{0,200}>|<div[^<>]{0,400}>")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")


@dataclass(slots=True)
class Drawn:
    """A cell: its text without markup, what is said of it, how it is drawn and where; places are relative to its parent."""

    id: str
    line: int
    label: str = ""
    data: dict[str, str] = field(default_factory=dict)
    style: dict[str, str] = field(default_factory=dict)
    vertex: bool = False
    edge: bool = False
    parent: str = ""
    source: str = ""
    target: str = ""
    x: float = 0.0
    y: float = 0.0
    w: float = 0.0
    h: float = 0.0


@dataclass(slots=True)
class Page:
    """A page of a diagram and its cells in the order of the file."""

    name: str
    cells: list[Drawn] = field(default_factory=list)


def pages(content: bytes, name: str) -> list[Page]:
    """The pages of a draw.io file.

    Raises
    ------
    SourceError
        If it is broken, has a document type, or is no diagram.
    LimitError
        If it unpacks to more than 20 MiB or has more than 20,000 cells.
    """
    reader = _Reader(name)
    reader.read(content)
    if not reader.pages:
        raise failure(SourceError, say("no_diagram", file=name), say("no_diagram.begins"))
    return reader.pages


@dataclass(slots=True)
class _Reader:
    name: str
    pages: list[Page] = field(default_factory=list)
    wrapper: Drawn | None = None
    cell: Drawn | None = None
    packed: list[str] | None = None
    depth: int = 0
    count: int = 0
    line: int = 0
    nested: bool = False

    def read(self, content: bytes) -> None:
        """Read the XML of a file, or of a page that was packed in it."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, given: self._start(tag, given, parser.CurrentLineNumber)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            place: dict[str, Any] = {"file": self.name, "line": error.lineno, "column": error.offset}
            told = say("broken_xml", told=expat.errors.messages[error.code], **place)
            raise failure(SourceError, told, say("as_drawio"), **place) from None
        except (ValueError, LookupError):
            told = say("xml_encoding", file=self.name)
            raise failure(SourceError, told, say("encoding.utf8")) from None

    def _refuse(self, *_: object) -> None:
        raise failure(SourceError, say("xml_typed", file=self.name), say("as_drawio"))

    def _start(self, tag: str, given: dict[str, str], line: int) -> None:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise failure(LimitError, say("xml_deep", file=self.name, n=_MOST_DEPTH, line=line))
        if tag == "diagram":
            self.pages.append(Page(given.get("name", "")))
            self.packed = []
        elif tag == "mxGraphModel":
            self.packed = None
            if not self.pages:
                self.pages.append(Page(""))
        elif tag in {"object", "UserObject"}:
            label = given.pop("label", "")
            self.wrapper = Drawn(given.pop("id", ""), line, label, data=given)
        elif tag == "mxCell":
            self._cell(given, line)
        elif tag == "mxGeometry" and self.cell is not None:
            self.cell.x, self.cell.y, self.cell.w, self.cell.h = (
                _number(given.get(side, "")) for side in ("x", "y", "width", "height")
            )

    def _cell(self, given: Mapping[str, str], line: int) -> None:
        self.count += 1
        if self.count > MOST_CELLS:
            raise failure(LimitError, say("many_cells", file=self.name, n=MOST_CELLS), say("split_maps"))
        made = self.wrapper or Drawn(given.get("id", ""), line, given.get("value", ""))
        made.style = _style(given.get("style", ""))
        made.label = _plain(made.label) if made.style.get("html") != "0" else made.label
        made.vertex, made.edge = given.get("vertex") == "1", given.get("edge") == "1"
        made.parent, made.source, made.target = (given.get(key, "") for key in ("parent", "source", "target"))
        self.wrapper, self.cell = None, made
        if self.pages:
            self.pages[-1].cells.append(made)

    def _text(self, text: str) -> None:
        if self.packed is not None:
            self.packed.append(text)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        if tag == "mxCell":
            self.cell = None
        elif tag == "diagram" and self.packed is not None:
            text = "".join(self.packed).strip()
            self.packed = None
            if text and not self.nested:
                self.nested = True
                _Reader.read(self, _inflated(text, self.name))
                self.nested = False


def _inflated(text: str, name: str) -> bytes:
    """A page that draw.io packed: base64, deflate, percent signs."""
    try:
        unpacker = zlib.decompressobj(-15)
        inflated = unpacker.decompress(base64.b64decode(text, validate=False), MOST_INFLATED + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise failure(SourceError, say("packed", file=name), say("as_drawio")) from None
    if len(inflated) > MOST_INFLATED:
        told = say("inflated", file=name, n=MOST_INFLATED >> 20)
        raise failure(LimitError, told, say("inflated.needs"))
    return unquote_to_bytes(inflated)


def _style(text: str) -> dict[str, str]:
    parts = (part.partition("=") for part in text[:10_000].split(";") if part)
    return {key.strip(): value for key, _, value in parts}


def _plain(label: str) -> str:
    """A label without the markup of draw.io's own editor."""
    if "<" not in label and "&" not in label:
        return label.strip()
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", label[:100_000]))).replace("\u00a0", " ").strip()


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e7 else 0.0
